"""A workbook whose sheets all look alike, written with real dates and numbers."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Self

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

Value = date | int | float | str | None
Row = Sequence[Value]
_WIDEST = 70
_HEADINGS = 2  # the row, counted from nought: title, nothing, headings
_A4 = 9

MADE_BY_US = "EHC backlog report made by ehcp"
"""A property of the workbook, by which it is known again."""


class Book:
    """A workbook whose sheets all look alike: a title, headings that stay, real dates."""

    def __init__(self, content: BytesIO, *, made_on: date) -> None:
        # Text stays text: a reference that looks like a sum or an address is neither.
        plain = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
        self._book = xlsxwriter.Workbook(content, plain)
        # Otherwise it would hold the time of writing, and never be the same twice.
        self._book.set_properties(
            {"created": datetime.combine(made_on, time()), "comments": MADE_BY_US}
        )
        add = self._book.add_format
        self._title = add({"bold": True, "font_size": 14})
        self._head = add({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._text = add({"text_wrap": True, "valign": "top"})
        self._date = add({"num_format": "d mmm yyyy", "align": "left", "valign": "top"})
        self._number = add({"num_format": "#,##0", "valign": "top"})
        self._tenths = add({"num_format": "#,##0.0", "valign": "top"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def sheet(self, name: str, title: str, heads: Row, rows: Iterable[Row]) -> None:
        """Add a sheet: title, headings that stay in sight, rows, a width for each column."""
        sheet = self._book.add_worksheet(name)
        sheet.write_string(0, 0, title, self._title)
        sheet.write_row(_HEADINGS, 0, heads, self._head)
        widths = [len(str(head)) for head in heads]
        last = _HEADINGS
        for last, row in enumerate(rows, start=_HEADINGS + 1):
            for column, value in enumerate(row):
                self._write(sheet, last, column, value)
                widths[column] = max(widths[column], _width(value))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width + 2, 9), _WIDEST))
        sheet.freeze_panes(_HEADINGS + 1, 1)
        if last > _HEADINGS:
            sheet.autofilter(_HEADINGS, 0, last, len(heads) - 1)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADINGS)

    def _write(self, sheet: Worksheet, row: int, column: int, value: Value) -> None:
        if isinstance(value, date):
            sheet.write_datetime(row, column, value, self._date)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self._number)
        elif isinstance(value, float):
            sheet.write_number(row, column, value, self._tenths)
        elif value is not None:
            sheet.write_string(row, column, str(value), self._text)


def _width(value: Value) -> int:
    return 11 if isinstance(value, date) else len(str(value)) if value is not None else 0
