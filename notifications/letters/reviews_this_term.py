"""E10: tells a setting some days before a term which annual reviews it is to hold in it."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import func, select

from ehcp.register.tables import cases
from notifications.advice_owed import has_been_written
from notifications.letter import Draft, Letter, NotWritten, Round
from notifications.reviews_owed import (
    SERVICE,
    TO_BE_HELD,
    Review,
    by_setting,
    has_mailbox,
    still,
    to_be_held,
)

NAME = "reviews_this_term"
_LATEST = timedelta(days=7)
"""For how long into the term it still goes where nobody was there to send it before."""


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Tell each setting with a mailbox, once before each of its terms."""
    terms = {urn: _term(about, urn) for urn in (*about.council.people.settings, None)}
    if not any(terms.values()):
        return
    found = to_be_held(about)
    for urn, reviews in sorted(by_setting(about, found).items()):
        term = terms[urn]
        if term is None:
            continue
        begins, ends = term
        told = [_told(review, begins) for review in reviews if review.due_on < ends]
        key = f"{NAME}|{urn}|{begins}"
        if told and not has_been_written(about.connection, key):
            yield Draft(
                letter=NAME,
                key=key,
                recipient=about.council.people.settings[urn],
                facts={
                    "service": SERVICE,
                    "begins": begins.isoformat(),
                    "moving_on": _moving_on(about, told),
                    "items": [review.facts for review in told],
                },
                occasions=tuple(review.occasion for review in told),
            )
    yield from _nowhere_to_go(found, about=about, term=terms[None])


def _nowhere_to_go(
    found: list[Review], *, about: Round, term: tuple[date, date] | None
) -> Iterator[NotWritten]:
    """Say how many reviews of a coming term nobody is told of, by the default calendar."""
    if term is None:
        return
    count = sum(not has_mailbox(about, each) and each.due_on < term[1] for each in found)
    if count:
        says = "reviews are to be held this term at settings without a mailbox in people.toml"
        yield NotWritten(letter=NAME, reason="no_address", count=count, says=says)


def _term(about: Round, urn: str | None) -> tuple[date, date] | None:
    """Give the first day of the term that this day is about, and the first after it; or None."""
    before = timedelta(days=about.council.letters.reviews_this_term.days_before)
    term = about.council.closures.term_on(urn or "", about.day + before)
    return term if term is not None and about.day < term[0] + _LATEST else None


def _told(review: Review, begins: date) -> Review:
    monday = review.due_on - timedelta(days=review.due_on.weekday())
    return Review(
        case_id=review.case_id,
        reference=review.reference,
        urn=review.urn,
        started_on=review.started_on,
        due_on=review.due_on,
        key=f"{NAME}|{review.reference}|{begins}",
        more={"week_of": monday.isoformat(), "at_once": review.due_on < begins},
    )


def _moving_on(about: Round, told: list[Review]) -> int:
    """Count the children among them who are about to move to another phase: a count only."""
    theirs = select(cases.c.person_id).where(cases.c.id.in_([each.case_id for each in told]))
    return about.connection.execute(
        select(func.count(cases.c.person_id.distinct())).where(
            cases.c.journey == "phase_transfer",
            cases.c.ended_on.is_(None),
            cases.c.person_id.in_(theirs),
        )
    ).scalar_one()


LETTER = Letter(
    name=NAME,
    number="E10",
    says="to a school, college or nursery, before each of its terms",
    drafts=drafts,
    leads_to="/school",
    wanted=still(TO_BE_HELD),
)
