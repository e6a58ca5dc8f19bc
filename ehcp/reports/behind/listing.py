"""The cases behind a number as a list to look at: sorted, a page of it, each with who has it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from ehcp.cases.stages import Stage
from ehcp.register.tables import cases
from ehcp.reports.behind.counted import Line, Value

_AT_A_TIME = 500
BY_CASE, BY_OFFICER = "case", "officer"


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the list. Stage and officer are those of now, the values those of the day."""

    reference: str | None
    values: tuple[Value, ...]
    officer: str | None
    stage: str


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A page of the cases behind a number.

    Attributes:
        count: of all of them, shown or not.
        restricted: those of them that are counted and not shown.
        shown: those that may be shown, on all pages.
    """

    rows: tuple[Row, ...]
    count: int
    restricted: int
    shown: int


def listing(
    connection: Connection,
    lines: Sequence[Line],
    *,
    hidden: Collection[str],
    by: str = "",
    down: bool = False,
    first: int = 0,
    most: int | None = None,
) -> Listing:
    """Make a list of these lines; `by` is the place of a value, "case" or "officer"."""
    shown = [line for line in lines if line.reference is None or line.reference not in hidden]
    who: dict[str, tuple[str | None, str]] = {}
    if by == BY_OFFICER:
        who = _who(connection, shown)
    if by:
        # Those without a value stand last, whichever way the others go.
        keyed = [(_key(line, by, who), line) for line in shown]
        some = sorted((pair for pair in keyed if pair[0] is not None), key=_first, reverse=down)
        shown = [line for _, line in some] + [line for key, line in keyed if key is None]
    page = shown[first : None if most is None else first + most]
    who = who or _who(connection, page)
    nobody: tuple[str | None, str] = (None, "")
    return Listing(
        rows=tuple(
            Row(line.reference, line.values, *who.get(line.reference or "", nobody))
            for line in page
        ),
        count=len(lines),
        restricted=len(lines) - len(shown),
        shown=len(shown),
    )


def _first(pair: tuple[Any, Line]) -> tuple[Any, str]:
    return pair[0], pair[1].reference or ""


def _key(line: Line, by: str, who: dict[str, tuple[str | None, str]]) -> object:
    if by == BY_CASE:
        return line.reference
    if by == BY_OFFICER:
        return who.get(line.reference or "", (None, ""))[0]
    value = next((each for place, each in enumerate(line.values) if str(place) == by), None)
    return value.isoformat() if isinstance(value, date) else value


def _who(connection: Connection, lines: Iterable[Line]) -> dict[str, tuple[str | None, str]]:
    """Give officer and stage, as they are now, of the cases of these lines."""
    references = sorted({line.reference for line in lines if line.reference is not None})
    found: dict[str, tuple[str | None, str]] = {}
    for start in range(0, len(references), _AT_A_TIME):
        some = references[start : start + _AT_A_TIME]
        rows = connection.execute(
            select(cases.c.reference, cases.c.officer, cases.c.stage).where(
                cases.c.reference.in_(some)
            )
        )
        for reference, officer, stage in rows:
            found[reference] = (" ".join((officer or "").split()) or None, Stage(stage).says)
    return found
