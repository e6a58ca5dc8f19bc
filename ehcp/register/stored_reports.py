"""The seals of the stored weekly reports, and whether every report is still as it was stored."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from json import dumps, loads
from typing import Any

from sqlalchemy import Connection, text

_ALL = text(
    "SELECT at, number, taken_at, report, over_20_weeks, seal FROM snapshots ORDER BY number"
)


def seal_of(
    *,
    at: date,
    number: int,
    taken_at: datetime,
    report: Mapping[str, Any],
    over_20_weeks: Sequence[str],
) -> str:
    """Seal a report with everything that is kept beside it (SHA-256 over canonical JSON)."""
    sealed = (
        at.isoformat(),
        number,
        taken_at.astimezone(UTC).isoformat(timespec="microseconds"),
        report,
        over_20_weeks,
    )
    return sha256(dumps(sealed, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class Report:
    """A stored report that is there, or was; and what is wrong with it."""

    is_there: bool
    wrong: str | None


def look_through_reports(connection: Connection) -> Iterator[Report]:
    """Go through the stored reports in their order, and name those that are gone.

    They are numbered without a gap, so that one that was removed shows by the number after it.
    """
    expected = 1
    for row in connection.execute(_ALL).mappings():
        number = row["number"]
        if number > expected:
            gone = f"{expected}" if number == expected + 1 else f"{expected} to {number - 1}"
            yield Report(is_there=False, wrong=f"stored report number {gone} is gone.")
        expected = number + 1
        yield Report(is_there=True, wrong=_wrong_with(row))


def _wrong_with(row: Mapping[Any, Any]) -> str | None:
    """Read a report from what the driver gave and seal it again."""
    which = f"stored report number {row['number']} ({row['at']}) was altered"
    try:
        seal = seal_of(
            at=_read(row["at"], date.fromisoformat),
            number=row["number"],
            taken_at=_read(row["taken_at"], datetime.fromisoformat),
            report=_read(row["report"], loads),
            over_20_weeks=_read(row["over_20_weeks"], loads),
        )
    except ValueError:
        return f"{which}: it cannot be read."
    return None if seal == row["seal"] else f"{which}: it does not match its seal."


def _read(kept: object, read: Callable[[str], Any]) -> Any:  # noqa: ANN401 - whatever was kept
    """Read what SQLite keeps as text; PostgreSQL has read it already."""
    return read(kept) if isinstance(kept, str) else kept
