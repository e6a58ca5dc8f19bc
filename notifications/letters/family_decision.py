"""E14: tells a family that there is a decision; what it is stands in the notice alone."""

from collections.abc import Iterator

from ehcp.register.tables import cases
from notifications.decisions import DECIDED
from notifications.families import (
    FOOT,
    LEADS_TO,
    families,
    is_news,
    letters_to,
    opened_here,
    wanted,
)
from notifications.letter import Draft, Letter, NotWritten, Round

NAME = "family_decision"
_DECIDED = cases.c.stage.in_(DECIDED)


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to the people of each family that was sent a decision lately."""
    yield from letters_to(
        about,
        NAME,
        families(about, _DECIDED, is_news(about), opened_here()),
        step=lambda row: f"{row.stage}|{row.stage_since}",
        facts=lambda row: {"decided_on": row.stage_since.isoformat()},
    )


LETTER = Letter(
    name=NAME,
    number="E14",
    says="to a family, when a decision has been made",
    drafts=drafts,
    leads_to=LEADS_TO,
    foot=FOOT,
    wanted=wanted(_DECIDED),
)
