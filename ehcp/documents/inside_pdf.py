"""PDFs: whole, not locked, and without anything that runs or other files inside.

The names that a reader of PDFs acts upon are looked for in the file and in its packed objects, in
every spelling that the format allows. Nothing is drawn or followed, no list of places is believed
however long it is, and how much is unpacked is bounded: a parser of the whole format would be one
more program for a hostile file to deceive. Objects that are packed in another way than everybody
packs them are refused, for what is in them would pass unseen; and so is a locked file, which no
scanner can look into.
"""

import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from ehcp.documents.bad_file import BadFile
from ehcp.documents.inside_pdf_opened import OnOpening
from ehcp.documents.pdf_names import GAP, NAME_ENDS, WHOLE, spelt
from ehcp.documents.work import Work

MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes of all packed objects together. Those of a report of 400 pages are some 2 million."""

MOST_PACKED = 20_000
"""Packed objects of one file. A report of 400 pages has some hundreds of streams of them."""
_TAIL = 4096
_BEFORE_THE_STREAM = 4096
_LOCKED = re.compile(spelt(b"Encrypt") + WHOLE)
_RUNS = re.compile(
    b"(?:"
    + b"|".join(
        spelt(name)
        for name in (
            b"JavaScript",
            b"Launch",
            b"RichMedia",
            b"Rendition",
            b"ImportData",
            b"SubmitForm",
            b"GoToE",
            b"GoToR",
            b"XFA",
        )
    )
    + b")"
    + WHOLE
)
"""What starts a program, a script or a film, opens another file, or sends what a form holds.

Such a name is refused in a title as well: another place of the file may say that it begins there.
"""
_FILES_INSIDE = re.compile(spelt(b"EmbeddedFile"))
_PACKED = re.compile(
    # Its kind, or the place of its first object, which nothing else says as a number.
    spelt(b"ObjStm") + b"|" + spelt(b"First") + GAP + rb"\d++" + GAP + rb"(?!\d)"
)
_FIRST = re.compile(spelt(b"First") + GAP + rb"(\d{1,9})")
_STREAM = re.compile(rb"stream(?:\r\n|\n|\r)")
_HOW = re.compile(spelt(b"Filter") + NAME_ENDS)
_AS_EVERYBODY = re.compile(
    GAP
    + b"(?:"
    + spelt(b"FlateDecode")
    + rb"|\["
    + GAP
    + spelt(b"FlateDecode")
    + GAP
    + rb"\])"
    + NAME_ENDS
)
_MADE_OVER = re.compile(spelt(b"Predictor") + GAP + rb"(?!1(?!\d))")
_TOO_MUCH = "The PDF unpacks to far more than it should. Print it to a new PDF, and hand that in."
_UNSEEN = (
    "The PDF is packed in a way that cannot be looked into. Print it to a new PDF, and hand that "
    "in."
)


def refuse_bad_pdf(path: Path, *, work: Work) -> None:
    """Refuse a PDF that is not whole, is locked, runs something, or holds other files.

    Raises:
        BadFile: with what to do.
    """
    work.too_much = _TOO_MUCH
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        tail = data[-_TAIL:]
        if b"%%EOF" not in tail or b"startxref" not in tail:
            raise BadFile("The PDF is not whole. Save it again, and hand that in.")
        work.spend(len(data))
        if _LOCKED.search(data):
            raise BadFile(
                "The PDF is locked by a password or against changes. Save a copy without "
                "protection, or print it to a PDF, and hand that in."
            )
        _refuse_active(data)
        on_opening = OnOpening(work=work)
        on_opening.look_at(data)
        for _, unpacked in _packed_objects(data, work=work):
            _refuse_active(unpacked)
            on_opening.look_at(unpacked)
        on_opening.is_over(data, lambda: _packed_objects(data, work=work))


def _refuse_active(data: bytes | mmap.mmap) -> None:
    if _RUNS.search(data):
        raise BadFile(
            "The PDF holds something that runs when it is opened, or that opens or sends something "
            "else. Print it to a new PDF, and hand that in."
        )
    if _FILES_INSIDE.search(data):
        raise BadFile(
            "The PDF holds other files. Hand in each of them by itself, and a PDF without them."
        )


def _packed_objects(data: mmap.mmap, *, work: Work) -> Iterator[tuple[int, bytes]]:
    left, seen = MOST_UNPACKED, -1
    for number, found in enumerate(_PACKED.finditer(data)):
        work.spend(_BEFORE_THE_STREAM)
        if number >= MOST_PACKED:
            raise BadFile(_TOO_MUCH)
        start = _STREAM.search(data, found.end(), found.end() + _BEFORE_THE_STREAM)
        if start is None or start.end() == seen:
            continue
        seen = start.end()
        says = data[
            max(
                data.rfind(b"obj", 0, found.start()), found.start() - _BEFORE_THE_STREAM, 0
            ) : start.start()
        ]
        if not _is_packed(says):
            continue  # it is written out, and has been looked at with all the rest
        end = data.find(b"endstream", start.end())
        end = end if end >= 0 else len(data)
        work.spend(end - start.end())
        try:
            unpacked = zlib.decompressobj().decompress(data[start.end() : end], left + 1)
        except zlib.error:
            raise BadFile(_UNSEEN) from None
        work.spend(len(unpacked))
        left -= len(unpacked)
        if left < 0:
            raise BadFile(_TOO_MUCH)
        first = _FIRST.search(says)
        yield int(first[1]) if first else 0, unpacked


def _is_packed(says: bytes) -> bool:
    """Say whether objects are packed, as everybody does it.

    Raises:
        BadFile: they are packed in some other way.
    """
    if _MADE_OVER.search(says):
        raise BadFile(_UNSEEN)
    how = list(_HOW.finditer(says))
    if any(_AS_EVERYBODY.match(says, each.end()) is None for each in how):
        raise BadFile(_UNSEEN)
    return bool(how)
