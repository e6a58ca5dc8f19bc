"""How people sign in and work at the counter, and what their groups let them do: staff.toml."""

from datetime import time
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from config.policy.part import Part, TimeOfDay, WholeNumber, different

UserRole = Literal[
    "caseworker", "plan_writer", "manager", "quality_officer", "inspector", "administrator"
]
"""What somebody may do at the counter."""

GroupName = Annotated[str, StringConstraints(min_length=1, max_length=200)]


def _one_at_least(roles: tuple[object, ...]) -> tuple[object, ...]:
    if not roles:
        msg = "none"
        raise ValueError(msg)
    return roles


Roles = Annotated[tuple[UserRole, ...], AfterValidator(different), AfterValidator(_one_at_least)]


class Session(Part):
    """How long somebody stays signed in."""

    idle_minutes: WholeNumber = Field(
        default=30, ge=5, le=240, description="Write a number of minutes from 5 to 240."
    )
    warn_minutes: WholeNumber = Field(
        default=5,
        ge=1,
        le=30,
        description="Write a number of minutes from 1 to 30, less than `idle_minutes`.",
    )
    longest_hours: WholeNumber = Field(
        default=12, ge=1, le=24, description="Write a number of hours from 1 to 24."
    )

    outside_hours: WholeNumber = Field(
        default=4, ge=1, le=12, description="Write a number of hours from 1 to 12."
    )

    @model_validator(mode="after")
    def _in_time_to_be_warned(self) -> Self:
        if self.warn_minutes >= self.idle_minutes:
            msg = "Let `warn_minutes` be less than `idle_minutes`."
            raise ValueError(msg)
        if self.idle_minutes > self.longest_hours * 60:
            msg = "Let `idle_minutes` be no longer than `longest_hours`."
            raise ValueError(msg)
        return self


class SignIn(Part):
    """What happens when a password is wrong again and again."""

    tries: WholeNumber = Field(default=5, ge=3, le=20, description="Write a number from 3 to 20.")
    lock_minutes: WholeNumber = Field(
        default=15, ge=1, le=1440, description="Write a number of minutes from 1 to 1440."
    )


class Group(Part):
    """What a group of the council's identity provider stands for here."""

    roles: Roles = Field(
        description="List roles, each once: caseworker, plan_writer, manager, quality_officer, "
        "inspector, administrator.",
    )
    team: str | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        description="Write the name of the team; leave it out where there is none.",
    )


class Staff(Part):
    """How people sign in and work at the counter, and what their groups let them do: staff.toml."""

    stalled_working_days: WholeNumber = Field(
        default=10, ge=1, le=100, description="Write a number of working days; 10 is two weeks."
    )
    replies_since: TimeOfDay = Field(default=time(17), description="Write a time such as 17:00:00.")
    seal_opened_hours: WholeNumber = Field(
        default=8, ge=1, le=72, description="Write a number of hours from 1 to 72."
    )
    session: Session = Field(default_factory=Session, description="Add a table [session].")
    sign_in: SignIn = Field(default_factory=SignIn, description="Add a table [sign_in].")
    groups: dict[GroupName, Group] = Field(
        default_factory=dict,
        description='Write "Name of the group" = { roles = ["caseworker"], team = "North" }.',
    )
