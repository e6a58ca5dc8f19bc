"""What cannot be right in a row about a review: each refuses the row at its cell."""

from datetime import date

from ehcp.cases.conditions import FIRST_DAY, FURTHEST_AHEAD
from ehcp.cases.year_groups import last_day_of_a_plan
from ehcp.exchange.tracker.happenings import Happening
from ehcp.exchange.tracker.rows import Row
from ehcp.law.in_words import day_in_words

ENDED = ("ceased_on", "moved_out_on", "died_on")
_BEGAN = ("plan_made_on", "last_reviewed_on", "plan_updated_on")
_OF_A_REVIEW = ("met_on", "decided_on", "notice_on", "amended_on", "transfer_final_on")
# Of each two the second cannot come before the first; with the words for the first.
_IN_TURN = (
    ("plan_made_on", "last_reviewed_on", "the plan was made"),
    ("plan_made_on", "plan_updated_on", "the plan was first made"),
    *(("plan_made_on", field, "the plan was made") for field in _OF_A_REVIEW),
    ("met_on", "decided_on", "the meeting"),
    ("decided_on", "notice_on", "the decision to amend, with which the law wants the notice sent"),
    ("decided_on", "amended_on", "the decision"),
    ("decided_on", "not_amended_on", "the decision"),
    ("notice_on", "amended_on", "the notice of the amendments"),
    ("notice_on", "not_amended_on", "the notice of the amendments"),
    *(("plan_made_on", field, "the plan was made") for field in ENDED),
)


def refuse_impossible_days(row: Row, decided: Happening | None, *, today: date) -> None:
    """Refuse days that lie too far off, or before what must have come first."""
    days = dict(row.days)
    if decided is not None:
        days["decided_on"] = decided.day
    for field, day in days.items():
        if day > today + FURTHEST_AHEAD:
            row.refuse(
                field,
                f"{day_in_words(day)} is more than two years ahead of today",
                "Check the year.",
            )
        elif day > today and field in _BEGAN:
            row.refuse(
                field,
                f"{day_in_words(day)} has not come yet",
                "Check the date. What is planned belongs into a column of its own.",
            )
        elif day < FIRST_DAY:
            row.refuse(
                field,
                f"{day_in_words(day)} is before {day_in_words(FIRST_DAY)}, when plans began",
                "Check the year.",
            )
    for earlier, later, what in _IN_TURN:
        if earlier in days and later in days and days[later] < days[earlier]:
            row.refuse(
                later,
                f"{day_in_words(days[later])} is before {what} on {day_in_words(days[earlier])}",
                "Check both dates.",
            )
    _refuse_impossible_age(row, days, today=today)


def _refuse_impossible_age(row: Row, days: dict[str, date], *, today: date) -> None:
    born_on = row.person.get("born_on")
    if born_on is None:
        return
    first = min(days.values(), default=today)
    if first < born_on:
        row.refuse(
            "born_on",
            f"{day_in_words(first)} in this row is before the date of birth",
            "Check both dates.",
        )
        return
    last = last_day_of_a_plan(born_on)
    until = today if not any(field in days for field in ENDED) else max(days.values())
    if until > last:
        row.refuse(
            "born_on",
            f"the plan of somebody born on {day_in_words(born_on)} ended at the latest on "
            f"{day_in_words(last)}, with the school year in which they turned 25 (CFA s.46)",
            "Check the date of birth; or fill in when the plan ceased.",
        )
