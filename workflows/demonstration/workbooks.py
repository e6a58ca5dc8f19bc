"""Writes the council's tracker as a workbook, as it stood on a day and as real ones look."""

from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from workflows.demonstration.columns import COLUMNS
from workflows.demonstration.history import History
from workflows.demonstration.spreadsheet import DAY_ZERO, formats_of, properties_of, write_cell

TRACKER_SHEET, COMPLAINTS_SHEET = "EHCNA tracker", "Complaints"
TITLE_ROW, AS_AT_ROW, GROUP_ROW, HEADING_ROW = 0, 1, 2, 3
COMPLAINT_HEADINGS = ("Complaint ref", "Received", "Stage", "Theme", "Outcome")
COMPLAINT_HEADING_ROW = 2
WIDTH = 14


def write_workbook(*, history: History, as_known_on: date, path: Path) -> None:
    """Write the tracker as it stood at the end of a day; the same day gives the same bytes."""
    import xlsxwriter

    known = history.as_known_on(as_known_on)
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties(
            properties_of(f"EHC needs assessment tracker, {known.council}", as_known_on)
        )
        formats = formats_of(book)
        _write_cases(sheet=book.add_worksheet(TRACKER_SHEET), known=known, formats=formats)
        _write_complaints(sheet=book.add_worksheet(COMPLAINTS_SHEET), known=known, formats=formats)


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
            write_cell(
                sheet=sheet,
                at=(row, number),
                cell=column.cell(case, known),
                look=column.look,
                formats=formats,
            )


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
