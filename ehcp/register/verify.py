"""Whether anything in the register was altered or removed behind its back, and what.

One ordered pass over the whole register, case by case. Every entry is sealed again and must follow
the one before; the case must know its last entry; the numbers of the cases must have no gap; and
deadlines, advice and standing must be what the record gives. Every stored weekly report is sealed
again, and their numbers must have no gap either.

Not covered, since it follows from no record: who a person is and whose case it is; the source and
outer key of a case; messages, alerts, complaints and imports; the working columns of the checks and
the workflow; and whether the last of the stored reports was removed. Which case opened another is
looked at only so far: that case must be there.

That a case has entries which nobody has followed up yet (a decided review without its next one) is
no alteration: such cases are counted as pending.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from json import loads
from typing import Any

from sqlalchemy import Connection, Engine, text

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import FIRST_HASH, Event
from ehcp.cases.journeys import UnknownJourney, journey_named
from ehcp.cases.kinds import Kind
from ehcp.law.rule import Rule
from ehcp.register import projection
from ehcp.register.changes import KEYS
from ehcp.register.engine import reading
from ehcp.register.stored_reports import look_through_reports
from ehcp.register.walk import Row, Walked, walk

MOST_LISTED = 1000
"""So many findings are listed; the rest are counted."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is not as it should be.

    Attributes:
        reference: the case; None where the case itself is not there.
        entry: the number of the entry, where it is about one.
    """

    what: str
    reference: str | None = None
    entry: int | None = None

    def __str__(self) -> str:
        """Write it as one line."""
        where = f"Case {self.reference}" if self.reference else "The register"
        return f"{where}{f', entry {self.entry}' if self.entry else ''}: {self.what}"


@dataclass(kw_only=True)
class Verification:
    """How much was looked at, and what was found; `found` counts what is not listed as well.

    Attributes:
        pending: cases in which something may follow by itself that has not been done yet.
    """

    cases: int = 0
    pending: int = 0
    entries: int = 0
    reports: int = 0
    found: int = 0
    findings: list[Finding] = field(default_factory=list)

    def note(self, what: str, *, reference: str | None = None, entry: int | None = None) -> None:
        """Add a finding."""
        self.found += 1
        if self.found <= MOST_LISTED:
            self.findings.append(Finding(what=what, reference=reference, entry=entry))


def verify(engine: Engine, *, rules: Sequence[Rule]) -> Verification:
    """Go through the whole register once and say what was altered or removed.

    `rules` are those by which the deadlines were worked out: the law with the council's targets.
    """
    with reading(engine) as connection:
        return look_through(connection, rules=rules)


def look_through(connection: Connection, *, rules: Sequence[Rule]) -> Verification:
    """Do as `verify` does, on a connection that reads the register as at one moment."""
    result = Verification()
    opened = connection.execute(text("SELECT cases_opened FROM ledger WHERE id = 1")).scalar()
    if opened is None:
        result.note("the ledger, which counts the cases ever opened, is gone.")
    there = bytearray((opened or 0) + 1)
    ids, followed = set(), {}
    for walked in walk(connection):
        if walked.case is None:
            result.note(
                f"{len(walked.events)} entries, {len(walked.deadlines)} deadlines and "
                f"{len(walked.advice)} requests for advice belong to a case that is gone."
            )
            continue
        _look_at(result, walked, walked.case, rules)
        ids.add(walked.case["id"])
        if walked.case["follows_case_id"] is not None:
            followed[walked.case["reference"]] = walked.case["follows_case_id"]
        number = walked.case["number"]
        if 0 < number < len(there):
            there[number] = True
        else:
            result.note(
                f"its number {number} is none of the {opened or 0} ever given.",
                reference=walked.case["reference"],
            )
    for number in range(1, len(there)):
        if not there[number]:
            result.note(f"case number {number} was opened and is gone.")
    for reference, opener in followed.items():
        if opener not in ids:
            result.note("the case that opened it is gone.", reference=reference)
    _look_at_reports(result, connection)
    return result


def _look_at_reports(result: Verification, connection: Connection) -> None:
    for looked_at in look_through_reports(connection):
        result.reports += looked_at.is_there
        if looked_at.wrong:
            result.note(looked_at.wrong)


def _look_at(result: Verification, walked: Walked, case: Row, rules: Sequence[Rule]) -> None:
    result.cases += 1
    result.entries += len(walked.events)
    result.pending += case["version"] > case["woken_version"]
    found_before = result.found
    recorded = _sealed(result, walked.events, case)
    _known_end(result, walked.events, case)
    if result.found > found_before or not recorded:
        return  # what follows from a record that was altered says nothing
    file = _file(case, recorded)
    try:
        starts = journey_named(file.journey).starts
    except UnknownJourney:
        starts = ()
    if recorded[0].kind not in starts:
        result.note(
            f"its journey is {file.journey}, which does not open with {recorded[0].kind}.",
            reference=file.reference,
        )
        return
    _compare_case(result, file, case, walked, rules)


def _file(case: Row, recorded: list[Event]) -> CaseFile:
    """Make the case file from what the driver gave."""
    born_on = case["born_on"]
    return CaseFile(
        reference=case["reference"],
        recorded=tuple(recorded),
        journey=case["journey"],
        born_on=date.fromisoformat(born_on) if isinstance(born_on, str) else born_on,
        year_group=case["year_group"] if case["year_group_by_hand"] else None,
        year_group_from=case["year_group_from"],
        setting=case["setting"],
        setting_urn=case["setting_urn"],
    )


def _sealed(result: Verification, rows: list[Row], case: Row) -> list[Event]:
    """Read the entries; note every one whose seal, number or place in the chain is wrong."""
    reference, recorded = case["reference"], []
    expected, previous = 1, FIRST_HASH
    for row in rows:
        number = row["sequence"]
        if number != expected:
            gone = f"entry {expected}" if number == expected + 1 else f"entries from {expected}"
            result.note(f"{gone} to {number - 1} removed.", reference=reference, entry=number)
        elif row["previous_hash"] != previous:
            result.note("does not follow the entry before it.", reference=reference, entry=number)
        expected, previous = number + 1, row["hash"]
        event = _read(row)
        if event is None:
            result.note("was altered: it cannot be read.", reference=reference, entry=number)
        elif event.hash_in(reference) != row["hash"]:
            result.note(
                "was altered: it does not match its seal.", reference=reference, entry=number
            )
        else:
            recorded.append(event)
    return recorded


def _known_end(result: Verification, rows: list[Row], case: Row) -> None:
    """Compare the end of the record with the end that the case knows."""
    last = rows[-1]["sequence"] if rows else 0
    if case["version"] != last:
        result.note(
            f"the case knows {case['version']} entries, and its record ends with {last}.",
            reference=case["reference"],
        )
    elif rows and case["head_hash"] != rows[-1]["hash"]:
        result.note("its last entry is not the one that it knows.", reference=case["reference"])


def _compare_case(
    result: Verification, file: CaseFile, case: Row, walked: Walked, rules: Sequence[Rule]
) -> None:
    """Compare what is kept of a case with what follows from its record."""
    limits = projection.deadline_rows(file, case_id=case["id"], rules=rules)
    wanted = projection.standing_columns(file, limits) | {
        "opened_at": file.recorded[0].recorded_at,
    }
    officer = file.last(Kind.OFFICER_CHANGED)
    if officer is not None:
        wanted["officer"] = officer.details["officer"]
    for name, value in wanted.items():
        if not _same(case[name], value):
            _differs(result, file, f"{name} of the case", kept=case[name], follows=value)
    advice = projection.advice_rows(file, case_id=case["id"])
    for table, kept, follow in (
        ("deadlines", walked.deadlines, limits),
        ("advice", walked.advice, advice),
    ):
        _compare_rows(result, file, table, kept=kept, follow=follow)


def _compare_rows(
    result: Verification, file: CaseFile, table: str, *, kept: list[Row], follow: list[Row]
) -> None:
    keys = KEYS[table][1:]
    by_key = {tuple(_plain(row[key]) for key in keys): row for row in kept}
    for row in follow:
        key = tuple(_plain(row[key]) for key in keys)
        what = f"{table} {' '.join(str(part) for part in key if part)}"
        there = by_key.pop(key, None)
        if there is None:
            result.note(f"{what}: the row is gone.", reference=file.reference)
            continue
        for name, value in row.items():
            if name == "watch":
                if (there[name] is None) != (value is None):
                    _differs(result, file, f"{what}: watch", kept=there[name], follows=value)
            elif not _same(there[name], value):
                _differs(result, file, f"{what}: {name}", kept=there[name], follows=value)
    for key in by_key:
        what = f"{table} {' '.join(str(part) for part in key if part)}"
        result.note(f"{what}: the row follows from no entry.", reference=file.reference)


def _differs(
    result: Verification, file: CaseFile, what: str, *, kept: object, follows: object
) -> None:
    result.note(
        f"{what} is {_plain(kept)}, and the record gives {_plain(follows)}.",
        reference=file.reference,
    )


def _read(row: Row) -> Event | None:
    """Read an entry from what the driver gave; None where it makes no sense."""
    details = row["details"]
    try:
        return Event(
            sequence=row["sequence"],
            kind=row["kind"],
            happened_on=row["happened_on"],
            party=row["party"],
            details=loads(details) if isinstance(details, str) else details,
            corrects=row["corrects"],
            recorded_at=row["recorded_at"],
            recorded_by=row["recorded_by"],
            previous_hash=row["previous_hash"],
        )
    except ValueError:
        return None


def _same(kept: object, follows: object) -> bool:
    if isinstance(follows, datetime):
        kept = datetime.fromisoformat(kept) if isinstance(kept, str) else kept
        return bool(kept == follows)
    return bool(_plain(kept) == _plain(follows))


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever the driver gave, made comparable
    """Write a value as SQLite keeps it, so that both databases compare alike."""
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value
