"""Every letter, written about children whose record holds everything that no email may say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from config.policy.closures import Closure, SettingCalendar
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.casework.open_there import open_with_service
from ehcp.casework.provider_changes import set_provider
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.outside.families import add_contact
from ehcp.outside.fresh_links import want_fresh_links
from ehcp.outside.other_address import THE_MACHINE
from ehcp.register import files
from ehcp.register.engine import reading, writing
from ehcp.register.tables import documents, messages, occasions
from ehcp.reports.snapshots import take_snapshot
from notifications.at_once import write_at_once
from tests.notifications.conftest import DECIDED, DUE, EP, HEALTH, KIM, Office, at
from tests.notifications.test_letters_to_staff import Refusing
from tests.notifications.test_reviews import review

A_DAY = timedelta(days=1)
MONDAY = date(2026, 3, 9)
BEFORE_TERM = date(2026, 3, 30)
SCHOOL, SCHOOL_AT = "998877", "office@school.example"

HOSTILE: dict[str, object] = {
    "forename": "Zephyrine",
    "surname": "Quackenbush",
    "born_on": date(2017, 11, 29),
    "upn": "A123456789012",
    "uln": "9876543210",
    "postcode": "ZZ99 9ZZ",
    "setting": "Saint Ursula's Academy",
    "setting_urn": SCHOOL,
    "primary_need": "Autistic spectrum disorder",
    "external_id": "LCS-777-QUACKENBUSH",
    "more": {"nhs_number": "943 476 5919", "address": "1 Gimlet Row"},
}
TYPED = "Zephyrine Quackenbush of 1 Gimlet Row, NHS 943 476 5919: Wobbly note"
"""What somebody typed into every field that takes a sentence."""

GIVEN_AWAY = (
    *("Zephyrine", "Quackenbush", "Z.Q.", "A123456789012", "9876543210", "ZZ99", "Ursula", "Autis"),
    *("2017-11-29", "29 November", "29/11/2017", "LCS-777", "Wobbly", "Gimlet", "943 476"),
    *("Thistlewood", "bereave", SCHOOL, "mental health", "speech"),
)


@dataclass(frozen=True)
class Hostile:
    """What was written.

    Attributes:
        rows: the messages.
        keys: the keys of their occasions.
    """

    office: Office
    cases: Sequence[str]
    rows: Sequence[Row[Any]]
    keys: Sequence[str]


def with_every_letter(office: Office) -> Office:
    """Switch every letter on, and give the school a mailbox and a calendar."""
    for name in type(office.council.letters).model_fields:
        if hasattr(getattr(office.council.letters, name), "send"):
            office = office.with_policy(name, send=True)
    closed = Closure(closed_from=date(2026, 3, 28), reopens=date(2026, 4, 13), begins_term=True)
    calendar = SettingCalendar(name=str(HOSTILE["setting"]), closed=(closed,))
    people = office.council.people.model_copy(update={"settings": {SCHOOL: SCHOOL_AT}})
    closures = office.council.closures.model_copy(
        update={"settings": {**office.council.closures.settings, SCHOOL: calendar}}
    )
    council = office.council.model_copy(update={"people": people, "closures": closures})
    return replace(office, council=council)


def everything_written(office: Office) -> Hostile:
    """Live through some months with hostile cases, until every kind of letter was written."""
    office = with_every_letter(office)
    office.service(
        reminders=True, monday_list=False, head_name="Jo Marlow", head_email="jo@service.example"
    )
    office.service(HEALTH, name="Exampleshire Trust", email="trust@service.example", reminders=True)
    cases = [_assessment(office, number) for number in range(3)]
    reviews = [_review(office, number) for number in range(3, 5)]
    for each in (*cases, *reviews):
        _family(office, each)
    waiting, drafted, decided = cases
    office.record(reviews[-1], Kind.REVIEW_MEETING_HELD, on=DECIDED + 20 * A_DAY)
    requested = open_case(
        office.engine,
        desk=office.desk(DECIDED),
        received_on=DECIDED,
        officer=KIM,
        person=HOSTILE | {"upn": None, "external_id": None},
    )
    _family(office, requested)
    office.write(DECIDED)
    office.write(date(2026, 2, 18))
    office.write(DUE + A_DAY)
    _refused(office, waiting)
    promised = {"promised_on": "2026-03-08", "reason": TYPED}
    office.record(waiting, Kind.ADVICE_PROMISED, EP, on=DUE + 2 * A_DAY, **promised)
    put(office, waiting, Kind.OFFICER_CHANGED, on=DUE + A_DAY, officer="Lou Dunmore", note=TYPED)
    put(
        office,
        waiting,
        Kind.EXCEPTION_CLAIMED,
        on=DUE + A_DAY,
        ground="personal_circumstances",
        described=f"bereavement: {TYPED}",
        evidence=TYPED,
        from_on="2026-01-10",
        until_on="2026-02-20",
    )
    for each in (drafted, decided):
        put(office, each, Kind.DRAFT_SERVED, on=DUE + A_DAY)
    put(office, drafted, Kind.SETTING_CONSULTED, on=DUE + A_DAY, party=str(HOSTILE["setting"]))
    put(office, decided, Kind.REPRESENTATIONS_RECEIVED, on=MONDAY, family_agreed="yes", note=TYPED)
    put(
        office,
        decided,
        Kind.PLAN_FINALISED,
        on=MONDAY,
        names=str(HOSTILE["setting"]),
        family_agreed="yes",
    )
    for day in (DUE - 2 * A_DAY, MONDAY):
        take_snapshot(office.engine, at=day, taken_at=at(day, 6), council=office.council)
    with writing(office.engine) as connection:
        write_at_once(
            connection,
            "code",
            recipient="trust@service.example",
            key="code|1",
            facts={"code": "4071 9326", "minutes": 10},
            council=office.council,
            at=at(MONDAY + A_DAY, 10),
            web_address="https://ehc.example",
        )
    office.write(MONDAY)
    office.send(MONDAY, by=Refusing())
    put(office, waiting, Kind.ADVICE_ACKNOWLEDGED, on=MONDAY, party=HEALTH.value)
    _moved(office)
    for day in (MONDAY + A_DAY, BEFORE_TERM, date(2026, 5, 20)):
        office.write(day)
    with reading(office.engine) as connection:
        rows = connection.execute(select(messages)).all()
        keys = list(connection.execute(select(occasions.c.key)).scalars())
    return Hostile(office, (*cases, *reviews, requested), rows, keys)


def put(
    office: Office, reference: str, kind: Kind, *, on: date, party: str | None = None, **more: str
) -> None:
    """Put an entry on the record of a case of any journey, with a whole notice where it is one."""
    with reading(office.engine) as connection:
        journey = files.load(connection, reference).file.journey
    record(
        office.engine,
        desk=office.desk(on),
        reference=reference,
        kind=kind,
        happened_on=on,
        party=party,
        details=complete(kind.value, journey) | more,
    )


def _refused(office: Office, reference: str) -> None:
    """Refuse a file that came for the advice of educational psychology, held with hostile words."""
    with writing(office.engine) as connection:
        connection.execute(
            insert(documents).values(
                id="a" * 32,
                case_id=files.load(connection, reference).case_id,
                kind=Kind.ADVICE_RECEIVED.value,
                party=EP.value,
                happened_on=DUE - A_DAY,
                details={"note": TYPED},
                called=f"educational-psychology-advice-{reference}.pdf",
                media_type="application/pdf",
                size=1,
                sha256="0" * 64,
                state="refused",
                scanned_at=at(DUE),
                stored_by=TYPED,
                stored_at=at(DUE - A_DAY),
            )
        )


def _moved(office: Office) -> None:
    """Change the mailbox of the health service; what is open there is to go to the new one."""
    moved_on = office.desk(MONDAY + A_DAY)

    def then(connection: Connection, left: str, recipient: str) -> None:
        found = open_with_service(connection, HEALTH.value, sight=None)
        want_fresh_links(
            connection,
            about=found.seen,
            service=HEALTH.value,
            left=left,
            recipient=recipient,
            by=TYPED,
            at=moved_on.at,
            sender=THE_MACHINE,
        )

    set_provider(
        office.engine,
        desk=moved_on,
        kind=HEALTH,
        name="Exampleshire Trust",
        email="trust@new.example",
        moved=then,
    )


def _person(number: int) -> dict[str, object]:
    return HOSTILE | {"upn": f"A12345678901{number}", "external_id": f"LCS-777-{number}"}


def _assessment(office: Office, number: int) -> str:
    reference = office.case(EP, HEALTH, AdviceKind.MENTAL_HEALTH, person=_person(number))
    office.record(reference, Kind.NOTE_ADDED, on=DECIDED, text=TYPED)
    return reference


def _review(office: Office, number: int) -> str:
    person = _person(number)
    person.pop("setting_urn")
    reference: str = review(office, last=date(2025, 5, 20), urn=SCHOOL, **person)
    office.record(reference, Kind.NOTE_ADDED, on=DECIDED, text=TYPED)
    return reference


def _family(office: Office, reference: str) -> None:
    with reading(office.engine) as connection:
        case = files.load(connection, reference)
    for name, email in (("Ms Ansah", "ansah@family.example"), ("W. Thistlewood", None)):
        add_contact(
            office.engine,
            person_id=case.person_id,
            case_id=case.case_id,
            name=name,
            email=email,
            by="Kim",
            at=at(DECIDED),
        )
