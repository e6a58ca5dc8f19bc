"""What an import is told, how it is to be done, and what came of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ehcp.exchange.tracker.fields import TrackerKind
from ehcp.exchange.tracker.findings import Difference, Refused, Warned
from ehcp.exchange.tracker.rows import Row

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many of its parts are done, and how many there are."""


@dataclass(frozen=True, kw_only=True)
class How:
    """How an import is to be done.

    Attributes:
        dry_run: say what would happen and write nothing.
        partial: take the other rows in where some are refused.
        confirm_names: somebody with the same name and date of birth is the same child.
        headings: what the user says that a heading means, field by heading.
        kind: the only kind of tracker to look for; None where each sheet's headings tell.
    """

    dry_run: bool = False
    partial: bool = False
    confirm_names: bool = False
    headings: Mapping[str, str] = field(default_factory=dict)
    kind: TrackerKind | None = None


@dataclass(kw_only=True)
class Tally:
    """What came of the rows of one kind of tracker.

    Attributes:
        rows: rows below the headings that hold anything.
        refused_rows: how many of them were refused; one row may have several refusals.
        duplicates: rows that say again what another sheet says.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    refused_rows: int = 0


@dataclass(kw_only=True)
class Complaints:
    """What came of the sheet of complaints."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(kw_only=True)
class Outcome:
    """What came of an import, or would come of it.

    Attributes:
        requests: the rows of trackers of requests.
        reviews: the rows of trackers of annual reviews.
        transfers_created: phase transfers that rows of reviews opened.
        headings: for each sheet what each column was taken for.
        passed_over: sheets that are neither a tracker nor a list of complaints.
        changes: reference and field of each change to a case that was there, never a value.
    """

    requests: Tally = field(default_factory=Tally)
    reviews: Tally = field(default_factory=Tally)
    transfers_created: int = 0
    transfers_updated: int = 0
    refused: list[Refused] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    complaints: Complaints = field(default_factory=Complaints)
    lost_colours: int = 0
    headings: dict[str, Any] = field(default_factory=dict)
    passed_over: tuple[str, ...] = ()
    changes: list[dict[str, str]] = field(default_factory=list)
    dry_run: bool = False
    written: bool = False

    @property
    def is_refused(self) -> bool:
        """Say whether rows were refused and nothing was written because of them."""
        return bool(self.refused) and not self.written

    @property
    def rows(self) -> int:
        """How many rows of any tracker hold anything."""
        return self.requests.rows + self.reviews.rows

    @property
    def created(self) -> int:
        """How many rows opened a case."""
        return self.requests.created + self.reviews.created

    @property
    def updated(self) -> int:
        """How many rows changed something."""
        return self.requests.updated + self.reviews.updated

    @property
    def unchanged(self) -> int:
        """How many rows said nothing new."""
        return self.requests.unchanged + self.reviews.unchanged

    @property
    def duplicates(self) -> int:
        """How many rows say again what another sheet says."""
        return self.requests.duplicates + self.reviews.duplicates

    @property
    def refused_rows(self) -> int:
        """How many rows were refused; one row may have several refusals."""
        return self.requests.refused_rows + self.reviews.refused_rows

    def report(self, rows: Iterable[Row], tally: Tally) -> None:
        """Take over what is to be said about these rows."""
        for row in rows:
            self.refused += row.refusals
            tally.refused_rows += bool(row.refusals)
            self.warnings += row.warnings
            self.differences += row.differences
