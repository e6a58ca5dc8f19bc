"""E15: tells a caseworker that a letter to a service could not be delivered.

Its link opens the page of that letter, on which it is put right. Of what was answered meanwhile
nothing is told.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select, text

from ehcp.law.in_words import count_in_words
from ehcp.register.delivery import FAILURES
from ehcp.register.tables import cases, messages, occasions, providers
from ehcp.register.tables.letters import NOT_ARRIVED
from notifications.advice_owed import still_owed
from notifications.claims import FAILED, SENT
from notifications.letter import Draft, Letter, NotWritten, Occasion, Round
from notifications.told import has_been_told

NAME = "not_delivered"
_SAYS = {
    "advice_needed": "advice request",
    "advice_reminder": "reminder of advice",
    "advice_late": "letter about late advice",
    "advice_digest": "list of the week",
    "file_refused": "letter about a file that could not be taken",
    "mailbox_changed": "letter to the new mailbox",
    "reviews_this_term": "list of the term's reviews",
    "review_report_due": "letter about a review's report",
    "escalation": "letter about late advice that has climbed",
    "consultation": "consultation",
    "decision_setting": "letter about a decision",
    "family_request": "letter about the request",
    "family_stage": "letter about the next step",
    "family_officer": "letter about the new contact",
    "family_delay": "letter about the delay",
    "family_draft": "letter about the draft plan",
    "family_decision": "letter about a decision",
}
_ANY_OTHER = "technical trouble"
_KNOWN = ("wrong address", "full mailbox")
_ASKS_FOR_ADVICE = (
    "advice_needed",
    "mailbox_changed",
    "advice_reminder",
    "advice_late",
    "advice_digest",
    "escalation",
)
_OF_THE_HOUSE = (NAME, "caseworker_day", "weekly_report", "code")
_SOMEBODY = "the person it was for"
_FAMILY = "the family"

_THE_LETTERS = "/letters/undelivered"
"""Where the letters are listed that wait for a person; under it each has a page."""
_TOLD_WITHIN = timedelta(days=60)


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Tell each caseworker of each letter about a case of theirs that did not arrive.

    Either it was given up, or it was taken and the road said later that it did not arrive.
    """
    since = about.at - _TOLD_WITHIN
    given_up = select(messages).where(
        messages.c.status == FAILED,
        messages.c.letter.not_in(_OF_THE_HOUSE),
        messages.c.settled_at > since,
    )
    came_back = select(messages).where(
        text(NOT_ARRIVED),
        messages.c.status == SENT,
        messages.c.letter.not_in(_OF_THE_HOUSE),
        messages.c.delivery_at > since,
    )
    failed = [row for query in (given_up, came_back) for row in about.connection.execute(query)]
    telephones = _telephones(about) if failed else {}
    for message in sorted(failed, key=lambda row: (row.settled_at, row.id)):
        # Sent again by a person and failed again, it is told again.
        key = f"{NAME}|{message.id}|{message.settled_at:%Y-%m-%dT%H:%M:%S}"
        if has_been_told(about.connection, key):
            continue
        by_address: dict[str, set[str]] = {}
        services: set[str] = set()
        for reference, officer, service in about.connection.execute(
            select(cases.c.reference, cases.c.officer, occasions.c.service)
            .join(occasions, occasions.c.case_id == cases.c.id)
            .where(
                occasions.c.message_id == message.id,
                *((still_owed(),) if message.letter in _ASKS_FOR_ADVICE else ()),
            )
        ):
            person = about.council.people.caseworker(officer)
            address = person.email if person else about.council.about.team_mailbox
            by_address.setdefault(address, set()).add(reference)
            services.add(service)
        first = True
        for address, references in sorted(by_address.items()):
            yield Draft(
                letter=NAME,
                key=f"{key}|{address}",
                recipient=address,
                facts={
                    "what": _SAYS.get(message.letter, "letter"),
                    "service": _to_whom(message),
                    "ring": next(filter(None, map(telephones.get, sorted(services))), ""),
                    "trouble": _trouble(message),
                    "references": sorted(references),
                    "about": _about(references),
                },
                # With the first of them the failure has been told.
                occasions=(Occasion(key=key),) if first else (),
                leads_to=f"{_THE_LETTERS}/{message.id}",
            )
            first = False


def _telephones(about: Round) -> dict[str, str | None]:
    """Give the telephone of each service, by its code."""
    found = about.connection.execute(select(providers.c.code, providers.c.telephone))
    return dict(found.tuples().all())


def _to_whom(message: Row[Any]) -> str:
    """Name the reader of a letter; a family never by the name with which it is greeted."""
    if "dear" in message.facts:
        return _FAMILY
    return str(message.facts.get("service", _SOMEBODY))


def _about(references: set[str]) -> str:
    if len(references) == 1:
        return f"case {next(iter(references))}"
    return count_in_words(len(references), unit="case")


def _trouble(message: Row[Any]) -> str:
    """Name the trouble in a few words; what the server said to us is not for an email."""
    said = FAILURES.get(message.delivery or "") or message.failure or ""
    return next((known for known in _KNOWN if said.startswith(known)), _ANY_OTHER)


LETTER = Letter(
    name=NAME,
    number="E15",
    says="to a caseworker, when a letter could not be delivered",
    drafts=drafts,
    leads_to=_THE_LETTERS,
)
