"""Word documents and OpenDocument texts, which are archives: bounded, whole, and without programs.

How much is unpacked is decided before anything is: no archive is unpacked because it says so. One
`Work` pays for all that one file asks for, also for the archives in it.

A report has words, pictures, tables, charts with their numbers, and links that somebody may follow.
It may have been written on a template of its office. It needs no macros, no objects of other
programs, no documents inside, and nothing that is fetched when it is opened: all that is refused.
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import IO, Literal
from urllib.parse import unquote

from ehcp.documents.bad_file import BadFile
from ehcp.documents.eicar import EICAR, in_pieces
from ehcp.documents.inside_markup import Marks, look_at_markup
from ehcp.documents.offered_names import runs_when_opened
from ehcp.documents.refusals import HAS_A_LOCK, NOT_WHOLE, PROGRAM
from ehcp.documents.work import A_THING, Work

MOST_PARTS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes of all parts together."""
MOST_TIMES = 100
"""How many times larger than the file its parts may be, once they are large at all."""
_LARGE_AT_ALL = 20 * 1024 * 1024
_LONGEST_LIST = 200 * MOST_PARTS
"""Bytes of the list of parts: a name is some forty letters long."""
_LARGEST_MARKUP = 50 * 1024 * 1024
"""Bytes of one part of markup. A report of 400 pages has some ten million."""

_ENDS = b"PK\x05\x06"
_END_RECORD = 22
_LARGER_LIST = b"PK\x06\x07"
_BEFORE_THE_END = 20
"""Bytes of the record before the end, which leads to the larger kind of list."""
_WAYS_TO_PACK = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCKED = 0x1
_ODT = b"application/vnd.oasis.opendocument.text"
_LIST = "[Content_Types].xml"
_LIST_OF_ODT = "META-INF/manifest.xml"
_MACROS = re.compile(r"(?:^|/)(?:vbaProject|vbaData|vbaProjectSignature)[^/]*$", re.IGNORECASE)
_MACROS_OF_ODT = re.compile(r"^(?:Basic|Scripts)/", re.IGNORECASE)
_PUT_INSIDE = re.compile(r"(?:^|/)(?:embeddings|activeX)/|^Object [^/]*/", re.IGNORECASE)
_A_TABLE_OF_NUMBERS = re.compile(r"(?:^|/)embeddings/[^/]+\.xlsx$", re.IGNORECASE)
_A_PIECE_OF_A_PART = re.compile(r"/\[\d+\](?:\.last)?\.piece$", re.IGNORECASE)
_MARKUP = (".xml", ".rels", ".vml")
_IS_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
_PICTURE_IN_MARKUP = ".svg"
_OF_A_DOCUMENT = (".xml", ".bin", ".svg")
"""Names that a document gives to its own parts: markup, how to print it, a drawing."""
_AN_ARCHIVE = b"PK\x03\x04"
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"\xca\xfe\xba\xbe", b"#!", b"{\\rtf")
_START = 64

_BOMB = "The file unpacks to far more than a document should. Save it as a PDF, and hand that in."
_ARCHIVE = (
    "This is an archive or a document of a kind that is not taken, whatever its name says. Hand in "
    "a PDF, a Word document (.docx), an OpenDocument text (.odt), a picture (JPEG or PNG) or plain "
    "text; of an archive, each of its files by itself."
)
_VIRUS = "A virus was found in this file, so it was not kept. Tell your own IT help desk."


def kind_of_zip(path: Path, *, work: Work) -> Literal["docx", "odt"]:
    """Say which of the two kinds of document an archive is.

    Raises:
        BadFile: it is neither, or not one that can be opened safely.
    """
    try:
        with path.open("rb") as file, _opened(file, most=MOST_UNPACKED) as archive:
            kind = _kind(archive, work=work)
            _refuse_programs(archive, work=work).refuse_together()
            return kind
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError):
        raise BadFile(NOT_WHOLE) from None
    except RuntimeError:
        # What zipfile says of a part that is locked.
        raise BadFile(HAS_A_LOCK) from None


def _opened(file: IO[bytes], *, most: int) -> zipfile.ZipFile:
    """Open an archive whose list of parts is short, and whose parts are not too large."""
    size = file.seek(0, SEEK_END)
    file.seek(max(0, size - _BEFORE_THE_END - _END_RECORD))
    end = file.read()
    record = end[-_END_RECORD:]
    # The end must be the end; and no document is so large that it needs the larger kind of list.
    if not record.startswith(_ENDS) or end.startswith(_LARGER_LIST):
        raise BadFile(NOT_WHOLE)
    if int.from_bytes(record[12:16], "little") > _LONGEST_LIST:
        raise BadFile(_BOMB)
    archive = zipfile.ZipFile(file)
    _refuse_bomb(archive, size=size, most=most)
    return archive


