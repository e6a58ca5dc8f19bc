"""Which case a row of a tracker of requests is about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from ehcp.cases.case_file import NEEDS_ASSESSMENT_JOURNEY
from ehcp.exchange.tracker.people import Key, PeopleMatcher, Person
from ehcp.exchange.tracker.requests.moved_requests import refuse_far_request
from ehcp.exchange.tracker.rows import Row


@dataclass(slots=True)
class Match:
    """What a row matches: somebody known or None; one of their cases or None."""

    person: Person | None
    case: dict[str, Any] | None


class Matcher:
    """Finds the person and the case of each row, a few hundred rows at a time."""

    def __init__(self, rows: Iterable[Row], *, persons: PeopleMatcher) -> None:
        self._persons = persons
        self._said: dict[Key, set[date]] = defaultdict(set)
        self._rows_of: dict[Key, int] = defaultdict(int)
        for row in rows:
            received_on = row.days.get("received_on")
            if received_on is not None:
                self._said[row.key].add(received_on)
                self._rows_of[row.key] += 1

    def match(self, connection: Connection, rows: Sequence[Row]) -> list[Match]:
        """Match these rows; a row that could be about two people is refused."""
        persons = self._persons.match(connection, rows, is_same_row=_brought_by)
        return [
            Match(person, self._case(row, person) if person and not row.refusals else None)
            for row, person in zip(rows, persons, strict=True)
        ]

    def _case(self, row: Row, person: Person) -> dict[str, Any] | None:
        received_on = row.days["received_on"]
        key = external_key(person.id, row)
        there = _assessments_of(person)
        for case in there:
            if case["external_key"] == key:
                return case
        for case in there:
            if case["started_on"] == received_on:
                return case
        # The date of request may have been put right in the sheet: a case of this person that no
        # row speaks of any longer, still open at the date that this row gives.
        left = [
            case
            for case in there
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


def _assessments_of(person: Person) -> list[dict[str, Any]]:
    return [case for case in person.cases if case["journey"] == NEEDS_ASSESSMENT_JOURNEY]


def _brought_by(row: Row, person: Person) -> bool:
    key = external_key(person.id, row)
    return any(case["external_key"] == key for case in person.cases)
