"""The case that an act is about, as its page shows it and as whoever acts has read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ehcp.cases.case_file import CaseFile
from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.journeys import journey_named, passage
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.providers import list_providers
from ehcp.casework.service_names import ServiceNames
from ehcp.casework.setting_names import SettingNames, setting_names
from ehcp.casework.whole_case import Child, child_of
from ehcp.register.engine import reading
from ehcp.register.files import Held
from ehcp.web.forms import BadForm
from ehcp.web.staff.cases.pages_of_case import pages_of_case
from ehcp.web.staff.cases.the_case import case_for
from ehcp.web.visit import Visit

AS_READ = "as_read"
_MOST_DIGITS = 6
_MAY_BE_A_SETTING = ("party", "names")


@dataclass(frozen=True)
class AtHand:
    """A case at hand for an act.

    Attributes:
        read_up_to: how many entries the page showed from which a form came; None on opening it.
    """

    visit: Visit
    held: Held
    child: Child
    read_up_to: int | None

    @property
    def file(self) -> CaseFile:
        """Give the case's file."""
        return self.held.file

    @property
    def reference(self) -> str:
        """Give the case's reference."""
        return self.held.file.reference

    @property
    def address(self) -> str:
        """Give the address of the case's own page."""
        return f"/cases/{self.reference}"

    @property
    def pages(self) -> Sequence[tuple[str, str]]:
        """Give the pages of the case that the visitor may open."""
        return pages_of_case(self.visit, restricted_to=self.child.restricted_to)

    @property
    def stage(self) -> Stage:
        """Give where the case stands."""
        return passage(self.file).stage or Stage(self.held.stage)

    @property
    def as_read(self) -> int:
        """Give how many entries the page shows now."""
        return len(self.file.recorded)

    @property
    def services(self) -> ServiceNames:
        """Give the services that advice can be asked of."""
        return ServiceNames(list_providers(self.visit.counter.engine))

    @property
    def settings(self) -> SettingNames:
        """Give the names of the settings that the case and what was filled in speak of."""
        parties = {event.party for event in self.file.recorded}
        parties |= {self.visit.sent.text(name) for name in _MAY_BE_A_SETTING}
        with reading(self.visit.counter.engine) as connection:
            return setting_names(connection, parties, closures=self.visit.desk().closures)

    @property
    def news(self) -> Sequence[Event]:
        """Give what was put on record since the page was read from which the form came."""
        return () if self.read_up_to is None else self.file.recorded[self.read_up_to :]

    @property
    def desk(self) -> Desk:
        """Give the visitor's desk, on the record as they read it.

        Raises:
            BadForm: the form does not say how much of the record its page showed.
        """
        if self.read_up_to is None:
            raise BadForm({"": "The form was not complete. Send it again from this page."})
        return self.visit.desk(as_read=self.read_up_to)

    def may_record(self, kind: Kind) -> bool:
        """Say whether the visitor is one of those who put such an entry on record."""
        recorded_by = journey_named(self.file.journey).recorded_by(kind)
        return not recorded_by.isdisjoint(self.visit.me.may)

    def saw(self, what: str) -> None:
        """Put on the audit record that the visitor saw this page of the case."""
        self.visit.note("viewed", case_id=self.held.case_id, about=what)

    def did(self, act: str, about: str | None = None) -> None:
        """Put on the audit record what the visitor did in the case."""
        self.visit.note(act, case_id=self.held.case_id, about=about)


def at_hand(visit: Visit, reference: str) -> AtHand:
    """Take a case at hand for an act.

    Raises:
        UnknownCase: there is none, or it may not be seen.
    """
    held = case_for(visit, reference)
    with reading(visit.counter.engine) as connection:
        child = child_of(connection, held.person_id, day=visit.today)
    typed = visit.sent.text(AS_READ)
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS
    return AtHand(visit, held, child, int(typed) if is_number else None)
