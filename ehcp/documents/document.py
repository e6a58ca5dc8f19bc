"""A document as the register knows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import RowMapping

from ehcp.cases.kinds import Kind
from ehcp.register.handed_in import TRIED_BEFORE_A_PERSON


class State(StrEnum):
    """Whether a document may be opened."""

    HELD = "held"
    CLEAN = "clean"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """What somebody hands in a file for.

    Attributes:
        kind: of the entry that it belongs to.
        happened_on: the day of the entry.
        details: the facts of the entry, which wait with a file that is held.
        service: the code of the service whose request it answers; none where it answers none.
    """

    case_id: int
    kind: Kind
    party: str | None
    by: str
    at: datetime
    happened_on: date
    details: Mapping[str, str] = field(default_factory=dict)
    service: str = ""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file that was handed in.

    Attributes:
        id: random; also the name of the file that holds it.
        kind: of the entry that it belongs to, on the day `happened_on` and with its `details`.
        called: the name that it is offered under, in our words.
        service: the code of the service whose request it answers; none where it answers none.
        tries: how often it could not be scanned while the scanner was there.
        tried_at: when it was tried last.
        again_at: when it is tried next; None: in every round.
        let_go_at: since when its request waits for it no longer, though it is tried again.
        entry: the number of its entry in the case, once there is one.
    """

    id: str
    case_id: int
    kind: Kind
    party: str
    happened_on: date
    details: Mapping[str, str]
    called: str
    media_type: str
    size: int
    sha256: str
    state: State
    scanned_at: datetime | None
    stored_by: str
    stored_at: datetime
    service: str = ""
    tries: int = 0
    tried_at: datetime | None = None
    again_at: datetime | None = None
    let_go_at: datetime | None = None
    entry: int | None = None

    @property
    def is_clean(self) -> bool:
        """Say whether it may be opened, and its entry put on record."""
        return self.state is State.CLEAN

    @property
    def is_being_checked(self) -> bool:
        """Say whether it waits to be scanned, and nothing more is asked of whoever sent it."""
        return self.state is State.HELD and self.let_go_at is None

    @property
    def is_at_fault(self) -> bool:
        """Say whether it could not be scanned although the scanner was there."""
        return self.state is State.HELD and self.tries >= TRIED_BEFORE_A_PERSON

    @property
    def is_put_aside(self) -> bool:
        """Say whether a person put it aside, since it could not be scanned: it had no virus."""
        is_of_a_person = self.scanned_at is None and self.let_go_at is not None
        return self.state is State.REFUSED and is_of_a_person


def document_of(row: RowMapping) -> Document:
    """Read a document from its row."""
    facts = dict(row)
    return Document(**facts | {"kind": Kind(row["kind"]), "state": State(row["state"])})
