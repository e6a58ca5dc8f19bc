"""Where the sheet's own sums about a review disagree with the law's: the days when it is due."""

from collections.abc import Callable
from datetime import date
from functools import cache

from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.cases.year_groups import under_five_on
from ehcp.exchange.tracker.cells import NotADay, as_day, as_text
from ehcp.exchange.tracker.reviews.impossible import ENDED
from ehcp.exchange.tracker.reviews.story import Review, Story
from ehcp.exchange.tracker.reviews.transfers import transfer_due
from ehcp.exchange.tracker.rows import Row
from ehcp.exchange.tracker.words import meaning_of_words
from ehcp.law.in_words import day_in_words
from ehcp.law.rules import rule

_TRANSFERS = {
    Kind.PHASE_TRANSFER_TO_SCHOOL_DUE: "phase_transfer_school",
    Kind.PHASE_TRANSFER_TO_POST16_DUE: "phase_transfer_post16",
}


def list_disagreements(row: Row, story: Story, *, desk: Desk) -> None:
    """List each claim of a row that the law's arithmetic does not bear out."""
    if not row.claims or not story.reviews:
        return
    for field in row.claims:
        check = _CHECKS.get(field)
        should = check(row, story, desk) if check else None
        if should is not None:
            row.differ(field, "law", should)


def _next_due(row: Row, story: Story, desk: Desk) -> str | None:
    """The twelve months begin with the day of the decision, so the anniversary is a day late.

    Sooner is safe where there is a reason for it: counted from the meeting, or under five.
    """
    if any(field in row.days for field in ENDED):
        return None
    rule_id, start, meeting = _next_start(story, desk)
    if start is None:
        return None
    due = _due_on(rule_id, start)
    sooner = [_due_on(rule_id, meeting)] if meeting else []
    if under_five_on(row.person.get("born_on"), start):
        sooner.append(_due_on("review_under5", start))
    return _compared(row, "next_due", due, rule_id, start, also=(*sooner,))


def _next_start(story: Story, desk: Desk) -> tuple[str, date | None, date | None]:
    """Give from which day the next review is counted, and the meeting it could be counted from."""
    last = story.reviews[-1]
    if last.decided is not None:
        met = _day_of(last, Kind.REVIEW_MEETING_HELD)
        start = met if met and desk.next_review_from == "meeting" else last.decided.day
        return "review_next", start, met
    is_first = last.start.kind is Kind.PLAN_FIRST_MADE
    return ("review_first" if is_first else "review_next"), last.start.day, None


def _report_due(row: Row, story: Story, _: Desk) -> str | None:
    met = _day_of(story.reviews[0], Kind.REVIEW_MEETING_HELD)
    if met is None:
        return None
    return _compared(row, "report_due", _due_on("review_report", met), "review_report", met)


def _decision_due(row: Row, story: Story, _: Desk) -> str | None:
    """Four weeks from the meeting, and inside the twelve months: whichever ends first."""
    review = story.reviews[0]
    met = _day_of(review, Kind.REVIEW_MEETING_HELD)
    if met is None:
        return None
    due, end = _due_on("review_decision", met), _end_of_twelve_months(review)
    if end is not None and met <= end < due:
        return _compared(row, "decision_due", end, _of_start(review), review.start.day)
    return _compared(row, "decision_due", due, "review_decision", met)


def _representations_due(row: Row, story: Story, _: Desk) -> str | None:
    """At least fifteen days have to be allowed: only a day too soon is wrong."""
    served = _day_of(story.reviews[0], Kind.AMENDMENT_NOTICE_SENT)
    if served is None:
        return None
    due, said = _due_on("amend_representations", served), _said(row, "representations_due")
    if said is not None and said >= due:
        return None
    return _written("amend_representations", served, due)


def _amended_due(row: Row, story: Story, _: Desk) -> str | None:
    review = story.reviews[0]
    sent = _day_of(review, Kind.AMENDMENT_NOTICE_SENT)
    met = _day_of(review, Kind.REVIEW_MEETING_HELD)
    outer = [_due_on("amend_outer_limit", met)] if met else []
    if sent is not None:
        due = _due_on("amend_final", sent)
        return _compared(row, "amended_due", due, "amend_final", sent, also=(*outer,))
    if met is not None:
        return _compared(row, "amended_due", outer[0], "amend_outer_limit", met)
    return None


