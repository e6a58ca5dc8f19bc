"""An event: something that happened on a day in a case, put on record at an instant by someone."""

from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic_core import to_json

from ehcp.cases.kinds import Kind

FIRST_HASH = "0" * 64
"""What stands before the first event of a case."""


MEETING_ON = "meeting_on"
"""The detail of `review_meeting_fixed` that says for which day."""

FROM_A_TRACKER = "tracker"
"""The detail `source` of an event that an import put on record."""


class Event(BaseModel):
    """One entry of a case's record. Never edited: a later entry of kind `corrected` sets it right.

    Attributes:
        sequence: 1 for the first entry of the case, then 2, 3, … without a gap.
        happened_on: the day that counts in law (England, local date).
        party: the kind of advice, or the school consulted, where the kind of event is about one.
        details: facts of this kind of event, text to text (for example `visit_on`, `ground`).
        corrects: the sequence number of the entry that this one corrects.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sequence: int = Field(ge=1)
    kind: Kind
    happened_on: date
    party: str | None = None
    details: dict[str, str] = Field(default_factory=dict)
    corrects: int | None = None
    recorded_at: AwareDatetime
    recorded_by: str
    previous_hash: str = FIRST_HASH

    @property
    def came_from_a_tracker(self) -> bool:
        """Say whether a spreadsheet put it on record: it is history, and nothing is sent for it."""
        return self.details.get("source") == FROM_A_TRACKER

    @property
    def counts_from(self) -> date:
        """The day from which a limit that this event starts is counted.

        A body's six weeks for advice run from the day it receives the request (reg 8(1)), which is
        the day of sending unless the record says otherwise.
        """
        received = self.details.get("received_by_body_on")
        return date.fromisoformat(received) if received else self.happened_on

    def hash_in(self, reference: str) -> str:
        """Seal this event to its case and to the event before it (SHA-256 over canonical JSON).

        Only texts, whole numbers and nothing are written, so that every writer of JSON without
        spaces writes the same bytes.
        """
        sealed = (
            reference,
            self.sequence,
            self.kind.value,
            self.happened_on.isoformat(),
            self.party,
            dict(sorted(self.details.items())),
            self.corrects,
            _written(self.recorded_at.astimezone(UTC)),
            self.recorded_by,
            self.previous_hash,
        )
        return sha256(to_json(sealed)).hexdigest()


@lru_cache(maxsize=100)
def _written(at: datetime) -> str:
    """Write an instant in UTC; thousands of entries of one import have the same."""
    return at.isoformat()


def day_in_details(event: Event, name: str) -> date | None:
    """Read a day from the details of an event; None where it has none, or text that is no day."""
    written = event.details.get(name)
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None  # entered before days in details were checked
