"""E13: tells a family that a draft plan, or proposed changes, are with them, and until when."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, func, select

from ehcp.cases.stages import Stage
from ehcp.register.tables import cases, deadlines
from notifications.families import (
    FOOT,
    LEADS_TO,
    NEWS,
    families,
    is_news_or_has_changed,
    letters_to,
    opened_here,
    still_told,
)
from notifications.letter import Draft, Facts, Letter, NotWritten, Round
from notifications.told import of_message

NAME = "family_draft"
_WITH_THE_FAMILY = cases.c.stage.in_((Stage.DRAFT, Stage.AMENDMENT_PROPOSED))
_REPLY: Final = ("parent_representations", "reassess_representations", "amend_representations")


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to the people of each family that was sent a draft lately and has not answered.

    A draft served again is written about again, with its own day.
    """
    found = _served(about, is_news_or_has_changed(about, NAME, _lately(about)))
    yield from letters_to(about, NAME, found, tells=_tells, facts=_facts)


def _served(about: Round, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    due = _latest("due_on")
    return families(
        about,
        _WITH_THE_FAMILY,
        opened_here(),
        due > about.day,
        *conditions,
        columns=(
            _latest("started_on").label("sent_on"),
            due.label("due_on"),
            _lately(about).label("is_news"),
        ),
    )


def _lately(about: Round) -> ColumnElement[bool]:
    lately: ColumnElement[bool] = _latest("started_on").between(about.day - NEWS, about.day)
    return lately


def _latest(column: str) -> Any:  # noqa: ANN401 - a column of a query
    """Give a day of the window that was opened last and has not been answered."""
    window = deadlines.alias()
    return (
        select(func.max(window.c[column]))
        .where(
            window.c.case_id == cases.c.id,
            window.c.rule_id.in_(_REPLY),
            window.c.met_on.is_(None),
            window.c.fell_away_on.is_(None),
        )
        .correlate(cases)
        .scalar_subquery()
    )


def _tells(row: Row[Any]) -> tuple[str, date | None, date | None]:
    return row.stage, row.sent_on, row.due_on


def _facts(row: Row[Any]) -> Facts:
    return {
        "changes": row.stage == Stage.AMENDMENT_PROPOSED,
        "sent_on": row.sent_on.isoformat(),
        "due_on": row.due_on.isoformat(),
    }


LETTER = Letter(
    name=NAME,
    number="E13",
    says="to a family, when a draft plan is ready to be read",
    drafts=drafts,
    leads_to=LEADS_TO,
    foot=FOOT,
    wanted_on=lambda about, message_id: still_told(
        about, message_id, NAME, _served(about, of_message(message_id)), _tells
    ),
)
