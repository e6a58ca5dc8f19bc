"""Rows that say the same person twice: refused within a sheet; across sheets they may agree."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ehcp.exchange.tracker.intake import Outcome
from ehcp.exchange.tracker.rows import Row
from ehcp.exchange.tracker.same_person import (
    content,
    name_of,
    place,
    refuse_shared_upns,
    refuse_the_same,
)

_FIX = (
    "Keep one row. If these are two requests for one child, give each its own Request ID, or put "
    "the earlier one into a sheet of its own."
)


def set_duplicates_apart(rows: Sequence[Row], outcome: Outcome) -> list[Row]:
    """Refuse rows that contradict one another; give the rows to take in, each request once.

    A row in another sheet that says word for word what was said already is counted and passed over.
    """
    by_request: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.key[0]:
            by_request[(*row.key, row.words.get("request_ref", ""))].append(row)
    said_again: set[int] = set()
    for same in by_request.values():
        if len(same) > 1:
            _refuse_within_a_sheet(same)
            said_again.update(id(row) for row in _across_sheets(same))
    refuse_shared_upns(rows)
    outcome.requests.duplicates = len(said_again)
    outcome.warnings += [w for row in rows if id(row) in said_again for w in row.warnings]
    return [row for row in rows if id(row) not in said_again]


def _refuse_within_a_sheet(same: Iterable[Row]) -> None:
    by_sheet: dict[str, list[Row]] = defaultdict(list)
    for row in same:
        by_sheet[row.layout.sheet.name].append(row)
    for rows in by_sheet.values():
        if len(rows) > 1:
            refuse_the_same(rows, "in one sheet", _FIX)


def _across_sheets(same: Sequence[Row]) -> Iterable[Row]:
    """Give the rows that repeat a row of another sheet; refuse those that contradict one."""
    by_day: dict[object, list[Row]] = defaultdict(list)
    for row in same:
        if not row.refusals:
            by_day[row.days.get("received_on")].append(row)
    for rows in by_day.values():
        first, *others = rows
        if any(content(other) != content(first) for other in others):
            refuse_the_same(rows, "for the same request, with different contents", _FIX)
            continue
        for other in others:
            other.warn(name_of(other), f"the same row stands in {place(first)}: counted once")
            yield other
