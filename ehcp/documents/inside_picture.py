"""Pictures: whole from first to last byte, and of a size that a screen can show."""

from pathlib import Path

from ehcp.documents.bad_file import BadFile

MOST_DOTS = 200_000_000
"""Dots of one picture. The largest camera in a telephone makes 200 million."""

_NOT_WHOLE = (
    "The picture is not whole, or not what it says it is. Take or save it again, and hand that in."
)
_SOFS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_START_OF_SCAN = 0xDA
_MARKER = 0xFF
_HEADER = 13


def refuse_bad_png(path: Path) -> None:
    """Refuse a PNG picture that is not whole, is too large, or has something behind it.

    Raises:
        BadFile: with what to do.
    """
    data = path.read_bytes()
    at, first, last = 8, True, False
    while at + 12 <= len(data) and not last:
        length = int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if first:
            if name != b"IHDR" or length != _HEADER:
                raise BadFile(_NOT_WHOLE)
            _refuse_too_many_dots(
                int.from_bytes(data[at + 8 : at + 12], "big"),
                int.from_bytes(data[at + 12 : at + 16], "big"),
            )
        first, last = False, name == b"IEND"
        at += 12 + length
    if not last or at != len(data):
        raise BadFile(_NOT_WHOLE)


def refuse_bad_jpeg(path: Path) -> None:
    """Refuse a JPEG picture that is not whole, or too large. Cameras do write behind its end.

    Raises:
        BadFile: with what to do.
    """
    data = path.read_bytes()
    at, sized = 2, False
    while at + 4 <= len(data):
        if data[at] != _MARKER:
            raise BadFile(_NOT_WHOLE)
        marker = data[at + 1]
        if marker == _MARKER:
            at += 1
            continue
        if marker in _ALONE:
            at += 2
            continue
        if marker == _START_OF_SCAN:
            break
        if marker in _SOFS:
            _refuse_too_many_dots(
                int.from_bytes(data[at + 7 : at + 9], "big"),
                int.from_bytes(data[at + 5 : at + 7], "big"),
            )
            sized = True
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    if not sized or data.find(b"\xff\xd9", at) < 0:
        raise BadFile(_NOT_WHOLE)


def _refuse_too_many_dots(width: int, height: int) -> None:
    if not width or not height:
        raise BadFile(_NOT_WHOLE)
    if width * height > MOST_DOTS:
        raise BadFile("The picture is too large to be shown. Save it smaller, and hand that in.")
