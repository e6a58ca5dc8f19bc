"""E1a: tells a family that their request has come, by when we decide, and how to follow it."""

from collections.abc import Iterator
from datetime import timedelta

from ehcp.cases.stages import Stage
from ehcp.register.tables import cases
from notifications.families import FOOT, LEADS_TO, due_on, families, letters_to, opened_here, wanted
from notifications.letter import Draft, Letter, NotWritten, Round

NAME = "family_request"
_AWAITS = cases.c.stage.in_((Stage.REQUESTED, Stage.REASSESSMENT_REQUESTED))
_DECISION = ("decide_to_assess", "detained_decide", "reassess_decision", "order_b")
_LATEST = timedelta(days=28)


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to the people of each family whose request waits for a decision."""
    due = due_on(_DECISION).label("due_on")
    found = families(
        about,
        _AWAITS,
        opened_here(),
        cases.c.started_on.between(about.day - _LATEST, about.day),
        columns=(cases.c.started_on, due),
    )
    yield from letters_to(
        about,
        NAME,
        found,
        step=lambda row: row.started_on,
        facts=lambda row: {
            "received_on": row.started_on.isoformat(),
            "due_on": row.due_on.isoformat() if row.due_on else None,
            "again": row.stage == Stage.REASSESSMENT_REQUESTED,
        },
    )


LETTER = Letter(
    name=NAME,
    number="E1a",
    says="to a family, when its request has come",
    drafts=drafts,
    leads_to=LEADS_TO,
    foot=FOOT,
    wanted=wanted(_AWAITS),
)
