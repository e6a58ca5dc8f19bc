"""When each school is closed, and when its terms begin: closures.toml."""

import re
from datetime import date, timedelta
from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from config.policy.part import Part
from config.policy.people import Urn

_LONGEST = timedelta(days=92)
_FIRST = date(2014, 1, 1)
_LONGEST_TERM = timedelta(weeks=18)
_A_NUMBER = re.compile(r"(?:ey)?[0-9]{6,8}")


class Closure(Part):
    """Days on which a setting is closed.

    Attributes:
        closed_from: the first day closed.
        reopens: the first day open again.
        begins_term: whether that day begins a term, and not its second half.
    """

    closed_from: date = Field(description="Write a day: 2026-07-22, the first day closed.")
    reopens: date = Field(description="Write a day: 2026-09-02, the first day open again.")
    begins_term: bool = Field(default=False, description="Write true or false.")

    @model_validator(mode="after")
    def _closes_before_it_reopens(self) -> Self:
        if not _FIRST <= self.closed_from < self.reopens <= self.closed_from + _LONGEST:
            msg = (
                "Let `reopens` be after `closed_from`, and no more than "
                f"{_LONGEST.days} days later. Check the years."
            )
            raise ValueError(msg)
        return self


class Calendar(Part):
    """The closures of settings, in the order of time."""

    closed: tuple[Closure, ...] = Field(
        default=(), description="List closures: { closed_from = 2026-07-22, reopens = 2026-09-02 }."
    )

    @model_validator(mode="after")
    def _in_the_order_of_time(self) -> Self:
        for before, after in zip(self.closed, self.closed[1:], strict=False):
            if after.closed_from < before.reopens:
                msg = (
                    f"The closure from {after.closed_from} begins before {before.reopens}, when "
                    "the one above it ends. Let them follow each other."
                )
                raise ValueError(msg)
        return self


class SettingCalendar(Calendar):
    """One school, college or nursery, and its closures.

    Attributes:
        early_years: an early years provider, whose closure is a ground of its own.
        keeps_default: it has the default closures, as somebody here has made sure.
    """

    name: str = Field(min_length=1, description="Write the setting's name.")
    early_years: bool = Field(default=False, description="Write true or false.")
    keeps_default: bool = Field(default=False, description="Write true or false.")

    @model_validator(mode="after")
    def _one_calendar(self) -> Self:
        if self.keeps_default == bool(self.closed):
            msg = "Give either its closures in `closed`, or `keeps_default = true`."
            raise ValueError(msg)
        return self


class Closures(Part):
    """When each school is closed, and when its terms begin: closures.toml."""

    default: Calendar = Field(description="Add a table [default] with `closed`.")
    settings: dict[Urn, SettingCalendar] = Field(
        default_factory=dict,
        description="Add a table [settings.URN] with `name` and `closed`; a URN has 6 to 8 digits.",
    )

    @model_validator(mode="after")
    def _each_name_once(self) -> Self:
        names: dict[str, str] = {}
        for urn, calendar in self.settings.items():
            plain = _plain(calendar.name)
            if _A_NUMBER.fullmatch(plain):
                # It would be found where another setting is meant, by its number.
                msg = f"{urn} has a number for its name. Write the setting's name."
                raise ValueError(msg)
            if plain in names:
                msg = f"{names[plain]} and {urn} have the same name. Tell them apart: add the town."
                raise ValueError(msg)
            names[plain] = urn
        return self

    def urn_of(self, name: str) -> str | None:
        """Give the URN of the setting with this name, however it is spaced and capitalised."""
        return self._urns.get(_plain(name))

    @cached_property
    def _urns(self) -> dict[str, str]:
        return {_plain(setting.name): urn for urn, setting in self.settings.items()}

    def closed(self, urn: str) -> tuple[Closure, ...]:
        """Give the closures of a setting that is named here."""
        setting = self.settings[urn]
        return self.default.closed if setting.keeps_default else setting.closed

    def terms_begin(self, urn: str) -> tuple[date, ...]:
        """Give the first days of a setting's terms; the default ones where it is not named."""
        closed = self.closed(urn) if urn in self.settings else self.default.closed
        return tuple(each.reopens for each in closed if each.begins_term)

    def term_on(self, urn: str, day: date) -> tuple[date, date] | None:
        """Give the first day of a setting's last term begun by a day, and of the one after it.

        A term whose end is not known lasts eighteen weeks. None before the first that is known.
        """
        begun = [begins for begins in self.terms_begin(urn) if begins <= day]
        if not begun:
            return None
        after = [begins for begins in self.terms_begin(urn) if begins > day]
        return begun[-1], after[0] if after else begun[-1] + _LONGEST_TERM

    def terms_known_until(self, urn: str) -> date | None:
        """Give the first day after a setting's last known term; None where none is known."""
        begin = self.terms_begin(urn)
        return begin[-1] + _LONGEST_TERM if begin else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
