"""E1a: tells a family that their request has come, by when we decide, and how to follow it."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, case, exists, not_, select

from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.register.tables import cases, events
from notifications.families import (
    FOOT,
    LEADS_TO,
    due_on,
    families,
    is_news_or_has_changed,
    letters_to,
    opened_here,
    still_told,
)
from notifications.letter import Draft, Facts, Letter, NotWritten, Round
from notifications.told import of_message

NAME = "family_request"
_AWAITS = cases.c.stage.in_((Stage.REQUESTED, Stage.REASSESSMENT_REQUESTED))
_DECISION = ("decide_to_assess", "detained_decide", "reassess_decision")
_LATEST = timedelta(days=28)
_BROUGHT: Final = (Kind.BECAME_RESPONSIBLE.value, Kind.DETAINED_BROUGHT_TO_ATTENTION.value)
"""Nobody requested anything: somebody brought the child or young person to our attention."""

_ASKED: Final = not_(
    exists(
        select(events.c.case_id).where(events.c.case_id == cases.c.id, events.c.kind.in_(_BROUGHT))
    )
)


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to the people of each family whose request waits for a decision."""
    found = _waiting(about, is_news_or_has_changed(about, NAME, _lately(about)))
    yield from letters_to(about, NAME, found, tells=_tells, facts=_facts)


def _waiting(about: Round, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    due = due_on(_DECISION)
    return families(
        about,
        _AWAITS,
        opened_here(),
        *conditions,
        columns=(
            cases.c.started_on,
            case((about.day <= due, due)).label("due_on"),
            _ASKED.label("asked"),
            _lately(about).label("is_news"),
        ),
    )


def _lately(about: Round) -> ColumnElement[bool]:
    lately: ColumnElement[bool] = cases.c.started_on.between(about.day - _LATEST, about.day)
    return lately


def _tells(row: Row[Any]) -> tuple[str, date | None, date | None]:
    return "request", row.started_on, row.due_on


def _facts(row: Row[Any]) -> Facts:
    return {
        "received_on": row.started_on.isoformat(),
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "again": row.stage == Stage.REASSESSMENT_REQUESTED,
        "asked": bool(row.asked),
    }


LETTER = Letter(
    name=NAME,
    number="E1a",
    says="to a family, when its request has come",
    drafts=drafts,
    leads_to=LEADS_TO,
    foot=FOOT,
    wanted_on=lambda about, message_id: still_told(
        about, message_id, NAME, _waiting(about, of_message(message_id)), _tells
    ),
)
