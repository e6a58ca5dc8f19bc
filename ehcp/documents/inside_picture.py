"""Pictures: whole from first to last byte, and of a size that a screen can show.

No picture is drawn here. Whoever opens it draws every dot: a small file that says that it is a very
large picture is refused for their sake.
"""

import re
from pathlib import Path

from ehcp.documents.bad_file import BadFile
from ehcp.documents.work import A_THING, Work

MOST_DOTS = 200_000_000
"""Dots of one picture. The largest camera in a telephone makes 200 million."""
_MANY_DOTS = 50_000_000
"""Dots of a page that was scanned finely; of more, a picture has bytes enough to show for it."""
_DOTS_OF_A_BYTE = 200

_NOT_WHOLE = (
    "The picture is not whole, or not what it says it is. Take or save it again, and hand that in."
)
_SOFS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_START_OF_SCAN = 0xDA
_MARKER = 0xFF
_FILLED_UP = re.compile(rb"\xff++")
_HEADER = 13


def refuse_bad_png(path: Path, *, work: Work) -> None:
    """Refuse a PNG picture that is not whole, is too large, or has something behind it.

    Raises:
        BadFile: with what to do.
    """
    data = path.read_bytes()
    work.too_much = _NOT_WHOLE
    work.spend(len(data))
    at, first, drawn, last = 8, True, False, False
    while at + 12 <= len(data) and not last:
        work.spend(A_THING)
        length = int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if first:
            if name != b"IHDR" or length != _HEADER:
                raise BadFile(_NOT_WHOLE)
            _refuse_too_many_dots(
                int.from_bytes(data[at + 8 : at + 12], "big"),
                int.from_bytes(data[at + 12 : at + 16], "big"),
                size=len(data),
            )
        drawn = drawn or name == b"IDAT"
        first, last = False, name == b"IEND"
        at += 12 + length
    if not drawn or not last or at != len(data):
        raise BadFile(_NOT_WHOLE)


def refuse_bad_jpeg(path: Path, *, work: Work) -> None:
    """Refuse a JPEG picture that is not whole, or too large. Cameras do write behind its end.

    Raises:
        BadFile: with what to do.
    """
    data = path.read_bytes()
    work.too_much = _NOT_WHOLE
    work.spend(len(data))
    at, sized = 2, False
    while at + 4 <= len(data):
        work.spend(A_THING)
        if data[at] != _MARKER:
            raise BadFile(_NOT_WHOLE)
        if filled := _FILLED_UP.match(data, at + 1):
            at = filled.end() - 1
            continue
        marker = data[at + 1]
        if marker in _ALONE:
            at += 2
            continue
        if marker == _START_OF_SCAN:
            break
        if marker in _SOFS:
            _refuse_too_many_dots(
                int.from_bytes(data[at + 7 : at + 9], "big"),
                int.from_bytes(data[at + 5 : at + 7], "big"),
                size=len(data),
            )
            sized = True
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    if not sized or data.find(b"\xff\xd9", at) < 0:
        raise BadFile(_NOT_WHOLE)


def _refuse_too_many_dots(width: int, height: int, *, size: int) -> None:
    if not width or not height:
        raise BadFile(_NOT_WHOLE)
    dots = width * height
    if dots > MOST_DOTS or (dots > _MANY_DOTS and dots > _DOTS_OF_A_BYTE * size):
        raise BadFile("The picture is too large to be shown. Save it smaller, and hand that in.")
