"""Looking cases up: the list, and one case with everything that follows from its record."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Engine, and_, select

from ehcp.cases.advice import advice_requests
from ehcp.cases.case_file import CaseFile
from ehcp.cases.explain import explain
from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import STARTS
from ehcp.cases.stages import Stage
from ehcp.cases.standing import standing
from ehcp.law.in_words import day_in_words
from ehcp.law.rule import Rule
from ehcp.law.rules import rule
from ehcp.refusal import Refusal
from ehcp.register import files
from ehcp.register.engine import reading
from ehcp.register.tables import cases, deadlines, people


def list_cases(engine: Engine, *, stage: Stage | None = None) -> list[dict[str, Any]]:
    """List cases by the date of their request, with the date of their twenty weeks."""
    query = (
        select(
            cases.c.reference,
            cases.c.stage,
            cases.c.stage_since,
            cases.c.started_on,
            cases.c.ended_on,
            deadlines.c.due_on,
            cases.c.officer,
            cases.c.last_event_on,
            people.c.external_id,
        )
        .join(people, people.c.id == cases.c.person_id)
        .outerjoin(
            deadlines,
            and_(deadlines.c.case_id == cases.c.id, deadlines.c.rule_id == "final_plan"),
        )
        .order_by(cases.c.started_on, cases.c.reference)
    )
    if stage is not None:
        query = query.where(cases.c.stage == stage.value)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


class NotStarted(Refusal):
    """A day on which the case had not started."""


def case_shown(
    engine: Engine, *, reference: str, rules: Sequence[Rule], today: date, on: date | None = None
) -> dict[str, Any]:
    """Give one case as at a day, ready for JSON: what had happened by then, as corrected since.

    Without a day it is today, or the day of the last entry where that lies ahead. The record is
    given whole, for it numbers the entries. The officer is the one who has the case now.

    Raises:
        UnknownCase: no case has this reference.
        NotStarted: the case started after this day.
    """
    with reading(engine) as connection:
        held = files.load(connection, reference)
        external_id = connection.scalar(
            select(people.c.external_id).where(people.c.id == held.person_id)
        )
    day = on or max(today, held.file.events[-1].happened_on)
    file = _as_at(held.file, day)
    stands = standing(file)
    six_weeks = rule("advice_response")
    return {
        "reference": file.reference,
        "journey": file.journey,
        "on": day.isoformat(),
        "stage": stands.stage.value,
        "stage_says": stands.stage.says,
        "stage_since": stands.stage_since.isoformat(),
        "started_on": stands.started_on.isoformat(),
        "ended_on": stands.ended_on.isoformat() if stands.ended_on else None,
        "week": ((stands.ended_on or day) - stands.started_on).days // 7,
        "officer": held.officer,
        "external_id": external_id,
        "limits": explain(file, rules=rules, day=day),
        "advice": [
            {
                "kind": request.party,
                "requested_on": request.requested_on.isoformat(),
                "due": six_weeks.due(request.counts_from).isoformat(),
                "received_on": request.received_on.isoformat() if request.received_on else None,
                "nil_reply": request.nil_reply,
                "cancelled_on": request.cancelled_on.isoformat() if request.cancelled_on else None,
            }
            for request in advice_requests(file)
        ],
        "record": [
            {
                "entry": event.sequence,
                "kind": event.kind.value,
                "says": event.kind.says,
                "happened_on": event.happened_on.isoformat(),
                "party": event.party,
                "corrects": event.corrects,
                "details": event.details,
                "recorded_by": event.recorded_by,
                "recorded_at": event.recorded_at.isoformat(),
            }
            for event in held.file.recorded
        ],
        "next": [kind.value for kind in journey_named(file.journey).next_kinds(stands.stage)],
    }


def _as_at(file: CaseFile, day: date) -> CaseFile:
    first = file.first(*STARTS)
    if first is not None and day < first.happened_on:
        raise NotStarted(
            f"Case {file.reference} started on {day_in_words(first.happened_on)}, so there is "
            f"nothing to show as at {day_in_words(day)}. Give a later day; if the start is wrong, "
            f"correct entry {first.sequence}."
        )
    return file.as_at(day)
