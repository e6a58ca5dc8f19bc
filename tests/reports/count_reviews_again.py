"""Counts the review year a second time: plain Python over the events, by the definitions.

It knows nothing of the register, its columns, its SQL or the rules. A story gives the case files
of each person with `plans_of`, and asks `the_year` for every number about reviews, amendments and
phase transfers on a day; `as_reported` takes the same numbers out of a report. The two are equal.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import ENDS, Kind
from ehcp.reports.figure import BacklogReport, Month, Week

DECISIONS = {
    Kind.TOLD_WILL_MAINTAIN: "maintained",
    Kind.TOLD_WILL_AMEND: "amended",
    Kind.REVIEW_DECIDED_TO_CEASE: "ceased",
}
AMENDMENT_ENDS = {Kind.AMENDED_PLAN_FINALISED: "finalised", Kind.DECIDED_NOT_TO_AMEND: "declined"}
SCHOOL = Kind.PHASE_TRANSFER_TO_SCHOOL_DUE
POST16 = Kind.PHASE_TRANSFER_TO_POST16_DUE


def days(count: int) -> timedelta:
    return timedelta(days=count)


def months_beginning_with(day: date, months: int) -> date:
    """Count months of which the day is the first; a missing date is the month's last day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    if day.day > monthrange(year, month)[1]:
        return date(year, month, monthrange(year, month)[1])
    return date(year, month, day.day) - days(1)


def a_year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return date(day.year - 1, day.month, day.day)


def months_before(day: date, months: int) -> date:
    """Give the latest day from which so many months end before or on a day."""
    month = day.month - 1 - months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class Review:
    """One review as its events tell it."""

    def __init__(self, file: CaseFile) -> None:
        self.reference = file.reference
        events = file.events
        start = events[0]
        self.start, self.first_made = start.happened_on, start.kind is Kind.PLAN_FIRST_MADE
        self.taken_over = _first(events, Kind.PLAN_TAKEN_OVER)
        fixed = [e for e in events if e.kind is Kind.REVIEW_MEETING_FIXED]
        self.fixed_for = date.fromisoformat(fixed[-1].details["meeting_on"]) if fixed else None
        self.met = _day(_first(events, Kind.REVIEW_MEETING_HELD))
        decision = _first(events, *DECISIONS)
        self.decided = _day(decision)
        self.outcome = DECISIONS[decision.kind] if decision else None
        self.noticed = _day(_first(events, Kind.AMENDMENT_NOTICE_SENT))
        self.end, self.ending = self._ended(events)

    def _ended(self, events: Sequence[Event]) -> tuple[date | None, str | None]:
        for event in events:
            if event.kind in ENDS:
                return event.happened_on, "otherwise"
            if self.decided and event.kind in DECISIONS and self.outcome != "amended":
                return event.happened_on, "reviewed"
            if event.kind in AMENDMENT_ENDS and self.outcome == "amended":
                return event.happened_on, AMENDMENT_ENDS[event.kind]
        return None, None

    def due(self) -> date:
        twelve = months_beginning_with(self.start, 12)
        if self.taken_over is None:
            return twelve
        since = date.fromisoformat(self.taken_over.details["twelve_months_from"])
        three = months_beginning_with(self.taken_over.happened_on, 3)
        return max(months_beginning_with(since, 12), three)

    def open(self, s: date) -> bool:
        return self.start <= s and (self.end is None or self.end > s)

    def waiting(self, s: date) -> bool:
        return self.open(s) and not (self.decided is not None and self.decided <= s)

    def held(self, s: date) -> bool:
        return self.met is not None and self.met <= s

    def amending(self, s: date) -> bool:
        decided = self.outcome == "amended" and self.decided is not None and self.decided <= s
        return self.open(s) and decided


class Transfer:
    """One change of phase as its events tell it."""

    def __init__(self, file: CaseFile) -> None:
        events = file.events
        start = events[0]
        self.kind, self.start = start.kind, start.happened_on
        self.strict = _strict(start)
        self.published = self.strict + days(1) if start.kind in (SCHOOL, POST16) else None
        self.met = _day(_first(events, Kind.REVIEW_MEETING_HELD))
        ends = [e for e in events if e.kind in ENDS or e.kind is Kind.TRANSFER_PLAN_FINALISED]
        self.end = ends[0].happened_on if ends else None
        self.final = self.end if ends and ends[0].kind not in ENDS else None

    def finished_by(self, s: date) -> bool:
        return self.end is not None and self.end <= s

    def counts(self, s: date) -> bool:
        """Say whether it is among those that had to be final: the duty did not end before."""
        left = self.finished_by(s) and self.final is None
        return self.start <= s and not (left and self.end is not None and self.end <= self.strict)

    def final_by(self, limit: date, s: date) -> bool:
        return self.final is not None and self.final <= min(limit, s)


