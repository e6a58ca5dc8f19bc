"""The values of a PDF, read as its readers do: only what lies in one place, and only a little."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from ehcp.documents.work import A_MARK, Work

MOST = 16 * 1024
"""Bytes of one value. What is done when a document is opened takes some hundred."""
_TOKEN = re.compile(
    rb"(?P<gap>[\s\0]+|%[^\r\n]*)|(?P<dict><<)|(?P<over>>>)|(?P<list>\[)|(?P<end>\])"
    rb"|(?P<name>/[^\s\0/<>\[\](){}%]*)|(?P<hex><[^<>]*>)"
    rb"|(?P<word>[^\s\0/<>\[\](){}%]+)|(?P<string>\()|(?P<rest>.)",
    re.DOTALL,
)
_IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)
_NUMBERED = re.compile(rb"#([0-9a-fA-F]{2})")
_DEEPEST = 50
_COSTS = 1_000
"""What a piece of a value costs."""


class Unreadable(Exception):
    """A value that is larger, deeper or stranger than any that a document needs."""


@dataclass(frozen=True)
class Ref:
    """What lies elsewhere in the file, by its number."""

    number: int


Value = dict[bytes, "Value"] | list["Value"] | Ref | bytes | None
"""A dictionary, a list, a place elsewhere, a name; nothing where it is anything else."""


def value_at(data: bytes, *, work: Work) -> Value:
    """Read the value that begins here.

    Raises:
        Unreadable: it does not end where one should.
        BadFile: it is not worth the work.
    """
    return _value(_Tokens(_tokens(data, work), work), 0)


class _Tokens:
    """The pieces of a value, no more of them than are asked for, with a look at the next."""

    def __init__(self, pieces: Iterator[tuple[str, bytes]], work: Work) -> None:
        self._pieces = pieces
        self._work = work
        self._ahead: deque[tuple[str, bytes]] = deque()

    def take(self) -> tuple[str, bytes]:
        """Give the next piece."""
        self._read(1)
        if not self._ahead:
            raise Unreadable
        return self._ahead.popleft()

    def is_ref(self) -> bool:
        """Say whether a number goes on as a place elsewhere does; it is read to its end then."""
        self._read(2)
        if [said.isdigit() or said for _, said in self._ahead] != [True, b"R"]:
            return False
        self._ahead.clear()
        return True

    def _read(self, pieces: int) -> None:
        while len(self._ahead) < pieces and (piece := next(self._pieces, None)):
            self._work.spend(_COSTS)
            self._ahead.append(piece)


def _value(tokens: _Tokens, depth: int) -> Value:
    if depth > _DEEPEST:
        raise Unreadable
    kind, said = tokens.take()
    match kind:
        case "dict":
            return _dictionary(tokens, depth)
        case "list":
            found: list[Value] = []
            while (each := _value(tokens, depth + 1)) != b"]":
                found.append(each)
            return found
        case "end" | "over":
            return said
        case "name":
            return _NUMBERED.sub(lambda number: bytes.fromhex(number[1].decode()), said)
        case "word" if said.lstrip(b"+").isdigit() and tokens.is_ref():
            return Ref(int(said))
    return None


def _dictionary(tokens: _Tokens, depth: int) -> dict[bytes, Value]:
    found: dict[bytes, Value] = {}
    while (key := _value(tokens, depth + 1)) != b">>":
        if not isinstance(key, bytes) or not key.startswith(b"/"):
            continue  # a reader passes over what is no name
        value = _value(tokens, depth + 1)
        if value == b">>":
            return found | {key: None}
        found[key] = value
    return found


def _tokens(data: bytes, work: Work) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < min(len(data), MOST):
        found = _TOKEN.match(data, at)
        if found is None:
            return
        at = found.end()
        if found.lastgroup == "string":
            at = _behind_string(data, at, work)
        if found.lastgroup != "gap":
            yield found.lastgroup or "", found[0]


def _behind_string(data: bytes, at: int, work: Work) -> int:
    depth = 1
    for found in _IN_STRING.finditer(data, at):
        work.spend(A_MARK)
        depth += (found[0] == b"(") - (found[0] == b")")
        if not depth:
            return found.end()
    return len(data)
