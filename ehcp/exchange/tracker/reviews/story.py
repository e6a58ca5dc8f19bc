"""What one row of a tracker of annual reviews tells: one review or two, and a phase transfer."""

from dataclasses import dataclass, field
from datetime import date

from ehcp.exchange.tracker.happenings import Happening


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review of a plan.

    Attributes:
        start: from what its twelve months run.
        is_start_known: the sheet says when the review before it was completed, or the plan made.
        events: what happened in it, in order, without its start.
        decided: the decision that completed it, one of the events.
    """

    start: Happening
    is_start_known: bool = True
    events: tuple[Happening, ...] = ()
    decided: Happening | None = None

    @property
    def all(self) -> tuple[Happening, ...]:
        """Its start and what happened in it."""
        return (self.start, *self.events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One phase transfer: the day of moving, how its case starts, and what happened in it."""

    transfer_on: date
    start: Happening
    events: tuple[Happening, ...] = ()

    @property
    def all(self) -> tuple[Happening, ...]:
        """Its start and what happened in it."""
        return (self.start, *self.events)


@dataclass(slots=True, kw_only=True)
class Story:
    """What a row tells, the earlier review first.

    Attributes:
        is_latest: no other row of the file tells of a later review of the same plan.
    """

    reviews: list[Review] = field(default_factory=list)
    transfer: Transfer | None = None
    is_latest: bool = True
