"""What kind of file was handed in, told by its first bytes and never by its name."""

from enum import StrEnum
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from ehcp.refusal import Refusal

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_WHOLE_OLE = 64 * 1024 * 1024
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PK\x05\x06", "an empty archive"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "a rich-text document"),
    (b"<!DOCTYPE html", "a web page"),
    (b"<html", "a web page"),
    (b"\x1f\x8b", "an archive"),
)
_HOW = "Save the tracker as an Excel workbook (.xlsx) or as CSV and import that."


class CannotRead(Refusal):
    """A file that is no workbook, or one that is locked, empty or damaged."""


class FileKind(StrEnum):
    """The kinds of file that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"


def kind_of(path: Path) -> FileKind:
    """Tell what kind of file this is.

    Raises:
        CannotRead: it is missing, locked, empty, password-protected, or no workbook at all.
    """
    start = _start_of(path)
    if start.startswith(_ZIP):
        return _kind_of_archive(path)
    if start.startswith(_OLE):
        return _kind_of_ole(path)
    for mark, what in _OTHERS:
        if start.lower().startswith(mark.lower()):
            raise CannotRead(f"The file is {what}, not a tracker. {_HOW}")
    if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CannotRead(f"The file is neither a workbook nor text. {_HOW}")
    if not start.strip(b"\xef\xbb\xbf \t\r\n,;"):
        raise CannotRead(f"The file is empty. {_HOW}")
    return FileKind.CSV


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError:
        raise CannotRead("There is no such file. Check its name and folder.") from None
    except IsADirectoryError:
        raise CannotRead("That is a folder. Name the workbook in it.") from None
    except PermissionError:
        raise CannotRead(
            "The file cannot be opened: it is locked or belongs to somebody else. Close it in "
            "Excel, or copy it and import the copy."
        ) from None
    except OSError as error:
        raise CannotRead(f"The file cannot be opened ({error.strerror}). Check it.") from None
    if not start:
        raise CannotRead(f"The file is empty (0 bytes). {_HOW}")
    return start


def _kind_of_archive(path: Path) -> FileKind:
    try:
        with ZipFile(path) as archive:
            names = set(archive.namelist())
            encrypted = any(entry.flag_bits & 1 for entry in archive.infolist())
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise CannotRead(
            "The workbook is damaged: it ends too soon or its parts cannot be found. Open it in "
            "Excel, save it again and import that."
        ) from None
    if encrypted:
        raise _protected()
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    what = (
        "a Word document"
        if "word/document.xml" in names
        else "a presentation"
        if "ppt/presentation.xml" in names
        else "a binary workbook (.xlsb)"
        if "xl/workbook.bin" in names
        else "an OpenDocument file"
        if "content.xml" in names
        else "an archive"
    )
    raise CannotRead(f"The file is {what}, which is not read. {_HOW}")


def _kind_of_ole(path: Path) -> FileKind:
    with path.open("rb") as file:
        content = file.read(_WHOLE_OLE)
    if _ENCRYPTED in content:
        raise _protected()
    if any(mark in content for mark in _OLD_WORKBOOK):
        return FileKind.XLS
    raise CannotRead(f"The file is an old Office document, not a workbook. {_HOW}")


def _protected() -> CannotRead:
    return CannotRead(
        "The workbook is protected by a password, so nothing in it can be read. Open it in Excel, "
        "take the password off (File, Info, Protect Workbook), save a copy and import that."
    )
