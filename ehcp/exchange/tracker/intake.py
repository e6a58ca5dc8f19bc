"""What an import is told, how it is to be done, and what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ehcp.exchange.tracker.findings import Difference, Refused, Warned

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
    """

    dry_run: bool = False
    partial: bool = False
    confirm_names: bool = False
    headings: Mapping[str, str] = field(default_factory=dict)


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
        rows: rows below the headings of the tracker that hold anything.
        refused_rows: how many of them were refused; one row may have several refusals.
        duplicates: rows that say again what another sheet says.
        headings: for each sheet what each column was taken for.
        passed_over: sheets that are neither a tracker nor a list of complaints.
        changes: reference and field of each change to a case that was there, never a value.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    refused_rows: int = 0
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
