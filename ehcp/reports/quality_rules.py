"""The rules of data quality: what a record should hold or cannot mean, one small function each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import and_, exists, func, or_
from sqlalchemy.sql.elements import ColumnElement

from ehcp.cases.stages import Stage
from ehcp.register.tables import advice, cases, events, people
from ehcp.reports.open_cases import stage_at

SCHOOL_AGE = (5, 16)
OLDEST_AGE = 26

Condition = Callable[[date], ColumnElement[bool]]


@dataclass(frozen=True)
class QualityRule:
    """A rule about open cases: the cases for which the condition holds fail it."""

    id: str
    says: str
    fails: Condition


def no_birth_date(_at: date) -> ColumnElement[bool]:
    """Find cases whose person has no date of birth."""
    missing: ColumnElement[bool] = people.c.born_on.is_(None)
    return missing


def born_after_the_request(_at: date) -> ColumnElement[bool]:
    """Find cases that began before the person was born."""
    later: ColumnElement[bool] = people.c.born_on > cases.c.started_on
    return later


def too_old(at: date) -> ColumnElement[bool]:
    """Find cases of somebody aged 26 or more: a plan ends by then (CFA s.46)."""
    older: ColumnElement[bool] = people.c.born_on <= _years_before(at, OLDEST_AGE)
    return older


def no_upn_at_school_age(at: date) -> ColumnElement[bool]:
    """Find cases of somebody of school age without UPN or ULN, and no reason why."""
    youngest, oldest = SCHOOL_AGE
    return and_(
        people.c.born_on <= _years_before(at, youngest),
        people.c.born_on > _years_before(at, oldest),
        *(_empty(column) for column in (people.c.upn, people.c.uln, people.c.upn_unknown_reason)),
    )


def no_officer(_at: date) -> ColumnElement[bool]:
    """Find cases that nobody has."""
    return _empty(cases.c.officer)


def no_decision(at: date) -> ColumnElement[bool]:
    """Find cases that went on although no decision to assess is on record."""
    return and_(
        cases.c.decided_on.is_(None),
        or_(
            cases.c.drafted_on <= at,
            cases.c.issuing_decided_on <= at,
            _advice(advice.c.requested_on <= at),
        ),
    )


def steps_out_of_order(_at: date) -> ColumnElement[bool]:
    """Find cases in which a later step is dated before an earlier one."""
    return or_(
        cases.c.decided_on < cases.c.started_on,
        cases.c.issuing_decided_on < cases.c.decided_on,
        cases.c.drafted_on < cases.c.decided_on,
    )


def assessing_without_advice(at: date) -> ColumnElement[bool]:
    """Find cases that are being assessed and for which no advice was asked."""
    return and_(stage_at(at) == Stage.ASSESSING.value, ~_advice(advice.c.requested_on <= at))


def advice_before_it_was_asked(_at: date) -> ColumnElement[bool]:
    """Find cases with advice that came before it was asked for."""
    return _advice(advice.c.received_on < advice.c.requested_on)


def dated_ahead(at: date) -> ColumnElement[bool]:
    """Find cases with an entry that was recorded by the day and is dated after it.

    For a day in the past, what was recorded later is simply later history.
    """
    end_of_day = datetime.combine(at + timedelta(days=1), time(), UTC)
    ahead = exists().where(
        events.c.case_id == cases.c.id,
        events.c.happened_on > at,
        events.c.recorded_at < end_of_day,
    )
    return and_(cases.c.last_event_on > at, ahead.correlate(cases))


RULES = (
    QualityRule("no_birth_date", "No date of birth.", no_birth_date),
    QualityRule("born_after_the_request", "Born after the request.", born_after_the_request),
    QualityRule("too_old", "Aged 26 or more.", too_old),
    QualityRule(
        "no_upn_at_school_age",
        "Of school age, with no UPN or ULN and no reason why.",
        no_upn_at_school_age,
    ),
    QualityRule("no_officer", "No officer has the case.", no_officer),
    QualityRule(
        "no_decision",
        "Advice was asked or a plan begun, but no decision to assess is on record.",
        no_decision,
    ),
    QualityRule(
        "steps_out_of_order", "A later step is dated before an earlier one.", steps_out_of_order
    ),
    QualityRule(
        "assessing_without_advice",
        "Being assessed, but no advice was asked.",
        assessing_without_advice,
    ),
    QualityRule(
        "advice_before_it_was_asked",
        "Advice came before it was asked for.",
        advice_before_it_was_asked,
    ),
    QualityRule("dated_ahead", "Something is dated after the report's day.", dated_ahead),
)


def _advice(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(advice.c.case_id == cases.c.id, condition).correlate(cases)


def _empty(column: ColumnElement[str]) -> ColumnElement[bool]:
    return func.coalesce(column, "") == ""


def _years_before(day: date, years: int) -> date:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - years, day=last)
