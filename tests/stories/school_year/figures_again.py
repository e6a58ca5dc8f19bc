"""Counts the figures about plans a second time, from the events alone, by their own words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.stories.school_year.limits_again import twelve_months
from tests.stories.school_year.told import DECISIONS, ENDINGS, Happened, ToldCase

_CLOSING = ("told_will_maintain", "review_decided_to_cease")
_FINISHED = ("amended_plan_finalised", "decided_not_to_amend")
_BY = {"phase_transfer_to_school_due": (2, 14), "phase_transfer_to_post16_due": (3, 30)}


@dataclass(frozen=True)
class Reviewed:
    """One review as its record tells it at last."""

    reference: str
    start: date
    fixed_for: date | None
    met: date | None
    decided: date | None
    decision: str | None
    notice: date | None
    final: date | None
    finished_as: str | None
    ended: date | None

    @classmethod
    def of(cls, case: ToldCase, by: datetime | None = None) -> "Reviewed":
        events = case.happened(by)
        over = next((n for n, it in enumerate(events) if it.kind in ENDINGS), len(events))
        until = events[: over + 1]
        decided = _first(until, *DECISIONS)
        finished = _first(until, *_FINISHED)
        fixed = [it for it in events if it.kind == "review_meeting_fixed"]
        ends = _first(until, *_CLOSING, *_FINISHED, *ENDINGS)
        met, notice = _first(until, "review_meeting_held"), _first(until, "amendment_notice_sent")
        return cls(
            reference=case.reference,
            start=events[0].on,
            fixed_for=date.fromisoformat(fixed[-1].details["meeting_on"]) if fixed else None,
            met=_on(met),
            decided=_on(decided),
            decision=_kind(decided),
            notice=_on(notice),
            final=_on(finished),
            finished_as=_kind(finished),
            ended=_on(ends),
        )

    def is_open(self, s: date) -> bool:
        return self.start <= s and not _by(self.ended, s)

    def waits(self, s: date) -> bool:
        """Say whether its plan is in force on a day, and this review not decided."""
        return self.is_open(s) and not _by(self.decided, s)

    def is_to_amend(self, s: date) -> bool:
        return self.is_open(s) and self.decision == "told_will_amend" and _by(self.decided, s)


def annual_reviews(reviews: Iterable[Reviewed], s: date) -> dict[str, int]:
    """N15: where the reviews of the plans in force stand at the end of a day."""
    every = list(reviews)
    waiting = [it for it in every if it.waits(s)]
    due = {it.reference: twelve_months(it.start) for it in waiting}
    return {
        "in_force": len(waiting),
        "due_without_meeting": sum(
            s <= due[it.reference] <= s + timedelta(days=56)
            and it.fixed_for is None
            and not _by(it.met, s)
            for it in waiting
        ),
        "over_twelve_months": sum(day < s for day in due.values()),
        "decisions_late": sum(_by(it.met, s - timedelta(days=29)) for it in waiting),
        "amendments_late": sum(
            it.is_to_amend(s) and _by(it.met, s - timedelta(days=85)) for it in every
        ),
    }


def amendment_backlog(reviews: Iterable[Reviewed], s: date) -> dict[str, int]:
    """A1: the amended plans that are owed at the end of a day, and how late they are."""
    owed = [it for it in reviews if it.is_to_amend(s)]
    return {
        "owed": len(owed),
        "notice_not_sent": sum(not _by(it.notice, s) for it in owed),
        "over_eight_weeks": sum(_by(it.notice, s - timedelta(days=57)) for it in owed),
        "over_twelve_weeks": sum(_by(it.met, s - timedelta(days=85)) for it in owed),
    }


def burn_down(reviews: Iterable[Reviewed], *, since: date, s: date) -> dict[str, int]:
    """How the amendment backlog of one day became that of another."""
    every = list(reviews)
    to_amend = [it for it in every if it.decision == "told_will_amend" and it.decided is not None]
    gone = [it for it in to_amend if it.ended is not None and since < it.ended <= s]
    finalised = sum(it.finished_as == "amended_plan_finalised" for it in gone)
    declined = sum(it.finished_as == "decided_not_to_amend" for it in gone)
    return {
        "opening": sum(it.is_to_amend(since) for it in every),
        "newly_decided": sum(it.decided is not None and since < it.decided <= s for it in to_amend),
        "finalised": finalised,
        "declined": declined,
        "otherwise_ended": len(gone) - finalised - declined,
        "closing": sum(it.is_to_amend(s) for it in every),
    }


def decided_within_four_weeks(
    reviews: Iterable[Reviewed], *, first: date, last: date
) -> tuple[int, int]:
    """Count the decisions of a time after a meeting, and those within four weeks of it."""
    took = [
        it.decided - it.met
        for it in reviews
        if it.decided is not None and it.met is not None and first <= it.decided <= last
    ]
    return sum(each <= timedelta(days=28) for each in took), len(took)


@dataclass(frozen=True)
class Moved:
    """One phase transfer as its record tells it at last."""

    reference: str
    phase: str
    start: date
    strict: date
    met: date | None
    final: date | None
    left: date | None

    @classmethod
    def of(cls, case: ToldCase) -> "Moved":
        events = case.happened()
        start = next(it for it in events if it.kind in _BY)
        over = _first(events, *ENDINGS)
        final = _first(events, "transfer_plan_finalised")
        met = _first(events, "review_meeting_held")
        return cls(
            reference=case.reference,
            phase=start.kind,
            start=start.on,
            strict=date(date.fromisoformat(start.details["transfer_on"]).year, *_BY[start.kind]),
            met=_on(met),
            final=_on(final),
            left=over.on if over and not final else None,
        )


def phase_transfers(moves: Iterable[Moved], s: date) -> dict[tuple[str, int], dict[str, int]]:
    """N16: by phase and year, how many are due, not final, and were final in time."""
    found: dict[tuple[str, int], dict[str, int]] = {}
    for it in moves:
        if it.start > s or (_by(it.left, s) and it.left is not None and it.left <= it.strict):
            continue
        counts = found.setdefault(
            (it.phase, it.strict.year),
            dict.fromkeys(
                ("due", "not_final", "reviewed", "overdue", "by_strict", "by_published"), 0
            ),
        )
        counts["due"] += 1
        if not _by(it.final, s) and not _by(it.left, s):
            counts["not_final"] += 1
            counts["reviewed"] += _by(it.met, s)
            counts["overdue"] += it.strict < s
        counts["by_strict"] += _by(it.final, min(s, it.strict))
        counts["by_published"] += _by(it.final, min(s, it.strict + timedelta(days=1)))
    return found


def _on(event: Happened | None) -> date | None:
    return event.on if event else None


def _kind(event: Happened | None) -> str | None:
    return event.kind if event else None


def _by(day: date | None, s: date) -> bool:
    return day is not None and day <= s


def _first(events: Iterable[Happened], *kinds: str) -> Happened | None:
    return next((it for it in events if it.kind in kinds), None)
