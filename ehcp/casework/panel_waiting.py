"""The open cases that wait for a decision of the kind that a panel advises on, set-based."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select, text

from ehcp.cases.events import Event
from ehcp.cases.journeys import JOURNEYS
from ehcp.cases.panel import (
    DEFER,
    LIMITS,
    STAGES,
    Question,
    Waiting,
    panels_that_saw,
    question_at,
    said_already,
)
from ehcp.cases.stages import Stage
from ehcp.register import files
from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import advice, cases, deadlines, events, people
from ehcp.register.tables.indexes import A_PANEL_DECIDED

_LONGEST_TO_A_PLAN = timedelta(weeks=20, days=1)
"""Whatever is being assessed has a limit that runs within so many days."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A case that waits for a decision.

    Attributes:
        rule_id: the limit by which it is due.
        excepted: whether an approved exception lifts that limit.
        answered: the kinds of advice that are in; `outstanding` those that are not.
        said: the last answer of a panel, which may be to decide later.
        seen_on: the days of the panels that have dealt with this case.
    """

    case_id: int
    reference: str
    journey: str
    stage: Stage
    stage_since: date
    started_on: date
    met_on: date | None
    officer: str | None
    child: str
    setting: str | None
    version: int
    question: Question
    due_on: date | None
    rule_id: str | None
    excepted: bool
    answered: tuple[str, ...] = ()
    outstanding: tuple[str, ...] = ()
    ready_on: date | None = None
    said: Event | None = None
    seen_on: frozenset[date] = frozenset()

    @property
    def is_decided(self) -> bool:
        """Say whether a panel has answered, so that only the family is still to be told."""
        return self.said is not None and self.said.details.get("decision") != DEFER

    @property
    def waiting(self) -> Waiting:
        """Give what its place on an agenda depends on."""
        put_off = self.said is not None and not self.is_decided
        return Waiting(
            started_on=self.stage_since,
            due_on=self.due_on,
            ready_on=self.ready_on,
            deferred_on=self.said.happened_on if self.said and put_off else None,
            seen_on=self.seen_on,
        )


def candidates(
    connection: Connection,
    *,
    today: date,
    until: date,
    sight: Sight | None,
    by_hand: Collection[int] = (),
) -> list[Candidate]:
    """Give the cases that may be seen and wait for a decision: due before a day, advised, decided.

    Those that were put on an agenda by hand are among them, whenever they are due.
    """
    horizon = max(until, today + _LONGEST_TO_A_PLAN)
    chosen = and_(
        cases.c.ended_on.is_(None),
        or_(cases.c.next_due_on < horizon, cases.c.id.in_(list(by_hand))),
    )
    found = _found(connection, _question().where(chosen, seen_cases(sight)))
    return [
        each
        for each in with_what_was_said(connection, found)
        if each.case_id in by_hand
        or each.ready_on is not None
        or (each.due_on is not None and each.due_on < until)
        or each.is_decided
    ]


def the_candidate(
    connection: Connection, reference: str, *, sight: Sight | None
) -> Candidate | None:
    """Give one case, where it may be seen and waits for such a decision."""
    chosen = _question().where(
        cases.c.reference == files.tidy_reference(reference),
        cases.c.ended_on.is_(None),
        seen_cases(sight),
    )
    return next(iter(with_what_was_said(connection, _found(connection, chosen))), None)


def with_what_was_said(connection: Connection, found: Sequence[Candidate]) -> list[Candidate]:
    """Add to each case what a panel has answered to the question that it waits with."""
    ids = [each.case_id for each in found]
    asked = [case_id for some in _some(ids) for case_id in _asked_about(connection, some)]
    held = {each.case_id: each.file for each in files.load_many(connection, asked)}
    return [
        replace(
            each,
            said=said_already(file, each.question, since=each.stage_since),
            seen_on=panels_that_saw(file),
        )
        if (file := held.get(each.case_id))
        else each
        for each in found
    ]


def _asked_about(connection: Connection, ids: Sequence[int]) -> Sequence[int]:
    """Give those of which a panel said something since they came to their stage.

    An entry that was corrected counts too: only the whole record tells on which day it stands now.
    """
    correction = events.alias()
    corrected = (
        select(correction.c.sequence)
        .where(
            correction.c.case_id == events.c.case_id,
            correction.c.corrects == events.c.sequence,
        )
        .exists()
    )
    return connection.scalars(
        select(events.c.case_id)
        .join(cases, cases.c.id == events.c.case_id)
        .where(
            events.c.case_id.in_(ids),
            text(f"events.{A_PANEL_DECIDED}"),  # as it is written in the index
            or_(events.c.happened_on >= cases.c.stage_since, corrected),
        )
        .distinct()
    ).all()


def _question() -> Select[Any]:
    of_question = or_(
        *(
            and_(_asks(question), deadlines.c.rule_id.in_(rules))
            for question, rules in LIMITS.items()
        )
    )
    return (
        select(
            *(cases.c[name] for name in ("id", "reference", "journey", "stage", "stage_since")),
            *(cases.c[name] for name in ("started_on", "met_on", "officer", "version")),
            *(people.c[name] for name in ("forename", "surname", "setting")),
            *(deadlines.c[name] for name in ("due_on", "rule_id", "excepted_by")),
        )
        .select_from(cases)
        .join(people, people.c.id == cases.c.person_id)
        .outerjoin(
            deadlines,
            and_(deadlines.c.case_id == cases.c.id, deadlines.c.watch.is_not(None), of_question),
        )
        .where(cases.c.stage.in_([stage.value for stage in STAGES]))
    )


def _asks(question: Question) -> ColumnElement[bool]:
    """Choose the cases that wait with this question, as `question_at` says of one."""
    return or_(
        *(
            and_(cases.c.journey == journey.name, cases.c.stage == stage.value)
            for journey in JOURNEYS
            for stage in journey.stages
            if question_at(journey.name, stage) is question
        )
    )


def _found(connection: Connection, chosen: Select[Any]) -> list[Candidate]:
    first: dict[int, Candidate] = {}
    for row in connection.execute(chosen):
        question = question_at(row.journey, row.stage)
        known = first.get(row.id)
        if question is None or (
            known is not None and (row.due_on, row.rule_id) >= (known.due_on, known.rule_id)
        ):
            continue
        first[row.id] = Candidate(
            case_id=row.id,
            reference=row.reference,
            journey=row.journey,
            stage=Stage(row.stage),
            stage_since=row.stage_since,
            started_on=row.started_on,
            met_on=row.met_on,
            officer=row.officer,
            child=" ".join(part for part in (row.forename, row.surname) if part),
            setting=row.setting,
            version=row.version,
            question=question,
            due_on=row.due_on,
            rule_id=row.rule_id,
            excepted=row.excepted_by is not None,
        )
    return _with_advice(connection, first)


def _with_advice(connection: Connection, found: dict[int, Candidate]) -> list[Candidate]:
    """Add which advice is in and which is not, to the cases that wait for advice."""
    waiting = [each.case_id for each in found.values() if each.stage is Stage.ASSESSING]
    asked: dict[int, list[Any]] = {}
    for some in _some(waiting):
        for row in connection.execute(
            select(
                advice.c.case_id, advice.c.party, advice.c.received_on, advice.c.cancelled_on
            ).where(advice.c.case_id.in_(some))
        ):
            asked.setdefault(row.case_id, []).append(row)
    for case_id, rows in asked.items():
        answered = [row for row in rows if row.received_on is not None]
        out = {row.party for row in rows if row.received_on is None and row.cancelled_on is None}
        found[case_id] = replace(
            found[case_id],
            answered=tuple(sorted({row.party for row in answered} - out)),
            outstanding=tuple(sorted(out)),
            ready_on=max(row.received_on for row in answered) if answered and not out else None,
        )
    return list(found.values())


def _some(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(ids), files.AT_A_TIME):
        yield ids[start : start + files.AT_A_TIME]
