"""Who a row is about and which case it is: by id, then UPN, then name with date of birth."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from ehcp.exchange.tracker.requests.moved_requests import refuse_far_request
from ehcp.exchange.tracker.rows import Row, name_key
from ehcp.register.bulk import rows_where_in
from ehcp.register.tables import cases, people

Key = tuple[str, str]


@dataclass(slots=True)
class Person:
    """Somebody in the register, or about to be: the columns of the table of people."""

    columns: dict[str, Any]
    id: int | None = None
    cases: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Match:
    """What a row matches: somebody known or None; one of their cases or None."""

    person: Person | None
    case: dict[str, Any] | None


class Matcher:
    """Finds the person and the case of each row, a few hundred rows at a time."""

    def __init__(self, rows: Iterable[Row], *, confirm_names: bool) -> None:
        self.confirm_names = confirm_names
        self._fresh: dict[Key, Person] = {}
        self._said: dict[Key, set[date]] = defaultdict(set)
        self._rows_of: dict[Key, int] = defaultdict(int)
        for row in rows:
            received_on = row.days.get("received_on")
            if received_on is not None:
                self._said[row.key].add(received_on)
                self._rows_of[row.key] += 1

    def match(self, connection: Connection, rows: Sequence[Row]) -> list[Match]:
        """Match these rows; a row that could be about two people is refused."""
        by_id, by_upn, by_name = _known_people(connection, rows)
        matches = []
        for row in rows:
            person = self._person(row, by_id, by_upn, by_name)
            case = self._case(row, person) if person and not row.refusals else None
            matches.append(Match(person, case))
        return matches

    def remember(self, row: Row, person: Person) -> None:
        """Know a person whom this import brings, for their other rows."""
        for key in _keys(row):
            self._fresh.setdefault(key, person)

    def newcomer(self, row: Row) -> Person | None:
        """Give the person whom this import brings and who is in this row as well."""
        return next((self._fresh[key] for key in _keys(row) if key in self._fresh), None)

    def _person(
        self,
        row: Row,
        by_id: dict[str, Person],
        by_upn: dict[str, list[Person]],
        by_name: dict[str, list[Person]],
    ) -> Person | None:
        external_id, upn = row.person.get("external_id"), row.person.get("upn")
        if external_id in by_id:
            return by_id[external_id]
        newcomer = self.newcomer(row)
        if newcomer is not None:
            return newcomer
        for person in by_upn.get(upn or "", ()):
            if external_id and person.columns["external_id"]:
                row.refuse(
                    "upn",
                    "this UPN is in the register under another id",
                    "Check the id and the UPN: one child has one id.",
                )
                return None
            return person
        return self._by_name(row, by_name)

    def _by_name(self, row: Row, by_name: dict[str, list[Person]]) -> Person | None:
        surname, born_on = row.person.get("surname"), row.person.get("born_on")
        if not surname or born_on is None:
            return None
        same = by_name.get(name_key(surname, row.person.get("forename"), born_on), [])
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
            # The very row of an earlier import, from a sheet that has no ids at all.
            is_known_by_name = not (person.columns["external_id"] or person.columns["upn"])
            same_row = row.key[0] == "name" and any(
                case["external_key"] == external_key(person.id, row) for case in person.cases
            )
            if self.confirm_names or (is_known_by_name and same_row):
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

    def _case(self, row: Row, person: Person) -> dict[str, Any] | None:
        received_on = row.days["received_on"]
        key = external_key(person.id, row)
        for case in person.cases:
            if case["external_key"] == key:
                return case
        for case in person.cases:
            if case["started_on"] == received_on:
                return case
        # The date of request may have been put right in the sheet: a case of this person that no
        # row speaks of any longer, still open at the date that this row gives.
        left = [
            case
            for case in person.cases
            if not self._is_spoken_of(case, row)
            and (case["ended_on"] is None or received_on <= case["ended_on"])
        ]
        if len(left) != 1 or self._rows_of[row.key] != 1:
            return None
        refuse_far_request(
            row, reference=left[0]["reference"], was=left[0]["started_on"], now=received_on
        )
        return left[0]

    def _is_spoken_of(self, case: dict[str, Any], row: Row) -> bool:
        known_as = (case["external_key"] or "").rpartition("/")[2]
        days = {day.isoformat() for day in self._said[row.key]}
        return known_as in days or case["started_on"].isoformat() in days


def external_key(person_id: int | None, row: Row) -> str:
    """Give the key of a row's case: the person, and the request's own id or its date."""
    which = row.words.get("request_ref") or row.days["received_on"].isoformat()
    return f"tracker/{person_id}/{which}"


def _keys(row: Row) -> Iterable[Key]:
    if row.person.get("external_id"):
        yield "id", row.person["external_id"]
    if row.person.get("upn"):
        yield "upn", row.person["upn"]
    if row.key[0] == "name":
        yield row.key


def _are_two_people(row: Row, person: Person) -> bool:
    return any(
        row.person.get(name) and person.columns[name] and row.person[name] != person.columns[name]
        for name in ("external_id", "upn")
    )


def _references(person: Person) -> str:
    return ", ".join(case["reference"] for case in person.cases) or "none"


def _known_people(
    connection: Connection, rows: Sequence[Row]
) -> tuple[dict[str, Person], dict[str, list[Person]], dict[str, list[Person]]]:
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
    for case in rows_where_in(connection, cases, "person_id", found):
        found[case["person_id"]].cases.append(case)
    by_id = {p.columns["external_id"]: p for p in found.values() if p.columns["external_id"]}
    by_upn: dict[str, list[Person]] = defaultdict(list)
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in found.values():
        if person.columns["upn"]:
            by_upn[person.columns["upn"]].append(person)
        if person.columns["surname"] and person.columns["born_on"]:
            columns = person.columns
            key = name_key(columns["surname"], columns["forename"], columns["born_on"])
            by_name[key].append(person)
    return by_id, by_upn, by_name
