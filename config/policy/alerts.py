"""When a person should look at a case, and who: alerts.toml."""

from typing import Self

from pydantic import Field, model_validator

from config.policy.part import Days, DaysBefore, Part, Role


class Rung(Part):
    """One step of the ladder."""

    from_day_late: Days = Field(description="Write a number of days, 1 or more.")
    to: Role = Field(description="Write caseworker, manager or head_of_service.")


class Ladder(Part):
    """Who is told of amber, and how red climbs."""

    amber: Role = Field(description="Write caseworker, manager or head_of_service.")
    red: tuple[Rung, ...] = Field(
        min_length=1,
        description='List rungs: { from_day_late = 1, to = "manager" }, later ones after.',
    )

    @model_validator(mode="after")
    def _climbs(self) -> Self:
        days = [rung.from_day_late for rung in self.red]
        if days != sorted(set(days)):
            msg = "Let each rung of `red` begin later than the one before."
            raise ValueError(msg)
        return self


class Alerts(Part):
    """When a person should look at a case, and who: alerts.toml."""

    amber_days_before: DaysBefore = Field(
        description="List days before the limit, the longest first, each once: [14, 7, 3, 1]."
    )
    red_first_day_late: Days = Field(description="Write a number of days; 1 is the first late day.")
    red_repeat_days: Days = Field(description="Write a number of days; 7 is weekly.")
    ladder: Ladder = Field(description="Add a table [ladder] with `amber` and `red`.")

    @model_validator(mode="after")
    def _the_ladder_reaches_the_first_red(self) -> Self:
        if self.ladder.red[0].from_day_late > self.red_first_day_late:
            msg = "Let the first rung of `ladder.red` begin no later than `red_first_day_late`."
            raise ValueError(msg)
        return self

    def told(self, *, days_late: int) -> Role:
        """Say who is told of a limit so many days late; nought and below is not late yet."""
        reached = [rung.to for rung in self.ladder.red if rung.from_day_late <= days_late]
        return reached[-1] if reached else self.ladder.amber
