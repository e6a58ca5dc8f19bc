"""What a PDF does or fetches when it is opened, without that anybody clicks.

A link that somebody follows is no danger. The same address as what is done on opening the document
or a page tells its owner who opened the report, and when. So is a picture that lies elsewhere.
"""

import mmap
import re
from collections.abc import Callable, Iterable, Iterator

from ehcp.documents.bad_file import BadFile
from ehcp.documents.pdf_names import GAP, WHOLE, spelt
from ehcp.documents.pdf_values import MOST, Ref, Unreadable, Value, value_at
from ehcp.documents.work import Work

FETCHES = (
    "The PDF fetches something from another place, or opens another place, when it is opened. "
    "Print it to a new PDF, and hand that in."
)
_TO_OPEN, _TO_DO = "what is shown or done on opening", "what is done"
_WHENS = "what is done when"
_ON_OPENING = re.compile(
    b"(?:(?P<open>" + spelt(b"OpenAction") + b")|" + spelt(b"AA") + b")" + WHOLE + GAP
)
_ADDRESS = re.compile(spelt(b"URI") + WHOLE)
_LIES_ELSEWHERE = re.compile(
    b"|".join(
        (
            spelt(b"FS") + GAP + spelt(b"URL") + WHOLE,
            spelt(b"Ref") + GAP + b"<<",
            spelt(b"S") + GAP + b"(?:" + spelt(b"Thread") + b"|" + spelt(b"Movie") + b")" + WHOLE,
            spelt(b"Subtype") + GAP + spelt(b"Movie") + WHOLE,
        )
    )
)
_A_FILE = re.compile(b"(?:" + spelt(b"F") + b"|" + spelt(b"UF") + b")" + GAP + rb"(\(|<(?!<))")
_LONGEST_START = 200
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ELSEWHERE = re.compile(rb"\s*(?:[\\/]{2}|[a-z][a-z0-9+.-]+:/)", re.IGNORECASE)
_OBJECT = re.compile(rb"(?<!\d)(\d{1,10})" + GAP + rb"\d{1,5}" + GAP + rb"obj" + GAP)
_HEAD_OF_PACKED = re.compile(rb"[\s\0]*(?:\d+[\s\0]+)*")
_COSTS = 1_000
_ROUNDS = 8

Packed = Iterable[tuple[int, bytes]]
"""Packed objects, each stream unpacked, with the place at which its first object lies."""
_Wanted = set[tuple[int, str]]


class OnOpening:
    """What has been seen of a PDF so far of what it does when it is opened."""

    def __init__(self, *, work: Work) -> None:
        self._work = work
        self._names_address = False
        self._leads_to: _Wanted = set()
        self._cannot_be_seen = False

    def look_at(self, data: bytes | mmap.mmap) -> None:
        """Look at the file, or at one stream of packed objects.

        Raises:
            BadFile: what lies elsewhere is fetched.
        """
        if _LIES_ELSEWHERE.search(data):
            raise BadFile(FETCHES)
        for named in _A_FILE.finditer(data):
            self._work.spend(_COSTS)
            if _ELSEWHERE.match(_told(data[named.end() : named.end() + _LONGEST_START], named[1])):
                raise BadFile(FETCHES)
        self._names_address |= _ADDRESS.search(data) is not None
        for found in _ON_OPENING.finditer(data):
            self._work.spend(MOST // 4)
            role = _TO_OPEN if found["open"] else _WHENS
            start = data[found.end() : found.end() + MOST]
            try:
                self._leads_to.update(_leads_to(value_at(start, work=self._work), role))
            except Unreadable:
                self._cannot_be_seen = True

    def is_over(self, data: mmap.mmap, packed: Callable[[], Packed]) -> None:
        """Follow what is done on opening to its end, where anything in the file is an address.

        Raises:
            BadFile: an address is opened, or it cannot be seen what is done.
        """
        if not self._names_address:
            return
        if self._cannot_be_seen:
            raise BadFile(FETCHES)
        wanted = self._leads_to
        seen: _Wanted = set()
        for _ in range(_ROUNDS):
            wanted = wanted - seen
            if not wanted:
                return
            self._work.spend(len(data))
            seen |= wanted
            wanted = self._next(data, packed, wanted)
        raise BadFile(FETCHES)

    def _next(self, data: mmap.mmap, packed: Callable[[], Packed], wanted: _Wanted) -> _Wanted:
        roles: dict[int, list[str]] = {}
        for number, role in wanted:
            roles.setdefault(number, []).append(role)
        leads: _Wanted = set()
        missing = set(roles)
        for number, start in _objects(data, packed, roles.keys(), work=self._work):
            missing.discard(number)
            try:
                value = value_at(start, work=self._work)
            except Unreadable:
                raise BadFile(FETCHES) from None
            for role in roles[number]:
                leads.update(_leads_to(value, role))
        if missing:
            raise BadFile(FETCHES)  # what is done cannot be seen
        return leads


def _objects(
    data: mmap.mmap, packed: Callable[[], Packed], numbers: Iterable[int], *, work: Work
) -> Iterator[tuple[int, bytes]]:
    """Give every object of these numbers, wherever and however often the file has it."""
    sought = set(numbers)
    for found in _OBJECT.finditer(data):
        work.spend(_COSTS)
        if int(found[1]) in sought:
            work.spend(MOST)
            yield int(found[1]), data[found.end() : found.end() + MOST]
    for first, unpacked in packed():
        head = _HEAD_OF_PACKED.match(unpacked[:first])
        numbered = list(map(int, head[0].split())) if head else []
        for number, place in zip(numbered[::2], numbered[1::2], strict=False):
            if number in sought:
                work.spend(MOST)
                yield number, unpacked[first + place : first + place + MOST]


def _leads_to(value: Value, role: str) -> Iterator[tuple[int, str]]:
    """Give what is done besides and lies elsewhere in the file.

    Raises:
        BadFile: an address is opened.
    """
    if isinstance(value, Ref):
        yield value.number, role
    elif role == _WHENS and isinstance(value, dict):
        for each in value.values():
            yield from _leads_to(each, _TO_DO)
    elif isinstance(value, dict):
        if b"/URI" in value or value.get(b"/S") == b"/URI" or isinstance(value.get(b"/S"), Ref):
            raise BadFile(FETCHES)
        yield from _leads_to(value.get(b"/Next"), _TO_DO)
    elif role == _TO_DO and isinstance(value, list):
        for each in value:
            yield from _leads_to(each, _TO_DO)


def _told(start: bytes, opens: bytes) -> bytes:
    """Read the beginning of a string: what is escaped, in numbers or in letters of two bytes."""
    if opens == b"<":
        digits = re.sub(rb"[^0-9a-fA-F]", b"", start.partition(b">")[0])
        told = bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
    else:
        told = _ESCAPED.sub(_unescaped, start)
    return told.removeprefix(b"\xfe\xff").removeprefix(b"\xff\xfe").replace(b"\0", b"")


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    if said[:1].isdigit():
        return bytes([int(said, 8) & 0xFF])
    return b"" if said in (b"\r\n", b"\r", b"\n") else said
