"""Works out the limits of reviews and transfers a second time: plain dates, own arithmetic."""

import calendar
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tests.stories.school_year.told import DECISIONS, ENDINGS, Happened

_FOUR_WEEKS, _TWELVE_WEEKS = timedelta(days=28), timedelta(days=84)
_STARTS = ("plan_first_made", "plan_last_reviewed")
_TRANSFER = ("phase_transfer_to_school_due", "phase_transfer_to_post16_due")
PLANNING = frozenset(
    {
        "review_meeting_by",
        "review_under5",
        "phase_transfer_school_meeting",
        "phase_transfer_post16_meeting",
    }
)
"""Dates for planning, and what the Code only asks to be considered: nobody can break them."""

_FINAL = ("amended_plan_finalised", "decided_not_to_amend")


@dataclass(frozen=True)
class Limit:
    """One limit that is still to be kept."""

    rule: str
    started_on: date
    due_on: date


def later(day: date, months: int) -> tuple[date, bool]:
    """Give the same day so many months on, and whether the month was too short for it."""
    year, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last)), day.day > last


def twelve_months(start: date) -> date:
    """Give the last day of the twelve months that begin with a day."""
    day, short = later(start, 12)
    return day if short else day - timedelta(days=1)


def _weeks(count: int) -> Callable[[date], date]:
    return lambda start: start + timedelta(weeks=count)


def _transfer(kind: str, day: date) -> date:
    return date(day.year, 2, 14) if kind == _TRANSFER[0] else date(day.year, 3, 30)


def running(journey: str, events: Sequence[Happened], born_on: date | None) -> list[Limit]:
    """Give every limit of a record that still runs and that somebody is told of."""
    told = _until_the_end(events)
    if told and told[-1].kind in ENDINGS:
        return []
    if journey == "annual_review":
        return list(_of_a_review(told, born_on))
    if journey == "phase_transfer":
        return list(_of_a_transfer(told))
    if journey == "transfer_out":
        return list(_of_a_move(told))
    return []  # ceasing has no date that somebody is told of


def _until_the_end(events: Sequence[Happened]) -> list[Happened]:
    for place, event in enumerate(events):
        if event.kind in ENDINGS:
            return list(events[: place + 1])
    return list(events)


def _of_a_review(events: list[Happened], born_on: date | None) -> Iterable[Limit]:
    start = next(it for it in events if it.kind in _STARTS)
    met = _first(events, "review_meeting_held")
    decided = _first(events, *DECISIONS)
    if decided is None:
        rule = "review_first" if start.kind == _STARTS[0] else "review_next"
        yield Limit(rule, start.on, twelve_months(start.on))
    if decided is None and met is None:
        yield Limit("review_meeting_by", start.on, twelve_months(start.on) - _FOUR_WEEKS)
        half_a_year_on = later(start.on, 6)[0]
        if born_on is not None and later(born_on, 60)[0] > half_a_year_on:
            yield Limit("review_under5", start.on, half_a_year_on)
    yield from _before_the_meeting(events)
    if met is not None:
        yield from _after_the_meeting(events, met)


def _before_the_meeting(events: list[Happened]) -> Iterable[Limit]:
    """Two weeks before the meeting fixed last, where nothing was sent for it.

    What was sent before any meeting was fixed counts for the first; a new day asks for it anew.
    """
    if _first(events, "review_meeting_held") is not None:
        return
    fixed = [place for place, it in enumerate(events) if it.kind == "review_meeting_fixed"]
    if not fixed:
        return
    meeting = date.fromisoformat(events[fixed[-1]].details["meeting_on"])
    since = {it.kind for it in (events if len(fixed) == 1 else events[fixed[-1] + 1 :])}
    for rule, kind in (
        ("review_meeting_notice", "invitations_sent"),
        ("review_advice_circulate", "review_advice_circulated"),
    ):
        if kind not in since:
            yield Limit(rule, meeting, meeting - timedelta(days=14))


def _after_the_meeting(events: list[Happened], met: date) -> Iterable[Limit]:
    decided = _first(events, *DECISIONS)
    to_amend = _first(events, "told_will_amend") is not None
    notice = _first(events, "amendment_notice_sent")
    final = _first(events, *_FINAL)
    for rule, span, called_for, done in (
        ("review_report", 2, True, decided or _first(events, "review_report_sent")),
        ("review_decision", 4, True, decided),
        ("amend_notice", 4, to_amend, notice or final),
        ("amend_outer_limit", 12, to_amend, final),
    ):
        if called_for and done is None:
            yield Limit(rule, met, _weeks(span)(met))
    if notice is not None and final is None:
        yield Limit("amend_final", notice, _weeks(8)(notice))


def _of_a_transfer(events: list[Happened]) -> Iterable[Limit]:
    start = next(it for it in events if it.kind in _TRANSFER)
    move = date.fromisoformat(start.details["transfer_on"])
    due = _transfer(start.kind, move)
    name = "phase_transfer_school" if start.kind == _TRANSFER[0] else "phase_transfer_post16"
    if _first(events, "transfer_plan_finalised") is None:
        yield Limit(name, move, due)
        if _first(events, "review_meeting_held") is None:
            yield Limit(f"{name}_meeting", move, due - _TWELVE_WEEKS)


def _of_a_move(events: list[Happened]) -> Iterable[Limit]:
    """The plan goes over on the day of the move, which here is always known a month before."""
    learned = events[0]
    yield Limit("transfer_plan_out", learned.on, date.fromisoformat(learned.details["move_on"]))


def _first(events: Iterable[Happened], *kinds: str) -> date | None:
    return next((it.on for it in events if it.kind in kinds), None)
