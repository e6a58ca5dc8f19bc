"""Which families are told of a delay, and which were told of one that was none after all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, case, exists, false, func, not_, or_, select

from ehcp.cases.kinds import Kind
from ehcp.cases.stages import OPEN, Stage
from ehcp.register.tables import cases, deadlines, events, messages, occasions
from notifications.claims import NOT_NEEDED
from notifications.families import due_on, families, has_plan
from notifications.late_steps import FINAL, RULES, STEPS, LateStep, late_step
from notifications.letter import Round
from notifications.told import News, is_about, said_before, says

_COMMENTS: Final = timedelta(days=15)
"""A family has so long to comment on a draft: a final plan without one takes longer than that."""

NO_DELAY: Final = "no_delay"
"""How the key of a letter ends which says that there is none."""

_DAYS: Final = (
    *("started_on", "decided_on", "issuing_decided_on", "drafted_on", "issued_on", "met_on"),
)


@dataclass(frozen=True, kw_only=True)
class Delay:
    """What one person of a family is told: that a step is late, or that it is not after all.

    Attributes:
        row: the case, its reader, and by when the step is due.
        limit: what the step is due by, with the ground that excuses it where one does.
        every: each day that a limit of this step has on the record now.
        is_none: whether it is not late after all.
    """

    row: Row[Any]
    step: LateStep
    limit: Row[Any]
    news: News
    every: frozenset[date] = frozenset()
    is_none: bool = False

    def is_in(self, key: str) -> bool:
        """Say whether the letter with this key tells it."""
        return says(key, self.news) and key.endswith(NO_DELAY) == self.is_none


def delays(about: Round, letter: str, *conditions: ColumnElement[bool]) -> Iterator[Delay]:
    """Give what is late, or cannot be kept any more, for each person of the family."""
    limit = due_on(RULES)
    due = case((limit < about.day, limit), else_=due_on(FINAL))
    for row in _waiting(about, due, _is_late(about.day), *conditions):
        found = next(
            each for each in _open(_limits(about, row, RULES)) if each.due_on == row.due_on
        )
        step = late_step(found.rule_id, stage=row.stage, plan=bool(row.plan))
        news = News(told=f"{to(letter, row)}{step.name}", days=(found.due_on,))
        yield Delay(row=row, step=step, limit=found, news=news)


def no_delays(about: Round, letter: str, *conditions: ColumnElement[bool]) -> Iterator[Delay]:
    """Give what is not late, of which such a letter said so before something was corrected."""
    in_time = not_(func.coalesce(_is_late(about.day), false()))
    rows = _waiting(about, due_on(RULES), in_time, _corrected_since(letter), *conditions)
    before = said_before(about.connection, letter, [row.case_id for row in rows])
    for row in rows:
        told = _told_last(before[row.case_id], to(letter, row))
        limits = _limits(about, row, told.rules) if told else []
        if told is None or not _open(limits):
            continue
        found = _open(limits)[0]
        yield Delay(
            row=row,
            step=late_step(found.rule_id, stage=row.stage, plan=bool(row.plan)),
            limit=found,
            news=News(told=f"{to(letter, row)}{told.name}", days=(found.due_on,)),
            every=frozenset(each.due_on for each in limits),
            is_none=True,
        )


def to(letter: str, row: Row[Any]) -> str:
    """Give how the keys begin of all that such letters tell one person about a case."""
    return f"{letter}|{row.reference}|{row.contact_id}|"


def _waiting(about: Round, due: Any, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:  # noqa: ANN401
    return families(
        about,
        cases.c.stage.in_(OPEN),
        *conditions,
        columns=(
            due.label("due_on"),
            has_plan().label("plan"),
            *(cases.c[name] for name in _DAYS),
        ),
    )


def _is_late(day: date) -> ColumnElement[bool]:
    """Give the condition that a limit of a case is missed, or cannot be kept any more.

    A re-assessment can still end on its last day with the decision that the plan stays as it is.
    """
    no_time_for_a_draft = or_(
        cases.c.stage == Stage.DRAFTING,
        and_(cases.c.stage.in_((Stage.REQUESTED, Stage.ASSESSING)), ~has_plan()),
    )
    cannot_be_kept = and_(no_time_for_a_draft, due_on(FINAL) < day + _COMMENTS)
    either: ColumnElement[bool] = or_(due_on(RULES) < day, cannot_be_kept)
    return either


def _corrected_since(letter: str) -> ColumnElement[bool]:
    """Give the condition that something was corrected after such a letter about the case."""
    return exists(
        select(occasions.c.key)
        .join(messages, messages.c.id == occasions.c.message_id)
        .join(events, events.c.case_id == occasions.c.case_id)
        .where(
            occasions.c.case_id == cases.c.id,
            messages.c.letter == letter,
            events.c.kind == Kind.CORRECTED.value,
            events.c.recorded_at >= messages.c.created_at,
        )
    )


def _told_last(before: Sequence[Row[Any]], reader: str) -> LateStep | None:
    told = [row.key for row in before if row.key.startswith(reader) and row.status != NOT_NEEDED]
    of_step = (step for step in STEPS if is_about(told[-1], News(told=f"{reader}{step.name}")))
    return next(of_step, None) if told else None


def _limits(about: Round, row: Row[Any], rules: Sequence[str]) -> Sequence[Row[Any]]:
    """Give the limits of a case by these rules, the earliest first."""
    return about.connection.execute(
        select(deadlines)
        .where(deadlines.c.case_id == row.case_id, deadlines.c.rule_id.in_(rules))
        .order_by(deadlines.c.due_on, deadlines.c.rule_id)
    ).all()


def _open(limits: Sequence[Row[Any]]) -> list[Row[Any]]:
    return [each for each in limits if each.met_on is None and each.fell_away_on is None]
