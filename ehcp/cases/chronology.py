"""The chronology of a case: each entry once, with its corrections shown in its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from ehcp.cases.advice import SERVICE
from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import ABOUT_A_REQUEST, Kind, place_on_a_day

Sort = Literal["contacts", "advice", "other"]
_OF_ADVICE = ABOUT_A_REQUEST | {
    Kind.EXISTING_ADVICE_USED,
    Kind.REVIEW_ADVICE_RECEIVED,
    Kind.REVIEW_ADVICE_CIRCULATED,
}
_DAY, _PARTY, _STRUCK_OUT = "happened_on", "party", "struck_out"


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a later entry set right.

    Attributes:
        to_day: the day that it gave instead.
        to_party: whom it named instead.
        to_service: the code of the service that was asked instead.
        struck_out: why the entry was taken out altogether.
    """

    entry: int
    by: str
    at: datetime
    to_day: date | None = None
    to_party: str | None = None
    to_service: str | None = None
    struck_out: str | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the chronology: an entry as it stands now.

    Attributes:
        first_on: the day that it was given first, where a correction gave another.
        struck_out: it never happened; it is shown, and counts for nothing.
    """

    entry: int
    on: date
    kind: Kind
    party: str | None
    details: Mapping[str, str]
    by: str
    at: datetime
    sort: Sort
    first_on: date | None = None
    corrections: tuple[Correction, ...] = ()
    struck_out: bool = False


def chronology(file: CaseFile, *, until: date | None = None) -> tuple[Line, ...]:
    """Give the lines of a case, newest first; with a day, those of what had happened by then."""
    corrections: dict[int, list[Correction]] = {}
    for entry in file.recorded:
        if entry.kind is Kind.CORRECTED and entry.corrects is not None:
            corrections.setdefault(entry.corrects, []).append(_correction(entry))
    lines = [
        _line(entry, tuple(corrections.get(entry.sequence, ())))
        for entry in file.recorded
        if entry.kind is not Kind.CORRECTED
    ]
    seen = [line for line in lines if until is None or line.on <= until]
    return tuple(sorted(seen, key=_when, reverse=True))


def _when(line: Line) -> tuple[date, int, int]:
    return line.on, place_on_a_day(line.kind), line.entry


def _line(entry: Event, corrections: tuple[Correction, ...]) -> Line:
    # The latest correction is complete by itself: it alone counts.
    last = corrections[-1] if corrections else None
    on = (last and last.to_day) or entry.happened_on
    return Line(
        entry=entry.sequence,
        on=on,
        kind=entry.kind,
        party=(last and last.to_party) or entry.party,
        details=entry.details | ({SERVICE: last.to_service} if last and last.to_service else {}),
        by=entry.recorded_by,
        at=entry.recorded_at,
        sort=_sort(entry.kind),
        first_on=entry.happened_on if on != entry.happened_on else None,
        corrections=corrections,
        struck_out=last is not None and last.struck_out is not None,
    )


def _sort(kind: Kind) -> Sort:
    if kind is Kind.CONTACT_LOGGED:
        return "contacts"
    return "advice" if kind in _OF_ADVICE else "other"


def _correction(entry: Event) -> Correction:
    day = entry.details.get(_DAY)
    return Correction(
        entry=entry.sequence,
        by=entry.recorded_by,
        at=entry.recorded_at,
        to_day=date.fromisoformat(day) if day else None,
        to_party=entry.details.get(_PARTY),
        to_service=entry.details.get(SERVICE),
        struck_out=entry.details.get(_STRUCK_OUT),
    )
