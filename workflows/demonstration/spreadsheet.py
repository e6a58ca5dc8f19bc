"""How the invented council's workbooks look: dates, colours, and what a cell can hold."""

from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

Cell = str | int | date | None

# Day 1 of the spreadsheet's calendar is 1 January 1900, and it believes in 29 February 1900.
DAY_ZERO = date(1899, 12, 30).toordinal()
COLOURS = {"Green": "#C6EFCE", "Amber": "#FFEB9C", "Red": "#FFC7CE"}


class Look(Enum):
    """How a date is kept in a column: as the spreadsheet's own date, or typed as text."""

    DATE = "date"
    TYPED = "typed"


def properties_of(title: str, day: date) -> dict[str, Any]:
    """Give a workbook's properties; a day always gives the same, so that its bytes are too."""
    created = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
    return {"title": title, "created": created}


# xlsxwriter ships no types: its workbooks, sheets and formats are Any here.
def formats_of(book: Any) -> dict[str, Any]:  # noqa: ANN401 - see above
    """Give the formats of a workbook, by what they are for; the colours by their name."""
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "group": book.add_format({"bold": True, "align": "center", "bg_color": "#D9E1F2"}),
        "heading": book.add_format({"bold": True, "text_wrap": True, "bottom": 1}),
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
    }
    for name, colour in COLOURS.items():
        formats[name] = book.add_format({"bg_color": colour})
    return formats


def write_cell(
    *,
    sheet: Any,  # noqa: ANN401 - xlsxwriter ships no types
    at: tuple[int, int],
    cell: Cell,
    look: Look,
    formats: dict[str, Any],
) -> None:
    """Write a word, a number or a date; nothing leaves the cell empty."""
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(*at, cell, formats.get(cell))
    elif isinstance(cell, int):
        sheet.write_number(*at, cell)
    elif look is Look.TYPED:
        sheet.write_string(*at, f"{cell:%d/%m/%Y}")
    else:
        sheet.write_number(*at, cell.toordinal() - DAY_ZERO, formats["date"])
