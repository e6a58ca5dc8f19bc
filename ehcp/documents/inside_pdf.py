"""PDFs: whole, not locked, and without anything that runs or other files inside.

The names that a reader of PDFs acts upon are looked for in the file and in its packed objects, in
every spelling that the format allows. Nothing is drawn or followed, and how much is unpacked is
bounded: a parser of the whole format would be one more program for a hostile file to deceive.
"""

import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from ehcp.documents.bad_file import BadFile

MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes of all packed objects together. Those of a report of 400 pages are some 2 million."""

MOST_PACKED = 20_000
"""Packed objects of one file. A report of 400 pages has some hundreds of streams of them."""
_TIMES_LOOKED_AT = 4
"""Streams that overlap are looked at again; no more than so many times the whole file."""

_TAIL = 4096
_BEFORE_THE_STREAM = 4096


def _spelt(name: bytes) -> bytes:
    """Write a pattern for a name in every spelling: each letter may be its number (#4a)."""
    letters = (re.escape(bytes([each])) + b"|#(?i:%02x)" % each for each in name)
    return b"/" + b"".join(b"(?:" + letter + b")" for letter in letters)


_LOCKED = re.compile(_spelt(b"Encrypt") + rb"\s*(?:\d+\s+\d+\s+R|<<)")
_RUNS = re.compile(_spelt(b"JavaScript") + b"|" + _spelt(b"Launch") + b"|" + _spelt(b"RichMedia"))
_FILES_INSIDE = re.compile(_spelt(b"EmbeddedFile"))
_PACKED = re.compile(_spelt(b"ObjStm"))
_STREAM = re.compile(rb"stream\r?\n")
_TOO_MUCH = "The PDF unpacks to far more than it should. Print it to a new PDF, and hand that in."


def refuse_bad_pdf(path: Path) -> None:
    """Refuse a PDF that is not whole, is locked, runs something, or holds other files.

    Raises:
        BadFile: with what to do.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        tail = data[-_TAIL:]
        if b"%%EOF" not in tail or b"startxref" not in tail:
            raise BadFile("The PDF is not whole. Save it again, and hand that in.")
        if _LOCKED.search(data):
            raise BadFile(
                "The PDF is locked by a password or against changes. Save a copy without "
                "protection, or print it to a PDF, and hand that in."
            )
        _refuse_active(data)
        for unpacked in _packed_objects(data):
            _refuse_active(unpacked)


def _refuse_active(data: bytes | mmap.mmap) -> None:
    if _RUNS.search(data):
        raise BadFile(
            "The PDF holds something that runs when it is opened. Print it to a new PDF, and hand "
            "that in."
        )
    if _FILES_INSIDE.search(data):
        raise BadFile(
            "The PDF holds other files. Hand in each of them by itself, and a PDF without them."
        )


def _packed_objects(data: mmap.mmap) -> Iterator[bytes]:
    left, to_look_at = MOST_UNPACKED, _TIMES_LOOKED_AT * len(data)
    for number, found in enumerate(_PACKED.finditer(data)):
        start = _STREAM.search(data, found.end(), found.end() + _BEFORE_THE_STREAM)
        if number >= MOST_PACKED:
            raise BadFile(_TOO_MUCH)
        if start is None:
            continue
        end = data.find(b"endstream", start.end())
        to_look_at -= (end if end >= 0 else len(data)) - start.end()
        if to_look_at < 0:
            raise BadFile(_TOO_MUCH)
        unpacking = zlib.decompressobj()
        try:
            unpacked = unpacking.decompress(data[start.end() : end], left + 1)
        except zlib.error:
            continue
        left -= len(unpacked)
        if left < 0:
            raise BadFile(_TOO_MUCH)
        yield unpacked
