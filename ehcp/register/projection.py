"""The projection: the deadlines, advice and standing of a case, as rows that can be counted.

It is a function of the events. `project` works the rows out; `store` replaces what differs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.sql.schema import Table

from ehcp.cases.advice import NO_ADVICE_OWED, advice_requests
from ehcp.cases.case_file import CaseFile
from ehcp.cases.deadlines import deadlines
from ehcp.cases.standing import standing
from ehcp.law.rule import Rule
from ehcp.law.rules import rule
from ehcp.register import tables
from ehcp.register.late_advice import with_late_days

Row = dict[str, Any]
_KEYS = {
    "deadlines": ("case_id", "rule_id", "party", "started_on"),
    "advice": ("case_id", "party", "requested_on"),
}
_TWENTY_WEEKS = "final_plan"


def standing_columns(file: CaseFile, deadline_rows: Iterable[Row]) -> Row:
    """Give the columns of the case that follow from its events."""
    return {
        **asdict(standing(file)),
        "version": len(file.recorded),
        "excepted": any(
            row["rule_id"] == _TWENTY_WEEKS and row["excepted_by"] for row in deadline_rows
        ),
    }


def deadline_rows(file: CaseFile, *, case_id: int, rules: Sequence[Rule], today: date) -> list[Row]:
    """Give one row for each dated limit of the case.

    A limit that still runs and is watched is put before the next check (`next_on` is the day it
    started); the check itself aims it at its next step.
    """
    rows = []
    for found in deadlines(file, rules):
        if found.due_on is None:
            continue
        exception = found.exception
        rows.append(
            {
                "case_id": case_id,
                "rule_id": found.rule.id,
                "party": found.party or "",
                "started_on": found.started_on,
                "due_on": found.due_on,
                "met_on": found.met_on,
                "fell_away_on": found.fell_away_on,
                "excepted_by": exception.ground_id if exception else None,
                "excepted_authority": exception.authority if exception else None,
                "next_step": None,
                "next_on": found.started_on if found.is_running and found.rule.watched else None,
            }
        )
    return rows


def advice_rows(file: CaseFile, *, case_id: int) -> list[Row]:
    """Give one row for each advice request of the case."""
    six_weeks = rule("advice_response")
    rows: list[Row] = [
        {
            "case_id": case_id,
            "party": request.party,
            "requested_on": request.requested_on,
            "due_on": six_weeks.due(request.counts_from),
            "acknowledged_on": request.acknowledged_on,
            "visit_on": request.visit_on,
            "received_on": request.received_on,
            "nil_reply": request.nil_reply,
            "sent_back": request.sent_back,
            "cancelled_on": request.cancelled_on,
            "last_heard_on": request.last_heard_on or request.requested_on,
        }
        for request in advice_requests(file)
    ]
    over = file.first(*NO_ADVICE_OWED)
    return with_late_days(rows, over=over.happened_on if over else None)


def store(
    connection: Connection, file: CaseFile, *, case_id: int, rules: Sequence[Rule], today: date
) -> Row:
    """Replace the rows of one case where they differ, and give its standing columns."""
    limits = deadline_rows(file, case_id=case_id, rules=rules, today=today)
    _replace(connection, tables.deadlines, case_id, limits)
    _replace(connection, tables.advice, case_id, advice_rows(file, case_id=case_id))
    return standing_columns(file, limits)


def _replace(connection: Connection, table: Table, case_id: int, wanted: list[Row]) -> None:
    keys = _KEYS[table.name]
    held = {
        tuple(row[key] for key in keys): dict(row)
        for row in connection.execute(select(table).where(table.c.case_id == case_id)).mappings()
    }
    fresh, changed = [], []
    for row in wanted:
        there = held.pop(tuple(row[key] for key in keys), None)
        if there is None:
            fresh.append(row)
            continue
        if "next_on" in row and (row["next_on"] is None) == (there["next_on"] is None):
            # Still watched, or still not: what the last check aimed it at stands.
            row.update(next_on=there["next_on"], next_step=there["next_step"])
        if row != there:
            changed.append(row)
    if held:
        connection.execute(
            delete(table).where(*(table.c[key] == bindparam(f"the_{key}") for key in keys)),
            [{f"the_{key}": value for key, value in zip(keys, at, strict=True)} for at in held],
        )
    if fresh:
        connection.execute(insert(table), fresh)
    if changed:
        rest = [column.name for column in table.columns if column.name not in keys]
        connection.execute(
            update(table)
            .where(*(table.c[key] == bindparam(f"the_{key}") for key in keys))
            .values({name: bindparam(f"new_{name}") for name in rest}),
            [
                {f"the_{key}": row[key] for key in keys}
                | {f"new_{name}": row[name] for name in rest}
                for row in changed
            ],
        )
