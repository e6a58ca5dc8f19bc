"""E1b: tells a service that a file that it sent could not be taken, so that it sends it again.

A file that cannot be scanned when it comes is held, and its sender is told that it came. Where
a virus is found in it later nothing of it is kept, and the advice is still owed; so it is where the
scanner cannot scan it at all, so that nobody can open it. The caseworker has a task meanwhile, and
is alone with it where the service has no mailbox.
"""

from collections.abc import Iterator
from datetime import timedelta

from ehcp.casework.refused_files import RefusedFile, refused_files
from ehcp.register.tables import advice
from notifications.advice_owed import (
    IS_WITH_THEM,
    Owed,
    advice_owed,
    digests,
    not_yet_said,
    still_owed,
)
from notifications.letter import Draft, Letter, NotWritten, Round
from notifications.reminder_steps import SEND_AGAIN

NAME = SEND_AGAIN
_TOLD_WITHIN = timedelta(days=60)


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Tell each service of each file that could not be taken, as long as its advice is owed."""
    refused = refused_files(about.connection, since=about.at - _TOLD_WITHIN)
    owed = {
        (row.case_id, row.party): row
        for row in advice_owed(
            about.connection, IS_WITH_THEM, advice.c.case_id.in_({each.case_id for each in refused})
        )
    }
    found = not_yet_said(
        about.connection,
        (
            Owed(
                row=row,
                key=_key(each),
                more={"sent_on": each.sent_on.isoformat(), "is_unopened": each.is_unopened},
            )
            for each in refused
            if (row := owed.get((each.case_id, each.party)))
        ),
    )
    yield from digests(about, NAME, (owed for owed in found if owed.row.email))
    nowhere = sum(not owed.row.email for owed in found)
    if nowhere:
        says = "files of services without a mailbox were not taken: the caseworkers ring them"
        yield NotWritten(letter=NAME, reason="no_address", count=nowhere, says=says)


def _key(refused: RefusedFile) -> str:
    """Name what is told: a virus that is found in an unopened file after all is told as well."""
    return f"{NAME}|{refused.number}" + ("|unopened" if refused.is_unopened else "")


LETTER = Letter(
    name=NAME,
    number="E1b",
    says="to a service, when a file that it sent could not be taken",
    drafts=drafts,
    wanted=still_owed(IS_WITH_THEM),
)
