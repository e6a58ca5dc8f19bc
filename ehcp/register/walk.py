"""A walk through the whole register, case by case, with everything kept of each; flat in memory.

Values come as the driver gives them, unread, so that a value that makes no sense can be told of.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text

Row = dict[str, Any]
_OF_A_CASE = {
    "events": "SELECT * FROM events ORDER BY case_id, sequence",
    "deadlines": "SELECT * FROM deadlines ORDER BY case_id",
    "advice": "SELECT * FROM advice ORDER BY case_id",
}
_CASES = (
    "SELECT cases.*, people.born_on, people.year_group, people.year_group_by_hand, "
    "people.year_group_from, people.setting, people.setting_urn "
    "FROM cases LEFT JOIN people ON people.id = cases.person_id ORDER BY cases.id"
)
_AT_A_TIME = 1000


@dataclass(kw_only=True)
class Walked:
    """All that is kept of one case; `case` is None where only its rows are left.

    The case comes with what limits depend on of the person: age, year group and setting.
    """

    case: Row | None = None
    events: list[Row] = field(default_factory=list)
    deadlines: list[Row] = field(default_factory=list)
    advice: list[Row] = field(default_factory=list)


def walk(connection: Connection) -> Iterator[Walked]:
    """Go through the register in the order of the cases' ids."""
    flows = {name: _Flow(connection, sql, key="case_id") for name, sql in _OF_A_CASE.items()}
    every = _Flow(connection, _CASES, key="id")
    while (case_id := min((flow.at for flow in (every, *flows.values())), default=_END)) < _END:
        of_it = {name: flow.take(case_id) for name, flow in flows.items()}
        yield Walked(case=next(iter(every.take(case_id)), None), **of_it)


_END = float("inf")


class _Flow:
    """The rows of one table, in the order of the case that they belong to."""

    def __init__(self, connection: Connection, sql: str, *, key: str) -> None:
        asked = connection.execute(text(sql), execution_options={"yield_per": _AT_A_TIME})
        self._rows = (dict(row) for row in asked.mappings())
        self._key = key
        self._next = next(self._rows, None)

    @property
    def at(self) -> float:
        """The id of the case that comes next."""
        return _END if self._next is None else self._next[self._key]

    def take(self, case_id: float) -> list[Row]:
        """Take the rows of this case, if they come next."""
        taken = []
        while self._next is not None and self._next[self._key] == case_id:
            taken.append(self._next)
            self._next = next(self._rows, None)
        return taken
