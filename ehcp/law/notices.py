"""What each notice must hold and who must have it, and what one put on record still lacks."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from pydantic import Field, model_validator

from ehcp.law.grammar import Identifier, Part, Sentence, Source
from ehcp.law.law_files import AnyPart, BadLaw, read_tables, text_of

NOTICES_FILE = "notices.toml"
_TABLES = ("recipient", "content", "notice")

SENT_TO, CONTAINS, EXCUSED = "sent_to", "contains", "no_"
"""The details of the serving event: two lists with commas, and a reason for each one left out."""

APPEAL_PACKAGE = (
    "right_to_appeal",
    "time_limits",
    "mediation_information",
    "disagreement_resolution",
    "information_and_advice",
)
"""What the notice of every decision that can be appealed must hold."""


class Named(Part):
    """A recipient or a content, with the words for it."""

    id: Identifier
    says: Sentence


class Notice(Part):
    """One notice: the kind of event that serves it, its recipients and its contents.

    Attributes:
        journeys: the journeys in which it is served so; none named means all.
        only_for: "detained" where it is the notice of a case that began in detention.
        sent_to: the recipients, by id.
        excusable: those of them who may be left out with a reason on record.
        contains: what it must hold, by id, the appeal package left out.
        appeal_package: whether it must hold the appeal package too.
    """

    kind: Identifier
    says: Sentence
    journeys: tuple[Identifier, ...] = ()
    only_for: Literal["detained"] | None = None
    sent_to: tuple[Identifier, ...] = Field(min_length=1)
    excusable: tuple[Identifier, ...] = ()
    contains: tuple[Identifier, ...] = Field(min_length=1)
    appeal_package: bool = False
    source: Source
    note: Sentence | None = None

    @model_validator(mode="after")
    def _excuses_its_own_recipients(self) -> "Notice":
        if strangers := set(self.excusable) - set(self.sent_to):
            raise ValueError(f"it excuses {', '.join(sorted(strangers))}, to whom it is not sent")
        return self

    @property
    def contents(self) -> tuple[str, ...]:
        """List everything it must hold, the appeal package included."""
        return (*self.contains, *(APPEAL_PACKAGE if self.appeal_package else ()))


@cache
def load_notices() -> tuple[Notice, ...]:
    """Read every notice, once.

    Raises:
        BadLaw: a table is wrong, names what has no words, or stands twice.
    """
    notices = _read(Notice, "notice")
    seen: set[tuple[str, str, str | None]] = set()
    for each in notices:
        for ids, words, what in (
            (each.sent_to, recipients(), "recipient"),
            (each.contents, contents(), "content"),
        ):
            if unknown := set(ids) - words.keys():
                names = ", ".join(sorted(unknown))
                raise BadLaw(f"{NOTICES_FILE}, notice {each.kind}: no {what} is named {names}.")
        for journey in each.journeys or ("",):
            key = (each.kind, journey, each.only_for)
            if key in seen:
                raise BadLaw(f"{NOTICES_FILE} holds the notice {each.kind} more than once.")
            seen.add(key)
    return notices


@cache
def recipients() -> Mapping[str, str]:
    """Give the words for every recipient, by id."""
    return {each.id: each.says for each in _read(Named, "recipient")}


@cache
def contents() -> Mapping[str, str]:
    """Give the words for every content, by id."""
    return {each.id: each.says for each in _read(Named, "content")}


def _read(model: type[AnyPart], table: str) -> tuple[AnyPart, ...]:
    return read_tables(
        model, text=text_of(NOTICES_FILE), file=NOTICES_FILE, table=table, beside=_TABLES
    )


@cache
def notice_for(kind: str, journey: str | None = None, *, detained: bool = False) -> Notice | None:
    """Find the notice that an event of this kind serves in this journey, or None.

    `detained` is for a case that a request or notice about a detained person opened.
    """
    found = [
        each
        for each in load_notices()
        if each.kind == kind and (not each.journeys or journey in each.journeys)
    ]
    for wanted in ("detained", None) if detained else (None,):
        for each in found:
            if each.only_for == wanted:
                return each
    return None


def missing(notice: Notice, details: Mapping[str, str]) -> tuple[str, ...]:
    """Say in sentences what a notice put on record with these details still lacks.

    Whoever is excusable is not missed where the details give a reason, such as `no_setting`.
    """
    sent_to, holds = _listed(details, SENT_TO), _listed(details, CONTAINS)
    left_out = [
        each
        for each in notice.sent_to
        if each not in sent_to and not _is_excused(notice, each, details)
    ]
    not_held = [each for each in notice.contents if each not in holds]
    return (
        *_unknown(sent_to, recipients(), detail=SENT_TO, what="recipient"),
        *_unknown(holds, contents(), detail=CONTAINS, what="content"),
        *([f"It was not sent to {', '.join(left_out)}."] if left_out else []),
        *(
            f"Where {each} was left out, say why in {EXCUSED}{each}."
            for each in left_out
            if each in notice.excusable
        ),
        *([f"It does not hold {', '.join(not_held)}."] if not_held else []),
    )


def complete(kind: str, journey: str | None = None, *, detained: bool = False) -> dict[str, str]:
    """Give the details of a complete notice of this kind; none for an event that serves none."""
    notice = notice_for(str(kind), journey, detained=detained)
    if notice is None:
        return {}
    return {SENT_TO: ",".join(notice.sent_to), CONTAINS: ",".join(notice.contents)}


def _listed(details: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in details.get(name, "").split(",") if each.strip())


def _unknown(
    ids: tuple[str, ...], words: Mapping[str, str], *, detail: str, what: str
) -> tuple[str, ...]:
    return tuple(
        f"'{each}' in {detail} is no {what}. Write one of: {', '.join(words)}."
        for each in ids
        if each not in words
    )


def _is_excused(notice: Notice, recipient: str, details: Mapping[str, str]) -> bool:
    return recipient in notice.excusable and bool(details.get(EXCUSED + recipient, "").strip())
