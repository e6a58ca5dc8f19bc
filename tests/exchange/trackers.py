"""Writing small tracker workbooks as councils keep them, for the tests of the import."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

KIM = {
    "Person ID": "P1",
    "Surname": "Testchild",
    "Forename": "Robin",
    "Date of birth": date(2012, 5, 4),
    "Request received": date(2019, 1, 7),
}


def a_row(**changes: Any) -> dict[str, Any]:
    """Give a row of a tracker: one request, with other cells as they are named."""
    named = {name.replace("_", " "): value for name, value in changes.items()}
    return KIM | named


def write_sheet(
    path: Path,
    rows: Iterable[Mapping[str, Any]],
    *,
    above: Sequence[Sequence[Any]] = (),
    headings: Sequence[str] = (),
    name: str = "Tracker",
) -> Path:
    """Write one sheet: lines above the headings, then a heading for every name used in a row."""
    return write_workbook(path, {name: (list(rows), above, headings)})


def write_workbook(path: Path, sheets: Mapping[str, Any]) -> Path:
    """Write several sheets; each is a list of rows, or (rows, lines above, headings)."""
    with xlsxwriter.Workbook(str(path)) as book:
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, content in sheets.items():
            rows, above, headings = content if isinstance(content, tuple) else (content, (), ())
            names = list(headings) or list(dict.fromkeys(key for row in rows for key in row))
            lines = [*above, names, *([row.get(key, "") for key in names] for row in rows)]
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                for index, value in enumerate(line):
                    if isinstance(value, date):
                        sheet.write_datetime(number, index, value, days)
                    elif value not in ("", None):
                        sheet.write(number, index, value)
    return path


PLAN = {
    "Person ID": "P1",
    "Surname": "Testchild",
    "Forename": "Robin",
    "Date of birth": date(2012, 5, 4),
    "Date of final plan": date(2016, 3, 7),
    "Last review completed": date(2018, 3, 5),
}


def a_plan(**changes: Any) -> dict[str, Any]:
    """Give a row of a tracker of annual reviews: one plan, with other cells as they are named."""
    return PLAN | {name.replace("_", " "): value for name, value in changes.items()}
