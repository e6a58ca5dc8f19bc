"""E14: tells a family that there is a decision; what it is stands in the notice alone."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row

from ehcp.register.tables import cases
from notifications.decisions import DECIDED, NOT_TOLD_BEFORE
from notifications.families import (
    FOOT,
    LEADS_TO,
    families,
    is_news,
    is_news_or_was_told,
    letters_to,
    opened_here,
    still_told,
)
from notifications.letter import Draft, Letter, NotWritten, Round
from notifications.told import of_message

NAME = "family_decision"
_DECIDED = cases.c.stage.in_(DECIDED)


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to the people of each family that was sent a decision lately."""
    yield from letters_to(
        about,
        NAME,
        _decided(about, is_news_or_was_told(about, NAME, is_news(about))),
        tells=_tells,
        facts=lambda row: {"decided_on": row.stage_since.isoformat()},
    )


def _decided(about: Round, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    return families(
        about,
        _DECIDED,
        NOT_TOLD_BEFORE,
        opened_here(),
        *conditions,
        columns=(is_news(about).label("is_news"),),
    )


def _tells(row: Row[Any]) -> tuple[str, date]:
    return row.stage, row.stage_since


LETTER = Letter(
    name=NAME,
    number="E14",
    says="to a family, when a decision has been made",
    drafts=drafts,
    leads_to=LEADS_TO,
    foot=FOOT,
    wanted_on=lambda about, message_id: still_told(
        about, message_id, NAME, _decided(about, of_message(message_id)), _tells
    ),
)
