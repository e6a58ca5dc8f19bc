"""When a deadline calls for a person: the steps before and after its due date, and who is told.

A step is a number of days from the due date: -14 is two weeks before, 1 the first late day. After
the first late day the steps repeat for as long as the limit is missed.
"""

from dataclasses import dataclass

AMBER, RED = "amber", "red"
OF_ADVICE = "advice_response"
"""The limit of all advice: of detained persons too."""
HELD_BY_A_PROMISE = "head_of_service"
"""The one rung that an open promise of a service holds: others are told all the same."""


@dataclass(frozen=True, kw_only=True)
class AlertPolicy:
    """The council's thresholds and ladder.

    Attributes:
        amber_days_before: days before the limit, the longest first.
        red_first_day_late: the first red step, in days after the limit.
        red_repeat_days: how often red repeats, in days.
        amber_to: the role that is told of amber.
        red_to: pairs of the first late day and the role told from then on, in rising order.
        longest_wait: how many days after its limit a promised day may lie and hold late advice.
    """

    amber_days_before: tuple[int, ...] = (14, 7, 3, 1)
    red_first_day_late: int = 1
    red_repeat_days: int = 7
    amber_to: str = "caseworker"
    red_to: tuple[tuple[int, str], ...] = ((1, "manager"), (15, "head_of_service"))
    longest_wait: int = 42

    @property
    def amber_steps(self) -> tuple[int, ...]:
        """The steps before the limit, in the order of time."""
        return tuple(-days for days in self.amber_days_before)

    def first_step(self) -> int:
        """Give the earliest step."""
        return self.amber_steps[0] if self.amber_steps else self.red_first_day_late

    def steps_until(self, days_late: int) -> tuple[int, ...]:
        """Give every step up to so many days after the limit, in the order of time."""
        red = range(self.red_first_day_late, days_late + 1, self.red_repeat_days)
        return (*self.amber_steps, *red)

    def told(self, step: int) -> str:
        """Say which role is told at a step."""
        roles = [role for first, role in self.red_to if first <= step]
        return roles[-1] if roles else self.amber_to

    @property
    def fingerprint(self) -> str:
        """Write the thresholds so that a change of them can be seen."""
        amber = ",".join(str(step) for step in self.amber_steps)
        return f"{amber};{self.red_first_day_late};{self.red_repeat_days}"
