"""A request whose date a sheet gives otherwise: put right with a warning, or refused as too far."""

from datetime import date, timedelta

from ehcp.exchange.tracker.rows import Row
from ehcp.law.in_words import day_in_words

_FURTHEST = timedelta(days=42)
"""A date put right moves by days or weeks; further off it is rather another request."""


def refuse_far_request(row: Row, *, reference: str, was: date, now: date) -> None:
    """Refuse the row where the request of its case would move too far to be the same one."""
    if abs(now - was) <= _FURTHEST:
        return
    row.refuse(
        "received_on",
        f"the date of request of case {reference} would move from {day_in_words(was)} to "
        f"{day_in_words(now)}, by more than {_FURTHEST.days} days",
        "A new request of the same child is a new row once the open case is ended. To correct the "
        "date of this one use 'ehcp case correct'.",
    )


def warn_of_moved_request(row: Row, *, reference: str, was: date, now: date) -> None:
    """Warn that the request of a case moves to the date that the sheet has now."""
    row.warn(
        "received_on",
        f"the date of request of case {reference} moves from {day_in_words(was)} to "
        f"{day_in_words(now)}, and every limit with it",
    )
