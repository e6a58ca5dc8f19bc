"""Rows about one person: refused where they contradict one another, counted where they agree."""

from collections import defaultdict
from collections.abc import Sequence

from ehcp.exchange.tracker.rows import PLAN_REF, Row

_NAMES = {"id": "external_id", "upn": "upn", "plan": PLAN_REF, "name": "surname"}


def refuse_the_same(rows: Sequence[Row], why: str, fix: str) -> None:
    """Refuse rows of one person, each at the cell that says who it is."""
    cells = " and ".join(place(row) for row in rows)
    for row in rows:
        what = "name and date of birth" if row.key[0] == "name" else "id"
        row.refuse(name_of(row), f"the same {what} stands in {cells}, {why}", fix)


def refuse_shared_upns(rows: Sequence[Row]) -> None:
    """Refuse rows of two ids that have one UPN: one of them is wrong."""
    by_upn: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        if "upn" in row.person and row.key[0] == "id":
            by_upn[row.person["upn"]].setdefault(row.key[1], row)
    for by_id in by_upn.values():
        if len(by_id) > 1:
            cells = " and ".join(place(row, "upn") for row in by_id.values())
            for row in by_id.values():
                row.refuse(
                    "upn",
                    f"the same UPN stands in {cells} under different ids",
                    "Check the ids and the UPN: one child has one of each.",
                )


def content(row: Row) -> tuple[object, ...]:
    """Give all that a row says, to be compared with what another says."""
    return row.days, row.words, row.person, row.more, row.notes


def name_of(row: Row) -> str:
    """Give the field by which the person of a row is known."""
    name = _NAMES[row.key[0]]
    return "full_name" if name == "surname" and not row.column_of("surname") else name


def place(row: Row, name: str = "") -> str:
    """Name a cell of a row with its sheet; without a name the one that says who it is."""
    return f"{row.layout.sheet.name}!{row.cell_of(name or name_of(row))}"
