"""Who looks for which schools: the settings of whoever has signed in, and how they act."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ehcp.cases.closures import Closures
from ehcp.cases.desk import Desk
from ehcp.casework.pupils import names_of
from ehcp.register.engine import reading
from ehcp.register.files import UnknownCase
from ehcp.web.visit import Visit


@dataclass(frozen=True, kw_only=True)
class AtTheSchool:
    """The settings of whoever has signed in.

    Attributes:
        closures: when each setting is closed, by which a name is known to be a setting's.
        names: each setting's name by its URN; None where no record has one.
    """

    visit: Visit
    urns: frozenset[str]
    closures: Closures
    names: Mapping[str, str | None]

    @property
    def ours_by_habit(self) -> bool:
        """Say whether the council arranges the reviews of which nobody has settled otherwise."""
        return self.visit.counter.council.reviews.arranged_by == "authority"

    def called(self, urn: str | None) -> str:
        """Give the name of one of the settings; its URN where no name is on record."""
        return (self.names.get(urn) or f"URN {urn}") if urn else "your school"

    def desk(self, urn: str | None) -> Desk:
        """Give the desk at which whoever has signed in acts for one of the settings."""
        return replace(self.visit.desk(), by=f"{self.visit.me.name}, {self.called(urn)}")

    def own(self, urn: str) -> str:
        """Give a URN, if it is one of theirs.

        Raises:
            UnknownCase: it is another's, or nobody's.
        """
        if urn not in self.urns:
            raise UnknownCase("There is no such page for your school. Go back to its own page.")
        return urn


def at_the_school(visit: Visit) -> AtTheSchool:
    """Find out for which schools somebody looks."""
    urns = visit.me.settings
    closures = visit.desk().closures
    with reading(visit.counter.engine) as connection:
        names = names_of(connection, urns=urns, closures=closures)
    return AtTheSchool(visit=visit, urns=urns, closures=closures, names=names)
