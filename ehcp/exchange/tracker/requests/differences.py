"""Where the sheet's own sums disagree with the law's: due dates, weeks taken, on time, RAG."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from math import ceil, floor

from ehcp.cases.kinds import Kind
from ehcp.exchange.tracker.cells import NotADay, as_day, as_text
from ehcp.exchange.tracker.happenings import Happening
from ehcp.exchange.tracker.rows import Row
from ehcp.exchange.tracker.words import meaning_of_words
from ehcp.law.in_words import day_in_words
from ehcp.law.rules import rule

_WEEK = 7
_DUE = {
    "decision_due": ("decide_to_assess", "received_on"),
    "draft_due": ("draft_plan_practical", "received_on"),
    "final_due": ("final_plan", "received_on"),
}
_JUDGED = {
    Kind.PLAN_FINALISED: "final_plan",
    Kind.TOLD_NO_PLAN: "notify_no_plan",
    Kind.TOLD_WILL_NOT_ASSESS: "decide_to_assess",
}
_LEFT = (Kind.WITHDRAWN, Kind.MOVED_OUT, Kind.DIED)
_NEAR = 0.05


def list_disagreements(row: Row, found: Sequence[Happening], *, today: date) -> None:
    """List each claim of a row that the law's arithmetic does not bear out."""
    claims = row.claims
    if not claims or "received_on" not in row.days:
        return
    for field, claim in claims.items():
        match field:
            case "weeks_taken":
                should = _weeks(row, claim, found)
            case "on_time":
                should = _on_time(row, as_text(claim), found, today)
            case "rag":
                should = _rag(row, as_text(claim), found, today)
            case "year_group":
                should = None
            case _:
                should = _due(row, field, claim)
        if should is not None:
            row.differ(field, "law", should)


def _due(row: Row, field: str, claim: object) -> str | None:
    rule_id, start = _due_by(field)
    started_on = row.days.get(start)
    if started_on is None:
        return None
    due = _due_on(rule_id, started_on)
    if claim == due:
        return None
    try:
        said = as_day(claim)
    except NotADay:
        said = None
    if said == due:
        return None
    return f"{day_in_words(due)} ({rule(rule_id).period} from {day_in_words(started_on)})"


@cache
def _due_by(field: str) -> tuple[str, str]:
    """Give the rule whose due date a column holds, and the field of the day that starts it."""
    kind_of_advice = field.partition(".")[0]
    return _DUE.get(field, ("advice_response", f"{kind_of_advice}.requested"))


def _ended(found: Iterable[Happening]) -> Happening | None:
    return next((each for each in found if each.kind in _JUDGED), None)


def _weeks(row: Row, claim: object, found: Sequence[Happening]) -> str | None:
    """Compare weeks taken with the whole weeks; rounding either way is not a disagreement."""
    ended = _ended(found)
    if ended is None:
        return None
    days = (ended.day - row.days["received_on"]).days
    exact = days / _WEEK
    try:
        said = float(as_text(claim).lower().removesuffix("weeks").removesuffix("wks"))
    except ValueError:
        return f"{exact:.1f} weeks"
    if floor(exact) <= said <= ceil(exact) and (said == int(said) or abs(said - exact) <= _NEAR):
        return None
    return f"{exact:.1f} weeks ({days} days)"


def _lateness(row: Row, found: Sequence[Happening], today: date) -> tuple[bool, bool, str] | None:
    """Say whether the case is late, whether that is settled, and why; None where nothing is due."""
    if any(each.kind in _LEFT for each in found):
        return None
    received_on = row.days["received_on"]
    ended = _ended(found)
    rule_id = _JUDGED[ended.kind] if ended else "final_plan"
    due = _due_on(rule_id, received_on)
    if ended is None:
        return today > due, False, f"open, due {day_in_words(due)}"
    done = "refused" if ended.kind is Kind.TOLD_WILL_NOT_ASSESS else "done"
    return ended.day > due, True, f"due {day_in_words(due)}, {done} {day_in_words(ended.day)}"


def _on_time(row: Row, claim: str, found: Sequence[Happening], today: date) -> str | None:
    meaning = meaning_of_words(claim, about="on_time")
    lateness = _lateness(row, found, today)
    if meaning is None or lateness is None:
        return None
    late, _, why = lateness
    if late == (meaning == "no"):
        return None
    return f"{'late' if late else 'on time'}: {why}"


def _rag(row: Row, claim: str, found: Sequence[Happening], today: date) -> str | None:
    """Only what contradicts: green or amber though late, red though on time.

    A refusal has six weeks and no colour: the colours of a tracker are about the twenty.
    """
    meaning = meaning_of_words(claim, about="rag")
    lateness = _lateness(row, found, today)
    is_refused = any(each.kind is Kind.TOLD_WILL_NOT_ASSESS for each in found)
    if meaning is None or lateness is None or is_refused:
        return None
    late, settled, why = lateness
    if (late and meaning == "red") or (not late and meaning == "green"):
        return None
    if not late and not settled and meaning == "amber":
        return None  # near its limit: a matter of each council's own thresholds
    return f"{'red, late' if late else 'green, on time'}: {why}"


@cache
def _due_on(rule_id: str, started_on: date) -> date:
    return rule(rule_id).due(started_on)
