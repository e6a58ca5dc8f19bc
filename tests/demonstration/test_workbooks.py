"""The council's workbooks tell what was known on their day, as untidily as real ones."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.demonstration import count_again as count
from workflows.demonstration.history import History
from workflows.demonstration.workbooks import (
    COMPLAINT_HEADING_ROW,
    COMPLAINTS_SHEET,
    HEADING_ROW,
    TRACKER_SHEET,
    write_workbook,
)

LAST = date(2019, 7, 22)
FIRST = date(2018, 11, 5)
# What the sheet works out in advance, and so may lie after its day.
DUE = {"Week-6 due", "Draft due", "Final due (week 20)"}
Row = dict[str, Any]


def as_day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    try:
        return datetime.strptime(str(cell), "%d/%m/%Y").date()  # noqa: DTZ007 - a day, no instant
    except ValueError:
        return None


@pytest.fixture(scope="session")
def read(history: History, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Row]]:
    books: dict[date, Any] = {}

    def rows(day: date, sheet: str = TRACKER_SHEET, heading_row: int = HEADING_ROW) -> list[Row]:
        if day not in books:
            path = tmp_path_factory.mktemp("tracker") / f"tracker-{day}.xlsx"
            write_workbook(history=history, as_known_on=day, path=path)
            books[day] = openpyxl.load_workbook(path, read_only=True)
        cells = list(books[day][sheet].iter_rows(values_only=True))
        headings = cells[heading_row]
        return [dict(zip(headings, row, strict=True)) for row in cells[heading_row + 1 :]]

    return rows


@pytest.mark.parametrize("day", [FIRST, date(2019, 2, 26)])
def test_a_workbook_holds_nothing_later_than_its_day(
    read: Callable[..., list[Row]], day: date
) -> None:
    seen = 0
    for row in read(day):
        for heading, cell in row.items():
            when = as_day(cell)
            if when is not None and heading not in DUE and not heading.endswith(" due"):
                seen += 1
                assert when <= day, (row["Pupil ID"], heading)
    assert seen > 1_000
    complaints = read(day, COMPLAINTS_SHEET, COMPLAINT_HEADING_ROW)
    assert all(complaint["Received"].date() <= day for complaint in complaints)


def test_a_pupil_stands_in_one_row(read: Callable[..., list[Row]]) -> None:
    numbers = [row["Pupil ID"] for row in read(LAST)]
    assert len(set(numbers)) == len(numbers)
    assert all(numbers)


def test_no_two_columns_have_the_same_heading(read: Callable[..., list[Row]]) -> None:
    row = read(FIRST)[0]
    assert None not in row
    assert len(row) > 40


def test_each_row_tells_its_journey_in_order(read: Callable[..., list[Row]]) -> None:
    for row in read(LAST):
        decided = as_day(row["Request Outcome Date"])
        received = as_day(row["Request received"])
        draft, final = as_day(row["Draft issued"]), as_day(row["Final issued"])
        assert received is not None
        assert decided is None or received <= decided
        for service in ("EP", "Health", "Social care", "School", "Parent"):
            asked = as_day(row[f"{service} requested"])
            answered = as_day(row[f"{service} received"])
            if asked is not None:
                assert decided is not None
                assert decided <= asked
            if answered is not None:
                assert asked is not None
                assert asked < answered <= (draft or LAST)
        assert final is None or (draft is not None and draft < final)


def test_the_workbook_counts_as_the_history_does(
    read: Callable[..., list[Row]], history: History
) -> None:
    def is_open(row: Row) -> bool:
        ended = row["Decision"] in {"No", "Withdrawn", "Moved out"} or row[
            "Assessment Outcome To Issue EHCP"
        ] in {"No", "Withdrawn", "Moved out"}
        return not ended and row["Final issued"] is None

    for day in (FIRST, LAST):
        assert sum(map(is_open, read(day))) == count.n1(history, day)


def test_later_workbooks_update_earlier_rows(read: Callable[..., list[Row]]) -> None:
    before = {row["Pupil ID"]: row for row in read(FIRST)}
    after = {row["Pupil ID"]: row for row in read(LAST)}
    assert set(before) < set(after)
    finished = [n for n, row in before.items() if not row["Final issued"]]
    assert sum(after[n]["Final issued"] is not None for n in finished) > 200


def test_a_handful_of_on_time_and_rag_cells_are_wrong(read: Callable[..., list[Row]]) -> None:
    wrong_on_time, wrong_rag = 0, 0
    for row in read(LAST):
        received, final = as_day(row["Request received"]), as_day(row["Final issued"])
        if received is None or final is None:
            continue
        on_time = (final - received).days <= 140
        wrong_on_time += (row["On time Y/N"] == "Y") is not on_time
        wrong_rag += (row["RAG"] == "Green") is not on_time
    assert (wrong_on_time, wrong_rag) == (9, 6)


def test_some_columns_hold_dates_and_some_hold_text(read: Callable[..., list[Row]]) -> None:
    rows = read(LAST)
    assert all(isinstance(row["Request received"], datetime) for row in rows)
    assert all(isinstance(row["EP requested"], str | None) for row in rows)
    assert any(isinstance(row["EP requested"], str) for row in rows)


def test_here_and_there_a_word_stands_where_a_date_belongs(
    read: Callable[..., list[Row]],
) -> None:
    words = [row["EP received"] for row in read(date(2019, 1, 28))].count("chased")
    assert 3 <= words <= 40


def test_the_same_day_gives_the_same_bytes(history: History, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(history=history, as_known_on=FIRST, path=tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
