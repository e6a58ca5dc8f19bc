"""Schools, colleges and nurseries as people read them: by name, or by their number in words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from ehcp.cases.case_file import CaseFile
from ehcp.cases.closures import Closures
from ehcp.casework.pupils import names_of

_NUMBER: Final = re.compile(r"(?:EY)?[0-9]{6,8}")
_IN_A_TRACKER: Final = "setting"
"""What stands for a setting that was consulted where the tracker does not say which."""


@dataclass(frozen=True)
class SettingNames:
    """The names of the settings that stand on a record by their number.

    Attributes:
        known: the names by the unique reference number (URN).
    """

    known: Mapping[str, str] = field(default_factory=dict)

    def of(self, party: str) -> str:
        """Name a setting as it stands within a line; what is no setting's number stays as it is."""
        if party == _IN_A_TRACKER:
            return "a school or college that the tracker does not name"
        urn = _number(party)
        return party if urn is None else self.known.get(urn) or in_words(urn)

    def knows(self, party: str) -> bool:
        """Say whether this is the number of a setting whose name is known."""
        return _number(party) in self.known


NO_SETTINGS: Final = SettingNames()
"""Where no setting is known by its name."""


def setting_names(
    connection: Connection, parties: Iterable[str | None], *, closures: Closures
) -> SettingNames:
    """Read the names of those parties that are numbers: of the calendar, or of pupils' records."""
    urns = {urn for party in parties if party and (urn := _number(party))}
    if not urns:
        return NO_SETTINGS
    found = names_of(connection, urns=urns, closures=closures)
    return SettingNames({urn: name for urn, name in found.items() if name})


def settings_of(connection: Connection, file: CaseFile, *, closures: Closures) -> SettingNames:
    """Read the names of the settings that a case speaks of."""
    parties = {event.party for event in file.recorded}
    return setting_names(connection, parties, closures=closures)


def in_words(urn: str) -> str:
    """Say a setting of which only its number is known."""
    return f"setting with URN {urn}"


def _number(party: str) -> str | None:
    typed = party.strip().upper()
    return typed if _NUMBER.fullmatch(typed) else None
