"""When letters go: letters.toml."""

from typing import Literal

from pydantic import Field

from config.policy.part import Days, DaysAfter, DaysBefore, Part, TimeOfDay, Weekday, WholeNumber


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


class Repeated(Letter):
    """A letter that is written again for as long as its reason lasts."""

    repeat_days: Days = Field(default=28, description="Write a number of days; 28 is four weeks.")


class Consultation(Letter):
    """A letter that asks for an answer, and is followed by others until it comes."""

    chased_on_days: DaysAfter = Field(
        default=(10, 15), description="List days after the consultation, the first one first."
    )


def _off() -> Letter:
    return Letter(send=False)


class Letters(Part):
    """When letters go: letters.toml."""

    tries: WholeNumber = Field(ge=1, le=20, description="Write a number from 1 to 20.")
    when_uncertain: Literal["ask", "send_again"] = Field(description="Write ask or send_again.")
    advice_needed: Letter = Field(description="Add a table [advice_needed].")
    file_refused: Letter = Field(
        default_factory=Letter, description="Add a table [file_refused] with `send`."
    )
    mailbox_changed: Letter = Field(
        default_factory=Letter, description="Add a table [mailbox_changed] with `send`."
    )
    advice_reminder: Reminder = Field(description="Add a table [advice_reminder].")
    advice_late: Chaser = Field(description="Add a table [advice_late].")
    escalation: Letter = Field(
        default_factory=Letter, description="Add a table [escalation] with `send`."
    )
    advice_digest: Weekly = Field(description="Add a table [advice_digest].")
    caseworker_day: Daily = Field(description="Add a table [caseworker_day].")
    weekly_report: Weekly = Field(description="Add a table [weekly_report].")
    reviews_this_term: BeforeTerm = Field(description="Add a table [reviews_this_term].")
    review_report_due: Letter = Field(description="Add a table [review_report_due].")
    not_delivered: Letter = Field(description="Add a table [not_delivered].")
    consultation: Consultation = Field(
        default_factory=lambda: Consultation(send=False),
        description="Add a table [consultation].",
    )
    decision_setting: Letter = Field(
        default_factory=_off, description="Add a table [decision_setting]."
    )
    family_request: Letter = Field(
        default_factory=_off, description="Add a table [family_request]."
    )
    family_stage: Letter = Field(default_factory=_off, description="Add a table [family_stage].")
    family_officer: Letter = Field(
        default_factory=_off, description="Add a table [family_officer]."
    )
    family_delay: Repeated = Field(
        default_factory=lambda: Repeated(send=False), description="Add a table [family_delay]."
    )
    family_draft: Letter = Field(default_factory=_off, description="Add a table [family_draft].")
    family_decision: Letter = Field(
        default_factory=_off, description="Add a table [family_decision]."
    )
