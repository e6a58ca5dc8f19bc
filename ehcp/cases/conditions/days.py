"""Whether the day of an entry can be right: not before the case began, not too old, not far off."""

from datetime import date, timedelta

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import STARTS, Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.year_groups import age_on, last_day_of_a_plan
from ehcp.law.in_words import day_in_words

FURTHEST_AHEAD = timedelta(days=731)
"""How far ahead a day may lie: room for a service date already fixed, none for a mistyped year."""

FIRST_DAY = date(2014, 9, 1)
"""Part 3 of the Children and Families Act 2014 came into force: no assessment is older."""

OLDEST_AGE = 26
"""A plan can last to the end of the academic year in which the young person turns 25 (CFA s.46)."""

REQUESTS = frozenset(
    {
        Kind.REQUEST_RECEIVED,
        Kind.BECAME_RESPONSIBLE,
        Kind.DETAINED_REQUEST_RECEIVED,
        Kind.DETAINED_BROUGHT_TO_ATTENTION,
        Kind.REASSESSMENT_REQUESTED,
    }
)
_UNDER_REVIEW = {
    Kind.PLAN_FIRST_MADE: "the plan of case {case} was first made on {began}",
    Kind.PLAN_LAST_REVIEWED: "case {case} is about what came after the review of {began}",
}
_CARRIES_A_PLAN_ON = frozenset(
    {
        Kind.PLAN_FIRST_MADE,
        Kind.PLAN_LAST_REVIEWED,
        Kind.AMENDMENT_PROPOSED,
        Kind.PHASE_TRANSFER_TO_SCHOOL_DUE,
        Kind.PHASE_TRANSFER_TO_POST16_DUE,
        Kind.POST16_MOVE_PLANNED,
        Kind.REASSESSMENT_REQUESTED,
        Kind.REASSESSMENT_DECIDED,
        Kind.ASSESSMENT_ORDERED,
        Kind.TRANSFERRED_IN,
        Kind.TOLD_WILL_ASSESS,
        Kind.TOLD_WILL_REASSESS,
        Kind.PLAN_TAKEN_OVER,
        Kind.REVIEW_MEETING_FIXED,
        Kind.REVIEW_MEETING_HELD,
        Kind.TOLD_WILL_MAINTAIN,
        Kind.TOLD_WILL_AMEND,
        Kind.AMENDMENT_NOTICE_SENT,
        Kind.DRAFT_SERVED,
        Kind.PLAN_FINALISED,
        Kind.AMENDED_PLAN_FINALISED,
        Kind.TRANSFER_PLAN_FINALISED,
    }
)
"""What is done for somebody who has a plan or is to have one; not what ends or disputes it."""


def refuse_impossible_day(*, file: CaseFile, day: date, today: date) -> None:
    """Refuse a day before the case began or far ahead.

    Raises:
        NotPossible: the day cannot be right.
    """
    if day > today + FURTHEST_AHEAD:
        raise NotPossible(
            f"{day_in_words(day)} is more than two years ahead of today, {day_in_words(today)}. "
            "Check the year."
        )
    if file.started_on is not None and day < file.started_on:
        raise NotPossible(before_the_start(file, day))


def before_the_start(file: CaseFile, day: date) -> str:
    """Say in the words of the case's journey what it means that a day is before its start."""
    first, on = file.first(*STARTS), day_in_words(day)
    if first is None:
        return f"Case {file.reference} has not begun."
    began = day_in_words(first.happened_on)
    if first.kind in REQUESTS:
        return (
            f"{on} is before the request of case {file.reference}, received on {began}. Check the "
            "date; if the request came earlier, correct that entry first."
        )
    if first.kind in _UNDER_REVIEW:
        why = _UNDER_REVIEW[Kind(first.kind)].format(case=file.reference, began=began)
        there = "There was no plan yet" if first.kind is Kind.PLAN_FIRST_MADE else "It is too early"
        return f"{there} on {on}: {why}. Check both dates; if the first is wrong, correct it first."
    return (
        f"{on} is before case {file.reference} began: {Kind(first.kind).says}, {began}. Check the "
        "date; if that came earlier, correct that entry first."
    )


def refuse_impossible_start(
    *, born_on: date | None, day: date, today: date, kind: Kind | None = None
) -> None:
    """Refuse a start before the Act or the birth, from the 26th birthday, or far ahead.

    Nobody's date of birth is told: these sentences reach logs and lists of what was not done.

    Raises:
        NotPossible: the day cannot be right.
    """
    refuse_impossible_day(file=_NOBODY, day=day, today=today)
    if day < FIRST_DAY:
        raise NotPossible(
            f"{day_in_words(day)} is before {day_in_words(FIRST_DAY)}, when the law of these "
            "assessments began. Check the year."
        )
    if born_on is None:
        return
    if born_on > day:
        what = "The request" if kind is None or kind in REQUESTS else "The start"
        raise NotPossible(
            f"{what} of {day_in_words(day)} is before the date of birth on record. Check both "
            "dates."
        )
    if age_on(born_on, day) >= OLDEST_AGE and kind is not Kind.COMPLAINT_RECEIVED:
        raise NotPossible(
            f"By the date of birth on record this person was {OLDEST_AGE} or older on "
            f"{day_in_words(day)}. A plan ends at the latest with the school year in which they "
            "turn 25 (CFA s.46). Check the date of birth."
        )


def refuse_too_old(*, born_on: date | None, event: Event, days: tuple[date, ...] = ()) -> None:
    """Refuse what carries a plan on beyond the school year in which the person turns 25.

    `days` are those of its details, such as the day for which a meeting is fixed.

    Raises:
        NotPossible: the person is too old for a plan, or the date of birth is wrong.
    """
    if born_on is None or event.kind not in _CARRIES_A_PLAN_ON:
        return
    last = last_day_of_a_plan(born_on)
    for day in (event.happened_on, *days):
        if day > last:
            raise NotPossible(
                f"{event.kind}: by the date of birth on record this person is too old for a plan "
                f"on {day_in_words(day)}. A plan ends at the latest with the school year in which "
                f"they turn 25, on {day_in_words(last)} (CFA s.46). Check the date of birth and "
                "the day."
            )


_NOBODY = CaseFile(reference="", recorded=())
