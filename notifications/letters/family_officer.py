"""E8b: tells a family that another officer has their case; one letter, whatever cases those are."""

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from sqlalchemy import Row, exists, func, select

from config.policy import Weekday
from ehcp.cases.kinds import Kind
from ehcp.register.tables import cases, events, messages, occasions
from notifications.families import FOOT, LEADS_TO, NEWS, families, opened_here, wanted
from notifications.letter import Draft, Letter, NotWritten, Occasion, Round
from notifications.told import has_been_told

NAME = "family_officer"
_changed = events.alias("changed")
_STILL_THEIRS = cases.c.officer == (
    select(messages.c.facts["officer"].as_string())
    .where(messages.c.id == occasions.c.message_id)
    .correlate(occasions)
    .scalar_subquery()
)


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to the people of each family whose cases have changed hands lately."""
    entry = (
        select(func.max(_changed.c.sequence))
        .where(_changed.c.case_id == cases.c.id, _changed.c.kind == Kind.OFFICER_CHANGED.value)
        .correlate(cases)
        .scalar_subquery()
    )
    lately = exists(
        select(events.c.case_id).where(
            events.c.case_id == cases.c.id,
            events.c.sequence == entry,
            events.c.happened_on.between(about.day - NEWS, about.day),
            events.c.details["officer"].as_string() == cases.c.officer,
        )
    )
    found = families(
        about, cases.c.ended_on.is_(None), lately, opened_here(), columns=(entry.label("entry"),)
    )
    together: dict[tuple[str, str, str], list[tuple[str, Row[Any]]]] = {}
    for row in found:
        key = f"{NAME}|{row.reference}|{row.contact_id}|{row.entry}"
        if not has_been_told(about.connection, key):
            whose = (row.email.casefold(), row.dear, row.officer)
            together.setdefault(whose, []).append((key, row))
    for (_, dear, officer), told in together.items():
        yield Draft(
            letter=NAME,
            key=told[0][0],
            recipient=told[0][1].email,
            facts={
                "dear": dear,
                "officer": officer,
                "works": _days_in_words(about.council.about.hours.days),
                "items": [{"occasion": key, "reference": row.reference} for key, row in told],
            },
            occasions=tuple(Occasion(key=key, case_id=row.case_id) for key, row in told),
        )


def _days_in_words(days: Sequence[Weekday]) -> str:
    """Say on which days somebody answers: Monday to Friday, or each by its name."""
    week = get_args(Weekday)
    places = [week.index(day) for day in days]
    if len(places) > 1 and places == list(range(places[0], places[-1] + 1)):
        return f"{days[0]} to {days[-1]}"
    *others, last = days
    return f"{', '.join(others)} and {last}" if others else last


LETTER = Letter(
    name=NAME,
    number="E8b",
    says="to a family, when another officer has its case",
    drafts=drafts,
    leads_to=LEADS_TO,
    foot=FOOT,
    wanted=wanted(cases.c.ended_on.is_(None), _STILL_THEIRS),
)
