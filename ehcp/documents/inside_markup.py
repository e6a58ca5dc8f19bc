"""The markup inside of a document: nothing in it runs, or fetches something when it is opened.

It is read by a real parser and not as text: in whatever letters, entities or pieces a thing is
written, it is seen as the program sees it that opens the document. What a parser cannot read, or
what would mean something else to another (a list of entities, letters of another kind), is refused.
A thing is known by what it is called, wherever it stands: no part is trusted for its own name.

What is fetched is refused, also the template of a trust's own server, which is common: the Word of
a caseworker would tell that server who reads the report, and show it a proof of their password.
That documents are handed out as downloads does not hold it off: they are opened all the same.
"""

import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from ehcp.documents.bad_file import BadFile
from ehcp.documents.work import A_MARK, Work

NOT_WHOLE = "The document is not whole. Open it, save it again, and hand that in."
PROGRAM = (
    "The document holds macros or other programs. Save it as a PDF, or as a Word document without "
    "macros (.docx), and hand that in."
)
HAS_A_LOCK = (
    "The document is locked by a password. Save a copy without the password, and hand that in."
)
_FETCHED = {
    "attachedtemplate": "its template",
    "template": "its template",
    "image": "a picture",
    "oleobject": "the workbook of a chart",
    "package": "the workbook of a chart",
    "object": "the workbook of a chart",
}
"""What a part or an element of a kind brings in, as somebody knows it who wrote the document."""
_TEXT_OR_TABLE = "a text or a table"
_MARKS = {b"<": A_MARK, b"&": A_MARK, b"=": 4 * A_MARK}
_LETTERS = ("utf-8", "utf-16", "us-ascii")
_KINDS_THAT_RUN = re.compile(r"macroenabled|vbaproject|vbadata|activex", re.IGNORECASE)
_RUNS = frozenset(
    {"vbaproject", "wordvbadata", "attachedtoolbars", "control", "activexcontrolbinary", "afchunk"}
)
"""Kinds of parts that are programs, or documents which are read as if they were this one."""
_OBJECT, _PACKAGE, _PICTURE, _LINK = "oleobject", "package", "image", "hyperlink"
_IN_THEIR_OFFICE = re.compile(
    r"(?:file:/{0,3})?[a-z]:[/\\]"  # a disk
    r"|(?:file:)?[/\\]{2,5}[a-z][\w-]*[/\\]"  # a machine whose name means nothing outside
    r"|cid:"  # a part of the mail that a picture was copied from: there is nothing to fetch
    r"|(?![a-z][\w+.-]*:|[/\\]{2})",  # beside the document, or in it
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(r'[\s"]*+(\w+)')
_ASKS_A_PROGRAM = frozenset({"DDE", "DDEAUTO", "DATABASE"})
_IN_PIECES = re.compile(r"ddeauto|(?<![a-z])dde\s", re.IGNORECASE)
_BRINGS_IN = frozenset({"LINK", "INCLUDE", "INCLUDETEXT", "IMPORT"})
_ELSEWHERE = re.compile(r'//|[\s"]\\\\')
_RUN_IN_ODT = frozenset({"event-listener", "applet", "plugin", "object-ole", "library-embedded"})
_TABLES_THAT_ASK = frozenset({"dde-source", "dde-connection-decl", "ddeLink"})
_TO = "http://www.w3.org/1999/xlink href"

Attributes = Mapping[str, str]


def look_at_markup(content: bytes, *, work: Work) -> None:
    """Look at every element of one part.

    Raises:
        BadFile: it runs or fetches something, or it cannot be read.
    """
    # Before anything is read: the parser takes an element with all that it says in one piece.
    work.spend(len(content) + sum(cost * content.count(each) for each, cost in _MARKS.items()))
    looking = _Looking()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_list_of_entities
    parser.XmlDeclHandler = _refuse_other_letters
    parser.StartElementHandler = looking.begins
    parser.EndElementHandler = looking.ends
    parser.CharacterDataHandler = looking.says
    parser.buffer_text = True
    try:
        # The whole at once: a thing that never ends would be read anew with every piece.
        parser.Parse(content, True)  # noqa: FBT003
    except expat.ExpatError:
        raise BadFile(NOT_WHOLE) from None
    looking.is_over()


def _refuse_list_of_entities(*_: object) -> None:
    raise BadFile(NOT_WHOLE)


def _refuse_other_letters(_version: str, letters: str | None, _alone: int) -> None:
    if letters is not None and letters.lower() not in _LETTERS:
        raise BadFile(NOT_WHOLE)


class _Looking:
    """What has been seen of one part so far."""

    def __init__(self) -> None:
        self._fields: list[list[str]] = []
        self._instructions: list[str] = []
        self._in_field = False
        self._by_name: Mapping[str, Callable[[Attributes], None]] = {
            "Relationship": _refuse_relationship,
            "Default": _refuse_kind,
            "Override": _refuse_kind,
            "fldSimple": self._whole_field,
            "fldChar": self._field_mark,
            "encryption-data": _refuse_lock,
        }

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element where it begins."""
        name = name.rpartition(" ")[2]
        self._in_field = name == "instrText"
        if looked_at := self._by_name.get(name):
            looked_at(attributes)
        elif name in _RUN_IN_ODT:
            raise BadFile(PROGRAM)
        elif name in _TABLES_THAT_ASK or (
            name != "a" and not _IN_THEIR_OFFICE.match(attributes.get(_TO, "").strip())
        ):
            raise _fetches(name)

    def ends(self, _name: str) -> None:
        """Be out of an instruction."""
        self._in_field = False

    def says(self, words: str) -> None:
        """Put an instruction together, in however many pieces it is written."""
        if self._in_field:
            self._instructions.append(words)
            if self._fields:
                self._fields[-1].append(words)

    def is_over(self) -> None:
        """Look at what never ended, and at what marks of another kind may have taken apart."""
        for pieces in self._fields:
            _refuse_field("".join(pieces))
        if _IN_PIECES.search("".join(self._instructions)):
            raise BadFile(PROGRAM)

    def _whole_field(self, attributes: Attributes) -> None:
        for each in _values(attributes, "instr"):
            _refuse_field(each)

    def _field_mark(self, attributes: Attributes) -> None:
        marks = _values(attributes, "fldCharType")
        if "begin" in marks:
            self._fields.append([])
        elif self._fields and "end" in marks:
            _refuse_field("".join(self._fields.pop()))


def _refuse_relationship(attributes: Attributes) -> None:
    """Only a link that somebody follows may lead elsewhere; an object inside is a program."""
    kind = attributes.get("Type", "").rpartition("/")[2].strip().lower()
    target = attributes.get("Target", "").strip()
    if kind in _RUNS:
        raise BadFile(PROGRAM)
    if attributes.get("TargetMode", "").strip().lower() == "external":
        if kind != _LINK and not _IN_THEIR_OFFICE.match(target):
            raise _fetches(kind)
        return
    if kind == _OBJECT or (kind == _PACKAGE and not target.lower().endswith(".xlsx")):
        raise BadFile(PROGRAM)
    if target.lower().endswith(".svg") and kind != _PICTURE:
        raise BadFile(NOT_WHOLE)  # a picture is not looked into, so nothing else is one


def _refuse_kind(attributes: Attributes) -> None:
    if _KINDS_THAT_RUN.search(attributes.get("ContentType", "")):
        raise BadFile(PROGRAM)


def _refuse_field(instruction: str) -> None:
    """Refuse an instruction that asks another program, or brings in what lies elsewhere."""
    found = _INSTRUCTION.match(instruction)
    word = found[1].upper() if found else ""
    if word in _ASKS_A_PROGRAM:
        raise BadFile(PROGRAM)
    if word in _BRINGS_IN and _ELSEWHERE.search(instruction):
        raise _fetches(word)


def _fetches(kind: str) -> BadFile:
    what = _TEXT_OR_TABLE if kind in _BRINGS_IN else _FETCHED.get(kind, "something")
    return BadFile(
        f"The document fetches {what} from another place when it is opened. Save it as a PDF (in "
        "Word: File, then Save As or Save a Copy, then PDF), and hand that in."
    )


def _refuse_lock(_attributes: Attributes) -> None:
    raise BadFile(HAS_A_LOCK)


def _values(attributes: Attributes, name: str) -> list[str]:
    """Give what an attribute says, under whatever it is bound to."""
    return [said for key, said in attributes.items() if key.rpartition(" ")[2] == name]
