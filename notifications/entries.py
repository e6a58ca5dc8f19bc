"""The entry that a letter goes back to, as it was set right: a corrected day is no new one."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, String, cast, select
from sqlalchemy.sql.functions import coalesce

from ehcp.cases.events import FROM_A_TRACKER
from ehcp.cases.kinds import Kind
from ehcp.register.tables import events

_entry = events.alias("entry")
_moved = events.alias("moved")

SEQUENCE, FIRST_SAID_ON = _entry.c.sequence, _entry.c.happened_on
"""Its number on the record of its case; the day that it was first said to have happened on."""


def entry_behind(
    what: ColumnElement[Any],
    kind: Kind,
    *,
    case_id: ColumnElement[int],
    party: ColumnElement[str],
    on: ColumnElement[Any],
) -> ScalarSelect[Any]:
    """Give this of the first entry of a kind that says this of a case; nothing where none does.

    One that was struck out is none. What a spreadsheet put on record is history, and none either:
    whoever it is about heard long ago, by other means.
    """
    return (
        select(what)
        .where(
            _entry.c.case_id == case_id,
            _entry.c.kind == kind.value,
            coalesce(_entry.c.details["source"].as_string(), "") != FROM_A_TRACKER,
            coalesce(_corrected("party"), _entry.c.party) == party,
            coalesce(_corrected("happened_on"), cast(_entry.c.happened_on, String))
            == cast(on, String),
            _corrected("struck_out").is_(None),
        )
        .order_by(_entry.c.sequence)
        .limit(1)
        .scalar_subquery()
    )


def _corrected(fact: str) -> ScalarSelect[str]:
    """Give what the latest correction of an entry says of it; nothing where it does not say."""
    return (
        select(_moved.c.details[fact].as_string())
        .where(_moved.c.case_id == _entry.c.case_id, _moved.c.corrects == _entry.c.sequence)
        .order_by(_moved.c.sequence.desc())
        .limit(1)
        .correlate(_entry)
        .scalar_subquery()
    )
