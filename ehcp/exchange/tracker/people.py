"""Who a row is about: by id, then UPN, then the plan's reference, then name with date of birth."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from ehcp.exchange.tracker.rows import PLAN_REF, Row, name_key
from ehcp.law.rule import Rule
from ehcp.register import bulk, files, projection
from ehcp.register.bulk import rows_where_in
from ehcp.register.people_words import COLUMNS, set_words_right
from ehcp.register.tables import cases, people

Key = tuple[str, str]
_COLUMNS = [c.name for c in people.columns if c.name not in ("id", "more", "year_group_by_hand")]


@dataclass(slots=True)
class Person:
    """Somebody in the register, or about to be: the columns of the table of people."""

    columns: dict[str, Any]
    id: int | None = None
    cases: list[dict[str, Any]] = field(default_factory=list)


def stranger(row: Row) -> Person:
    """Make a person whom the register does not know, from a row."""
    columns: dict[str, Any] = {name: row.person.get(name) for name in _COLUMNS}
    return Person(columns | {"more": dict(row.more), "year_group_by_hand": False})


def keep_strangers(connection: Connection, persons: Iterable[Person]) -> None:
    """Put those of these people into the register who are not there yet."""
    new = list({id(person): person for person in persons if person.id is None}.values())
    ids = bulk.put_people(connection, [person.columns for person in new])
    for person, person_id in zip(new, ids, strict=True):
        person.id = person_id


def set_right(connection: Connection | None, row: Row, person: Person) -> list[str]:
    """Bring the facts about somebody up to the row; give the fields that changed.

    An empty cell takes nothing away. Without a connection nothing is written.
    """
    columns = {
        name: value
        for name, value in row.person.items()
        if value is not None and person.columns[name] != value
    }
    more = {
        name: value for name, value in row.more.items() if person.columns["more"].get(name) != value
    }
    fields = [*columns, *more]
    if more:
        columns["more"] = person.columns["more"] | more
    if columns:
        person.columns.update(columns)
        if connection is not None and person.id is not None:
            connection.execute(people.update().where(people.c.id == person.id).values(**columns))
            if not COLUMNS.isdisjoint(columns):
                set_words_right(connection, [person.id])
    return fields


def work_out_anew(
    connection: Connection, persons: Iterable[Person], *, rules: Sequence[Rule]
) -> None:
    """Work the limits of these people's cases out anew: their date of birth has changed.

    The Code's shorter rhythm is for those under five.
    """
    ids = [case["id"] for person in persons for case in person.cases]
    for held in files.load_many(connection, ids) if ids else ():
        columns = projection.store(connection, held.file, case_id=held.case_id, rules=rules)
        connection.execute(cases.update().where(cases.c.id == held.case_id).values(**columns))


class PeopleMatcher:
    """Finds the person of each row, a few hundred rows at a time."""

    def __init__(self, *, confirm_names: bool) -> None:
        self.confirm_names = confirm_names
        self._fresh: dict[Key, Person] = {}

    def match(
        self,
        connection: Connection,
        rows: Sequence[Row],
        *,
        is_same_row: Callable[[Row, Person], bool],
    ) -> list[Person | None]:
        """Match these rows; a row that could be about two people is refused.

        `is_same_row` says of somebody known by name alone whether an earlier import of this very
        row brought them, so that nobody need confirm it again.
        """
        known = _known_people(connection, rows)
        return [self._person(row, known, is_same_row) for row in rows]

    def remember(self, row: Row, person: Person) -> None:
        """Know a person whom this import brings, for their other rows."""
        for key in _keys(row):
            self._fresh.setdefault(key, person)

    def newcomer(self, row: Row) -> Person | None:
        """Give the person whom this import brings and who is in this row as well."""
        return next((self._fresh[key] for key in _keys(row) if key in self._fresh), None)

    def _person(
        self, row: Row, known: "_Known", is_same_row: Callable[[Row, Person], bool]
    ) -> Person | None:
        external_id, upn = row.person.get("external_id"), row.person.get("upn")
        if external_id in known.by_id:
            return known.by_id[external_id]
        newcomer = self.newcomer(row)
        if newcomer is not None:
            return newcomer
        for person in known.by_upn.get(upn or "", ()):
            if external_id and person.columns["external_id"]:
                row.refuse(
                    "upn",
                    "this UPN is in the register under another id",
                    "Check the id and the UPN: one child has one id.",
                )
                return None
            return person
        for person in known.by_plan.get(row.more.get(PLAN_REF, ""), ()):
            if not _are_two_people(row, person):
                return person
        return self._by_name(row, known, is_same_row)

    def _by_name(
        self, row: Row, known: "_Known", is_same_row: Callable[[Row, Person], bool]
    ) -> Person | None:
        surname, born_on = row.person.get("surname"), row.person.get("born_on")
        if not surname or born_on is None:
            return None
        same = known.by_name.get(name_key(surname, row.person.get("forename"), born_on), [])
        possible = [each for each in same if not _are_two_people(row, each)]
        for other in same:
            if other not in possible:
                row.warn(
                    "surname",
                    "somebody with the same name and date of birth is in the register under "
                    f"another id (case {_references(other)}): check that this is not one child",
                )
        if not possible:
            return None
        if len(possible) == 1:
            person = possible[0]
            is_known_by_name = not (person.columns["external_id"] or person.columns["upn"])
            # The very row of an earlier import, from a sheet that has no ids at all.
            same_row = row.key[0] == "name" and is_known_by_name and is_same_row(row, person)
            if self.confirm_names or same_row:
                return person
        row.refuse(
            "surname" if row.column_of("surname") else "full_name",
            "somebody with the same name and date of birth is in the register "
            f"(case {', '.join(_references(each) for each in possible)})",
            "If it is the same child, run again with --confirm-names; if not, give each their own "
            "id."
            if len(possible) == 1
            else "Give the row the id of the right one.",
        )
        return None


def _keys(row: Row) -> Iterable[Key]:
    if row.person.get("external_id"):
        yield "id", row.person["external_id"]
    if row.person.get("upn"):
        yield "upn", row.person["upn"]
    if row.key[0] in ("plan", "name"):
        yield row.key


def _are_two_people(row: Row, person: Person) -> bool:
    return any(
        row.person.get(name) and person.columns[name] and row.person[name] != person.columns[name]
        for name in ("external_id", "upn")
    )


def _references(person: Person) -> str:
    return ", ".join(case["reference"] for case in person.cases) or "none"


@dataclass(frozen=True, slots=True)
class _Known:
    """Everybody whom some rows could be about, found in several ways."""

    by_id: dict[str, Person]
    by_upn: dict[str, list[Person]]
    by_plan: dict[str, list[Person]]
    by_name: dict[str, list[Person]]


def _known_people(connection: Connection, rows: Sequence[Row]) -> _Known:
    """Fetch everybody whom these rows could be about, with their cases, in a few queries."""
    wanted = {
        "external_id": {row.person.get("external_id") for row in rows},
        "upn": {row.person.get("upn") for row in rows},
        "born_on": {row.person.get("born_on") for row in rows if row.person.get("surname")},
    }
    found = {
        each["id"]: Person(each, each["id"])
        for column, values in wanted.items()
        for each in rows_where_in(connection, people, column, values - {None})
    }
    plans = {row.more[PLAN_REF] for row in rows if PLAN_REF in row.more}
    if plans:
        has_plan = people.c.more[PLAN_REF].as_string().in_(sorted(plans))
        for each in connection.execute(select(people).where(has_plan)).mappings():
            found.setdefault(each["id"], Person(dict(each), each["id"]))
    for case in rows_where_in(connection, cases, "person_id", found):
        found[case["person_id"]].cases.append(case)
    known = _Known({}, defaultdict(list), defaultdict(list), defaultdict(list))
    for person in found.values():
        columns = person.columns
        if columns["external_id"]:
            known.by_id[columns["external_id"]] = person
        if columns["upn"]:
            known.by_upn[columns["upn"]].append(person)
        if PLAN_REF in columns["more"]:
            known.by_plan[columns["more"][PLAN_REF]].append(person)
        if columns["surname"] and columns["born_on"]:
            key = name_key(columns["surname"], columns["forename"], columns["born_on"])
            known.by_name[key].append(person)
    return known
