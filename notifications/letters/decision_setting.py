"""E14a: tells a school, college or nursery that there is a decision about the plan of a pupil."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select

from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.register import files
from ehcp.register.tables import cases, people
from notifications.advice_owed import has_been_told
from notifications.decisions import ABOUT_A_PLAN
from notifications.families import NEWS, opened_here
from notifications.letter import Draft, Letter, NotWritten, Occasion, Round
from notifications.reviews_owed import SERVICE, still
from notifications.settings import is_open, urn_of

NAME = "decision_setting"
_DECIDED = cases.c.stage.in_(ABOUT_A_PLAN)
_NAMES_A_SETTING = {
    Stage.PLAN_ISSUED: Kind.PLAN_FINALISED,
    Stage.PLAN_AMENDED: Kind.AMENDED_PLAN_FINALISED,
    Stage.TRANSFER_NAMED: Kind.TRANSFER_PLAN_FINALISED,
}


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to each setting with a mailbox, once a day, while it is open."""
    rows = about.connection.execute(
        select(
            cases.c.id,
            cases.c.reference,
            cases.c.stage,
            cases.c.stage_since,
            people.c.setting,
            people.c.setting_urn,
        )
        .join(people, people.c.id == cases.c.person_id)
        .where(_DECIDED, opened_here(), cases.c.stage_since.between(about.day - NEWS, about.day))
        .order_by(cases.c.id)
    )
    by_setting: dict[str, list[tuple[str, Row[Any]]]] = {}
    nowhere = 0
    for row in rows:
        key = f"{NAME}|{row.reference}|{row.stage}|{row.stage_since}"
        if has_been_told(about.connection, key):
            continue
        urn = _told(about, row)
        if urn not in about.council.people.settings:
            nowhere += 1
        elif is_open(about.council, urn, about.day):
            by_setting.setdefault(urn, []).append((key, row))
    for urn, told in sorted(by_setting.items()):
        yield Draft(
            letter=NAME,
            key=told[0][0],
            recipient=about.council.people.settings[urn],
            facts={
                "service": SERVICE,
                "items": [
                    {
                        "occasion": key,
                        "reference": row.reference,
                        "decided_on": row.stage_since.isoformat(),
                    }
                    for key, row in told
                ],
            },
            occasions=tuple(Occasion(key=key, case_id=row.id) for key, row in told),
        )
    if nowhere:
        says = "decisions are about pupils of settings without a mailbox in people.toml"
        yield NotWritten(letter=NAME, reason="no_address", count=nowhere, says=says)


def _told(about: Round, row: Row[Any]) -> str:
    """Give the URN of the setting that the plan names; without one, of the child's own."""
    kind = _NAMES_A_SETTING.get(row.stage)
    if kind is not None:
        entry = files.load(about.connection, row.reference).file.last(kind)
        named = entry.details.get("names") if entry else None
        if named:
            return urn_of(about.council, named) or ""
    return row.setting_urn or urn_of(about.council, row.setting) or ""


LETTER = Letter(
    name=NAME,
    number="E14a",
    says="to a school, college or nursery, when there is a decision about a plan",
    drafts=drafts,
    leads_to="/school",
    wanted=still(_DECIDED),
)
