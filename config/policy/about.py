"""Who the council is, and its habits: council.toml."""

from datetime import date
from typing import Self, get_args

from pydantic import Field, model_validator

from config.policy.part import Email, Kinds, Part, TimeOfDay, Weekday


class AdviceAsked(Part):
    """Whom to ask when the council has decided to assess."""

    always: Kinds = Field(
        min_length=1, description='List kinds of advice, each once: ["education", "health", …].'
    )
    from_year_9: Kinds = Field(
        default=(), description='List kinds of advice, each once: ["preparation_for_adulthood"].'
    )


class Hours(Part):
    """When letters may go out, by London time."""

    opens: TimeOfDay = Field(description="Write a time such as 07:00:00.")
    closes: TimeOfDay = Field(description="Write a time later than `opens`, such as 18:30:00.")
    days: tuple[Weekday, ...] = Field(
        min_length=1, description='List days in English: ["Monday", "Tuesday", …].'
    )

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens >= self.closes:
            msg = "Let it open before it closes."
            raise ValueError(msg)
        return self

    def open_on(self, day: date) -> bool:
        """Say whether letters may go on this day of the week; bank holidays are the law's."""
        return get_args(Weekday)[day.weekday()] in self.days


class About(Part):
    """Who the council is, and its habits: council.toml."""

    name: str = Field(min_length=1, description="Write the council's name.")
    team_mailbox: Email = Field(description="Write one email address that is monitored.")
    telephone: str = Field(
        pattern=r"^\+?[\d ()]{6,20}$", description='Write a telephone number: "01632 960 001".'
    )
    independent_advice: str = Field(
        default="The special educational needs information, advice and support service (SENDIASS)",
        min_length=1,
        max_length=200,
        description='Write a name and how to reach it: "Exampleshire SENDIASS (01632 960 020)".',
    )
    day_one_inclusive: bool = Field(default=False, description="Write true or false.")
    advice: AdviceAsked = Field(description="Add a table [advice] with `always`.")
    hours: Hours = Field(description="Add a table [hours] with `opens`, `closes` and `days`.")
