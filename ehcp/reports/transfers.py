"""The phase transfers: who is to change phase, by which day, and whose plan is final for it."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from ehcp.cases.stages import Stage
from ehcp.register.tables import cases, deadlines
from ehcp.register.tables.indexes import only
from ehcp.reports.days import DAY

TRANSFERS = only(cases, "phase_transfer")
PHASES = {
    "phase_transfer_school": "To another phase of school",
    "phase_transfer_post16": "From school to a post-16 institution",
    "phase_transfer_post16_move": "Between post-16 institutions",
}
"""The strict limit of each phase, by its rule, in the order of the page."""

_WITH_A_PUBLISHED_DAY = frozenset({"phase_transfer_school", "phase_transfer_post16"})
_YEARS_BACK = timedelta(days=366 * 8)


@dataclass(frozen=True, kw_only=True, slots=True)
class Transfer:
    """One change of phase, with the strict last day for its plan.

    Attributes:
        due_on: the strict day: the law says "before" 15 February or 31 March (reg 18(1)).
        left_on: the day on which it ended without a plan for the next phase.
    """

    reference: str
    officer: str | None
    phase: str
    due_on: date
    met_on: date | None
    final_on: date | None
    left_on: date | None

    @property
    def is_open(self) -> bool:
        """Say whether the plan for the next phase is still to be made final."""
        return self.final_on is None and self.left_on is None

    @property
    def published_on(self) -> date | None:
        """Give the day on which councils are measured: 15 February or 31 March."""
        return published(self.phase, self.due_on)

    @property
    def is_final_by_strict(self) -> bool:
        """Say whether the plan was final by the strict day."""
        return self.final_on is not None and self.final_on <= self.due_on

    @property
    def is_final_by_published(self) -> bool:
        """Say whether it was by the published day, or by the strict one where there is none."""
        due = self.published_on or self.due_on
        return self.final_on is not None and self.final_on <= due

    @property
    def stage(self) -> Stage:
        """Give the stage of one that is not final, from the day of its review."""
        return Stage.TRANSFER_REVIEWED if self.met_on else Stage.TRANSFER_DUE


def published(phase: str, strict_on: date) -> date | None:
    """Give the published day that belongs to a strict one; None where there is none."""
    return strict_on + DAY if phase in _WITH_A_PUBLISHED_DAY else None


def transfers_of_the_last_years(connection: Connection, *, at: date) -> list[Transfer]:
    """Read the phase transfers of the last years, as each stood at the end of a day."""
    c, limit = cases.c, deadlines.c
    found: dict[str, Transfer] = {}
    for still_there in (c.ended_on.is_(None), c.ended_on > at - _YEARS_BACK):
        rows = connection.execute(
            select(
                c.reference,
                c.officer,
                c.met_on,
                c.issued_on,
                c.ended_on,
                limit.rule_id,
                limit.due_on,
            )
            .join(deadlines, limit.case_id == c.id)
            .where(TRANSFERS, still_there, c.started_on <= at, limit.rule_id.in_(tuple(PHASES)))
        )
        for row in rows:
            final = _by(row.issued_on, at)
            found[row.reference] = Transfer(
                reference=row.reference,
                officer=row.officer or None,
                phase=row.rule_id,
                due_on=row.due_on,
                met_on=_by(row.met_on, at),
                final_on=final,
                left_on=None if final else _by(row.ended_on, at),
            )
    return sorted(found.values(), key=lambda transfer: (transfer.due_on, transfer.reference))


def _by(day: date | None, at: date) -> date | None:
    return day if day is not None and day <= at else None
