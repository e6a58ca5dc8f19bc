"""Looking cases up: the list, and one case with everything that follows from its record."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, literal_column, select, union_all

from ehcp.cases.advice import advice_requests
from ehcp.cases.case_file import CaseFile
from ehcp.cases.explain import explain
from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import STARTS, Kind
from ehcp.cases.persons import is_detained
from ehcp.cases.stages import Stage
from ehcp.cases.standing import standing
from ehcp.casework.tasks import TASK, TASKS, WHY, is_done
from ehcp.law.in_words import day_in_words
from ehcp.law.notices import contents, notice_for, recipients
from ehcp.law.rule import Rule
from ehcp.law.rules import rule
from ehcp.refusal import Refusal
from ehcp.register import files
from ehcp.register.engine import reading
from ehcp.register.projection import NEW, SEEN
from ehcp.register.tables import cases, deadlines, people


def list_cases(
    engine: Engine,
    *,
    stage: Stage | None = None,
    journey: str | None = None,
    open_only: bool = False,
) -> list[dict[str, Any]]:
    """List cases by the day they started, each with the limit that is due next.

    `due_on` and `rule` are None where nothing that is watched runs any longer. A limit can run on
    in a case that is over: the report after a review that was decided at once, a Tribunal's order.

    Raises:
        UnknownJourney: there is no such journey.
    """
    query = (
        select(
            cases.c.id,
            cases.c.reference,
            cases.c.journey,
            cases.c.stage,
            cases.c.stage_since,
            cases.c.started_on,
            cases.c.ended_on,
            cases.c.officer,
            cases.c.last_event_on,
            people.c.external_id,
        )
        .join(people, people.c.id == cases.c.person_id)
        .order_by(cases.c.started_on, cases.c.reference)
    )
    if stage is not None:
        query = query.where(cases.c.stage == stage.value)
    if journey is not None:
        query = query.where(cases.c.journey == journey_named(journey).name)
    if open_only:
        query = query.where(cases.c.ended_on.is_(None))
    with reading(engine) as connection:
        found = [dict(row) for row in connection.execute(query).mappings()]
        due = _due_next(connection)
    nothing: tuple[date | None, str | None] = (None, None)
    for row in found:
        row["due_on"], row["rule"] = due.get(row.pop("id"), nothing)
    return found


def _due_next(connection: Connection) -> dict[int, tuple[date, str]]:
    """Give for each case the watched limit that is due first: its day and its rule."""
    # One select for each state, in the words of the indexes that hold these few rows.
    running = union_all(
        *(
            select(deadlines.c.case_id, deadlines.c.due_on, deadlines.c.rule_id).where(
                deadlines.c.watch == literal_column(f"'{watch}'")
            )
            for watch in (NEW, SEEN)
        )
    ).subquery()
    due: dict[int, tuple[date, str]] = {}
    for row in connection.execute(select(running).order_by(running.c.due_on, running.c.rule_id)):
        due.setdefault(row.case_id, (row.due_on, row.rule_id))
    return due


def file_of(engine: Engine, reference: str) -> CaseFile:
    """Give the file of one case.

    Raises:
        UnknownCase: no case has this reference.
    """
    with reading(engine) as connection:
        return files.load(connection, reference).file


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
        others = cases_of_the_child(connection, held)
    day = on or max(today, held.file.events[-1].happened_on)
    file = as_at(held.file, day)
    stands, journey = standing(file), journey_named(file.journey)
    next_kinds = journey.next_kinds(stands.stage)
    six_weeks = rule("advice_response")
    return {
        "reference": file.reference,
        "journey": file.journey,
        "journey_says": journey.says,
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
                "service": request.service,
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
        "tasks": tasks_on(file),
        "next": [kind.value for kind in next_kinds],
        "notices": [notice for kind in next_kinds if (notice := _notice_owed(file, kind))],
        **others,
    }


def tasks_on(file: CaseFile) -> list[dict[str, Any]]:
    """Give what the caseworker of a case was asked to do, ready for JSON."""
    return [
        {
            "entry": note.sequence,
            "task": note.details[TASK],
            "says": " ".join(
                filter(
                    None,
                    (
                        TASKS.get(note.details[TASK], note.details[TASK]),
                        note.details.get(WHY),
                    ),
                )
            ),
            "given_on": note.happened_on.isoformat(),
            "done": is_done(file, note),
        }
        for note in file.events
        if note.kind is Kind.NOTE_ADDED and TASK in note.details
    ]


def cases_of_the_child(connection: Connection, held: files.Held) -> dict[str, Any]:
    """Give the case that opened this one, those that it opened, and the child's other cases."""
    rows = connection.execute(
        select(
            cases.c.id,
            cases.c.reference,
            cases.c.journey,
            cases.c.stage,
            cases.c.started_on,
            cases.c.ended_on,
            cases.c.follows_case_id,
        )
        .where(cases.c.person_id == held.person_id)
        .order_by(cases.c.started_on, cases.c.id)
    ).all()
    follows = next((row.follows_case_id for row in rows if row.id == held.case_id), None)
    told = {
        row.id: {
            "reference": row.reference,
            "journey": row.journey,
            "journey_says": journey_named(row.journey).says,
            "stage_says": Stage(row.stage).says,
            "started_on": row.started_on.isoformat(),
            "ended_on": row.ended_on.isoformat() if row.ended_on else None,
        }
        for row in rows
        if row.id != held.case_id
    }
    opened = [row.id for row in rows if row.follows_case_id == held.case_id]
    return {
        "opened_by": told.get(follows) if follows is not None else None,
        "opened": [told[case_id] for case_id in opened],
        "other_cases": [
            case for case_id, case in told.items() if case_id not in (follows, *opened)
        ],
    }


def _notice_owed(file: CaseFile, kind: Kind) -> dict[str, Any] | None:
    """Say what the notice is that a step serves, and to whom; None where it serves none."""
    notice = notice_for(kind.value, file.journey, detained=is_detained(file))
    if notice is None:
        return None
    return {
        "kind": kind.value,
        "says": notice.says,
        "cite": notice.source.cite,
        "confidence": notice.source.confidence,
        "sent_to": {each: recipients()[each] for each in notice.sent_to},
        "may_be_left_out_with_a_reason": list(notice.excusable),
        "contains": {each: contents()[each] for each in notice.contents},
    }


def as_at(file: CaseFile, day: date) -> CaseFile:
    """Give a file as it was at a day.

    Raises:
        NotStarted: the case started after this day.
    """
    first = file.first(*STARTS)
    if first is not None and day < first.happened_on:
        raise NotStarted(
            f"Case {file.reference} started on {day_in_words(first.happened_on)}, so there is "
            f"nothing to show as at {day_in_words(day)}. Give a later day; if the start is wrong, "
            f"correct entry {first.sequence}."
        )
    return file.as_at(day)
