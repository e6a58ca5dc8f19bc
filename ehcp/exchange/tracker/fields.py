"""The fields of trackers and a vocabulary of headings for them, read from each `headings.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Kind = Literal["person", "birth", "more", "case", "day", "words", "note", "claim"]
Table = Literal["tracker", "reviews", "complaints"]
"""What a sheet can be: a tracker of requests, a tracker of annual reviews, a list of complaints."""
TrackerKind = Literal["requests", "reviews"]
"""The kinds of tracker, as they are named to the user."""

IGNORED = "ignore"
"""What a heading is mapped to in order not to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that a column can hold.

    Attributes:
        name: `received_on`, or for advice its kind and what happened: `health.requested`.
        kind: what is done with the cell; see the table at the top of `headings.toml`.
        heading: the heading in the blank template.
        numbered: several columns may hold it ("Chased 1", "Chased 2").
    """

    name: str
    kind: Kind
    heading: str
    numbered: bool = False

    @property
    def party(self) -> str | None:
        """The kind of advice that the column is about."""
        party, dot, _ = self.name.partition(".")
        return party if dot else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The headings of one table.

    Attributes:
        fields: every field by its name, in the order of the template.
        meanings: heading in plain words → field name and rank among that field's variants.
        words: every word that a known heading is made of.
    """

    fields: dict[str, Field]
    meanings: dict[str, tuple[str, int]]
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceWords:
    """How the heading of an advice column is put together."""

    names: dict[str, str]
    roles: dict[str, str]
    nothing: frozenset[str]


_ROLE_KINDS: dict[str, Kind] = {
    "requested": "day",
    "due": "claim",
    "received": "day",
    "allocated": "note",
    "visit": "note",
}


def plain(heading: object) -> str:
    """Write a heading in plain words: small letters, without punctuation."""
    text = str(heading).lower().replace("’", "").replace("'", "").replace("&", "")
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())


@cache
def vocabulary(table: Table) -> Vocabulary:
    """Give the headings of one kind of sheet."""
    written = _written(table)
    fields: dict[str, Field] = {}
    meanings: dict[str, tuple[str, int]] = {}
    for each in written:
        fields[each["name"]] = Field(
            name=each["name"],
            kind=each["kind"],
            heading=each["variants"][0],
            numbered=each.get("numbered", False),
        )
        for rank, variant in enumerate(each["variants"]):
            meanings.setdefault(plain(variant), (each["name"], rank))
    words = {word for heading in meanings for word in heading.split()}
    if table == "tracker":
        advice = advice_words()
        words |= {word for name in advice.names for word in name.split()}
        words |= set(advice.roles) | advice.nothing
        for kind, names in _toml()["advice_names"].items():
            for role, field_kind in _ROLE_KINDS.items():
                name = f"{kind}.{role}"
                heading = f"{names[0]} {role}"
                fields[name] = Field(name=name, kind=field_kind, heading=heading)
    return Vocabulary(fields=fields, meanings=meanings, words=frozenset(words))


def _written(table: Table) -> list[dict[str, Any]]:
    """Give the fields of a kind of sheet as they are written down."""
    of_requests: list[dict[str, Any]] = _toml()["field"]
    if table == "tracker":
        return of_requests
    if table == "complaints":
        return list(_toml()["complaint"])
    reviews = _toml("reviews/headings.toml")
    shared = set(reviews["shared"])
    return [*(field for field in of_requests if field["name"] in shared), *reviews["field"]]


@cache
def advice_words() -> AdviceWords:
    """Give the words that headings of advice columns are made of."""
    written: dict[str, Any] = _toml()
    roles = {word: role for role, words in written["advice_words"].items() for word in words}
    nothing = frozenset(written["advice_words"]["nothing"])
    return AdviceWords(
        names={
            plain(name): kind for kind, names in written["advice_names"].items() for name in names
        },
        roles={word: role for word, role in roles.items() if role != "nothing"},
        nothing=nothing,
    )


@cache
def _toml(name: str = "headings.toml") -> dict[str, Any]:
    text = files("ehcp.exchange.tracker").joinpath(name).read_text("utf-8")
    return tomllib.loads(text)
