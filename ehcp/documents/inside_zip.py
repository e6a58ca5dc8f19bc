"""Word documents and OpenDocument texts, which are archives: bounded, whole, and without programs.

How much is unpacked is decided before anything is: no archive is unpacked because it says so.
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import IO, Literal

from ehcp.documents.bad_file import BadFile
from ehcp.documents.eicar import in_pieces

MOST_PARTS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes of all parts together."""
MOST_TIMES = 100
"""How many times larger than the file its parts may be, once they are large at all."""
_LARGE_AT_ALL = 20 * 1024 * 1024
_LARGEST_LIST = 4 * 1024 * 1024
"""Bytes of a part that lists the others. The longest seen have some thousands."""

_ENDS = b"PK\x05\x06"
_END_RECORD = 22
_LARGER_LIST = b"PK\x06\x07"
_BEFORE_THE_END = 20
"""Bytes of the record before the end, which leads to the larger kind of list."""
_WAYS_TO_PACK = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCKED = 0x1
_ODT = b"application/vnd.oasis.opendocument.text"
_MACROS = re.compile(r"(?:^|/)(?:vbaProject|vbaData|vbaProjectSignature)[^/]*$", re.IGNORECASE)
_MACROS_OF_ODT = re.compile(r"^(?:Basic|Scripts)/", re.IGNORECASE)
_PUT_INSIDE = re.compile(r"(?:^|/)(?:embeddings|activeX)/|^Object [^/]*/", re.IGNORECASE)
_A_TABLE_OF_NUMBERS = re.compile(r"(?:^|/)embeddings/[^/]+\.xlsx$", re.IGNORECASE)
_ACTED_UPON = re.compile(rb"/(?:attachedTemplate|oleObject|frame|subDocument)[\"']", re.IGNORECASE)
_FROM_THE_WEB = re.compile(rb"\bTarget\s*=\s*[\"']https?:", re.IGNORECASE)
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"\xca\xfe\xba\xbe", b"#!")

_BOMB = "The file unpacks to far more than a document should. Save it as a PDF, and hand that in."
_NOT_WHOLE = "The document is not whole. Open it, save it again, and hand that in."
_PROGRAM = (
    "The document holds macros or other programs. Save it as a PDF, or as a Word document without "
    "macros (.docx), and hand that in."
)
_ARCHIVE = (
    "This is an archive or a document of a kind that is not taken, whatever its name says. Hand in "
    "a PDF, a Word document (.docx), an OpenDocument text (.odt), a picture (JPEG or PNG) or plain "
    "text; of an archive, each of its files by itself."
)
_HAS_A_LOCK = (
    "The document is locked by a password. Save a copy without the password, and hand that in."
)
_VIRUS = "A virus was found in this file, so it was not kept. Tell your own IT help desk."


def kind_of_zip(path: Path) -> Literal["docx", "odt"]:
    """Say which of the two kinds of document an archive is.

    Raises:
        BadFile: it is neither, or not one that can be opened safely.
    """
    try:
        with path.open("rb") as file, _opened(file, most=MOST_UNPACKED) as archive:
            kind = _kind(archive)
            _refuse_programs(archive)
            return kind
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError):
        raise BadFile(_NOT_WHOLE) from None
    except RuntimeError:
        # What zipfile says of a part that is locked.
        raise BadFile(_HAS_A_LOCK) from None


def _opened(file: IO[bytes], *, most: int) -> zipfile.ZipFile:
    """Open an archive whose list of parts is short, and whose parts are not too large."""
    size = file.seek(0, SEEK_END)
    file.seek(max(0, size - _BEFORE_THE_END - _END_RECORD))
    end = file.read()
    record = end[-_END_RECORD:]
    # The end must be the end; and no document is so large that it needs the larger kind of list.
    if not record.startswith(_ENDS) or end.startswith(_LARGER_LIST):
        raise BadFile(_NOT_WHOLE)
    if int.from_bytes(record[12:16], "little") > _LARGEST_LIST:
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
    names = [part.filename for part in parts]
    if any(part.flag_bits & _LOCKED for part in parts):
        raise BadFile(_HAS_A_LOCK)
    strange = len(set(names)) < len(names) or any(map(_leads_away, names))
    # Of the other ways to pack, Python unpacks a piece whole, however large it becomes.
    strange = strange or any(part.compress_type not in _WAYS_TO_PACK for part in parts)
    if strange or not parts or min(part.header_offset for part in parts):
        raise BadFile(_NOT_WHOLE)


def _kind(archive: zipfile.ZipFile) -> Literal["docx", "odt"]:
    names = frozenset(archive.namelist())
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        if b"macroenabled" in _list(archive, "[Content_Types].xml").lower():
            raise BadFile(_PROGRAM)
        return "docx"
    if {"mimetype", "content.xml"} <= names and _list(archive, "mimetype").strip() == _ODT:
        manifest = "META-INF/manifest.xml"
        if manifest in names and b"encryption-data" in _list(archive, manifest):
            raise BadFile(_HAS_A_LOCK)
        return "odt"
    if (
        "[Content_Types].xml" in names
        and b"macroenabled" in _list(archive, "[Content_Types].xml").lower()
    ):
        raise BadFile(_PROGRAM)
    raise BadFile(_ARCHIVE)


def _refuse_programs(archive: zipfile.ZipFile, *, inside: bool = False) -> None:
    for part in archive.infolist():
        name = part.filename
        if _MACROS.search(name) or _MACROS_OF_ODT.search(name):
            raise BadFile(_PROGRAM)
        table = bool(_A_TABLE_OF_NUMBERS.search(name))
        if _PUT_INSIDE.search(name) and not table and not name.endswith((".xml", ".rels", "/")):
            raise BadFile(_PROGRAM)
        if name.endswith(".rels") and _fetches(_list(archive, name)):
            raise BadFile(_PROGRAM)
        with archive.open(part) as file:
            _refuse_program(file)
        if table and not inside:
            if part.file_size > _LARGE_AT_ALL:
                raise BadFile(_BOMB)
            _refuse_programs_in_table(archive.read(part))


def _refuse_programs_in_table(content: bytes) -> None:
    """Look into the numbers behind a chart, which Word keeps as a workbook in the document."""
    with _opened(BytesIO(content), most=_LARGE_AT_ALL) as table:
        _refuse_programs(table, inside=True)


def _refuse_program(file: IO[bytes]) -> None:
    start = file.read(8)
    if start.startswith(_PROGRAMS):
        raise BadFile(_PROGRAM)
    if in_pieces(_from(start, file.read)):
        raise BadFile(_VIRUS)


def _from(start: bytes, read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Read on from what has been read already."""
    waiting = [start]
    return lambda size: (waiting.pop() + read(size)) if waiting else read(size)


def _fetches(relationships: bytes) -> bool:
    """Say whether Word would fetch something from the web by itself on opening the document."""
    return any(
        _ACTED_UPON.search(tag) and _FROM_THE_WEB.search(tag) for tag in relationships.split(b"<")
    )


def _list(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _LARGEST_LIST:
        raise BadFile(_BOMB)  # what stands behind its bound would not be looked at
    with archive.open(name) as file:
        return file.read(_LARGEST_LIST)


def _leads_away(name: str) -> bool:
    return (
        "\\" in name or "\0" in name or name.startswith("/") or ".." in name.split("/") or not name
    )
