"""What was decided after a review and on which day: maintain, amend or cease."""

from datetime import date

from ehcp.cases.kinds import Kind
from ehcp.exchange.tracker.fields import plain
from ehcp.exchange.tracker.happenings import Happening
from ehcp.exchange.tracker.rows import Row
from ehcp.exchange.tracker.said import one_meaning, words_and_day

_KINDS = {
    "maintain": Kind.TOLD_WILL_MAINTAIN,
    "amend": Kind.TOLD_WILL_AMEND,
    "cease": Kind.REVIEW_DECIDED_TO_CEASE,
}
_A_FEW_WORDS = 4
_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})


def decision_in(row: Row) -> Happening | None:
    """Give the decision that the row tells, or None; what cannot be used is kept as a note.

    Where its day is missing it is taken from what the law puts on the same day: the notice of the
    amendments goes out with the decision to amend, and a review is completed by its decision.
    """
    words, day = words_and_day(row, "decision", "decided_on")
    said = _answer(row, words) or one_meaning(
        row,
        "decision",
        "decided_on",
        words,
        about="review_decision",
        in_law="maintain, amend or cease.",
    )
    if said is None and any(field in row.days for field in ("notice_on", "amended_on")):
        said = "amend"
        row.warn(_where(row), "the decision is not said; what followed shows that it was to amend")
    kind = _KINDS.get(said or "")
    if kind is None:
        _keep_what_is_said(row, words, day, is_waiting=said == "pending")
        return None
    if day is None:
        day = _day_from_what_followed(row, kind)
    if day is None:
        row.warn("decision", "it has no date, so the review stays open: kept as a note")
        row.notes.append(("decision", row.heading_of("decision"), words))
        return None
    if kind is Kind.REVIEW_DECIDED_TO_CEASE and "ceased_on" not in row.days:
        row.warn(
            _where(row),
            "the plan stays in force until it may cease; an import opens no case for that, so open "
            "one by hand if it is still to cease",
        )
    if len(words.split()) > _A_FEW_WORDS:
        row.notes.append(("decision", row.heading_of("decision"), words))
    return Happening(day, kind, None, "decided_on")


def _answer(row: Row, words: str) -> str | None:
    """Read a yes or a no under a heading that asks whether to amend."""
    column = row.column_of("decision")
    if column is None or plain(column.heading) not in ("amend", "amend y n", "amend yes no"):
        return None
    answer = plain(words)
    return "amend" if answer in _YES else "maintain" if answer in _NO else None


def _day_from_what_followed(row: Row, kind: Kind) -> date | None:
    days = row.days
    if kind is Kind.TOLD_WILL_AMEND and "notice_on" in days:
        row.warn(
            _where(row),
            "the decision has no date: taken from the notice of the amendments, which the law "
            "wants sent with it",
        )
        return days["notice_on"]
    last, met = days.get("last_reviewed_on"), days.get("met_on")
    if last is not None and met is not None and last >= met:
        row.warn(_where(row), "the decision has no date: taken from the last review completed")
        return last
    if kind is Kind.TOLD_WILL_AMEND and "amended_on" in days:
        row.warn(_where(row), "the decision has no date: taken from the final amended plan")
        return days["amended_on"]
    return None


def _keep_what_is_said(row: Row, words: str, day: date | None, *, is_waiting: bool) -> None:
    if day is not None:
        row.notes.append(("decided_on", row.heading_of("decided_on"), day.isoformat()))
        row.warn("decided_on", "it is not said what was decided: the date is kept as a note")
    if words and not (is_waiting and day is None):
        row.notes.append(("decision", row.heading_of("decision"), words))
        if not is_waiting and day is None:
            row.warn("decision", "the words do not say maintain, amend or cease: kept as a note")


def _where(row: Row) -> str:
    return "decision" if row.column_of("decision") else "decided_on"
