"""N20: records that fail a rule of data quality."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Label, Select, and_, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.register.files import load_many
from ehcp.register.tables import cases, deadlines, people
from ehcp.reports.assessments import ASSESSMENTS
from ehcp.reports.days import a_year_before
from ehcp.reports.figure import Fault, Figure
from ehcp.reports.open_cases import open_parts_at
from ehcp.reports.plan_quality import (
    MEETING_PASSED,
    NO_PREFERENCE,
    NO_REVIEW,
    meetings_passed,
    plans_without_review,
    transfers_without_preference,
)
from ehcp.reports.position import Position
from ehcp.reports.quality_rules import RULES

SHOWN = 20
_WINDOW = "parent_representations"
_NO_DRAFT = (
    "The plan was made final before its draft was served, or without one (issued in the last 12 "
    "months)."
)

_EARLY = (
    "The plan was made final before the family's fifteen days were over and without their "
    "answer, and the record does not say that they agreed (issued in the last 12 months)."
)
_ABOUT_PLANS = {
    "plan_without_review": NO_REVIEW,
    "meeting_passed": MEETING_PASSED,
    "no_preference": NO_PREFERENCE,
}
_SAYS = {
    **{rule.id: rule.says for rule in RULES},
    "finalised_early": _EARLY,
    "plan_without_draft": _NO_DRAFT,
    **_ABOUT_PLANS,
}

Found = dict[str, list[str]]


def data_quality(position: Position) -> Figure:
    """N20: how many cases fail a rule, by rule."""
    found = records_that_fail(position)
    failing = about_assessments(found)
    faults = [_fault(rule, _SAYS[rule], references) for rule, references in found.items()]
    return Figure(
        id="N20",
        name="Records that fail a rule of data quality",
        unit="cases",
        value=len(failing),
        numerator=len(failing),
        denominator=position.open_count,
        definition=(
            "Open assessments (N1) that fail at least one rule, and plans of the last 12 months "
            "that were made final too early or without a draft. Each rule is counted by itself, "
            f"and the first {SHOWN} cases are named by reference. The last three rules are about "
            "plans in force, and what fails them is not in the number."
        ),
        series=(),
        rules=tuple(faults),
    )


def records_that_fail(position: Position) -> Mapping[str, Sequence[str]]:
    """Give for each rule, in the order of the page, the references of the cases that fail it."""
    found = _open_cases_that_fail(position)
    return {rule.id: found.get(rule.id, []) for rule in RULES} | {
        "finalised_early": _finalised_early(position),
        "plan_without_draft": _plan_without_draft(position),
        "plan_without_review": plans_without_review(position),
        "meeting_passed": meetings_passed(position),
        "no_preference": transfers_without_preference(position),
    }


def about_assessments(found: Mapping[str, Sequence[str]]) -> set[str]:
    """Give the cases that make up the figure: those that fail a rule about assessments."""
    return {
        reference
        for rule, references in found.items()
        if rule not in _ABOUT_PLANS
        for reference in references
    }


def _fault(rule: str, says: str, references: Sequence[str]) -> Fault:
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
    """Find plans made final within fifteen days of a draft that the family had not answered.

    Where they agreed, the record says so (`family_agreed`). The plans in question are few, and
    their records are read to see it.
    """
    query = (
        _plans_of_the_year(position, cases.c.id)
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
    )
    early = position.connection.execute(query).scalars().all()
    return [
        held.file.reference
        for held in load_many(position.connection, early)
        if not _family_agreed(held.file)
    ]


def _family_agreed(file: CaseFile) -> bool:
    plan = file.first(Kind.PLAN_FINALISED)
    return plan is not None and plan.details.get("family_agreed") == "yes"


def _plan_without_draft(position: Position) -> list[str]:
    """Find plans made final before their draft was served, or without one (reg 13)."""
    no_draft = or_(cases.c.drafted_on.is_(None), cases.c.drafted_on > cases.c.issued_on)
    query = _plans_of_the_year(position, cases.c.reference).where(no_draft)
    return list(position.connection.execute(query).scalars())


def _plans_of_the_year(position: Position, *columns: ColumnElement[Any]) -> Select[Any]:
    """Select from the plans that were made final in the twelve months up to the day."""
    return select(*columns).where(
        ASSESSMENTS,
        cases.c.issued_on > a_year_before(position.at),
        cases.c.issued_on <= position.at,
        cases.c.stage == Stage.PLAN_ISSUED.value,
    )
