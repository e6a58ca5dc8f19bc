"""The rows of one import on their way into the register, a few hundred at a time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from ehcp.cases.desk import Desk
from ehcp.exchange.tracker.intake import How, Outcome, Progress
from ehcp.exchange.tracker.people import (
    PeopleMatcher,
    Person,
    keep_strangers,
    set_right,
    stranger,
    work_out_anew,
)
from ehcp.exchange.tracker.record_of_row import Written
from ehcp.exchange.tracker.requests.case_of_row import more_of_case, new_case
from ehcp.exchange.tracker.requests.differences import list_disagreements
from ehcp.exchange.tracker.requests.history import happenings
from ehcp.exchange.tracker.requests.matching import Match, Matcher, external_key
from ehcp.exchange.tracker.rows import Row
from ehcp.register import bulk, files

_AT_A_TIME = 500


class RowsIntoRegister:
    """The rows of one import on their way into the register, a few hundred at a time."""

    def __init__(
        self,
        connection: Connection,
        outcome: Outcome,
        *,
        persons: PeopleMatcher,
        desk: Desk,
        how: How,
    ) -> None:
        self.connection = connection
        self.outcome = outcome
        self.persons = persons
        self.desk = desk
        self.how = how

    @property
    def writes(self) -> bool:
        """Say whether what is planned is written: not once the import is bound to be refused."""
        return not self.how.dry_run and (self.how.partial or not self.outcome.refused)

    @property
    def _to_write(self) -> Connection | None:
        return self.connection if self.writes else None

    def take(self, rows: Sequence[Row], tell: Progress) -> None:
        """Take all rows."""
        matcher = Matcher(rows, persons=self.persons)
        for start in range(0, len(rows), _AT_A_TIME):
            tell("Taking the rows in", start, len(rows))
            self._some(rows[start : start + _AT_A_TIME], matcher)
        tell("Taking the rows in", len(rows), len(rows))

    def _some(self, rows: Sequence[Row], matcher: Matcher) -> None:
        found = {id(row): happenings(row, today=self.desk.today) for row in rows}
        for row in rows:
            if not row.key[0] and not row.refusals:
                _refuse_nobody(row)
        readable = [row for row in rows if not row.refusals]
        matches = matcher.match(self.connection, readable)
        held = self._held(matches)
        references = iter(
            bulk.free_references(self.connection, sum(1 for m in matches if m.case is None))
        )
        new: list[tuple[Row, Written, Person]] = []
        grown: list[tuple[Row, Written, Match]] = []
        for row, match in zip(readable, matches, strict=True):
            if row.refusals:
                continue
            if match.case is None:
                written = new_case(row, found[id(row)], reference=next(references), desk=self.desk)
                if written is not None:
                    person = match.person or self.persons.newcomer(row) or stranger(row)
                    if match.person is None:
                        self.persons.remember(row, person)
                    new.append((row, written, person))
            else:
                written = more_of_case(
                    row, found[id(row)], held=held[match.case["id"]], desk=self.desk
                )
                if written is not None:
                    grown.append((row, written, match))
        for row in rows:
            list_disagreements(row, found[id(row)], today=self.desk.today)
        self.outcome.report(rows, self.outcome.requests)
        self.outcome.requests.created += len(new)
        self._write_new(new)
        self._write_grown(grown, held)

    def _held(self, matches: Sequence[Match]) -> dict[int, files.Held]:
        ids = [match.case["id"] for match in matches if match.case is not None]
        return {held.case_id: held for held in files.load_many(self.connection, ids)} if ids else {}

    def _write_new(self, new: Sequence[tuple[Row, Written, Person]]) -> None:
        if not self.writes or not new:
            return
        keep_strangers(self.connection, (person for _, _, person in new))
        reborn = [
            person for row, _, person in new if "born_on" in set_right(self._to_write, row, person)
        ]
        bulk.put_cases(
            self.connection,
            [
                bulk.NewCase(
                    file=written.file,
                    seals=written.seals,
                    person_id=person.id or 0,
                    source=row.words.get("source"),
                    officer=row.words.get("officer"),
                    external_key=external_key(person.id, row),
                )
                for row, written, person in new
            ],
            at=self.desk.at,
            rules=self.desk.rules,
        )
        work_out_anew(self.connection, reborn, rules=self.desk.rules)

    def _write_grown(
        self, grown: Sequence[tuple[Row, Written, Match]], held: dict[int, files.Held]
    ) -> None:
        changed: list[bulk.GrownCase] = []
        reborn: list[Person] = []
        for row, written, match in grown:
            case, person = match.case or {}, match.person
            there = held[case["id"]]
            columns: dict[str, Any] = {}
            officer, source = row.words.get("officer"), row.words.get("source")
            if "officer" in written.fields:
                columns["officer"] = officer
            if source and source != case["source"]:
                columns["source"] = source
            key = external_key(case["person_id"], row)
            if key != case["external_key"]:
                columns["external_key"] = key
            fields = [*written.fields, *({"source"} & columns.keys())]
            fields += set_right(self._to_write, row, person) if person else []
            if person and "born_on" in fields:
                reborn.append(person)
            if not fields and not columns:
                self.outcome.requests.unchanged += 1
                continue
            self.outcome.requests.updated += 1
            self.outcome.changes += [
                {"reference": there.file.reference, "field": field} for field in fields
            ]
            changed.append(
                bulk.GrownCase(
                    case_id=there.case_id,
                    was_version=len(there.file.recorded),
                    file=written.file,
                    seals=written.seals,
                    columns=columns,
                )
            )
        if self.writes:
            bulk.put_more(self.connection, changed, rules=self.desk.rules)
            work_out_anew(self.connection, reborn, rules=self.desk.rules)


def _refuse_nobody(row: Row) -> None:
    row.refuse(
        "external_id",
        "the row does not say whom it is about: it has no id, no UPN, and no name with a date of "
        "birth",
        "Give the child an id in the column of ids, or fill in name and date of birth.",
    )
