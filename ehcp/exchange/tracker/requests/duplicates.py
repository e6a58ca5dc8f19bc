"""Rows that say the same person twice: refused within a sheet; across sheets they may agree."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ehcp.exchange.tracker.intake import Outcome
from ehcp.exchange.tracker.rows import Row

_NAMES = {"id": "external_id", "upn": "upn", "name": "surname"}


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
    _refuse_shared_upns(rows)
    outcome.duplicates = len(said_again)
    outcome.warnings += [w for row in rows if id(row) in said_again for w in row.warnings]
    return [row for row in rows if id(row) not in said_again]


def _refuse_within_a_sheet(same: Iterable[Row]) -> None:
    by_sheet: dict[str, list[Row]] = defaultdict(list)
    for row in same:
        by_sheet[row.layout.sheet.name].append(row)
    for rows in by_sheet.values():
        if len(rows) > 1:
            _refuse(rows, "in one sheet")


def _across_sheets(same: Sequence[Row]) -> Iterable[Row]:
    """Give the rows that repeat a row of another sheet; refuse those that contradict one."""
    by_day: dict[object, list[Row]] = defaultdict(list)
    for row in same:
        if not row.refusals:
            by_day[row.days.get("received_on")].append(row)
    for rows in by_day.values():
        first, *others = rows
        if any(_content(other) != _content(first) for other in others):
            _refuse(rows, "for the same request, with different contents")
            continue
        for other in others:
            other.warn(_name_of(other), f"the same row stands in {_place(first)}: counted once")
            yield other


def _refuse(rows: Sequence[Row], where: str) -> None:
    cells = " and ".join(_place(row) for row in rows)
    for row in rows:
        name = _name_of(row)
        row.refuse(
            name,
            f"the same {'name and date of birth' if row.key[0] == 'name' else 'id'} stands in "
            f"{cells}, {where}",
            "Keep one row. If these are two requests for one child, give each its own Request ID, "
            "or put the earlier one into a sheet of its own.",
        )


def _refuse_shared_upns(rows: Sequence[Row]) -> None:
    """Refuse rows of two ids that have one UPN: one of them is wrong."""
    by_upn: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        if "upn" in row.person and row.key[0] == "id":
            by_upn[row.person["upn"]].setdefault(row.key[1], row)
    for by_id in by_upn.values():
        if len(by_id) > 1:
            cells = " and ".join(_place(row, "upn") for row in by_id.values())
            for row in by_id.values():
                row.refuse(
                    "upn",
                    f"the same UPN stands in {cells} under different ids",
                    "Check the ids and the UPN: one child has one of each.",
                )


def _content(row: Row) -> tuple[object, ...]:
    return row.days, row.words, row.person, row.more, row.notes


def _name_of(row: Row) -> str:
    name = _NAMES[row.key[0]]
    return "full_name" if name == "surname" and not row.column_of("surname") else name


def _place(row: Row, name: str = "") -> str:
    return f"{row.layout.sheet.name}!{row.cell_of(name or _name_of(row))}"
