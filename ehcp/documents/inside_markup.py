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
from dataclasses import dataclass
from xml.parsers import expat

from ehcp.documents.bad_file import BadFile
from ehcp.documents.inside_fields import Fields
from ehcp.documents.refusals import HAS_A_LOCK, NOT_WHOLE, PROGRAM, fetches
from ehcp.documents.work import A_MARK, Work

_FETCHED = {
    "attachedtemplate": "its template",
    "template": "its template",
    "image": "a picture",
    "oleobject": "the workbook of a chart",
    "package": "the workbook of a chart",
    "object": "the workbook of a chart",
}
"""What a part or an element of a kind brings in, as somebody knows it who wrote the document."""
_MARKS = {b"<": A_MARK, b"&": A_MARK, b"=": 4 * A_MARK}
_LETTERS = ("utf-8", "utf-16", "us-ascii")
_KINDS_THAT_RUN = re.compile(
    r"macroenabled|vbaproject|vbadata|activex|javascript|ecmascript|vbscript|x-msdownload|/hta",
    re.IGNORECASE,
)
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
_RUN_IN_ODT = frozenset({"event-listener", "applet", "plugin", "object-ole", "library-embedded"})
_TABLES_THAT_ASK = frozenset({"dde-source", "dde-connection-decl", "ddeLink"})
_SAID, _CAME_TO = "instrText", "t"
_TO = "http://www.w3.org/1999/xlink href"

Attributes = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What is no danger in one part, and is one together with another part of the document.

    Attributes:
        far_picture: a picture of another place is kept in the document, which a field names.
        works_out: all fields are to be worked out when the document is opened.
    """

    far_picture: bool = False
    works_out: bool = False

    def __or__(self, other: "Marks") -> "Marks":
        """Put together what is in two parts."""
        return Marks(
            far_picture=self.far_picture or other.far_picture,
            works_out=self.works_out or other.works_out,
        )

    def refuse_together(self) -> None:
        """Refuse what is a danger together.

        Raises:
            BadFile: a picture is fetched, since fields are worked out.
        """
        if self.far_picture and self.works_out:
            raise fetches(_FETCHED["image"])


def look_at_markup(content: bytes, *, work: Work) -> Marks:
    """Look at every element of one part, and give what has to be seen together with others.

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
    looking.fields.is_over()
    return Marks(far_picture=looking.fields.keeps_far_picture, works_out=looking.works_out)


def _refuse_list_of_entities(*_: object) -> None:
    raise BadFile(NOT_WHOLE)


def _refuse_other_letters(_version: str, letters: str | None, _alone: int) -> None:
    if letters is not None and letters.lower() not in _LETTERS:
        raise BadFile(NOT_WHOLE)


class _Looking:
    """What has been seen of one part so far."""

    def __init__(self) -> None:
        self.fields = Fields()
        self.works_out = False
        self._in = ""
        self._by_name: Mapping[str, Callable[[Attributes], None]] = {
            "Relationship": _refuse_relationship,
            "Default": _refuse_kind,
            "Override": _refuse_kind,
            "fldSimple": self._whole_field,
            "fldChar": self._field_mark,
            "updateFields": self._fields_are_worked_out,
            "encryption-data": _refuse_lock,
        }

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element where it begins."""
        name = name.rpartition(" ")[2]
        self._in = name
        if looked_at := self._by_name.get(name):
            looked_at(attributes)
        elif name in _RUN_IN_ODT:
            raise BadFile(PROGRAM)
        elif name in _TABLES_THAT_ASK or (
            name != "a" and not _IN_THEIR_OFFICE.match(attributes.get(_TO, "").strip())
        ):
            raise fetches(_FETCHED.get(name, "something"))

    def ends(self, _name: str) -> None:
        """Be out of an instruction."""
        self._in = ""

    def says(self, words: str) -> None:
        """Read what a field says, and what it came to."""
        if self._in in (_SAID, _CAME_TO):
            self.fields.says(words, is_result=self._in == _CAME_TO)

    def _whole_field(self, attributes: Attributes) -> None:
        for each in _values(attributes, "instr"):
            self.fields.whole(each, anew="".join(_values(attributes, "dirty")))

    def _field_mark(self, attributes: Attributes) -> None:
        marks = _values(attributes, "fldCharType")
        if "begin" in marks:
            self.fields.begins(anew="".join(_values(attributes, "dirty")))
        elif "separate" in marks:
            self.fields.is_asked()
        elif "end" in marks:
            self.fields.ends()

    def _fields_are_worked_out(self, attributes: Attributes) -> None:
        self.works_out = "".join(_values(attributes, "val")).lower() not in ("0", "false", "off")


def _refuse_relationship(attributes: Attributes) -> None:
    """Only a link that somebody follows may lead elsewhere; an object inside is a program."""
    kind = attributes.get("Type", "").rpartition("/")[2].strip().lower()
    target = attributes.get("Target", "").strip()
    if kind in _RUNS:
        raise BadFile(PROGRAM)
    if attributes.get("TargetMode", "").strip().lower() == "external":
        if kind != _LINK and not _IN_THEIR_OFFICE.match(target):
            raise fetches(_FETCHED.get(kind, "something"))
        return
    if kind == _OBJECT or (kind == _PACKAGE and not target.lower().endswith(".xlsx")):
        raise BadFile(PROGRAM)
    if target.lower().endswith(".svg") and kind != _PICTURE:
        raise BadFile(NOT_WHOLE)  # a picture is not looked into, so nothing else is one


def _refuse_kind(attributes: Attributes) -> None:
    if _KINDS_THAT_RUN.search(attributes.get("ContentType", "")):
        raise BadFile(PROGRAM)


def _refuse_lock(_attributes: Attributes) -> None:
    raise BadFile(HAS_A_LOCK)


def _values(attributes: Attributes, name: str) -> list[str]:
    """Give what an attribute says, under whatever it is bound to."""
    return [said for key, said in attributes.items() if key.rpartition(" ")[2] == name]
