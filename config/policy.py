"""The council's own policy, one model for each file of the council folder.

A field's description is what a person reads when its value is wrong: it says what to write.
"""

import re
from datetime import date, time, timedelta
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from config.colours import ColourRule

_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_PERIOD = re.compile(r"([1-9]\d{0,2}) (day|week)s?")

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
Role = Literal["caseworker", "manager", "head_of_service"]


def _an_email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        msg = "not an email address"
        raise ValueError(msg)
    return value


def _different(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) != len(values):
        msg = "the same twice"
        raise ValueError(msg)
    return values


def _longest_first(days: tuple[int, ...]) -> tuple[int, ...]:
    if list(days) != sorted(set(days), reverse=True):
        msg = "not in order"
        raise ValueError(msg)
    return days


Email = Annotated[str, AfterValidator(_an_email)]
Days = Annotated[int, Field(ge=1, le=365)]
DaysBefore = Annotated[tuple[Days, ...], AfterValidator(_longest_first)]
Kinds = Annotated[tuple[str, ...], AfterValidator(_different)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# ------------------------------------------------------------------------------ council.toml


class AdviceAsked(_Part):
    """Whom to ask when the council has decided to assess."""

    always: Kinds = Field(
        min_length=1, description='List kinds of advice, each once: ["education", "health", …].'
    )
    from_year_9: Kinds = Field(
        default=(), description='List kinds of advice, each once: ["preparation_for_adulthood"].'
    )


class Hours(_Part):
    """When letters may go out, by London time."""

    opens: time = Field(description="Write a time such as 07:00:00.")
    closes: time = Field(description="Write a time later than `opens`, such as 18:30:00.")
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


class About(_Part):
    """Who the council is, and its habits: council.toml."""

    name: str = Field(min_length=1, description="Write the council's name.")
    team_mailbox: Email = Field(description="Write one email address that is monitored.")
    telephone: str = Field(
        pattern=r"^\+?[\d ()]{6,20}$", description='Write a telephone number: "01632 960 001".'
    )
    day_one_inclusive: bool = Field(default=False, description="Write true or false.")
    advice: AdviceAsked = Field(description="Add a table [advice] with `always`.")
    hours: Hours = Field(description="Add a table [hours] with `opens`, `closes` and `days`.")


# ------------------------------------------------------------------------------- people.toml


class Person(_Part):
    """Someone who can be told."""

    name: str = Field(min_length=1, description="Write a name.")
    email: Email = Field(description="Write one email address.")


class People(_Part):
    """The people who are told: people.toml."""

    caseworkers: dict[str, Email] = Field(
        default_factory=dict, description='Write "Name" = "address@council.example".'
    )
    managers: dict[str, Email] = Field(
        min_length=1,
        description='Write at least one "Name" = "address@council.example" under [managers].',
    )
    head_of_service: Person = Field(description="Add a table [head_of_service]: name and email.")

    def caseworker(self, name: str | None) -> Person | None:
        """Find a caseworker by name as written in a tracker: case and spaces do not matter."""
        wanted = _plain(name or "")
        for known, email in self.caseworkers.items():
            if _plain(known) == wanted:
                return Person(name=known, email=email)
        return None

    def addresses(self, role: Role, *, caseworker: str | None = None) -> tuple[str, ...]:
        """Give the addresses of a role; none where a case has no caseworker that we know."""
        if role == "head_of_service":
            return (self.head_of_service.email,)
        if role == "manager":
            return tuple(self.managers.values())
        found = self.caseworker(caseworker)
        return (found.email,) if found else ()


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


# ------------------------------------------------------------------------------- alerts.toml


class Rung(_Part):
    """One step of the ladder."""

    from_day_late: Days = Field(description="Write a number of days, 1 or more.")
    to: Role = Field(description="Write caseworker, manager or head_of_service.")


class Ladder(_Part):
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


class Alerts(_Part):
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


# ------------------------------------------------------------------------------ letters.toml


class Letter(_Part):
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


class Daily(Letter):
    """A letter every working day, by London time."""

    at: time = Field(description="Write a time within the council's hours, such as 07:30:00.")


class Weekly(Daily):
    """A letter once a week, by London time."""

    on: Weekday = Field(description="Write a day in English, such as Monday.")


class Letters(_Part):
    """When letters go: letters.toml."""

    tries: int = Field(ge=1, le=20, description="Write a number from 1 to 20.")
    when_uncertain: Literal["ask", "send_again"] = Field(description="Write ask or send_again.")
    advice_needed: Letter = Field(description="Add a table [advice_needed].")
    advice_reminder: Reminder = Field(description="Add a table [advice_reminder].")
    advice_late: Chaser = Field(description="Add a table [advice_late].")
    advice_digest: Weekly = Field(description="Add a table [advice_digest].")
    caseworker_day: Daily = Field(description="Add a table [caseworker_day].")
    weekly_report: Weekly = Field(description="Add a table [weekly_report].")
    not_delivered: Letter = Field(description="Add a table [not_delivered].")


# ------------------------------------------------------------------------------ targets.toml


def _a_period(value: str) -> str:
    if not _PERIOD.fullmatch(value.strip()):
        msg = "not a period"
        raise ValueError(msg)
    return value.strip()


def days_in(period: str) -> timedelta:
    """Turn "5 weeks" or "30 days" into a length; longer units would need the law's own counting."""
    number, unit = period.split()
    return timedelta(days=int(number) * (7 if unit.startswith("week") else 1))


class Targets(_Part):
    """What the council aims for, and when a figure is green: targets.toml."""

    shorter: dict[str, Annotated[str, AfterValidator(_a_period)]] = Field(
        default_factory=dict, description='Write rule = "5 weeks" or rule = "30 days".'
    )
    colours: dict[str, ColourRule] = Field(
        default_factory=dict,
        description="Write one of at_least, at_most (green and amber in order), falling, exactly.",
    )
