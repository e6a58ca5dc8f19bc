"""E8: tells a family that their case has come to its next stage, and when they hear again."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select

from ehcp.cases.stages import Stage
from ehcp.register.tables import advice, cases
from notifications.advice_owed import IS_OWED
from notifications.families import (
    FOOT,
    LEADS_TO,
    due_on,
    families,
    is_news,
    letters_to,
    opened_here,
    services_in_words,
    wanted,
)
from notifications.letter import Draft, Facts, Letter, NotWritten, Round

NAME = "family_stage"
_STAGES = (Stage.ASSESSING, Stage.DRAFTING, Stage.REVIEW_ARRANGED, Stage.REVIEW_HELD)
"""Of a draft tells E13, of a decision E14."""
_TOLD = cases.c.stage.in_(_STAGES)
_NEXT = (
    *("notify_no_plan", "detained_no_plan", "order_b_i", "unopposed_no_plan", "reassess_final"),
    "review_decision",
)
_ABOUT = {"annual_review": "annual review", "reassessment": "EHC re-assessment"}


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to the people of each family whose case has come to a stage lately."""
    found = families(
        about,
        _TOLD,
        is_news(about),
        opened_here(),
        columns=(due_on(_NEXT).label("due_on"), cases.c.meeting_on),
    )
    yield from letters_to(
        about,
        NAME,
        found,
        step=lambda row: f"{row.stage}|{row.stage_since}",
        facts=lambda row: _facts(about, row),
    )


def _facts(about: Round, row: Row[Any]) -> Facts:
    next_on = row.meeting_on if row.stage == Stage.REVIEW_ARRANGED else row.due_on
    ahead = next_on if next_on and next_on >= about.day else None
    return {
        "about": _ABOUT.get(row.journey, "EHC needs assessment"),
        "stage": row.stage,
        "services": _asked(about, row.case_id) if row.stage == Stage.ASSESSING else "",
        "next_on": ahead.isoformat() if ahead else None,
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
    wanted=wanted(_TOLD),
)
