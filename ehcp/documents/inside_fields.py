r"""The fields of a Word document: instructions that may ask a program, or bring in what lies far.

A field has an instruction and, behind a mark, what it came to last. A field within the instruction
of another is a piece of it: whatever it works out may be the address that is fetched.

A picture of the web that was pasted is kept in the document, and Word leaves it as it is. It is
fetched when the document is opened only where the field says that no picture is kept (`\\d`), or
where it is marked to be worked out anew.
"""

import re
from dataclasses import dataclass, field

from ehcp.documents.bad_file import BadFile
from ehcp.documents.refusals import PROGRAM, fetches

_INSTRUCTION = re.compile(r'[\s"]*+(\w+)')
_ASKS_A_PROGRAM = frozenset({"DDE", "DDEAUTO", "DATABASE"})
_IN_PIECES = re.compile(r"ddeauto|(?<![a-z])dde\s", re.IGNORECASE)
_PICTURE = "INCLUDEPICTURE"
_BRINGS_IN = frozenset({"LINK", "INCLUDE", "INCLUDETEXT", "IMPORT", "RD"})
_ELSEWHERE = re.compile(r'//|[\s"]\\\\')
_MACHINE_OUTSIDE = re.compile(r'[\s"]\\{2,4}+(?![a-z][\w-]*\\)', re.IGNORECASE)
_KEEPS_NONE = re.compile(r'(?:^|[\s"])\\{1,2}d(?!\w)', re.IGNORECASE)
_A_TEXT, _A_PICTURE = "a text or a table", "a picture"
_ON = frozenset({"1", "true", "on"})


@dataclass
class _Field:
    """A field that has begun."""

    anew: bool
    pieces: list[str] = field(default_factory=list)
    is_asking: bool = True
    asks_another: bool = False
    holds_another: bool = False


class Fields:
    """What has been seen of the fields of one part so far."""

    def __init__(self) -> None:
        self._open: list[_Field] = []
        self._all: list[str] = []
        self.keeps_far_picture = False
        """It shows a picture of another place, which it keeps as long as nothing is worked out."""

    def says(self, words: str, *, is_result: bool) -> None:
        """Put an instruction together, in however many pieces it is written."""
        if not is_result:
            self._all.append(words)
            if self._open:
                self._open[-1].pieces.append(words)
        elif len(self._open) > 1 and self._open[-2].is_asking:
            self._open[-2].pieces.append(words)  # what a field within came to is read with it

    def begins(self, *, anew: str) -> None:
        """Be in a field, or in a field within a field."""
        if self._open:
            self._open[-1].holds_another = True
            self._open[-1].asks_another |= self._open[-1].is_asking
        self._open.append(_Field(anew=anew.lower() in _ON))

    def is_asked(self) -> None:
        """Be behind the instruction."""
        if self._open:
            self._open[-1].is_asking = False

    def ends(self) -> None:
        """Be out of a field."""
        if self._open:
            over = self._open.pop()
            self._look_at(over)
            if self._open and self._open[-1].is_asking:
                self._open[-1].pieces += over.pieces

    def whole(self, instruction: str, *, anew: str) -> None:
        """Look at a field that is written in one."""
        self._look_at(_Field(anew=anew.lower() in _ON, pieces=[instruction]))

    def is_over(self) -> None:
        """Look at what never ended, and at what marks of another kind may have taken apart."""
        for each in self._open:
            self._look_at(each)
        if _IN_PIECES.search("".join(self._all)):
            raise BadFile(PROGRAM)

    def _look_at(self, over: _Field) -> None:
        """Refuse an instruction that asks another program, or brings in what lies elsewhere."""
        instruction = "".join(over.pieces)
        found = _INSTRUCTION.match(instruction)
        word = found[1].upper() if found else ""
        if word in _ASKS_A_PROGRAM:
            raise BadFile(PROGRAM)
        far = over.asks_another or bool(_ELSEWHERE.search(instruction))
        if word in _BRINGS_IN and far:
            raise fetches(_A_TEXT)
        if word == _PICTURE:
            at_once = over.anew or bool(_KEEPS_NONE.search(instruction))
            # Where it is fetched at once, no mark is trusted that ends what is asked.
            if (at_once and (far or over.holds_another)) or _MACHINE_OUTSIDE.search(instruction):
                raise fetches(_A_PICTURE)
            self.keeps_far_picture |= far
