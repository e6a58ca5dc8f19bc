"""N20: records that fail a rule of data quality."""

from collections import defaultdict

from sqlalchemy import Label, and_, or_, select, union_all

from ehcp.cases.stages import Stage
from ehcp.register.tables import cases, deadlines, people
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
    too_early = _finalised_early(position)
    faults = [_fault(rule.id, rule.says, found.get(rule.id, [])) for rule in RULES]
    faults.append(_fault("finalised_early", early, too_early))
    failing = {reference for references in found.values() for reference in references}
    failing |= set(too_early)
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
    flags: list[Label[bool]] = [rule.fails(position.at).label(rule.id) for rule in RULES]
    parts = [
        part.join(people, people.c.id == cases.c.person_id)
        for part in open_parts_at(position.at, cases.c.reference, *flags)
    ]
    # Worked out once: otherwise PostgreSQL asks each rule twice, to choose and to show.
    checked = union_all(*parts).cte("checked").prefix_with("MATERIALIZED")
    fails = or_(*(checked.c[rule.id] for rule in RULES))
    found: Found = defaultdict(list)
    for reference, *failed in position.connection.execute(select(checked).where(fails)):
        for rule, fault in zip(RULES, failed, strict=True):
            if fault:
                found[rule.id].append(reference)
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
