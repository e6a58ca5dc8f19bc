"""E12: asks a setting that is consulted about a plan to answer, and again while it has not."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, exists, select

from ehcp.register.tables import cases, deadlines, occasions
from notifications.advice_owed import has_been_told
from notifications.families import opened_here
from notifications.letter import Draft, Letter, NotWritten, Occasion, Round
from notifications.reviews_owed import IS_RUNNING, SERVICE
from notifications.settings import is_open, urn_of

NAME = "consultation"
_RULE = "school_consult_response"
_LATEST = 60
"""So many days after it a consultation is no longer news, and no letter about it goes."""

_FIRST = 0


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Ask each setting with a mailbox; it is chased on a day on which it is open."""
    rows = about.connection.execute(
        select(
            cases.c.id,
            cases.c.reference,
            deadlines.c.party,
            deadlines.c.started_on,
            deadlines.c.due_on,
        )
        .join(cases, cases.c.id == deadlines.c.case_id)
        .where(
            deadlines.c.rule_id == _RULE,
            IS_RUNNING,
            deadlines.c.started_on <= about.day,
            cases.c.ended_on.is_(None),
            opened_here(),
        )
        .order_by(deadlines.c.due_on, cases.c.reference, deadlines.c.party)
    )
    asked: dict[tuple[str, bool], list[tuple[str, Row[Any]]]] = {}
    nowhere = 0
    for row in rows:
        days = (about.day - row.started_on).days
        if days > _LATEST:
            continue
        urn = urn_of(about.council, row.party)
        if urn not in about.council.people.settings:
            nowhere += 1
            continue
        step = _step(about, row, days)
        key = _key(row, step)
        if has_been_told(about.connection, key):
            continue
        if step == _FIRST or is_open(about.council, urn, about.day):
            asked.setdefault((urn, step != _FIRST), []).append((key, row))
    for (urn, again), told in sorted(asked.items()):
        yield Draft(
            letter=NAME,
            key=told[0][0],
            recipient=about.council.people.settings[urn],
            facts={
                "service": SERVICE,
                "again": again,
                "items": [
                    {
                        "occasion": key,
                        "reference": row.reference,
                        "asked_on": row.started_on.isoformat(),
                        "due_on": row.due_on.isoformat(),
                        "days_late": (about.day - row.due_on).days,
                    }
                    for key, row in told
                ],
            },
            occasions=tuple(
                Occasion(key=key, case_id=row.id, party=row.party) for key, row in told
            ),
        )
    if nowhere:
        says = "consultations are with settings without a mailbox in people.toml"
        yield NotWritten(letter=NAME, reason="no_address", count=nowhere, says=says)


def _step(about: Round, row: Row[Any], days: int) -> int:
    """Give the step that a consultation has reached; the first letter goes before any chaser."""
    if not has_been_told(about.connection, _key(row, _FIRST)):
        return _FIRST
    reached = [each for each in about.council.letters.consultation.chased_on_days if days >= each]
    return reached[-1] if reached else _FIRST


def _key(row: Row[Any], step: int) -> str:
    # A setting may be on record by its name, which stands in no letter and in nothing of one.
    whose = sha256(row.party.encode()).hexdigest()[:16]
    return f"{NAME}|{row.reference}|{whose}|{row.started_on}|{step}"


LETTER = Letter(
    name=NAME,
    number="E12",
    says="to a school, college or nursery that is consulted about a plan",
    drafts=drafts,
    wanted=exists(
        select(deadlines.c.case_id)
        .join(cases, cases.c.id == deadlines.c.case_id)
        .where(
            deadlines.c.case_id == occasions.c.case_id,
            deadlines.c.party == occasions.c.party,
            deadlines.c.rule_id == _RULE,
            IS_RUNNING,
            cases.c.ended_on.is_(None),
        )
    ),
)
