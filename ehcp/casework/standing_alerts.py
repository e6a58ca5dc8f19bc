"""The alerts that stand: limits that have reached a step and still run, each by its newest step.

An alert that was acknowledged is quiet until the day that was said. Then it is back, whether or
not anything has moved; and it is back at once where it has climbed the ladder meanwhile, or where
the day has passed that the service had promised for its late advice.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    case,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.elements import KeyedColumnElement
from sqlalchemy.sql.selectable import Subquery

from ehcp.cases.alerts import OF_ADVICE, RED, AlertPolicy
from ehcp.law.rules import AIMS, rule
from ehcp.refusal import Refusal
from ehcp.register.columns import days_between
from ehcp.register.engine import reading
from ehcp.register.handed_in import is_being_checked
from ehcp.register.projection import NEW, SEEN
from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import acknowledgements, advice, alerts, cases, deadlines, people

_KEY = ("case_id", "rule_id", "party", "started_on")
_BETWEEN = "~"


class UnknownAlert(Refusal):
    """An alert that does not stand, or is about a case that may not be seen."""


class LimitKey(NamedTuple):
    """Which limit of which case; written as one word it may stand in an address."""

    reference: str
    rule_id: str
    party: str
    started_on: date

    def __str__(self) -> str:
        """Write it as one word."""
        return _BETWEEN.join((*self[:3], self.started_on.isoformat()))

    @classmethod
    def read(cls, word: str) -> "LimitKey":
        """Read it back.

        Raises:
            UnknownAlert: the word names no limit.
        """
        # Nothing else is in a key of ours, and not every database takes everything else.
        parts = word.split(_BETWEEN) if word.isascii() and word.isprintable() else []
        try:
            reference, rule_id, party, started_on = parts
            return cls(reference, rule_id, party, date.fromisoformat(started_on))
        except ValueError:
            raise UnknownAlert("There is no such alert. Choose it again from the list.") from None


class State(StrEnum):
    """Whether an alert asks to be looked at, and why again."""

    STANDING = "standing"
    QUIET = "quiet"
    NOTHING_MOVED = "nothing_moved"
    MOVED = "moved"
    CLIMBED = "climbed"
    BROKEN = "broken"


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """Why an alert was to be quiet, and until when.

    Attributes:
        case_version: how many entries the record had then.
        level, audience: the rung of the ladder on which the alert stood then.
    """

    at: datetime
    by: str
    reason: str
    until_on: date
    case_version: int
    level: str | None = None
    audience: str | None = None


@dataclass(frozen=True, kw_only=True)
class StandingAlert:
    """One limit that calls for a person.

    Attributes:
        step: the newest step that it has reached, in days after its due date.
        acknowledged: what was said of it last.
        promised_on: for advice that is owed, the last day that the service named, if it named any
            and has not sent the request back to us since.
        late_reason: why, in its words.
        service: the code of the service that was asked for late advice; for other limits that
            run for somebody, their name.
        entries_since: how many entries the record has grown by since then.
    """

    case_id: int
    key: LimitKey
    due_on: date
    step: int
    level: str
    audience: str
    raised_on: date
    excepted: bool
    officer: str | None
    journey: str
    stage: str
    case_version: int
    child: str
    state: State
    acknowledged: Acknowledged | None
    promised_on: date | None = None
    late_reason: str | None = None
    service: str = ""

    @property
    def is_red(self) -> bool:
        """Say whether a limit in law has been missed."""
        return self.level == RED

    @property
    def is_aim(self) -> bool:
        """Say whether it is about a day of our own, which no law sets."""
        return rule(self.key.rule_id).source.force in AIMS

    @property
    def is_late_advice(self) -> bool:
        """Say whether it is advice that a service should have given."""
        return self.key.rule_id == OF_ADVICE and self.step > 0

    @property
    def is_quiet(self) -> bool:
        """Say whether it has been acknowledged and asks for nothing at present."""
        return self.state is State.QUIET

    @property
    def entries_since(self) -> int:
        """Count what was put on record since it was acknowledged."""
        return self.case_version - self.acknowledged.case_version if self.acknowledged else 0


def standing_alerts(
    engine: Engine, *, today: date, policy: AlertPolicy, sight: Sight | None = None
) -> list[StandingAlert]:
    """Give every alert that stands on the cases that may be seen, red first, by the day due."""
    with reading(engine) as connection:
        return standing_in(connection, today=today, policy=policy, sight=sight)


def standing_in(
    connection: Connection,
    *,
    today: date,
    policy: AlertPolicy,
    sight: Sight | None = None,
    of: Collection[str] | None = None,
) -> list[StandingAlert]:
    """Do as `standing_alerts` does, inside a transaction; of the cases with these references."""
    running = _running(today=today, policy=policy, of=of)
    said = _last_said(connection, running)
    found = [
        _alert(row, said.get(tuple(row[:4])), today=today)
        for row in connection.execute(_standing(running, today=today, sight=sight))
    ]
    return sorted(found, key=lambda each: (not each.is_red, each.due_on, each.key))


def acknowledgements_of(connection: Connection, *, case_id: int) -> list[dict[str, Any]]:
    """Give every acknowledgement of the alerts of a case, the newest first, for its page."""
    rows = connection.execute(
        select(acknowledgements)
        .where(acknowledgements.c.case_id == case_id)
        .order_by(acknowledgements.c.acknowledged_at.desc())
    ).mappings()
    return [dict(row) for row in rows]


def _running(*, today: date, policy: AlertPolicy, of: Collection[str] | None) -> Subquery:
    """Choose the limits that run and have come to the first step, by the indexes of what runs."""
    which: ColumnElement[bool] = deadlines.c.due_on <= today - timedelta(days=policy.first_step())
    if of is not None:
        which = deadlines.c.case_id.in_(select(cases.c.id).where(cases.c.reference.in_(of)))
    return union_all(
        *(
            select(*(deadlines.c[name] for name in (*_KEY, "due_on", "excepted_by"))).where(
                deadlines.c.watch == literal_column(f"'{watch}'"), which
            )
            for watch in (NEW, SEEN)
        )
    ).subquery("running")


def _standing(running: Subquery, *, today: date, sight: Sight | None) -> Select[Any]:
    newest = (
        select(alerts.c.step)
        .where(
            _same(alerts.c, running.c),
            # A step that lies ahead belongs to a day that the limit no longer has.
            alerts.c.step <= days_between(running.c.due_on, literal(today)),
        )
        .order_by(alerts.c.step.desc())
        .limit(1)
        .correlate(running)
        .scalar_subquery()
    )
    return (
        select(
            *(running.c[name] for name in (*_KEY, "due_on", "excepted_by")),
            alerts.c.step,
            alerts.c.level,
            alerts.c.audience,
            alerts.c.raised_on,
            cases.c.reference,
            cases.c.officer,
            cases.c.journey,
            cases.c.stage,
            cases.c.version,
            people.c.forename,
            people.c.surname,
            case((advice.c.returned_on.is_(None), advice.c.promised_on)).label("promised_on"),
            advice.c.late_reason,
            advice.c.service,
        )
        .select_from(running)
        .outerjoin(
            advice,
            and_(
                running.c.rule_id == OF_ADVICE,
                advice.c.case_id == running.c.case_id,
                advice.c.party == running.c.party,
                advice.c.due_on == running.c.due_on,
                advice.c.received_on.is_(None),
                advice.c.cancelled_on.is_(None),
            ),
        )
        .join(alerts, and_(_same(alerts.c, running.c), alerts.c.step == newest))
        .join(cases, cases.c.id == running.c.case_id)
        .join(people, people.c.id == cases.c.person_id)
        .where(seen_cases(sight), or_(advice.c.case_id.is_(None), ~is_being_checked()))
    )


def _last_said(connection: Connection, running: Subquery) -> dict[tuple[Any, ...], Acknowledged]:
    """Give the last acknowledgement of each of these limits, with the rung it was on then."""

    def then(column: KeyedColumnElement[Any]) -> Any:  # noqa: ANN401 - a scalar subquery
        return (
            select(column)
            .where(
                _same(alerts.c, acknowledgements.c),
                alerts.c.raised_at <= acknowledgements.c.acknowledged_at,
            )
            .order_by(alerts.c.step.desc())
            .limit(1)
            .correlate(acknowledgements)
            .scalar_subquery()
        )

    rows = connection.execute(
        select(
            *(acknowledgements.c[name] for name in _KEY),
            acknowledgements.c.acknowledged_at,
            acknowledgements.c.acknowledged_by,
            acknowledgements.c.reason,
            acknowledgements.c.until_on,
            acknowledgements.c.case_version,
            then(alerts.c.level).label("level"),
            then(alerts.c.audience).label("audience"),
        )
        .select_from(acknowledgements)
        .join(running, _same(running.c, acknowledgements.c))
        .order_by(acknowledgements.c.acknowledged_at)
    )
    return {
        tuple(row[:4]): Acknowledged(
            at=row.acknowledged_at,
            by=row.acknowledged_by,
            reason=row.reason,
            until_on=row.until_on,
            case_version=row.case_version,
            level=row.level,
            audience=row.audience,
        )
        for row in rows
    }


def _alert(row: Row[Any], said: Acknowledged | None, *, today: date) -> StandingAlert:
    return StandingAlert(
        case_id=row.case_id,
        key=LimitKey(row.reference, row.rule_id, row.party, row.started_on),
        due_on=row.due_on,
        step=row.step,
        level=row.level,
        audience=row.audience,
        raised_on=row.raised_on,
        excepted=row.excepted_by is not None,
        officer=row.officer,
        journey=row.journey,
        stage=row.stage,
        case_version=row.version,
        child=_name(row.forename, row.surname),
        state=_state(row, said, today=today),
        acknowledged=said,
        promised_on=row.promised_on,
        late_reason=row.late_reason,
        service=row.service or row.party,
    )


def _state(row: Row[Any], said: Acknowledged | None, *, today: date) -> State:
    if said is None:
        return State.STANDING
    if (row.level, row.audience) != (said.level, said.audience):
        return State.CLIMBED
    if row.promised_on is not None and said.at.date() <= row.promised_on < today:
        return State.BROKEN
    if today < said.until_on:
        return State.QUIET
    return State.NOTHING_MOVED if row.version == said.case_version else State.MOVED


def _name(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _same(one: Any, other: Any) -> ColumnElement[bool]:  # noqa: ANN401 - any table's columns
    return and_(*(one[name] == other[name] for name in _KEY))
