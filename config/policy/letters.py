"""When letters go: letters.toml."""

from typing import Literal

from pydantic import Field

from config.policy.part import Days, DaysBefore, Part, TimeOfDay, Weekday, WholeNumber


class Letter(Part):
    """Whether a letter is sent at all."""

    send: bool = Field(default=True, description="Write true or false.")


class Reminder(Letter):
    """A letter some days before a limit."""

    days_before: DaysBefore = Field(
        min_length=1,
        description="List days before the limit, the longest first, each once: [14, 5].",
    )


class Chaser(Letter):
    """A letter when a limit is missed, repeated."""

    first_day_late: Days = Field(description="Write a number of days; 1 is the first late day.")
    repeat_days: Days = Field(description="Write a number of days; 7 is weekly.")


class BeforeTerm(Letter):
    """A letter some days before a term begins."""

    days_before: Days = Field(description="Write a number of days; 14 is two weeks before term.")


class Daily(Letter):
    """A letter every working day, by London time."""

    at: TimeOfDay = Field(description="Write a time within the council's hours, such as 07:30:00.")


class Weekly(Daily):
    """A letter once a week, by London time."""

    on: Weekday = Field(description="Write a day in English, such as Monday.")


class Letters(Part):
    """When letters go: letters.toml."""

    tries: WholeNumber = Field(ge=1, le=20, description="Write a number from 1 to 20.")
    when_uncertain: Literal["ask", "send_again"] = Field(description="Write ask or send_again.")
    advice_needed: Letter = Field(description="Add a table [advice_needed].")
    advice_reminder: Reminder = Field(description="Add a table [advice_reminder].")
    advice_late: Chaser = Field(description="Add a table [advice_late].")
    advice_digest: Weekly = Field(description="Add a table [advice_digest].")
    caseworker_day: Daily = Field(description="Add a table [caseworker_day].")
    weekly_report: Weekly = Field(description="Add a table [weekly_report].")
    reviews_this_term: BeforeTerm = Field(description="Add a table [reviews_this_term].")
    review_report_due: Letter = Field(description="Add a table [review_report_due].")
    not_delivered: Letter = Field(description="Add a table [not_delivered].")
