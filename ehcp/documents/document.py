"""A document as the register knows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from ehcp.cases.kinds import Kind


class State(StrEnum):
    """Whether a document may be opened."""

    HELD = "held"
    CLEAN = "clean"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file that was handed in.

    Attributes:
        id: random; also the name of the file that holds it.
        kind: of the entry that it belongs to.
        called: the name that it is offered under, in our words.
        entry: the number of its entry in the case, once there is one.
    """

    id: str
    case_id: int
    kind: Kind
    party: str
    called: str
    media_type: str
    size: int
    sha256: str
    state: State
    scanned_at: datetime | None
    stored_by: str
    stored_at: datetime
    entry: int | None = None

    @property
    def is_clean(self) -> bool:
        """Say whether it may be opened, and its entry put on record."""
        return self.state is State.CLEAN


def document_of(row: Mapping[str, Any]) -> Document:
    """Read a document from its row."""
    return Document(**{**row, "kind": Kind(row["kind"]), "state": State(row["state"])})
