"""The exact test of each ground: facts in, passed or not and why out. No test changes a date.

Passing shows that the fact is one the law names. The limit is lifted only where the fact made
keeping it impractical, which a person has to judge and put on record.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from ehcp.law.in_words import count_in_words, day_in_words

WEEK = timedelta(days=7)
FOUR_WEEKS_IN_DAYS = 28
BODYS_SIX_WEEKS = timedelta(days=42)


@dataclass(frozen=True, slots=True)
class TestResult:
    """Whether the facts pass, and a sentence saying why."""

    __test__: ClassVar[bool] = False
    """A result of the law's test, which pytest must not take for one of its own."""

    passes: bool
    why: str


def closure(*, closed_from: date, reopens: date, advice_requested_on: date) -> TestResult:
    """Test a closed school, institution or early years provider (E1, E2).

    It must have been closed for at least four weeks from `closed_from`, the first day closed, to
    `reopens`, the first day open again; and asked for advice in the time that begins one week
    before it closed and ends one week before it re-opened, both days included (reg 10(4)(a), (b)).
    """
    if reopens <= closed_from:
        return _fails(
            f"It re-opens on {day_in_words(reopens)}, which is not after it closed on "
            f"{day_in_words(closed_from)}. Check the two days."
        )
    days_closed = (reopens - closed_from).days
    if days_closed < FOUR_WEEKS_IN_DAYS:
        return _fails(
            f"It was closed for {count_in_words(days_closed, unit='day')}, and the law asks for "
            f"at least {FOUR_WEEKS_IN_DAYS} without a break."
        )
    opens, closes = closed_from - WEEK, reopens - WEEK
    asked = f"Advice was asked for on {day_in_words(advice_requested_on)}"
    window = f"from {day_in_words(opens)} to {day_in_words(closes)}"
    if not opens <= advice_requested_on <= closes:
        return _fails(f"{asked}, outside the time that counts, {window}.")
    return _passes(f"{asked}, inside the time that counts, {window}.")


def absence(
    *,
    absent_from: date,
    absent_until: date,
    period_from: date,
    period_until: date,
    at_least_days: int = FOUR_WEEKS_IN_DAYS,
) -> TestResult:
    """Test an absence from the area (E4 and E4'; with 14 days the ground of reg 44(3)(b)).

    The regulations ask for a continuous absence of that length *during* the period of the limit,
    so only its days inside the period are counted. All four days are included.
    """
    if absent_until < absent_from:
        return _fails(
            f"The absence ends on {day_in_words(absent_until)}, before it begins on "
            f"{day_in_words(absent_from)}. Check the two days."
        )
    first, last = max(absent_from, period_from), min(absent_until, period_until)
    days = max((last - first).days + 1, 0)
    counted = (
        f"{count_in_words(days, unit='day')} of absence without a break "
        f"{'lies' if days == 1 else 'lie'} inside the period from {day_in_words(period_from)} to "
        f"{day_in_words(period_until)}, and the law asks for at least {at_least_days}."
    )
    return _passes(counted) if days >= at_least_days else _fails(counted)


def personal_circumstances(
    *,
    described: str,
    from_on: date,
    until_on: date | None,
    period_from: date,
    period_until: date,
) -> TestResult:
    """Test exceptional circumstances of the child, the parent or the young person (E3, E3').

    Whether they are exceptional is for a person to judge. They must be described, and must touch
    the period of the limit; `until_on` is None while they last.
    """
    if not described.strip():
        return _fails("The circumstances are not described. Say what they were and the evidence.")
    if until_on is not None and until_on < from_on:
        return _fails(
            f"The circumstances end on {day_in_words(until_on)}, before they begin on "
            f"{day_in_words(from_on)}. Check the two days."
        )
    period = f"the period from {day_in_words(period_from)} to {day_in_words(period_until)}"
    if from_on > period_until or (until_on is not None and until_on < period_from):
        return _fails(f"The circumstances lie outside {period}.")
    return _passes(f"The circumstances are described and touch {period}.")


def missed_appointment(*, missed_on: date, request_received_on: date) -> TestResult:
    """Test an appointment that the child or young person did not keep (E5, reg 8(2)(c)).

    It must fall in the six weeks of the body that made it, which run from the day on which the
    body received the request. It excuses that body's advice and nothing else.
    """
    last = request_received_on + BODYS_SIX_WEEKS
    weeks = f"the body's six weeks, {day_in_words(request_received_on)} to {day_in_words(last)}"
    missed = f"The appointment of {day_in_words(missed_on)}"
    if not request_received_on <= missed_on <= last:
        return _fails(f"{missed} lies outside {weeks}.")
    return _passes(f"{missed} lies inside {weeks}. It excuses only that body's advice.")


def _passes(fact: str) -> TestResult:
    return TestResult(
        passes=True,
        why=f"{fact} It lifts the limit only if it made keeping the limit impractical.",
    )


def _fails(fact: str) -> TestResult:
    return TestResult(passes=False, why=fact)
