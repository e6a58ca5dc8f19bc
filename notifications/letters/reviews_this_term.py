"""E10: tells a setting some days before a term which annual reviews it is to hold in it.

Where no term is known any more, or none ever was, it does not fall silent: it goes once a month,
about the reviews whose last safe day lies in that month or the next and of which nothing was said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from ehcp.register.tables import cases, messages, occasions
from notifications.advice_owed import has_been_written
from notifications.claims import NOT_NEEDED
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
from notifications.settings import is_open

NAME = "reviews_this_term"
_LATEST = timedelta(days=7)
"""For how long into the term it still goes where nobody was there to send it before."""


@dataclass(frozen=True, kw_only=True)
class _Time:
    """The time whose reviews a letter lists: a term, or a month where no terms are known.

    Attributes:
        ends: the first day after it.
        key: what makes the letter about it happen once.
    """

    begins: date
    ends: date
    key: str
    is_term: bool = True


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Tell each setting with a mailbox, once before each of its terms."""
    times = {urn: _time(about, urn) for urn in (*about.council.people.settings, None)}
    if not any(times.values()):
        return
    found = to_be_held(about)
    for urn, reviews in sorted(by_setting(about, found).items()):
        time = times[urn]
        if time is None:
            continue
        told = [_told(review, time) for review in reviews if review.due_on < time.ends]
        if not time.is_term:
            told = _not_told_before(about, told)
        key = f"{NAME}|{urn}|{time.key}"
        if told and not has_been_written(about.connection, key):
            yield Draft(
                letter=NAME,
                key=key,
                recipient=about.council.people.settings[urn],
                facts={
                    "service": SERVICE,
                    "begins": time.begins.isoformat() if time.is_term else None,
                    "moving_on": _moving_on(about, told),
                    "items": [review.facts for review in told],
                },
                occasions=tuple(review.occasion for review in told),
            )
    yield from _nowhere_to_go(found, about=about, time=times[None])


def _nowhere_to_go(
    found: list[Review], *, about: Round, time: _Time | None
) -> Iterator[NotWritten]:
    """Say how many reviews of a coming term nobody is told of, by the default calendar."""
    if time is None or not time.is_term:
        return
    count = sum(not has_mailbox(about, each) and each.due_on < time.ends for each in found)
    if count:
        says = "reviews are to be held this term at settings without a mailbox in people.toml"
        yield NotWritten(letter=NAME, reason="no_address", count=count, says=says)


def _time(about: Round, urn: str | None) -> _Time | None:
    """Give the time that a letter of this day is about; None where none goes."""
    closures = about.council.closures
    day = about.day + timedelta(days=about.council.letters.reviews_this_term.days_before)
    term = closures.term_on(urn or "", day)
    if term is not None and about.day < term[0] + _LATEST:
        return _Time(begins=term[0], ends=term[1], key=f"{term[0]}")
    known_until = closures.terms_known_until(urn or "")
    if (known_until is not None and day < known_until) or not is_open(
        about.council, urn or "", about.day
    ):
        return None
    month = about.day.replace(day=1)
    return _Time(
        begins=about.day,
        ends=_month_after(_month_after(month)),
        key=f"{month:%Y-%m}",
        is_term=False,
    )


def _month_after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _told(review: Review, time: _Time) -> Review:
    monday = review.due_on - timedelta(days=review.due_on.weekday())
    return Review(
        case_id=review.case_id,
        reference=review.reference,
        urn=review.urn,
        started_on=review.started_on,
        due_on=review.due_on,
        key=f"{NAME}|{review.reference}|{time.begins if time.is_term else review.due_on}",
        more={"week_of": monday.isoformat(), "at_once": review.due_on < time.begins},
    )


def _not_told_before(about: Round, found: list[Review]) -> list[Review]:
    """Leave out what a setting was told of for the term that was known last, or by the month."""
    told = set(
        about.connection.execute(
            select(occasions.c.case_id)
            .join(messages, messages.c.id == occasions.c.message_id)
            .where(
                occasions.c.case_id.in_([each.case_id for each in found]),
                messages.c.letter == NAME,
                messages.c.status != NOT_NEEDED,
            )
        ).scalars()
    )
    return [each for each in found if each.case_id not in told]


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
