"""What a file really is, by its content: one of the few kinds that are taken, or refused.

The list is short and closed, so each kind is looked at to its end (a whole file of its kind, with
nothing in it that runs) instead of asking a library what some first bytes might belong to.
"""

from dataclasses import dataclass
from pathlib import Path

from ehcp.documents.bad_file import BadFile
from ehcp.documents.inside_pdf import refuse_bad_pdf
from ehcp.documents.inside_picture import refuse_bad_jpeg, refuse_bad_png
from ehcp.documents.inside_text import refuse_bad_text
from ehcp.documents.inside_zip import kind_of_zip
from ehcp.documents.two_kinds import refuse_two_kinds
from ehcp.documents.work import Work

HAND_IN = (
    "Hand in a PDF, a Word document (.docx), an OpenDocument text (.odt), a picture (JPEG or PNG) "
    "or plain text."
)
_HEAD = 4096


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is taken."""

    media_type: str
    suffix: str


PDF = FileKind("application/pdf", ".pdf")
DOCX = FileKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
ODT = FileKind("application/vnd.oasis.opendocument.text", ".odt")
JPEG = FileKind("image/jpeg", ".jpg")
PNG = FileKind("image/png", ".png")
TEXT = FileKind("text/plain", ".txt")
TAKEN = (PDF, DOCX, ODT, JPEG, PNG, TEXT)

_PROGRAM = "a program"
_ARCHIVE = "an archive of other files"
_MOVING = "a sound or a film"
_REFUSED = (
    (b"\x7fELF", _PROGRAM),
    (b"\xfe\xed\xfa\xce", _PROGRAM),
    (b"\xfe\xed\xfa\xcf", _PROGRAM),
    (b"\xce\xfa\xed\xfe", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\x00asm", _PROGRAM),
    (b"dex\n", _PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "a shortcut to something else"),
    (b"!<arch>\n", _PROGRAM),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ\x00", _ARCHIVE),
    (b"\x28\xb5\x2f\xfd", _ARCHIVE),
    (b"MSCF", _ARCHIVE),
    (b"PK\x05\x06", _ARCHIVE),
    (b"PK\x07\x08", _ARCHIVE),
    (b"GIF8", "a picture of a kind that is not taken (GIF)"),
    (b"II*\x00", "a picture of a kind that is not taken (TIFF)"),
    (b"MM\x00*", "a picture of a kind that is not taken (TIFF)"),
    (b"RIFF", "a picture, a sound or a film of a kind that is not taken"),
    (b"ID3", _MOVING),
    (b"OggS", _MOVING),
    (b"\x1aE\xdf\xa3", _MOVING),
    (b"{\\rtf", "a document of a kind that is not taken (RTF)"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PASSWORD_INSIDE_OLE = "EncryptedPackage".encode("utf-16-le")


def what_is(path: Path, *, work: Work | None = None) -> FileKind:
    """Say what a file is, for no more than this much work.

    Raises:
        BadFile: it is not of a kind that is taken, not whole, locked by a password, or it holds
            something that runs.
    """
    work = work or Work()
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"%PDF-"):
        refuse_bad_pdf(path, work=work)
        kind = PDF
    elif head.startswith(b"PK\x03\x04"):
        kind = DOCX if kind_of_zip(path, work=work) == "docx" else ODT
    elif head.startswith(b"\xff\xd8\xff"):
        refuse_bad_jpeg(path, work=work)
        kind = JPEG
    elif head.startswith(b"\x89PNG\r\n\x1a\n"):
        refuse_bad_png(path, work=work)
        kind = PNG
    else:
        _refuse_known(path, head)
        refuse_bad_text(path, work=work)
        kind = TEXT
    refuse_two_kinds(path, head, suffix=kind.suffix)
    return kind


def _refuse_known(path: Path, head: bytes) -> None:
    """Refuse what is none of ours, by the name that its sender knows it by."""
    if head.startswith(_OLE):
        if _PASSWORD_INSIDE_OLE in path.read_bytes():
            raise BadFile(
                "The document is locked by a password. Save a copy without the password, and hand "
                "that in."
            )
        raise _not_taken("a document of the old kind (such as .doc), which can hold programs")
    if head.startswith(b"MZ") and b"\0" in head:
        raise _not_taken(_PROGRAM)
    if head[4:8] == b"ftyp":
        raise _not_taken("a picture or a film of a kind that is not taken (such as HEIC)")
    if head[257:262] == b"ustar":
        raise _not_taken(_ARCHIVE)
    for start, what in _REFUSED:
        if head.startswith(start):
            raise _not_taken(what)


def _not_taken(what: str) -> BadFile:
    return BadFile(f"This is {what}, whatever its name says. {HAND_IN}")
