"""Contact with the family, the setting and the services, and who still waits for an answer.

A contact that is owed an answer waits until a later one says that it answers it: its fact `answers`
holds the number of that entry.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind

WITH: Final = "with"
HOW: Final = "how"
NOTE: Final = "note"
ANSWER_OWED: Final = "answer_owed"
ANSWERS: Final = "answers"


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One contact that was logged.

    Attributes:
        entry: its number on the record.
        owed: an answer was promised or asked for.
        answered_on: the day of the contact that answered it.
    """

    entry: int
    on: date
    by: str
    with_whom: str
    how: str
    note: str
    owed: bool
    answered_on: date | None

    @property
    def is_waiting(self) -> bool:
        """Say whether somebody still waits for an answer."""
        return self.owed and self.answered_on is None


def contacts(file: CaseFile) -> tuple[Contact, ...]:
    """Give every contact that stands on the record, in the order in which they happened."""
    logged = [event for _, event in file.of((Kind.CONTACT_LOGGED,))]
    answered = {
        event.details[ANSWERS]: event.happened_on for event in logged if ANSWERS in event.details
    }
    return tuple(
        Contact(
            entry=event.sequence,
            on=event.happened_on,
            by=event.recorded_by,
            with_whom=event.details.get(WITH, "other"),
            how=event.details.get(HOW, ""),
            note=event.details.get(NOTE, ""),
            owed=event.details.get(ANSWER_OWED) == "yes",
            answered_on=answered.get(str(event.sequence)),
        )
        for event in logged
    )


def waiting(file: CaseFile) -> tuple[Contact, ...]:
    """Give the contacts that still wait for an answer, oldest first."""
    return tuple(contact for contact in contacts(file) if contact.is_waiting)
