"""The actions of the weekly meeting as they are shown: over a report, and what is open at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, func, or_, select

from ehcp.refusal import Refusal
from ehcp.register.engine import reading
from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import actions, cases


class UnknownAction(Refusal):
    """An action that was never agreed, or that is about a case which may not be seen."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing that the meeting agreed.

    Attributes:
        report_at: the Monday of the report over which it was agreed.
        reference: the case that it is about, where it is about one.
        outcome: done or not_done; None as long as it is open.
        days_late: how many days its promise has passed while it is open; 0 where it has not.
    """

    id: int
    report_at: date
    says: str
    owner: str
    promised_on: date
    reference: str | None
    agreed_by: str
    outcome: str | None
    outcome_says: str | None
    settled_by: str | None
    days_late: int

    @property
    def is_open(self) -> bool:
        """Say whether nobody has said yet what became of it."""
        return self.outcome is None


@dataclass(frozen=True, kw_only=True)
class ActionsOfReport:
    """The actions that a report shows.

    Attributes:
        previous_at: the report before this one over which anything was agreed.
        last: what was agreed there, each ticked, explained or still open.
        earlier: what was agreed before that and is open still.
        agreed: what was agreed over this report.
    """

    previous_at: date | None
    last: Sequence[Action]
    earlier: Sequence[Action]
    agreed: Sequence[Action]


def actions_for(
    engine: Engine, *, report_at: date, today: date, sight: Sight | None = None
) -> ActionsOfReport:
    """Give what a report shows of actions: last time's, what is open from before, and its own."""
    with reading(engine) as connection:
        previous: date | None = connection.scalar(
            _chosen(sight, func.max(actions.c.report_at)).where(actions.c.report_at < report_at)
        )
        shown = shown_to(sight).where(
            or_(
                actions.c.report_at.in_([report_at, previous]),
                and_(actions.c.report_at < report_at, actions.c.outcome.is_(None)),
            )
        )
        found = _read(connection, shown, today=today)
    return ActionsOfReport(
        previous_at=previous,
        last=[each for each in found if each.report_at == previous],
        earlier=[each for each in found if previous and each.report_at < previous],
        agreed=[each for each in found if each.report_at == report_at],
    )


def open_actions(
    engine: Engine, *, today: date, sight: Sight | None = None, owner: str | None = None
) -> list[Action]:
    """Give every action that is open, the longest overdue first; of one owner, if named."""
    chosen = shown_to(sight).where(actions.c.outcome.is_(None))
    if owner is not None:
        chosen = chosen.where(actions.c.owner == owner)
    with reading(engine) as connection:
        return _read(connection, chosen, today=today)


def settled_since(
    engine: Engine, *, since: date, today: date, sight: Sight | None = None
) -> list[Action]:
    """Give the actions of the reports since a day that are done or explained."""
    chosen = shown_to(sight).where(actions.c.outcome.is_not(None), actions.c.report_at >= since)
    with reading(engine) as connection:
        return _read(connection, chosen, today=today)


def the_action(
    engine: Engine, *, action_id: int, today: date, sight: Sight | None = None
) -> Action:
    """Give one action.

    Raises:
        UnknownAction: there is none, or it is about a case that may not be seen.
    """
    with reading(engine) as connection:
        found = _read(connection, shown_to(sight).where(actions.c.id == action_id), today=today)
    if not found:
        raise UnknownAction("There is no such action.")
    return found[0]


def shown_to(sight: Sight | None) -> Select[Any]:
    """Choose the actions that may be seen: all but those about a case that may not."""
    chosen = _chosen(sight, actions, cases.c.reference)
    return chosen.order_by(actions.c.promised_on, actions.c.id)


def _chosen(sight: Sight | None, *columns: Any) -> Select[Any]:  # noqa: ANN401 - as in `select`
    return (
        select(*columns)
        .select_from(actions)
        .outerjoin(cases, cases.c.id == actions.c.case_id)
        .where(or_(actions.c.case_id.is_(None), seen_cases(sight)))
    )


def _read(connection: Connection, chosen: Select[Any], *, today: date) -> list[Action]:
    return [
        Action(
            id=row["id"],
            report_at=row["report_at"],
            says=row["says"],
            owner=row["owner"],
            promised_on=row["promised_on"],
            reference=row["reference"],
            agreed_by=row["set_by"],
            outcome=row["outcome"],
            outcome_says=row["outcome_says"],
            settled_by=row["settled_by"],
            days_late=0 if row["outcome"] else max(0, (today - row["promised_on"]).days),
        )
        for row in connection.execute(chosen).mappings()
    ]