def _strict(start: Event) -> date:
    """Give the last day "before" 15 February or 31 March, or five months before the move."""
    if start.kind is Kind.POST16_MOVE_PLANNED:
        return months_before(date.fromisoformat(start.details["move_on"]), 5)
    on = date.fromisoformat(start.details["transfer_on"])
    month, day = (2, 14) if start.kind is SCHOOL else (3, 30)
    this_year = date(on.year, month, day)
    return this_year if this_year < on else date(on.year - 1, month, day)


@dataclass
class Plans:
    """Everything on record about plans, by person."""

    reviews: dict[Hashable, list[Review]]
    transfers: list[Transfer]

    @property
    def every_review(self) -> list[Review]:
        return [review for reviews in self.reviews.values() for review in reviews]


def plans_of(files: Iterable[tuple[Hashable, CaseFile]]) -> Plans:
    """Take the case files of each person, of whatever journey."""
    plans = Plans(defaultdict(list), [])
    for person, file in files:
        if file.journey == "annual_review":
            plans.reviews[person].append(Review(file))
        elif file.journey == "phase_transfer":
            plans.transfers.append(Transfer(file))
    return plans


def the_year(plans: Plans, s: date, *, since: date | None = None) -> dict[str, Any]:
    """Count everything about reviews on a day; the amendments moved `since` the week before."""
    return {
        "N15": n15(plans, s),
        "A1": amendments(plans, s, since=since or s - days(7)),
        "N16": n16(plans, s),
        "S4 months": decisions_by_month(plans, s),
        "S4 columns": columns(plans, s),
        "S5": published_by_year(plans, s),
    }


def n15(plans: Plans, s: date) -> dict[str, int]:
    reviews = plans.every_review
    waiting = [review for review in reviews if review.waiting(s)]
    amending = [review for review in reviews if review.amending(s)]
    return {
        "in_force": len(waiting),
        "due_without_meeting": sum(
            s <= r.due() <= s + days(56) and r.fixed_for is None and not r.held(s) for r in waiting
        ),
        "over_twelve_months": sum(s > r.due() for r in waiting),
        "decisions_late": sum(
            r.held(s) and r.met is not None and s > r.met + days(28) for r in waiting
        ),
        "amendments_late": sum(
            r.held(s) and r.met is not None and s > r.met + days(84) for r in amending
        ),
    }


def amendments(plans: Plans, s: date, *, since: date) -> dict[str, Any]:
    reviews = [r for r in plans.every_review if r.outcome == "amended" and r.decided is not None]
    # One that had ended before the decision was never owed.
    reviews = [r for r in reviews if r.end is None or r.decided is None or r.end >= r.decided]
    owed = [r for r in reviews if r.amending(s)]
    noticed = [r.noticed for r in owed if r.noticed is not None and r.noticed <= s]
    ended = [r for r in reviews if r.end is not None and since < r.end <= s]
    mondays = [day for n in range(7 * 26 + 7) if (day := s - days(n)).weekday() == 0][::-1]
    return {
        "owed": len(owed),
        "notice_not_sent": len(owed) - len(noticed),
        "over_eight_weeks": sum(s > day + days(56) for day in noticed),
        "over_twelve_weeks": sum(
            r.held(s) and r.met is not None and s > r.met + days(84) for r in owed
        ),
        "opening": sum(r.amending(since) for r in reviews),
        "newly_decided": sum(r.decided is not None and since < r.decided <= s for r in reviews),
        "finalised": sum(r.ending == "finalised" for r in ended),
        "declined": sum(r.ending == "declined" for r in ended),
        "otherwise_ended": sum(r.ending == "otherwise" for r in ended),
        "weeks": {str(day): sum(r.amending(day) for r in reviews) for day in mondays},
    }


def n16(plans: Plans, s: date) -> dict[tuple[str, int], dict[str, int]]:
    cohorts: dict[tuple[str, int], list[Transfer]] = defaultdict(list)
    for transfer in plans.transfers:
        if transfer.counts(s):
            cohorts[transfer.kind.value, transfer.strict.year].append(transfer)
    counted = {}
    for key, members in cohorts.items():
        still = [m for m in members if not m.finished_by(s)]
        if still or key[1] >= s.year - 6:
            counted[key] = {
                "due": len(members),
                "not_final": len(still),
                "reviewed": sum(m.met is not None and m.met <= s for m in still),
                "overdue": sum(m.strict < s for m in still),
                "by_strict": sum(m.final_by(m.strict, s) for m in members),
                "by_published": sum(m.final_by(m.published or m.strict, s) for m in members),
            }
    return counted


