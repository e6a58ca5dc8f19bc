"""The post of the invented council: who gets which letters, and since when.

Services are reminded from spring on; schools and families are written to from summer on, and few
families, as in a council that has just begun with it.
"""

from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Connection, Row, exists, select

from config.council import content_of
from ehcp.cases.advice_kinds import advice_kind_named
from ehcp.cases.stages import Stage
from ehcp.casework.provider_changes import set_provider
from ehcp.council.changes import change_part
from ehcp.outside.families import add_contact
from ehcp.register.engine import reading
from ehcp.register.tables import cases, family_contacts, people
from ehcp.staff.roles import UserRole
from notifications.families import opened_here
from workflows.demonstration import school, trusts
from workflows.demonstration.people import MANAGER, the_people
from workflows.office import Office

LETTERS_FROM: Final = date(2019, 6, 24)
"""Four weeks before the last day: whoever was told then of a delay is told of it once more."""

_SWITCHED_ON: Final = (
    *("consultation", "decision_setting", "review_report_due", "reviews_this_term"),
    *("family_request", "family_stage", "family_officer", "family_delay", "family_draft"),
    "family_decision",
)
_WAITING, _IN_REVIEW = 6, 2
"""How many families of each sort are asked every Monday for a mailbox."""
_ADULTS: Final = ("Alex", "Bobbie", "Charlie", "Dana", "Ellis")
_HOME: Final = "family.example"
_REVIEWED: Final = (Stage.REVIEW_ARRANGED, Stage.REVIEW_HELD, Stage.AMENDMENT_PROPOSED)


_SERVICES = (
    (
        *("educational_psychology", "Educational Psychology Service"),
        *("eps@services.example", "01632 960 303"),
    ),
    ("social_care", "Children's Social Care", "duty@services.example", "01632 960 404"),
    ("education", "Schools' SEN team", "schools@services.example", "01632 960 505"),
)


def switch_reminders_on(office: Office, *, day: date) -> None:
    """Enter the services' mailboxes and let them be reminded, as a manager would."""
    desk = office.desk(day=day, by=MANAGER)
    for kind, name, email, telephone in _SERVICES:
        set_provider(
            office.engine,
            desk=desk,
            kind=advice_kind_named(kind),
            name=name,
            email=email,
            telephone=telephone,
            reminders=True,
        )
    trusts.name_them(office.engine, desk=desk)


def switch_letters_on(office: Office, *, day: date) -> None:
    """Let families and schools be written to, and name our own people's mailboxes, as a manager."""
    council = office.up_to_date().council
    letters, named = content_of(council, "letters"), content_of(council, "people")
    for name in _SWITCHED_ON:
        letters[name]["send"] = True
    played = the_people(day)
    for role, key in ((UserRole.CASEWORKER, "caseworkers"), (UserRole.MANAGER, "managers")):
        named[key] = {each.name: each.email for each in played if each.role is role}
    named["settings"] = {**named["settings"], school.URN: school.OFFICE}
    for part, content in (("letters", letters), ("people", named)):
        change_part(
            office.engine,
            folder=council.folder,
            by=MANAGER,
            at=office.desk(day=day).at,
            part=part,
            content=content,
            expects_version=council.versions.get(part, 0),
            why="Families and schools are written to from today.",
        )


def enter_families(office: Office, *, day: date) -> int:
    """Enter a mailbox for some families that have none yet, and give for how many.

    For those who have waited longest for a plan, and some whose review was arranged or held.
    """
    desk = office.desk(day=day, by=MANAGER)
    with reading(office.engine) as connection:
        found = [
            *_without_mailbox(
                connection,
                cases.c.journey == "needs_assessment",
                order_by=cases.c.started_on,
                how_many=_WAITING,
            ),
            *_without_mailbox(
                connection,
                cases.c.stage.in_(_REVIEWED),
                opened_here(),
                order_by=cases.c.number,
                how_many=_IN_REVIEW,
            ),
        ]
    for row in found:
        adult = _ADULTS[row.number % len(_ADULTS)]
        add_contact(
            office.engine,
            person_id=row.person_id,
            case_id=row.id,
            name=f"{adult} {row.surname}",
            email=f"{adult}.{row.surname}.{row.number}@{_HOME}".lower(),
            by=desk.by,
            at=desk.at,
        )
    return len(found)


def _without_mailbox(
    connection: Connection,
    *conditions: ColumnElement[bool],
    order_by: ColumnElement[object],
    how_many: int,
) -> list[Row[tuple[int, int, int, str]]]:
    there = exists().where(family_contacts.c.person_id == cases.c.person_id)
    return list(
        connection.execute(
            select(cases.c.id, cases.c.number, cases.c.person_id, people.c.surname)
            .join(people, people.c.id == cases.c.person_id)
            .where(cases.c.ended_on.is_(None), people.c.surname.is_not(None), ~there, *conditions)
            .order_by(order_by, cases.c.number)
            .limit(how_many)
        )
    )
