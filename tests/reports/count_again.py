"""Counts the figures a second time: plain Python over the events, straight from the definitions.

It knows nothing of the register, its columns or its SQL. It reads the events as they happened.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind

LEFT = {Kind.WITHDRAWN, Kind.MOVED_OUT, Kind.DIED}
REFUSED = Kind.TOLD_WILL_NOT_ASSESS
NOES = {REFUSED, Kind.TOLD_NO_PLAN}
ENDINGS = LEFT | NOES | {Kind.PLAN_FINALISED}
ANSWERS = {Kind.ADVICE_RECEIVED, Kind.NIL_REPLY}


def days(count: int) -> timedelta:
    return timedelta(days=count)


@dataclass
class Asked:
    kind: str
    sent: date
    due: date
    came: date | None = None
    taken_back: date | None = None

    def outstanding(self, s: date) -> bool:
        answered = self.came is not None and self.came <= s
        cancelled = self.taken_back is not None and self.taken_back <= s
        return self.sent <= s and not answered and not cancelled


class Case:
    """One case as its events tell it."""

    def __init__(self, file: CaseFile) -> None:
        self.reference = file.reference
        events = file.events
        self.r = next(e.happened_on for e in events if e.kind is Kind.REQUEST_RECEIVED)
        ends = [e for e in events if e.kind in ENDINGS]
        self.t = ends[0].happened_on if ends else None
        self.ending = ends[0].kind if ends else None
        self.f = self.t if self.ending is Kind.PLAN_FINALISED else None
        told = (Kind.TOLD_WILL_ASSESS, Kind.TOLD_WILL_NOT_ASSESS)
        self.decided = next((e.happened_on for e in events if e.kind in told), None)
        self.agreed = next((e.happened_on for e in events if e.kind is Kind.DECIDED_TO_ISSUE), None)
        self.drafted = next((e.happened_on for e in events if e.kind is Kind.DRAFT_SERVED), None)
        self.excepted = any(e.kind is Kind.EXCEPTION_APPROVED for e in events)
        self.asked: list[Asked] = []
        for event in events:
            if event.kind is Kind.ADVICE_REQUESTED:
                got = event.details.get("received_by_body_on")
                begun = date.fromisoformat(got) if got else event.happened_on
                self.asked.append(
                    Asked(kind=event.party or "", sent=event.happened_on, due=begun + days(42))
                )
            elif event.kind in ANSWERS | {Kind.ADVICE_SENT_BACK, Kind.ADVICE_REQUEST_CANCELLED}:
                request = next(a for a in reversed(self.asked) if a.kind == event.party)
                if event.kind in ANSWERS:
                    request.came = event.happened_on
                elif event.kind is Kind.ADVICE_SENT_BACK:
                    request.came = None
                else:
                    request.taken_back = event.happened_on

    def open(self, s: date) -> bool:
        return self.r <= s and (self.t is None or self.t > s)

    def over_20(self, s: date) -> bool:
        return self.open(s) and s > self.r + days(140)

    def awaiting(self, s: date, kind: str | None = None) -> bool:
        return self.open(s) and any(
            a.outstanding(s) and s > a.due for a in self.asked if kind in (None, a.kind)
        )

    def stage(self, s: date) -> str:
        if self.drafted is not None and self.drafted <= s:
            return "draft"
        if self.agreed is not None and self.agreed <= s:
            return "drafting"
        if self.decided is not None and self.decided <= s:
            return "assessing"
        return "requested"


def per_cent(numerator: int, denominator: int) -> float | None:
    if denominator == 0:
        return None
    exact = Fraction(1000 * numerator, denominator)
    tenths = int(exact + Fraction(1, 2))
    if exact != 1000 and tenths == 1000:
        tenths = 999
    if exact != 0 and tenths == 0:
        tenths = 1
    return tenths / 10


def mondays(first: date, last: date) -> list[date]:
    every = (first + days(n) for n in range((last - first).days + 1))
    return [day for day in every if day.weekday() == 0]


def weekly(count: Callable[[date], int], s: date) -> dict[str, int]:
    return {day.isoformat(): count(day) for day in mondays(s - timedelta(weeks=52), s)}


def peak(count: Callable[[date], int], *, first: date, s: date) -> tuple[str, int] | None:
    seen = [(count(day), day) for day in [*mondays(first, s), s]]
    most = max((n for n, _ in seen), default=0)
    return (min(day for n, day in seen if n == most).isoformat(), most) if most else None


def in_month(day: date | None, month: str) -> bool:
    return day is not None and day.isoformat().startswith(month)


Pairs = tuple[int, int, int, int]


def pairs(found: Iterable[tuple[bool, bool]]) -> Pairs:
    """Count (in time, excepted): in time, all; and both without the excepted."""
    every = list(found)
    rest = [timely for timely, excepted in every if not excepted]
    return sum(timely for timely, _ in every), len(every), sum(rest), len(rest)


def n8(cases: list[Case], month: str, s: date) -> Pairs:
    return pairs(
        (c.f <= c.r + days(140), c.excepted)
        for c in cases
        if c.f is not None and c.f <= s and in_month(c.f, month)
    )


def n9(cases: list[Case], month: str, s: date) -> Pairs:
    found = []
    for c in cases:
        limit = c.r + days(140)
        left = c.ending in LEFT | {REFUSED} and c.t is not None and c.t <= s
        if not in_month(limit, month) or limit >= s or left:
            continue
        plan = c.f is not None and c.f <= limit
        no_plan = c.ending is Kind.TOLD_NO_PLAN and c.t is not None and c.t <= c.r + days(112)
        found.append((plan or no_plan, c.excepted))
    return pairs(found)


def n10(cases: list[Case], month: str, s: date) -> Pairs:
    return pairs(
        (c.decided <= c.r + days(42), c.excepted)
        for c in cases
        if c.decided is not None and c.decided <= s and in_month(c.decided, month)
    )


def n11(cases: list[Case], month: str, s: date) -> Pairs:
    return pairs(
        (c.t <= c.r + days(112), c.excepted)
        for c in cases
        if c.t is not None and c.ending is Kind.TOLD_NO_PLAN and c.t <= s and in_month(c.t, month)
    )


def n12a(cases: list[Case], month: str, s: date, kind: str) -> Pairs:
    return pairs(
        (a.came <= a.due, c.excepted)
        for c in cases
        for a in c.asked
        if a.kind == kind and a.came is not None and a.came <= s and in_month(a.came, month)
    )


def n12b(cases: list[Case], month: str, s: date, kind: str) -> Pairs:
    found = []
    for c in cases:
        for a in c.asked:
            # Of a reply that never came the case's end takes the place.
            gone = a.taken_back or (c.t if a.came is None else None)
            if a.kind != kind or not in_month(a.due, month) or a.due >= s:
                continue
            if gone is not None and gone <= a.due:
                continue
            found.append((a.came is not None and a.came <= a.due, c.excepted))
    return pairs(found)


def bands(cases: list[Case], s: date) -> dict[str, int]:
    counts = dict.fromkeys(("to 6", "6-16", "16-20", "20-30", "30-40", "40-52", "over 52"), 0)
    for c in cases:
        if c.open(s):
            waited = (s - c.r).days
            for name, weeks in zip(counts, (6, 16, 20, 30, 40, 52, 10_000), strict=True):
                if waited <= 7 * weeks:
                    counts[name] += 1
                    break
    return counts


def mean_weeks(cases: list[Case], s: date) -> tuple[float | None, float | None]:
    waits = [(s - c.r).days for c in cases if c.over_20(s)]
    if not waits:
        return None, None
    return _tenths(Fraction(sum(waits), 7 * len(waits))), _tenths(Fraction(max(waits), 7))


def _tenths(exact: Fraction) -> float:
    return int(10 * exact + Fraction(1, 2)) / 10


def flow(cases: list[Case], s: date) -> tuple[int, int, int, int, int]:
    """Give the week's opening, newly over, issued late, otherwise closed late, closing."""
    before = s - days(7)
    opening = sum(c.over_20(before) for c in cases)
    newly = issued = otherwise = 0
    for c in cases:
        for n in range(1, 8):
            day, eve = before + days(n), before + days(n - 1)
            if c.over_20(day) and not c.over_20(eve):
                newly += 1
            if c.over_20(eve) and not c.over_20(day):
                issued += c.ending is Kind.PLAN_FINALISED
                otherwise += c.ending is not Kind.PLAN_FINALISED
    return opening, newly, issued, otherwise, sum(c.over_20(s) for c in cases)


def load(officers: dict[str, str | None], cases: list[Case], s: date) -> Counter[str | None]:
    return Counter(officers[c.reference] for c in cases if c.open(s))
