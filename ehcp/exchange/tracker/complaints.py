"""Taking in the sheet of complaints: each once, by its own reference."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from ehcp.cases.case_file import NEEDS_ASSESSMENT_JOURNEY
from ehcp.cases.conditions import FURTHEST_AHEAD
from ehcp.cases.desk import Desk
from ehcp.exchange.tracker.intake import How, Outcome
from ehcp.exchange.tracker.rows import Row, read_rows
from ehcp.exchange.tracker.sheets import Layout
from ehcp.register.bulk import rows_where_in
from ehcp.register.files import tidy_reference
from ehcp.register.tables import cases, complaints, people

_FACTS = ("received_on", "stage", "theme", "outcome", "case_id")


def take_complaints(
    connection: Connection,
    layouts: Sequence[Layout],
    outcome: Outcome,
    *,
    from_1904: bool,
    desk: Desk,
    how: How,
) -> None:
    """Keep the complaints of these sheets; a changed one is updated; empty cells change nothing."""
    rows = [row for layout in layouts for row in read_rows(layout, from_1904=from_1904)]
    _refuse_what_cannot_be(rows, desk)
    result = outcome.complaints
    result.rows = len(rows)
    good = [row for row in rows if not row.refusals]
    cases_by = _cases_named(connection, good)
    wanted = {row.words["complaint_ref"]: _columns(row, cases_by) for row in good}
    for row in rows:
        outcome.refused += row.refusals
        outcome.warnings += row.warnings
    there = {
        each["external_ref"]: each
        for each in rows_where_in(connection, complaints, "external_ref", wanted)
    }
    new, changed = [], []
    for reference, columns in wanted.items():
        held = there.get(reference)
        if held is None:
            new.append({"external_ref": reference, **columns})
            continue
        merged = {n: columns[n] if columns[n] is not None else held[n] for n in _FACTS}
        if any(merged[name] != held[name] for name in _FACTS):
            changed.append({"the_id": held["id"], **{f"new_{n}": merged[n] for n in _FACTS}})
    result.created, result.updated = len(new), len(changed)
    result.unchanged = len(wanted) - len(new) - len(changed)
    if how.dry_run or (outcome.refused and not how.partial):
        return
    if new:
        connection.execute(insert(complaints), new)
    if changed:
        connection.execute(
            update(complaints)
            .where(complaints.c.id == bindparam("the_id"))
            .values({name: bindparam(f"new_{name}") for name in _FACTS}),
            changed,
        )


def _refuse_what_cannot_be(rows: Iterable[Row], desk: Desk) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        reference = row.words.get("complaint_ref")
        received_on = row.days.get("complained_on")
        if not reference:
            row.refuse("complaint_ref", "the complaint has no reference", "Give it one.")
        elif reference in first:
            other = first[reference]
            where = f"{other.layout.sheet.name}!{other.cell_of('complaint_ref')}"
            reason = f"the same reference stands in {where}"
            row.refuse("complaint_ref", reason, "Keep one row for each complaint.")
            if not any("the same reference" in each.reason for each in other.refusals):
                here = f"{row.layout.sheet.name}!{row.cell_of('complaint_ref')}"
                other.refuse(
                    "complaint_ref",
                    f"the same reference stands in {here}",
                    "Keep one row for each complaint.",
                )
        else:
            first[reference] = row
        if received_on is None and not row.refusals:
            row.refuse("complained_on", "the complaint has no date", "Fill in when it came.")
        elif received_on is not None and received_on > desk.today + FURTHEST_AHEAD:
            row.refuse(
                "complained_on", "the date is more than two years ahead of today", "Check the year."
            )


def _cases_named(connection: Connection, rows: Sequence[Row]) -> dict[str, int]:
    """Find the cases that the complaints name, by a child's id or by our own reference."""
    named = {row.words["external_id"] for row in rows if "external_id" in row.words}
    if not named:
        return {}
    by_person = {
        each["id"]: each["external_id"]
        for each in rows_where_in(connection, people, "external_id", named)
    }
    found: dict[str, int] = {}
    of_people = rows_where_in(connection, cases, "person_id", by_person)
    # The latest request of that child; of one who is known by a plan alone, their latest review.
    for case in sorted(of_people, key=_last_is_best):
        found[by_person[case["person_id"]]] = case["id"]
    tidy = {tidy_reference(name): name for name in named}
    for case in rows_where_in(connection, cases, "reference", tidy):
        found[tidy[case["reference"]]] = case["id"]
    return found


def _last_is_best(case: Mapping[str, Any]) -> tuple[bool, date, int]:
    return case["journey"] == NEEDS_ASSESSMENT_JOURNEY, case["started_on"], case["id"]


def _columns(row: Row, cases_by: dict[str, int]) -> dict[str, Any]:
    named = row.words.get("external_id")
    case_id = cases_by.get(named) if named else None
    if named and case_id is None:
        row.warn("external_id", "no case in the register has this id: the complaint stands alone")
    return {
        "received_on": row.days["complained_on"],
        "stage": row.words.get("complaint_stage"),
        "theme": row.words.get("theme"),
        "outcome": row.words.get("complaint_outcome"),
        "case_id": case_id,
    }
