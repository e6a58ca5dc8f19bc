"""E13: tells a family that a draft plan, or proposed changes, are with them, and until when."""

from collections.abc import Iterator

from ehcp.cases.stages import Stage
from ehcp.register.tables import cases
from notifications.families import (
    FOOT,
    LEADS_TO,
    due_on,
    families,
    is_news,
    letters_to,
    opened_here,
    wanted,
)
from notifications.letter import Draft, Letter, NotWritten, Round

NAME = "family_draft"
_WITH_THE_FAMILY = cases.c.stage.in_((Stage.DRAFT, Stage.AMENDMENT_PROPOSED))
_REPLY = ("parent_representations", "reassess_representations", "amend_representations")


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to the people of each family that was sent a draft lately and has not answered."""
    due = due_on(_REPLY)
    found = families(
        about,
        _WITH_THE_FAMILY,
        is_news(about),
        opened_here(),
        due > about.day,
        columns=(due.label("due_on"),),
    )
    yield from letters_to(
        about,
        NAME,
        found,
        step=lambda row: f"{row.stage}|{row.stage_since}",
        facts=lambda row: {
            "changes": row.stage == Stage.AMENDMENT_PROPOSED,
            "sent_on": row.stage_since.isoformat(),
            "due_on": row.due_on.isoformat(),
        },
    )


LETTER = Letter(
    name=NAME,
    number="E13",
    says="to a family, when a draft plan is ready to be read",
    drafts=drafts,
    leads_to=LEADS_TO,
    foot=FOOT,
    wanted_on=lambda about, _: wanted(_WITH_THE_FAMILY, due_on(_REPLY) > about.day),
)
