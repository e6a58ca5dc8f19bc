"""E8: tells a family that their case has come to its next stage, and when they hear again."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, case, not_, or_, select

from ehcp.cases.stages import Stage
from ehcp.register.tables import advice, cases
from notifications.advice_owed import IS_OWED
from notifications.families import (
    FOOT,
    LEADS_TO,
    as_told_now,
    due_on,
    families,
    has_plan,
    is_news,
    is_news_or_has_changed,
    letters_to,
    opened_here,
    order_of,
    services_in_words,
    still_told,
)
from notifications.letter import Draft, Facts, Letter, NotWritten, Round
from notifications.told import of_message

NAME = "family_stage"
_STAGES: Final = (Stage.ASSESSING, Stage.DRAFTING, Stage.REVIEW_ARRANGED, Stage.REVIEW_HELD)
"""Of a draft tells E13, of a decision E14."""

_NO_PLAN: Final = ("notify_no_plan", "detained_no_plan", "order_b_i", "unopposed_no_plan")
_REASSESSED: Final = ("reassess_final", "order_b_ii", "unopposed_plan")
_DRAFT: Final = ("order_c_draft", "unopposed_draft")
_ABOUT: Final = {"annual_review": "annual review", "reassessment": "EHC re-assessment"}

_RECONSIDERED: Final = and_(cases.c.stage == Stage.ASSESSING, order_of() == "reconsider")
"""Nothing is assessed: what comes of it within two weeks is a draft (E13) or a decision (E14)."""

_NEXT_ON: Final = case(
    (cases.c.stage == Stage.REVIEW_ARRANGED, cases.c.meeting_on),
    (cases.c.stage == Stage.REVIEW_HELD, due_on(("review_decision",))),
    (or_(cases.c.stage == Stage.DRAFTING, order_of() == "make_plan"), due_on(_DRAFT)),
    (has_plan(), due_on(_REASSESSED)),
    else_=due_on(_NO_PLAN),
)


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to the people of each family whose case has come to a stage lately."""
    yield from letters_to(
        about,
        NAME,
        _come_to(about, is_news_or_has_changed(about, NAME, is_news(about))),
        tells=_tells,
        facts=lambda row: _facts(about, row),
    )


def _come_to(about: Round, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    return families(
        about,
        cases.c.stage.in_(_STAGES),
        not_(_RECONSIDERED),
        _meets_still(about.day),
        opened_here(),
        *conditions,
        columns=(
            case((about.day <= _NEXT_ON, _NEXT_ON)).label("next_on"),
            has_plan().label("plan"),
            order_of().label("order"),
            is_news(about).label("is_news"),
        ),
    )


def _meets_still(day: date) -> ColumnElement[bool]:
    """Give the condition that a meeting which has been arranged is not over."""
    still: ColumnElement[bool] = or_(
        cases.c.stage != Stage.REVIEW_ARRANGED,
        cases.c.meeting_on.is_(None),
        cases.c.meeting_on >= day,
    )
    return still


def _stage(row: Row[Any]) -> str:
    """Give the stage to be told: where a plan was ordered, it is to be written."""
    return Stage.DRAFTING if row.order == "make_plan" else row.stage


def _tells(row: Row[Any]) -> tuple[str, date | None]:
    return _stage(row), row.next_on


def _facts(about: Round, row: Row[Any]) -> Facts:
    stage = _stage(row)
    reassessed = bool(row.plan) and stage in (Stage.ASSESSING, Stage.DRAFTING)
    usual = "EHC re-assessment" if reassessed else "EHC needs assessment"
    return {
        "about": _ABOUT.get(row.journey, usual),
        "stage": stage,
        "plan": bool(row.plan),
        "ordered": row.order == "make_plan",
        "services": _asked(about, row.case_id) if stage == Stage.ASSESSING else "",
        "next_on": row.next_on.isoformat() if row.next_on else None,
    }


def _asked(about: Round, case_id: int) -> str:
    kinds = about.connection.execute(
        select(advice.c.party).where(advice.c.case_id == case_id, IS_OWED).order_by(advice.c.party)
    ).scalars()
    return services_in_words(kinds)


LETTER = Letter(
    name=NAME,
    number="E8",
    says="to a family, when its case has come to the next stage",
    drafts=drafts,
    leads_to=LEADS_TO,
    foot=FOOT,
    wanted_on=lambda about, message_id: still_told(
        about, message_id, NAME, _come_to(about, of_message(message_id)), _tells
    ),
    as_it_stands=lambda about, message_id: as_told_now(
        about,
        message_id,
        NAME,
        _come_to(about, of_message(message_id)),
        tells=_tells,
        facts=lambda row: _facts(about, row),
    ),
)
