"""How large an Excel workbook is and how much of it is coloured, before any of it is loaded.

A reader puts every sheet into memory as one block. So a sheet that is too long, or has one stray
value in its last corner, has to be found first; the sheet is passed through in pieces.
"""

import re
from collections.abc import Iterator
from html import unescape
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - the module names its own exception in small letters

from ehcp.exchange.tracker.file_kinds import CannotRead

ROW_LIMIT = 100_000
CELL_LIMIT = 8_000_000
_SMALL = 20_000
_WHOLE = 2 * 1024**3
_PIECE = 1024 * 1024

_ROW = re.compile(rb'<row [^>]*?r="(\d+)"')
_VALUE = re.compile(rb"<v[ >]|<is[ >]")
_FAR_RIGHT = re.compile(rb'<c r="[A-Z]{3}\d+"[^>]*[^/]>')
_COLUMN = re.compile(rb'<c r="([A-Z]+)\d+"[^>]*[^/]>')
_SHEET = re.compile(r'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_RELATION = re.compile(r"<Relationship [^>]*>")


class TooLarge(CannotRead):
    """A sheet with more rows or columns than a tracker can have."""


def coloured_cells(archive: ZipFile) -> int:
    """Pass through the sheets: count their coloured cells, and refuse one that is too large.

    Raises:
        TooLarge: a sheet has more rows or columns than can be read.
        CannotRead: the archive is damaged.
    """
    try:
        if sum(entry.file_size for entry in archive.infolist()) > _WHOLE:
            raise TooLarge(
                "The workbook unpacks to more than two gigabytes. Copy the tracker's sheet into a "
                "new workbook and import that."
            )
        names = _sheet_names(archive)
        styles = _coloured_styles(archive)
        return sum(
            _pass_through(archive, part, name=names.get(part, part), styles=styles)
            for part in archive.namelist()
            if part.startswith("xl/worksheets/") and part.endswith(".xml")
        )
    except (BadZipFile, ZlibError, EOFError, NotImplementedError, OSError):
        raise CannotRead(
            "The workbook is damaged and cannot be unpacked. Open it in Excel, save it again and "
            "import that."
        ) from None


def counts_from_1904(archive: ZipFile) -> bool:
    """Say whether the workbook counts its days from 1904, as old ones from a Mac do."""
    return bool(re.search(rb'date1904="(1|true)"', archive.read("xl/workbook.xml")))


def too_many_rows(sheet: str) -> TooLarge:
    """Give the refusal of a sheet that is too long."""
    return TooLarge(
        f"Sheet '{sheet}' has more than {ROW_LIMIT:,} rows, which is the limit. If it is a real "
        "tracker, split it into several workbooks and import them in turn; if its end is empty, "
        "delete those rows (select them, Delete, save)."
    )


def _pass_through(archive: ZipFile, part: str, *, name: str, styles: list[bytes]) -> int:
    coloured, last_row, columns, over = 0, 0, set[bytes](), False
    for piece in _pieces(archive, part):
        coloured += sum(piece.count(style) for style in styles)
        begin = 0
        if not over:
            last = piece.rfind(b"<row ")
            found = _ROW.match(piece, last) if last >= 0 else None
            last_row = int(found[1]) if found else last_row + piece.count(b"<row")
            if last_row > ROW_LIMIT:
                begin = next(
                    (row.start() for row in _ROW.finditer(piece) if int(row[1]) > ROW_LIMIT), 0
                )
                over = True
        # Empty rows that only have a format do no harm: a value beyond the limit does.
        if over and _VALUE.search(piece, begin):
            raise too_many_rows(name)
        if last_row > _SMALL:
            columns.update(_COLUMN.findall(piece))
        if _FAR_RIGHT.search(piece) or min(last_row, ROW_LIMIT) * _width(columns) > CELL_LIMIT:
            raise TooLarge(
                f"Sheet '{name}' is too wide: something stands far to the right of the tracker. "
                "Delete those columns, save and import again."
            )
    return coloured


def _pieces(archive: ZipFile, part: str) -> Iterator[bytes]:
    """Give a part in pieces that end between two cells."""
    rest = b""
    with archive.open(part) as stream:
        while fresh := stream.read(_PIECE):
            piece = rest + fresh
            cut = max(piece.rfind(b"<c "), piece.rfind(b"<row "))
            if cut <= 0:
                cut = len(piece)
            yield piece[:cut]
            rest = piece[cut:]
    if rest:
        yield rest


def _width(columns: set[bytes]) -> int:
    return max((_number(letters) for letters in columns), default=0)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _coloured_styles(archive: ZipFile) -> list[bytes]:
    """Give the marks, as they stand in a cell, of the styles whose fill is a colour."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    styles = archive.read("xl/styles.xml")
    fills = re.findall(rb"<fill>.*?</fill>|<fill/>", styles, re.DOTALL)
    coloured = {
        number
        for number, fill in enumerate(fills)
        if b"patternType=" in fill and not re.search(rb'patternType="(none|gray125)"', fill)
    }
    formats = re.search(rb"<cellXfs.*?</cellXfs>", styles, re.DOTALL)
    used = re.findall(rb'<xf [^>]*?fillId="(\d+)"', formats[0]) if formats else []
    return [b'" s="%d"' % number for number, fill in enumerate(used) if int(fill) in coloured]


def _sheet_names(archive: ZipFile) -> dict[str, str]:
    """Give the name on each sheet's tab, by its part of the archive."""
    relations = {}
    if "xl/_rels/workbook.xml.rels" in archive.namelist():
        text = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
        for relation in _RELATION.findall(text):
            target = re.search(r'Target="([^"]*)"', relation)
            known = re.search(r' Id="([^"]*)"', relation)
            if target and known:
                relations[known[1]] = "xl/" + target[1].removeprefix("/xl/")
    text = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    return {relations.get(ref, ref): unescape(name) for name, ref in _SHEET.findall(text)}
