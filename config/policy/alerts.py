"""When a person should look at a case, and who: alerts.toml."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from config.policy.part import Days, DaysBefore, Part, Role, WholeNumber, different

_LONGEST_REASON = 200


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


class LateReason(Part):
    """One reason for which advice is late, as those choose it who promise a day."""

    says: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONGEST_REASON),
    ] = Field(description="Write a reason in a few words.")


_REASONS = (
    "Staff sickness",
    "A post is vacant",
    "The family did not attend",
    "No appointment was available in time",
    "Waiting for information from others",
    "The setting was closed",
)


def _reasons() -> tuple[LateReason, ...]:
    return tuple(LateReason(says=says) for says in _REASONS)


class Escalation(Part):
    """From when those above a service are written to about its late advice, and what holds it."""

    service_head_from_day_late: Days = Field(
        default=15, description="Write a number of days; 15 is after two weeks."
    )
    clinical_officer_from_day_late: Days = Field(
        default=29,
        description="Write a number of days, more than `service_head_from_day_late`.",
    )
    head_teacher_from_day_late: Days | None = Field(
        default=None,
        description="Write a number of days; leave it out where no head teacher is written to.",
    )
    longest_wait_days: WholeNumber = Field(
        default=42,
        ge=0,
        le=365,
        description="Write a number of days from 0 to 365; with 0 no promise holds anything.",
    )
    reply_working_days: WholeNumber = Field(
        default=5, ge=1, le=20, description="Write a number of working days from 1 to 20."
    )
    late_reasons: Annotated[tuple[LateReason, ...], AfterValidator(different)] = Field(
        default_factory=_reasons,
        min_length=1,
        description='List reasons, each once: { says = "Staff sickness" }.',
    )

    @model_validator(mode="after")
    def _climbs(self) -> Self:
        if self.clinical_officer_from_day_late <= self.service_head_from_day_late:
            msg = (
                "Let `clinical_officer_from_day_late` be later than `service_head_from_day_late`: "
                "the service's own head is asked first."
            )
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
    escalation: Escalation = Field(
        default_factory=Escalation, description="Add a table [escalation]."
    )

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
