"""Writes the council's tracker as a workbook, as it stood on a day and as real ones look."""

from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from workflows.demonstration.columns import COLUMNS, Cell, Column, Look
from workflows.demonstration.history import History

TRACKER_SHEET, COMPLAINTS_SHEET = "EHCNA tracker", "Complaints"
TITLE_ROW, AS_AT_ROW, GROUP_ROW, HEADING_ROW = 0, 1, 2, 3
COMPLAINT_HEADINGS = ("Complaint ref", "Received", "Stage", "Theme", "Outcome")
COMPLAINT_HEADING_ROW = 2
# Day 1 of the spreadsheet's calendar is 1 January 1900, and it believes in 29 February 1900.
DAY_ZERO = date(1899, 12, 30).toordinal()
COLOURS = {"Green": "#C6EFCE", "Amber": "#FFEB9C", "Red": "#FFC7CE"}
WIDTH = 14


def write_workbook(*, history: History, as_known_on: date, path: Path) -> None:
    """Write the tracker as it stood at the end of a day; the same day gives the same bytes."""
    import xlsxwriter

    known = history.as_known_on(as_known_on)
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties(
            {
                "title": f"EHC needs assessment tracker, {known.council}",
                "created": datetime(
                    as_known_on.year, as_known_on.month, as_known_on.day, tzinfo=UTC
                ).replace(tzinfo=None),
            }
        )
        formats = _formats(book)
        _write_cases(sheet=book.add_worksheet(TRACKER_SHEET), known=known, formats=formats)
        _write_complaints(sheet=book.add_worksheet(COMPLAINTS_SHEET), known=known, formats=formats)


# xlsxwriter ships no types: its workbooks, sheets and formats are Any here.
def _formats(book: Any) -> dict[str, Any]:  # noqa: ANN401 - see above
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "group": book.add_format({"bold": True, "align": "center", "bg_color": "#D9E1F2"}),
        "heading": book.add_format({"bold": True, "text_wrap": True, "bottom": 1}),
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
    }
    for name, colour in COLOURS.items():
        formats[name] = book.add_format({"bg_color": colour})
    return formats


def _write_cases(
    *,
    sheet: Any,  # noqa: ANN401 - xlsxwriter ships no types
    known: History,
    formats: dict[str, Any],
) -> None:
    last = len(COLUMNS) - 1
    title = f"{known.council} Council: EHC needs assessments"
    sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, last, title, formats["title"])
    sheet.merge_range(
        AS_AT_ROW, 0, AS_AT_ROW, last, f"As at {known.known_on:%d/%m/%Y}. Please do not sort!", None
    )
    at = 0
    for group, members in groupby(COLUMNS, key=lambda column: column.group):
        size = len(list(members))
        sheet.merge_range(GROUP_ROW, at, GROUP_ROW, at + size - 1, group, formats["group"])
        at += size
    for number, column in enumerate(COLUMNS):
        sheet.write_string(HEADING_ROW, number, column.heading, formats["heading"])
    sheet.set_column(0, last, WIDTH)
    sheet.freeze_panes(HEADING_ROW + 1, 3)
    for row, case in enumerate(known.cases, start=HEADING_ROW + 1):
        for number, column in enumerate(COLUMNS):
            _write(
                sheet=sheet,
                at=(row, number),
                cell=column.cell(case, known),
                column=column,
                formats=formats,
            )


def _write(
    *,
    sheet: Any,  # noqa: ANN401 - xlsxwriter ships no types
    at: tuple[int, int],
    cell: Cell,
    column: Column,
    formats: dict[str, Any],
) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(*at, cell, formats.get(cell))
    elif isinstance(cell, int):
        sheet.write_number(*at, cell)
    elif column.look is Look.TYPED:
        sheet.write_string(*at, f"{cell:%d/%m/%Y}")
    else:
        sheet.write_number(*at, cell.toordinal() - DAY_ZERO, formats["date"])


def _write_complaints(
    *,
    sheet: Any,  # noqa: ANN401 - xlsxwriter ships no types
    known: History,
    formats: dict[str, Any],
) -> None:
    last = len(COMPLAINT_HEADINGS) - 1
    sheet.merge_range(0, 0, 0, last, "SEND complaints", formats["title"])
    for number, heading in enumerate(COMPLAINT_HEADINGS):
        sheet.write_string(COMPLAINT_HEADING_ROW, number, heading, formats["heading"])
    sheet.set_column(0, last, WIDTH)
    for row, complaint in enumerate(known.complaints, start=COMPLAINT_HEADING_ROW + 1):
        sheet.write_string(row, 0, complaint.reference)
        sheet.write_number(row, 1, complaint.received_on.toordinal() - DAY_ZERO, formats["date"])
        for number, text in enumerate(
            (complaint.stage, complaint.theme, complaint.outcome or ""), start=2
        ):
            sheet.write_string(row, number, text)