def _transfer_due(row: Row, story: Story, _: Desk) -> str | None:
    """The law says before 15 February or 31 March; the Code and SEN2 give these days themselves."""
    transfer = story.transfer
    if transfer is None or transfer_due(row) is None:
        return None
    rule_id, on = _TRANSFERS[transfer.start.kind], transfer.transfer_on
    published = _due_on(f"{rule_id}_published", on)
    due = _due_on(rule_id, on)
    return _compared(row, "transfer_due", due, rule_id, on, also=(published,))


def _on_time(row: Row, story: Story, desk: Desk) -> str | None:
    meaning = meaning_of_words(as_text(row.claims["on_time"]), about="on_time")
    return _judged(meaning, _lateness(row, story, desk))


def _decision_on_time(row: Row, story: Story, desk: Desk) -> str | None:
    meaning = meaning_of_words(as_text(row.claims["decision_on_time"]), about="on_time")
    return _judged(meaning, _four_weeks(story.reviews[0], desk))


def _rag(row: Row, story: Story, desk: Desk) -> str | None:
    """Only what contradicts: green though late, red though decided on time."""
    meaning = meaning_of_words(as_text(row.claims["rag"]), about="rag")
    lateness = _lateness(row, story, desk)
    if lateness is None or meaning is None:
        return None
    late, why = lateness
    is_over = story.reviews[0].decided is not None
    if (late and meaning == "green") or (not late and is_over and meaning == "red"):
        return f"{'red, late' if late else 'green, on time'}: {why}"
    return None


def _judged(meaning: str | None, lateness: tuple[bool, str] | None) -> str | None:
    if meaning is None or lateness is None:
        return None
    late, why = lateness
    if late == (meaning == "no"):
        return None
    return f"{'late' if late else 'on time'}: {why}"


def _lateness(row: Row, story: Story, desk: Desk) -> tuple[bool, str] | None:
    """Say whether the row's review is late, by the four weeks or by the twelve months, and why."""
    if any(field in row.days for field in ENDED):
        return None
    review = story.reviews[0]
    weeks, end = _four_weeks(review, desk), _end_of_twelve_months(review)
    if weeks is not None and weeks[0]:
        return weeks
    if end is None:
        return weeks
    done = review.decided.day if review.decided else desk.today
    how = f"decided {day_in_words(done)}" if review.decided else "not decided"
    return done > end, f"the twelve months ended on {day_in_words(end)}, {how}"


def _four_weeks(review: Review, desk: Desk) -> tuple[bool, str] | None:
    met = _day_of(review, Kind.REVIEW_MEETING_HELD)
    if met is None:
        return None
    due = _due_on("review_decision", met)
    done = review.decided.day if review.decided else desk.today
    how = f"decided {day_in_words(done)}" if review.decided else "not decided"
    return done > due, f"the decision was due {day_in_words(due)}, {how}"


def _end_of_twelve_months(review: Review) -> date | None:
    return _due_on(_of_start(review), review.start.day) if review.is_start_known else None


def _of_start(review: Review) -> str:
    return "review_first" if review.start.kind is Kind.PLAN_FIRST_MADE else "review_next"


def _day_of(review: Review, kind: Kind) -> date | None:
    return next((each.day for each in review.events if each.kind is kind), None)


def _compared(
    row: Row, field: str, due: date, rule_id: str, start: date, *, also: tuple[date, ...] = ()
) -> str | None:
    said = _said(row, field)
    if said == due or said in also or (said is None and _names_month(row, field, due)):
        return None
    return _written(rule_id, start, due)


def _written(rule_id: str, start: date, due: date) -> str:
    return f"{day_in_words(due)} ({rule(rule_id).period} from {day_in_words(start)})"


def _said(row: Row, field: str) -> date | None:
    try:
        said = as_day(row.claims[field])
    except NotADay:
        return None
    return said if isinstance(said, date) else None


def _names_month(row: Row, field: str, due: date) -> bool:
    """Say whether a cell names the month of a day and no more, as "March 2027" does."""
    text = as_text(row.claims[field]).lower()
    return text in (f"{due:%B %Y}".lower(), f"{due:%b %Y}".lower())


@cache
def _due_on(rule_id: str, started_on: date) -> date:
    return rule(rule_id).due(started_on)


_CHECKS: dict[str, Callable[[Row, Story, Desk], str | None]] = {
    "next_due": _next_due,
    "report_due": _report_due,
    "decision_due": _decision_due,
    "representations_due": _representations_due,
    "amended_due": _amended_due,
    "transfer_due": _transfer_due,
    "on_time": _on_time,
    "decision_on_time": _decision_on_time,
    "rag": _rag,
}
