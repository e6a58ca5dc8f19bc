"""A case while it is being invented: its dates are filled in one after the other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from workflows.demonstration.history import ADVICE_DAYS, FINAL_DAYS, Kind, Outcome


class ImpossibleHistory(ValueError):
    """The quotas contradict each other; says which, where, and what to change."""


@dataclass(slots=True, eq=False, kw_only=True)
class Life:
    """The dates of one case to come; they may lie beyond the last day of the history."""

    number: int
    received_on: date
    outcome: Outcome
    decided_on: date
    will_assess: bool | None
    asked_on: date | None = None
    ended_on: date | None = None
    answered_on: dict[Kind, date] = field(default_factory=dict)
    last_advice_by: date | None = None
    # Whether the services' answers matter to how the case ends; withdrawn early, they do not.
    awaited: bool = False

    @property
    def limit_on(self) -> date:
        """The last day of the twenty weeks."""
        return self.received_on + timedelta(days=FINAL_DAYS)

    @property
    def overruns(self) -> bool:
        """Whether the case ends after the twenty weeks."""
        return self.ended_on is not None and self.ended_on > self.limit_on

    @property
    def asked(self) -> date:
        """The day on which advice was asked for; only of a case that is assessed."""
        if self.asked_on is None:
            raise ImpossibleHistory(f"case {self.number} is not assessed: no advice was asked for")
        return self.asked_on

    @property
    def ended(self) -> date:
        """The day on which the case ends; only once that has been invented."""
        if self.ended_on is None:
            raise ImpossibleHistory(f"case {self.number} has been given no end yet")
        return self.ended_on

    @property
    def advice_by(self) -> date:
        """The last day on which advice may come in and still be used."""
        if self.last_advice_by is None:
            raise ImpossibleHistory(f"case {self.number}: nobody said when advice is needed")
        return self.last_advice_by

    @property
    def advice_due_on(self) -> date:
        """The last day of the six weeks that the services have."""
        return self.asked + timedelta(days=ADVICE_DAYS)


def awaited(lives: Iterable[Life]) -> list[Life]:
    """The cases that wait for advice, in the order in which it was asked for."""
    return sorted((life for life in lives if life.awaited), key=lambda life: life.asked)
