"""Who goes on seeing a child's cases that a team alone is to see, and who does not, by name."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from ehcp.staff.kept_access import who_keeps
from ehcp.staff.working_on import Working, working_on
from ehcp.web.visit import Visit


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody for whom it matters who sees a child's cases.

    Attributes:
        works: what they have to do with the child's open cases, in words; empty where nothing.
        has: whether one of them is theirs.
        reads: whether they have an account that reads cases: nobody else can be left access.
        keeps: whether access was left to them when the cases were restricted.
    """

    name: str
    works: str
    has: bool
    team: str | None
    reads: bool
    keeps: bool
    is_me: bool

    @property
    def in_words(self) -> str:
        """Name them, with what they have to do with the cases."""
        return f"{self.name} ({self.works})" if self.works else self.name


@dataclass(frozen=True, kw_only=True)
class WhoSees:
    """What becomes of people's access where a team alone sees a child's cases.

    Those of the team see them anyway, and are nowhere in it.

    Attributes:
        blind: they have an open case of the child, and no account that reads cases.
    """

    keep: tuple[Person, ...]
    lose: tuple[Person, ...]
    blind: tuple[Person, ...]

    @property
    def i_lose(self) -> bool:
        """Say whether whoever restricts the cases loses sight of them."""
        return any(each.is_me for each in self.lose)

    @property
    def others_lose(self) -> tuple[Person, ...]:
        """Give who else loses it."""
        return tuple(each for each in self.lose if not each.is_me)


def people_around(visit: Visit, connection: Connection, *, person_id: int) -> tuple[Person, ...]:
    """Give who works on a child's open cases, to whom access was left, and whoever asks."""
    kept = who_keeps(connection, person_id=person_id)
    beside = {*kept, visit.me.name}
    return tuple(
        Person(
            name=each.name,
            works=_works(each),
            has=bool(each.has),
            team=each.team,
            reads=each.reads,
            keeps=each.name in kept,
            is_me=each.name == visit.me.name,
        )
        for each in working_on(connection, person_id=person_id, today=visit.today, beside=beside)
    )


def who_sees(people: Collection[Person], *, team: str, keeps: Collection[str]) -> WhoSees:
    """Say what becomes of each person's access where a team alone sees the cases."""
    outside = [each for each in people if each.reads and each.team != team]
    return WhoSees(
        keep=tuple(each for each in outside if each.name in keeps),
        lose=tuple(each for each in outside if each.name not in keeps),
        blind=tuple(each for each in people if not each.reads),
    )


def _works(working: Working) -> str:
    has, covers = " and ".join(working.has), " and ".join(working.covers_for)
    said = (f"caseworker of {has}" if has else "", f"covers for {covers}" if covers else "")
    return ", ".join(filter(None, said))
