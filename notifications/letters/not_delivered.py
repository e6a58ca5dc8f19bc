"""E15: tells a caseworker that a letter to a service could not be delivered."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from ehcp.law.in_words import count_in_words
from ehcp.register.tables import cases, messages, occasions
from notifications.advice_owed import has_been_told
from notifications.claims import FAILED
from notifications.letter import Draft, Letter, NotWritten, Occasion, Round

NAME = "not_delivered"
_SAYS = {
    "advice_needed": "advice request",
    "advice_reminder": "reminder of advice",
    "advice_late": "letter about late advice",
    "advice_digest": "list of the week",
    "reviews_this_term": "list of the term's reviews",
    "review_report_due": "letter about a review's report",
}
_ANY_OTHER = "technical trouble"
_KNOWN = ("wrong address", "full mailbox")

_TOLD_WITHIN = timedelta(days=60)


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Tell each caseworker of each letter about a case of theirs that was given up."""
    failed = about.connection.execute(
        select(messages)
        .where(
            messages.c.status == FAILED,
            messages.c.letter.in_(list(_SAYS)),
            messages.c.settled_at > about.at - _TOLD_WITHIN,
        )
        .order_by(messages.c.settled_at, messages.c.id)
    ).all()
    for message in failed:
        # Sent again by a person and failed again, it is told again.
        key = f"{NAME}|{message.id}|{message.settled_at:%Y-%m-%dT%H:%M:%S}"
        if has_been_told(about.connection, key):
            continue
        by_address: dict[str, set[str]] = {}
        for reference, officer in about.connection.execute(
            select(cases.c.reference, cases.c.officer)
            .join(occasions, occasions.c.case_id == cases.c.id)
            .where(occasions.c.message_id == message.id)
        ):
            person = about.council.people.caseworker(officer)
            address = person.email if person else about.council.about.team_mailbox
            by_address.setdefault(address, set()).add(reference)
        first = True
        for address, references in sorted(by_address.items()):
            yield Draft(
                letter=NAME,
                key=f"{key}|{address}",
                recipient=address,
                facts={
                    "what": _SAYS[message.letter],
                    "service": message.facts["service"],
                    "trouble": _trouble(message.failure),
                    "references": sorted(references),
                    "about": _about(references),
                },
                # With the first of them the failure has been told.
                occasions=(Occasion(key=key),) if first else (),
            )
            first = False


def _about(references: set[str]) -> str:
    if len(references) == 1:
        return f"case {next(iter(references))}"
    return count_in_words(len(references), unit="case")


def _trouble(failure: str | None) -> str:
    """Name the trouble in a few words; what the server said to us is not for an email."""
    return next((known for known in _KNOWN if (failure or "").startswith(known)), _ANY_OTHER)


LETTER = Letter(
    name=NAME,
    number="E15",
    says="to a caseworker, when a letter could not be delivered",
    drafts=drafts,
    leads_to="/my-day",
)
