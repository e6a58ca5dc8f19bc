"""When each school, college or early years provider is really closed, by its URN or its name.

The council keeps these days in its own folder. The closure ground (SI 2014/1530 reg 10(4)(a), (b))
is put to the test with them, never with days that somebody typed for the occasion.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Closure:
    """One time without a break in which a setting was closed.

    Attributes:
        closed_from: the first day closed.
        reopens: the first day open again.
    """

    closed_from: date
    reopens: date


@dataclass(frozen=True, kw_only=True)
class SettingClosures:
    """One setting and every time it is closed.

    Attributes:
        early_years: it is an early years provider, whose closure is a ground of its own (E2).
    """

    name: str
    urn: str | None = None
    early_years: bool = False
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True)
class Closures:
    """The calendar of every setting whose closures the council knows."""

    settings: tuple[SettingClosures, ...] = ()

    @cached_property
    def _by_name(self) -> dict[str, SettingClosures]:
        found: dict[str, SettingClosures] = {}
        for setting in self.settings:
            for name in (setting.name, setting.urn):
                if name:
                    found.setdefault(tidy(name), setting)
        return found

    def of(self, setting: str) -> SettingClosures | None:
        """Find a setting by its URN or its name, however the name is spaced and capitalised."""
        return self._by_name.get(tidy(setting))

    def are_one_setting(self, names: Iterable[str | None], setting: SettingClosures) -> bool:
        """Say whether any of these names or URNs is this setting's."""
        return any(name is not None and self.of(name) is setting for name in names)


def tidy(name: str) -> str:
    """Write a name so that two spellings of one compare equal: small letters, single spaces."""
    return " ".join(name.casefold().split())


NO_CLOSURES = Closures()
"""What a council has that has not told the software when its schools are closed."""