def _refuse_bomb(archive: zipfile.ZipFile, *, size: int, most: int) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > most:
        raise BadFile(_BOMB)
    if unpacked > _LARGE_AT_ALL and unpacked > MOST_TIMES * size:
        raise BadFile(_BOMB)
    names = [_named(part) for part in parts]
    if any(part.flag_bits & _LOCKED for part in parts):
        raise BadFile(HAS_A_LOCK)
    strange = len(set(names)) < len(names) or any(map(_leads_away, names))
    # Of the other ways to pack, Python unpacks a piece whole, however large it becomes.
    strange = strange or any(part.compress_type not in _WAYS_TO_PACK for part in parts)
    if strange or not parts or min(part.header_offset for part in parts):
        raise BadFile(NOT_WHOLE)


def _named(part: zipfile.ZipInfo) -> str:
    """Give a part's name as Word compares it: letters large or small, written out or as numbers."""
    return unquote(part.filename).lower()


def _kind(archive: zipfile.ZipFile, *, work: Work) -> Literal["docx", "odt"]:
    names = frozenset(archive.namelist())
    if {_LIST, "word/document.xml"} <= names:
        return "docx"
    if {"mimetype", "content.xml"} <= names:
        with archive.open("mimetype") as file:
            is_odt = file.read(_START).strip() == _ODT
        if is_odt:
            if _LIST_OF_ODT in names:  # it tells of a lock
                _look_at(archive, archive.getinfo(_LIST_OF_ODT), work=work)
            return "odt"
    if _LIST in names:  # macros are told apart from a workbook
        _look_at(archive, archive.getinfo(_LIST), work=work)
    raise BadFile(_ARCHIVE)


def _refuse_programs(archive: zipfile.ZipFile, *, work: Work, inside: bool = False) -> Marks:
    marks = Marks()
    for part in archive.infolist():
        name = _named(part)
        if _MACROS.search(name) or _MACROS_OF_ODT.search(name) or _is_program(name):
            raise BadFile(PROGRAM)
        table = bool(_A_TABLE_OF_NUMBERS.search(name)) and not inside
        if _PUT_INSIDE.search(name) and not table and not name.endswith((".xml", ".rels", "/")):
            raise BadFile(PROGRAM)
        marks |= _look_at(archive, part, work=work, table=table)
        if table:
            _refuse_programs_in_table(archive, part, work=work)
    return marks


def _is_program(name: str) -> bool:
    """Say whether a part would run if somebody took it out and opened it."""
    return runs_when_opened(name) and not name.endswith(_OF_A_DOCUMENT)


def _look_at(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, work: Work, table: bool = False
) -> Marks:
    """Look at one part from its first to its last byte; markup as who opens it reads it."""
    name = _named(part)
    work.spend(A_THING + part.file_size)
    with archive.open(part) as file:
        start = file.read(_START)
        if start.startswith(_PROGRAMS) or (start.startswith(_AN_ARCHIVE) and not table):
            raise BadFile(PROGRAM)
        markup = bool(_IS_MARKUP.match(start)) or name.endswith(_MARKUP)
        if start and markup and not name.endswith(_PICTURE_IN_MARKUP):
            if part.file_size > _LARGEST_MARKUP:
                raise BadFile(_BOMB)
            content = start + file.read()
            if EICAR in content:
                raise BadFile(_VIRUS)
            return look_at_markup(content, work=work)
        virus, begins, ends = in_pieces(_from(start, file.read), (EICAR, _AN_ARCHIVE, _ENDS))
        if virus:
            raise BadFile(_VIRUS)
        if begins and ends and not table:
            raise BadFile(PROGRAM)  # an archive, wherever in the part it begins
    return Marks()


def _refuse_programs_in_table(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, work: Work
) -> None:
    """Look into the numbers behind a chart, which Word keeps as a workbook in the document."""
    if part.file_size > _LARGE_AT_ALL:
        raise BadFile(_BOMB)
    work.spend(part.file_size)
    with _opened(BytesIO(archive.read(part)), most=_LARGE_AT_ALL) as table:
        _refuse_programs(table, work=work, inside=True)


def _from(start: bytes, read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Read on from what has been read already."""
    waiting = [start]
    return lambda size: (waiting.pop() + read(size)) if waiting else read(size)


def _leads_away(name: str) -> bool:
    return (
        "\\" in name
        or "\0" in name
        or name.startswith("/")
        or ".." in name.split("/")
        or not name
        or bool(_A_PIECE_OF_A_PART.search(name))
    )
