"""The projection: the deadlines, advice and standing of a case, as rows that can be counted.

They follow from the events alone, so they can be thrown away and worked out again.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    bindparam,
    func,
    literal_column,
    select,
    type_coerce,
)

from ehcp.cases.advice import NO_ADVICE_OWED, advice_requests
from ehcp.cases.case_file import CaseFile
from ehcp.cases.deadlines import deadlines, moved_by
from ehcp.cases.events import Event
from ehcp.cases.kinds import ABOUT_A_REQUEST, Kind
from ehcp.cases.standing import standing
from ehcp.law.rule import Rule
from ehcp.law.rules import TARGET, load_rules, planning_dates, rule
from ehcp.register import tables
from ehcp.register.changes import Row, replace
from ehcp.register.late_advice import with_late_days
from ehcp.register.statements import Statement

_MOVES_ADVICE = ABOUT_A_REQUEST | NO_ADVICE_OWED | {Kind.CORRECTED}
_SETS_KEPT = 1_000
_KEPT: dict[int, tuple[Sequence[Rule], tuple[Rule, ...]]] = {}
NEW, SEEN = "new", "seen"
"""Whether a check has seen a limit that is watched."""


@cache
def limits_of_the_plan() -> frozenset[str]:
    """Name the rules that say when a plan must be final and that an exception can lift.

    That is the twenty weeks of a needs assessment, the fourteen of a re-assessment, and those of
    a detained person or set by an order.
    """
    return frozenset(
        each.id
        for each in load_rules()
        if each.excepted_by and each.watched and Kind.PLAN_FINALISED in each.clock.stops
    )


def kept_rules(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Pick the rules whose limits are kept as rows: those that are watched, and the windows.

    The same rules give the same tuple, which the working out of limits makes ready once.
    """
    known = _KEPT.get(id(rules))
    if known is not None:
        return known[1]
    if len(_KEPT) >= _SETS_KEPT:
        _KEPT.clear()
    kept = tuple(each for each in rules if each.watched or each.is_window)
    # Of itself, for what an event moves is asked again and is kept already. The rules are held
    # with it, so that no others come to have their identity.
    _KEPT[id(kept)] = (kept, kept)
    _KEPT[id(rules)] = (rules, kept)
    return kept


def standing_columns(file: CaseFile, deadline_rows: Sequence[Row]) -> Row:
    """Give the columns of the case that follow from its events, from all its deadline rows."""
    watched = [(row["rule_id"], row["due_on"]) for row in deadline_rows if row["watch"]]
    limits = (due_on for rule_id, due_on in watched if not _is_aim(rule_id))
    return _standing(file, deadline_rows) | {
        "next_due_on": min((due_on for _, due_on in watched), default=None),
        "next_limit_on": min(limits, default=None),
    }


def _is_aim(rule_id: str) -> bool:
    return rule_id.endswith(TARGET) or rule_id in planning_dates()


def _standing(file: CaseFile, deadline_rows: Iterable[Row]) -> Row:
    stands = standing(file)
    return {
        **vars(stands),
        "stage": stands.stage.value,
        "version": len(file.recorded),
        "excepted": any(
            row["excepted_by"] and row["rule_id"] in limits_of_the_plan() for row in deadline_rows
        ),
    }


def deadline_rows(file: CaseFile, *, case_id: int, rules: Sequence[Rule]) -> list[Row]:
    """Give one row for each dated limit of the case that is watched, and for each window.

    A limit that still runs and is watched is new to the checks until one has seen it. The limits
    that no check looks at are worked out when they are shown.
    """
    rows = []
    for found in deadlines(file, kept_rules(rules)):
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
                "watch": NEW if found.is_running and found.rule.watched else None,
            }
        )
    return rows


def advice_rows(file: CaseFile, *, case_id: int) -> list[Row]:
    """Give one row for each advice request of the case."""
    rows: list[Row] = [
        {
            "case_id": case_id,
            "party": request.party,
            "requested_on": request.requested_on,
            "service": request.service,
            "journey": file.journey,
            "due_on": _six_weeks_from(request.counts_from),
            "acknowledged_on": request.acknowledged_on,
            "visit_on": request.visit_on,
            "promised_on": request.promised_on,
            "late_reason": request.late_reason,
            "returned_on": request.returned_on,
            "received_on": request.received_on,
            "nil_reply": request.nil_reply,
            "sent_back": request.sent_back,
            "cancelled_on": request.cancelled_on,
            "last_heard_on": request.last_heard_on,
        }
        for request in advice_requests(file)
    ]
    over = file.first(*NO_ADVICE_OWED)
    return with_late_days(rows, over=over.happened_on if over else None)


@lru_cache(maxsize=10_000)
def _six_weeks_from(day: date) -> date:
    return rule("advice_response").due(day)


def store(connection: Connection, file: CaseFile, *, case_id: int, rules: Sequence[Rule]) -> Row:
    """Bring the rows of one case to what follows from its record; give its standing columns."""
    limits = deadline_rows(file, case_id=case_id, rules=rules)
    for table, wanted in (
        (tables.deadlines, limits),
        (tables.advice, advice_rows(file, case_id=case_id)),
    ):
        rows = connection.execute(select(table).where(table.c.case_id == case_id)).mappings()
        replace(connection, table, there=map(dict, rows), wanted=wanted)
    return standing_columns(file, limits)


def store_after(
    connection: Connection,
    event: Event,
    *,
    before: CaseFile,
    after: CaseFile,
    case_id: int,
    rules: Sequence[Rule],
) -> tuple[Row, Row]:
    """Do as `store` does where one event has been added; give the standing before and after.

    What was there follows from the record as it was, so it is not read. Works out only what an
    event of this kind can have moved.
    """
    kept = kept_rules(rules)
    moved = kept if Kind.EXCEPTION_APPROVED in after.kinds else moved_by(event.kind, kept)
    were, are = (deadline_rows(file, case_id=case_id, rules=moved) for file in (before, after))
    replace(connection, tables.deadlines, there=were, wanted=are)
    if event.kind in _MOVES_ADVICE:
        replace(
            connection,
            tables.advice,
            there=advice_rows(before, case_id=case_id),
            wanted=advice_rows(after, case_id=case_id),
        )
    was, now = _standing(before, were), _standing(after, are)
    if were != are:
        # The limits that did not move are rows only, so the first of all is asked of the rows.
        (first,) = _FIRST_DUE.rows(connection, {"case_id": case_id})
        was |= dict.fromkeys(first, _NOT_READ)
        now |= first
    return was, now


_NOT_READ = object()


def _first_of_all() -> tuple[ColumnElement[Any], ...]:
    """Give the first of the days that are watched, and the first that is a limit of the law."""
    first, rule_id = func.min(tables.deadlines.c.due_on), tables.deadlines.c.rule_id
    planned: list[ColumnElement[Any]] = [
        literal_column(f"'{each}'") for each in sorted(planning_dates())
    ]
    a_target = rule_id.like(literal_column(f"'%!{TARGET}'"), escape="!")
    return (
        type_coerce(first, Date()).label("next_due_on"),
        type_coerce(first.filter(rule_id.not_in(planned), ~a_target), Date()).label(
            "next_limit_on"
        ),
    )


_FIRST_DUE = Statement(
    lambda _: select(*_first_of_all()).where(
        tables.deadlines.c.case_id == bindparam("case_id"), tables.deadlines.c.watch.is_not(None)
    )
)