def decisions_by_month(plans: Plans, s: date) -> dict[str, tuple[int, int]]:
    """Give, by month, the decisions within four weeks of their meeting, and all with a meeting."""
    counted: dict[str, tuple[int, int]] = {}
    for review in plans.every_review:
        decided, met = review.decided, review.met
        if decided is None or met is None or not date(s.year - 1, 1, 1) <= decided <= s:
            continue
        timely, every = counted.get(f"{decided:%Y-%m}", (0, 0))
        counted[f"{decided:%Y-%m}"] = timely + (decided <= met + days(28)), every + 1
    return counted


def columns(plans: Plans, s: date) -> dict[str, int]:
    counts: dict[str, int] = dict.fromkeys(
        (
            "in_force",
            "review_expected",
            "review_completed",
            "review_completed_prior",
            "outcome_amended",
            "outcome_maintained",
            "outcome_ceased",
            "no_outcome_recorded",
            "decision_4_weeks",
            "decision_over_4_weeks",
        ),
        0,
    )
    for reviews in plans.reviews.values():
        if not any(review.waiting(s) for review in reviews):
            continue
        counts["in_force"] += 1
        made = [r.start for r in reviews if r.first_made]
        counts["review_expected"] += not any(day > a_year_before(s) for day in made)
        done = [r for r in reviews if r.decided is not None and r.decided <= s]
        latest = max(done, key=lambda r: r.decided or date.min, default=None)
        known = [r.start for r in reviews if not r.first_made and r.start <= s]
        on = latest.decided if latest else max(known, default=None)
        if on is None:
            continue
        if on.year < s.year:
            counts["review_completed_prior"] += 1
            continue
        counts["review_completed"] += 1
        counts[f"outcome_{latest.outcome}" if latest else "no_outcome_recorded"] += 1
        if latest and latest.met is not None and latest.decided is not None:
            late = latest.decided > latest.met + days(28)
            counts["decision_over_4_weeks" if late else "decision_4_weeks"] += 1
    return counts


def published_by_year(plans: Plans, s: date) -> dict[int, tuple[int, int]]:
    counted = {s.year - 1: (0, 0), s.year: (0, 0)}
    for transfer in plans.transfers:
        due = transfer.published
        if due is not None and due.year in counted and transfer.counts(s):
            timely, every = counted[due.year]
            counted[due.year] = timely + transfer.final_by(due, s), every + 1
    return counted


_PHASES = {
    "phase_transfer_school": SCHOOL,
    "phase_transfer_post16": POST16,
    "phase_transfer_post16_move": Kind.POST16_MOVE_PLANNED,
}


def as_reported(made: BacklogReport) -> dict[str, Any]:
    """Take the same numbers out of a report, in the shape of `the_year`."""
    reviews, owed = made.figure("N15").reviews, made.figure("A1")
    s4, counts = made.figure("S4"), owed.amendments
    assert reviews is not None
    assert counts is not None
    assert s4.columns is not None
    flow = counts.burn_down
    found = columns_of(s4.columns.model_dump())
    return {
        "N15": reviews.model_dump(),
        "A1": {
            "owed": owed.value,
            "notice_not_sent": counts.notice_not_sent,
            "over_eight_weeks": counts.over_eight_weeks,
            "over_twelve_weeks": counts.over_twelve_weeks,
            "opening": flow.opening,
            "newly_decided": flow.newly_decided,
            "finalised": flow.finalised,
            "declined": flow.declined,
            "otherwise_ended": flow.otherwise_ended,
            "weeks": {
                str(week.on): week.value
                for week in owed.series
                if isinstance(week, Week) and week.on > made.at - days(7 * 26 + 7)
            },
        },
        "N16": {
            (_PHASES[c.phase].value, c.year): {
                name: getattr(c, name)
                for name in ("due", "not_final", "reviewed", "overdue", "by_strict", "by_published")
            }
            for c in made.figure("N16").cohorts or ()
        },
        "S4 months": {
            month.month: (month.numerator, month.denominator)
            for month in s4.series
            if isinstance(month, Month) and month.denominator
        },
        "S4 columns": found,
        "S5": {
            year.year: (year.numerator, year.denominator) for year in made.figure("S5").years or ()
        },
    }


def columns_of(dumped: Mapping[str, int]) -> dict[str, int]:
    """Leave out of the columns what follows from the others, once that is seen to be so."""
    rest = dict(dumped)
    rest.pop("year")
    assert rest.pop("review_not_expected") == rest["in_force"] - rest["review_expected"]
    known = rest["review_completed"] + rest["review_completed_prior"]
    assert rest.pop("review_not_completed") == rest["in_force"] - known
    return rest


def _first(events: Iterable[Event], *kinds: Kind) -> Event | None:
    return next((event for event in events if event.kind in kinds), None)


def _day(event: Event | None) -> date | None:
    return event.happened_on if event else None
