"""Works out a second time which letters a year of reviews has to bring, each to whom and when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from tests.stories.school_year.a_council import Term, mailbox_of, on_holiday
from tests.stories.school_year.limits_again import (
    PLANNING,
    later,
    running,
    twelve_months,
)
from tests.stories.school_year.told import DECISIONS, Happened, Rounds, ToldCase

_MET, _FIXED = "review_meeting_held", "review_meeting_fixed"


def mornings(
    told: Iterable[ToldCase], rounds: Rounds, *, address_of: Mapping[str | None, str]
) -> dict[tuple[str, date], tuple[int, ...]]:
    """E6: by caseworker and day, how many cases are missed, due today, soon, or without a meeting.

    A day's first round writes them, and a second one does not again.
    """
    first_of = {day: place for place, day in reversed(list(enumerate(rounds.days)))}
    firsts = set(first_of.values())
    found: dict[tuple[str, date], list[int]] = {}
    for case in told:
        address = address_of[case.officer]
        for record, first, last in rounds.seen(case):
            due = _most_pressing(case, record)
            to_fix = _to_be_fixed(case, record)
            for place in range(first, last + 1):
                day = rounds.days[place]
                counts = [0, 0, 0, 0]
                if due is not None and due <= day + timedelta(days=7):
                    counts[0 if due < day else 1 if due == day else 2] = 1
                if to_fix is not None and to_fix <= day + timedelta(weeks=8):
                    counts[3] = 1
                if any(counts) and place in firsts:
                    known = found.setdefault((address, day), [0, 0, 0, 0])
                    for which, count in enumerate(counts):
                        known[which] += count
    return {key: tuple(counts) for key, counts in found.items()}


def _most_pressing(case: ToldCase, record: Sequence[Happened]) -> date | None:
    limits = running(case.journey, record, case.born_on)
    return min((it.due_on for it in limits if it.rule not in PLANNING), default=None)


def _to_be_fixed(case: ToldCase, record: Sequence[Happened]) -> date | None:
    """Give the last day for the decision of a review that has no meeting yet."""
    if case.journey != "annual_review" or any(it.kind in (_FIXED, _MET) for it in record):
        return None
    limits = running(case.journey, record, case.born_on)
    rules = ("review_first", "review_next")
    return next((it.due_on for it in limits if it.rule in rules), None)


def reports_due(told: Iterable[ToldCase], rounds: Rounds) -> Counter[tuple[str, date]]:
    """E11: of which meetings a setting is told that the report is due, on which day.

    There is one letter a day to each, with all that is due: what comes up later waits, and so
    does what comes up in the holidays, until the setting opens again.
    """
    waits = []
    for case in told:
        urn = mailbox_of(case.setting)
        if urn is not None and case.journey == "annual_review":
            for record, first, last in rounds.seen(case):
                due = _report_due(case, record)
                if due is not None:
                    waits.append((first, last, urn, f"{case.reference}|{due}", due))
    written: set[tuple[str | None, date]] = set()
    said: dict[str, date] = {}
    closed = {day for day in set(rounds.days) if on_holiday(day)}
    for place, day in enumerate(rounds.days):
        if day in closed:
            continue
        new = [
            (urn, key)
            for first, last, urn, key, due in waits
            if first <= place <= last and due <= day and key not in said
        ]
        for urn, key in new:
            if (urn, day) not in written:
                said[key] = day
        written.update((urn, day) for urn, _ in new)
    return Counter(said.items())


def _report_due(case: ToldCase, record: Sequence[Happened]) -> date | None:
    if any(it.kind in DECISIONS for it in record):
        return None
    limits = running(case.journey, record, case.born_on)
    return next((it.due_on for it in limits if it.rule == "review_report"), None)


def reviews_of_terms(
    told: Sequence[ToldCase], rounds: Rounds, terms: Mapping[str, Sequence[Term]]
) -> dict[tuple[str, date], set[str]]:
    """E10: by setting and term, the references of the reviews that it is asked to hold."""
    found: dict[tuple[str, date], set[str]] = {}
    for urn, its_terms in terms.items():
        theirs = [
            case
            for case in told
            if mailbox_of(case.setting) == urn and case.journey == "annual_review"
        ]
        for term in its_terms:
            for place, day in enumerate(rounds.days):
                begins = term.begins
                if begins - timedelta(days=14) <= day < begins + timedelta(days=7):
                    asked = set(_to_be_held(theirs, rounds, place, before=term.ends))
                    if asked:
                        found[urn, begins] = asked
                        break
    return found


def _to_be_held(
    theirs: Iterable[ToldCase], rounds: Rounds, place: int, *, before: date
) -> Iterator[str]:
    at = rounds.instants[place]
    for case in theirs:
        record = case.happened(by=at)
        if not record or any(it.kind == _MET for it in record):
            continue
        limits = {it.rule for it in running(case.journey, record, case.born_on)}
        if not limits & {"review_first", "review_next"}:
            continue
        start = record[0].on
        days = [twelve_months(start) - timedelta(weeks=4)]
        if "review_under5" in limits:
            days.append(later(start, 6)[0])
        if min(days) < before:
            yield case.reference
