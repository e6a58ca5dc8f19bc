"""What the address of the case list asks for: filters, order and page, and the way back to it.

A filter that the list does not know is left out, so that an old link still leads to a list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urlencode

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.journeys import JOURNEYS
from ehcp.cases.stages import Stage
from ehcp.casework.case_choice import Choice, Due
from ehcp.casework.case_list import Sort
from ehcp.web.numbers import number_in, page_in

LIST: Final = "/cases"
MINE, NOBODY = "mine", "none"
CLOSED = "closed"
YES = "yes"
FILTERS: Final = (
    *("state", "journey", "stage", "officer", "team", "due"),
    *("waiting", "year", "source", "restricted"),
)
_ORDER: Final = ("sort", "page")
_FIRST_YEAR, _LAST_YEAR = 2000, 2199
_LONGEST: Final = 200

Values = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked of the list.

    Attributes:
        values: the filters that were understood, as the address names them.
        mine: only the cases of whoever asks, and those that they cover.
    """

    values: Values
    choice: Choice
    mine: bool
    sort: Sort
    backwards: bool
    page: int

    def address(self, **changes: str | None) -> str:
        """Give the address of the same list with some things changed; None leaves one out."""
        sort = f"-{self.sort.value}" if self.backwards else self.sort.value
        asked = {**self.values, "sort": sort} | changes
        return address_of({name: text for name, text in asked.items() if text})

    def sorted_by(self, sort: Sort) -> str:
        """Give the address of the list in this order; the other way round if it stands so now."""
        turned = sort is self.sort and not self.backwards
        return self.address(sort=f"-{sort.value}" if turned else sort.value)

    def stands(self, sort: Sort) -> str:
        """Say how a column is sorted, as `aria-sort` has it."""
        if sort is not self.sort:
            return "none"
        return "descending" if self.backwards else "ascending"


def address_of(values: Values) -> str:
    """Write the address of a list; what is so by itself is left out."""
    said = {name: text for name, text in values.items() if (name, text) != ("sort", "due")}
    return f"{LIST}?{urlencode(said)}" if said else LIST


def asked_of(query: Mapping[str, str], *, officers: tuple[str, ...]) -> Asked:
    """Read the query of an address; `officers` are whoever asks and those that they cover."""
    values = {name: text for name in FILTERS if (text := query.get(name, "").strip()[:_LONGEST])}
    stage = _member(Stage, values.pop("stage", ""))
    due = _member(Due, values.pop("due", ""))
    waiting = _member(AdviceKind, values.pop("waiting", ""))
    year = values.pop("year", "")
    started_in = number_in(year, most=_LAST_YEAR)
    if started_in is not None and started_in < _FIRST_YEAR:
        started_in = None
    closed = values.pop("state", "") == CLOSED or (stage is not None and not stage.is_open)
    journey = values.get("journey", "")
    if journey and journey not in _JOURNEYS:
        del values["journey"]
    restricted = values.pop("restricted", "") == YES
    known = {
        "state": CLOSED if closed else "",
        "stage": stage.value if stage else "",
        "due": due.value if due else "",
        "waiting": waiting.value if waiting else "",
        "year": str(started_in or ""),
        "restricted": YES if restricted else "",
    }
    values = {name: text for name in FILTERS if (text := (values | known).get(name, ""))}
    officer = values.get("officer")
    mine = officer == MINE
    sort = query.get("sort", "")
    return Asked(
        values=values,
        choice=Choice(
            journey=values.get("journey"),
            stage=stage,
            officers=officers if mine else () if officer in (None, NOBODY) else (officer,),
            unallocated=officer == NOBODY,
            team=values.get("team"),
            due=due,
            closed=closed,
            restricted=restricted,
            waiting_for=waiting,
            started_in=started_in,
            source=values.get("source"),
        ),
        mine=mine,
        sort=_member(Sort, sort.removeprefix("-")) or Sort.DUE,
        backwards=sort.startswith("-"),
        page=page_in(query.get("page", "")),
    )


_JOURNEYS: Final = {journey.name for journey in JOURNEYS}


_Kind = TypeVar("_Kind", Stage, Due, AdviceKind, Sort)


def _member(kinds: type[_Kind], name: str) -> _Kind | None:
    try:
        return kinds(name)
    except ValueError:
        return None
