"""E14: tells a family that there is a decision; what it is stands in the notice alone.

Of what comes without a notice of its own the letter is the notice: that the plan does not end. A
plan that was changed after an appeal is told too; its case stays at its stage.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, or_

from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.register import files
from ehcp.register.tables import cases
from notifications.changed_plans import ChangedPlan, changed_plans, entered_lately
from notifications.decisions import DECIDED, NOT_TOLD_BEFORE
from notifications.families import (
    FOOT,
    LEADS_TO,
    NEWS,
    as_told_now,
    families,
    is_news,
    is_news_or_was_told,
    letters_to,
    opened_here,
    still_told,
)
from notifications.letter import Draft, Facts, Letter, NotWritten, Round
from notifications.told import of_message

NAME = "family_decision"
_DECIDED = cases.c.stage.in_((*DECIDED, Stage.PLAN_KEPT))


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to the people of each family that was sent a decision or a changed plan lately."""
    yield from letters_to(
        about,
        NAME,
        _decided(about, is_news_or_was_told(about, NAME, is_news(about))),
        tells=_tells,
        facts=lambda row: _facts(about, row),
    )
    changed = changed_plans(about, is_news_or_was_told(about, NAME, entered_lately(about)))
    yield from letters_to(
        about,
        NAME,
        _changed(about, changed),
        tells=lambda row: _tells_changed(row, changed),
        facts=lambda row: {
            "about": "changed",
            "decided_on": changed[row.case_id].on.isoformat(),
        },
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


def _changed(about: Round, changed: Mapping[int, ChangedPlan]) -> Sequence[Row[Any]]:
    since = about.day - NEWS
    news = [case_id for case_id, plan in changed.items() if since <= plan.on <= about.day]
    return families(
        about, cases.c.id.in_(changed), columns=(cases.c.id.in_(news).label("is_news"),)
    )


def _tells(row: Row[Any]) -> tuple[str, date]:
    return row.stage, row.stage_since


def _tells_changed(row: Row[Any], changed: Mapping[int, ChangedPlan]) -> tuple[str, date]:
    plan = changed[row.case_id]
    return f"changed_{plan.count}", plan.on


def _facts(about: Round, row: Row[Any]) -> Facts:
    return {"about": _about(about, row), "decided_on": row.stage_since.isoformat()}


def _about(about: Round, row: Row[Any]) -> str:
    """Say what a letter is about: 'decided', or of a plan that does not end 'kept', 'continued'."""
    if row.stage != Stage.PLAN_KEPT:
        return "decided"
    file = files.load(about.connection, row.reference).file
    by = file.first(Kind.DECIDED_NOT_TO_CEASE, Kind.PLAN_CONTINUED)
    return "continued" if by is not None and by.kind is Kind.PLAN_CONTINUED else "kept"


def _still(about: Round, message_id: str) -> ColumnElement[bool]:
    this = of_message(message_id)
    changed = changed_plans(about, this)
    either: ColumnElement[bool] = or_(
        still_told(about, message_id, NAME, _decided(about, this), _tells),
        still_told(
            about,
            message_id,
            NAME,
            _changed(about, changed),
            lambda row: _tells_changed(row, changed),
        ),
    )
    return either


LETTER = Letter(
    name=NAME,
    number="E14",
    says="to a family, when a decision has been made, or a plan changed after an appeal",
    drafts=drafts,
    leads_to=LEADS_TO,
    foot=FOOT,
    wanted_on=_still,
    as_it_stands=lambda about, message_id: as_told_now(
        about,
        message_id,
        NAME,
        _decided(about, of_message(message_id)),
        tells=_tells,
        facts=lambda row: _facts(about, row),
    ),
)
