"""Schools, colleges and nurseries as letters find them: by URN, with a mailbox, open on a day."""

from collections.abc import Callable
from datetime import date

from config.council import Council
from config.policy.closures import Closure
from notifications.hours import next_open_day

_A_DAY = date.resolution


def urn_of(council: Council, named: str | None) -> str | None:
    """Give the URN of a setting that is named by its URN or by its name; None where unknown."""
    if not named:
        return None
    plain = named.strip()
    known = (*council.people.settings, *council.closures.settings)
    return plain if plain in known else council.closures.urn_of(plain)


def is_open(council: Council, urn: str, day: date) -> bool:
    """Say whether a setting is open on a day, by its own calendar or else by the default one."""
    return _is_open(closures_of(council, urn), day)


def closures_of(council: Council, urn: str) -> tuple[Closure, ...]:
    """Give when a setting is closed, by its own calendar or else by the default one."""
    closures = council.closures
    return closures.closed(urn) if urn in closures.settings else closures.default.closed


class Doors:
    """When those who are written to are there: a service may be a school, and schools close.

    A service is the setting whose mailbox it reads, or whose name it has. Any other is never
    closed.
    """

    def __init__(self, council: Council) -> None:
        self._council = council
        self._by_mailbox = {
            mailbox.casefold(): urn for urn, mailbox in council.people.settings.items()
        }

    def are_open(self, day: date, *, name: str | None, email: str | None) -> bool:
        """Say whether a service is there on a day on which letters go."""
        return _is_open(self._closures(name, email), day)

    def closed(self, *, name: str | None, email: str | None) -> Callable[[date], bool]:
        """Give what says on which days a service is closed."""
        closures = self._closures(name, email)
        return lambda day: not _is_open(closures, day)

    def closing_until(self, day: date, *, name: str | None, email: str | None) -> date | None:
        """Give the day of reopening where this is the last day before a closure; else None."""
        coming = next_open_day(self._council, day + _A_DAY)
        for each in self._closures(name, email):
            if each.closed_from <= coming < each.reopens:
                return None if each.closed_from <= day else each.reopens
        return None

    def furthest_reopening(self, day: date) -> date:
        """Give the last day on which any setting reopens that closes after this one; or this."""
        coming = next_open_day(self._council, day + _A_DAY)
        calendars = self._council.closures
        every = (calendars.default, *calendars.settings.values())
        found = (each for calendar in every for each in calendar.closed)
        ahead = (each.reopens for each in found if each.closed_from <= coming < each.reopens)
        return max(ahead, default=day)

    def _closures(self, name: str | None, email: str | None) -> tuple[Closure, ...]:
        urn = self._by_mailbox.get((email or "").casefold()) or urn_of(self._council, name)
        return closures_of(self._council, urn) if urn else ()


def _is_open(closures: tuple[Closure, ...], day: date) -> bool:
    return not any(each.closed_from <= day < each.reopens for each in closures)
