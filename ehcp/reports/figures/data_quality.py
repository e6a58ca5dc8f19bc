"""N20: records that fail a rule of data quality."""

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Label, and_, or_, select

from ehcp.cases.stages import Stage
from ehcp.register.tables import cases, deadlines, events, people
from ehcp.reports.days import a_year_before
from ehcp.reports.figure import Fault, Figure
from ehcp.reports.position import Position, open_parts_at
from ehcp.reports.quality_rules import RULES

SHOWN = 20
_WINDOW = "parent_representations"

Found = dict[str, list[str]]


def data_quality(position: Position) -> Figure:
    """N20: how many cases fail a rule, by rule."""
    found = _open_cases_that_fail(position)
    early = (
        "The plan was made final before the family's fifteen days were over and without their "
        "answer (issued in the last 12 months); check that they agreed."
    )
    others = (
        ("dated_ahead", "Something is dated after the report's day.", _dated_ahead(position)),
        ("finalised_early", early, _finalised_early(position)),
    )
    faults = [_fault(rule.id, rule.says, found.get(rule.id, [])) for rule in RULES]
    faults += [_fault(*other) for other in others]
    failing = {reference for references in found.values() for reference in references}
    failing |= {reference for _, _, references in others for reference in references}
    return Figure(
        id="N20",
        name="Records that fail a rule of data quality",
        unit="cases",
        value=len(failing),
        numerator=len(failing),
        denominator=position.open_count,
        definition=(
            "Open assessments (N1) that fail at least one rule, and plans of the last 12 months "
            "that were made final too early. Each rule is counted by itself, and the first "
            f"{SHOWN} cases are named by reference."
        ),
        series=(),
        rules=tuple(faults),
    )


def _fault(rule: str, says: str, references: list[str]) -> Fault:
    shown = tuple(sorted(references)[:SHOWN])
    return Fault(rule=rule, says=says, count=len(references), references=shown)


def _open_cases_that_fail(position: Position) -> Found:
    """Put every rule to every open case in one pass; only those that fail come back."""
    at = position.at
    flags: list[Label[bool]] = [rule.fails(at).label(rule.id) for rule in RULES]
    fails = or_(*(rule.fails(at) for rule in RULES))
    found: Found = defaultdict(list)
    for part in open_parts_at(at, cases.c.reference, *flags):
        query = part.join(people, people.c.id == cases.c.person_id).where(fails)
        for reference, *failed in position.connection.execute(query):
            for rule, fault in zip(RULES, failed, strict=True):
                if fault:
                    found[rule.id].append(reference)
    return found


def _dated_ahead(position: Position) -> list[str]:
    """Find open cases with an entry that was recorded by the day and is dated after it.

    For a day in the past, what was recorded later is simply later history.
    """
    at = position.at
    end_of_day = datetime.combine(at + timedelta(days=1), time(), UTC)
    found: list[str] = []
    for part in open_parts_at(at, cases.c.reference):
        query = (
            part.join(events, events.c.case_id == cases.c.id)
            .where(
                cases.c.last_event_on > at,
                events.c.happened_on > at,
                events.c.recorded_at < end_of_day,
            )
            .distinct()
        )
        found += position.connection.execute(query).scalars()
    return found


def _finalised_early(position: Position) -> list[str]:
    """Find plans made final within fifteen days of a draft that the family had not answered."""
    at = position.at
    return list(
        position.connection.execute(
            select(cases.c.reference)
            .distinct()
            .join(
                deadlines,
                and_(
                    deadlines.c.case_id == cases.c.id,
                    deadlines.c.rule_id == _WINDOW,
                    deadlines.c.due_on >= cases.c.issued_on,
                    deadlines.c.started_on <= cases.c.issued_on,
                    or_(deadlines.c.met_on.is_(None), deadlines.c.met_on > cases.c.issued_on),
                ),
            )
            .where(
                cases.c.issued_on > a_year_before(at),
                cases.c.issued_on <= at,
                cases.c.stage == Stage.PLAN_ISSUED.value,
            )
        ).scalars()
    )
