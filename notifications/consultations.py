"""The consultations that wait for an answer, as letters need them: days, keys, what we quoted."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, select

from ehcp.cases.kinds import Kind
from ehcp.register.tables import cases, deadlines, fresh_links, messages, occasions
from notifications.claims import NOT_NEEDED, WAITING
from notifications.entries import FIRST_SAID_ON, entry_behind
from notifications.letter import Facts, Round
from notifications.reviews_owed import IS_RUNNING

NAME: Final = "consultation"
RULE: Final = "school_consult_response"

_first_said_on = entry_behind(
    FIRST_SAID_ON,
    Kind.SETTING_CONSULTED,
    case_id=deadlines.c.case_id,
    party=deadlines.c.party,
    on=deadlines.c.started_on,
).label("first_said_on")


def running(
    about: Round, *conditions: ColumnElement[bool], wanted: ColumnElement[bool] | None = None
) -> Sequence[Row[Any]]:
    """Give the consultations that wait for an answer; those alone for which a link is `wanted`."""
    query = select(
        cases.c.id,
        cases.c.reference,
        deadlines.c.party,
        deadlines.c.started_on,
        deadlines.c.due_on,
        _first_said_on,
    ).join(cases, cases.c.id == deadlines.c.case_id)
    if wanted is not None:
        query = query.add_columns(fresh_links.c.recipient, fresh_links.c.wanted_at).join(
            fresh_links, wanted
        )
    return about.connection.execute(
        query.where(
            deadlines.c.rule_id == RULE, IS_RUNNING, cases.c.ended_on.is_(None), *conditions
        ).order_by(deadlines.c.due_on, cases.c.reference, deadlines.c.party)
    ).all()


def days_of(about: Round, row: Row[Any]) -> Facts:
    """Give what the words may say about one: never more than reference and days."""
    return {
        "reference": row.reference,
        "asked_on": row.started_on.isoformat(),
        "due_on": row.due_on.isoformat(),
        "days_late": (about.day - row.due_on).days,
    }


def wrongly_quoted(about: Round, row: Row[Any]) -> str | None:
    """Give the day that we quoted last where it is not the right one; None while a letter waits."""
    last = about.connection.execute(
        select(messages.c.status, messages.c.facts)
        .join(occasions, occasions.c.message_id == messages.c.id)
        .where(
            occasions.c.case_id == row.id,
            occasions.c.party == row.party,
            occasions.c.key.startswith(keys_of(row), autoescape=True),
            messages.c.status != NOT_NEEDED,
        )
        .order_by(messages.c.created_at.desc())
        .limit(1)
    ).one_or_none()
    if last is None or last.status == WAITING:
        return None
    quoted: str | None = next(
        (
            each["due_on"]
            for each in last.facts["items"]
            if each["occasion"].startswith(keys_of(row))
        ),
        None,
    )
    return quoted if quoted != row.due_on.isoformat() else None


def keys_of(row: Row[Any]) -> str:
    """Give what the keys of all letters about one begin with; a corrected day changes it not."""
    # A setting may be on record by its name, which stands in no letter and in nothing of one.
    whose = sha256(row.party.encode()).hexdigest()[:16]
    return f"{NAME}|{row.reference}|{whose}|{row.first_said_on or row.started_on}|"
