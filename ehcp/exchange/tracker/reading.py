"""Reading a workbook or a CSV file into sheets of plain values."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from ehcp.exchange.tracker.file_kinds import CannotRead, FileKind, kind_of
from ehcp.exchange.tracker.workbook_shape import (
    ROW_LIMIT,
    coloured_cells,
    counts_from_1904,
    too_many_rows,
)

_CSV_LIMIT = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name and its rows from the very first, each a list of cell values."""

    name: str
    rows: list[list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """A workbook as it was read.

    Attributes:
        lost_colours: how many cells have a colour, which is not read.
        file_hash: SHA-256 of the file; its name may hold a child's and is not kept.
        from_1904: its day numbers count from 1904 and not from 1900.
    """

    sheets: tuple[Sheet, ...]
    file_hash: str
    lost_colours: int = 0
    from_1904: bool = False


def read_workbook(path: Path) -> Workbook:
    """Read every sheet of a workbook, or the one table of a CSV file.

    Raises:
        CannotRead: it is missing, locked, protected, damaged, empty, too large or no workbook.
    """
    kind = kind_of(path)
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    colours, from_1904 = 0, False
    if kind is FileKind.CSV:
        sheets: tuple[Sheet, ...] = (Sheet("CSV", list(_csv_rows(path))),)
    else:
        if kind is FileKind.XLSX:
            with ZipFile(path) as archive:
                colours = coloured_cells(archive)
                from_1904 = counts_from_1904(archive)
        sheets = _sheets(path)
    if not any(any(cell not in ("", None) for cell in row) for s in sheets for row in s.rows):
        raise CannotRead(
            "The workbook is empty: no sheet holds anything. Check that it is the right file; "
            "`ehcp template FILE` writes a blank tracker with its headings."
        )
    return Workbook(sheets=sheets, file_hash=digest, lost_colours=colours, from_1904=from_1904)


def _sheets(path: Path) -> tuple[Sheet, ...]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    try:
        with CalamineWorkbook.from_path(path) as workbook:
            names = [
                each.name
                for each in workbook.sheets_metadata
                if each.typ is SheetTypeEnum.WorkSheet
            ]
            return tuple(
                Sheet(name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
                for name in names
            )
    except PasswordError:
        raise CannotRead(
            "The workbook is protected by a password. Take the password off, save a copy and "
            "import that."
        ) from None
    except (CalamineError, OSError, ValueError) as error:
        raise CannotRead(
            f"The workbook cannot be read ({type(error).__name__}): it is damaged or of a kind "
            "that Excel did not write. Open it in Excel, save it as .xlsx and import that."
        ) from None


def _csv_rows(path: Path) -> Iterator[list[Any]]:
    if path.stat().st_size > _CSV_LIMIT:
        raise too_many_rows(path.suffix.lstrip(".") or "CSV")
    text = _decoded(path.read_bytes())
    beginning = text[:20_000]
    delimiter = max(",;\t|", key=beginning.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    width = 0
    try:
        for number, row in enumerate(reader):
            if number > ROW_LIMIT:
                raise too_many_rows("CSV")
            width = max(width, len(row))
            yield row + [""] * (width - len(row))
    except csv.Error as error:
        raise CannotRead(
            f"The CSV file cannot be read near line {reader.line_num} ({error}). Save it again "
            "from Excel as CSV UTF-8."
        ) from None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel writes as plain CSV on a British machine.
        return content.decode("cp1252", "replace")
