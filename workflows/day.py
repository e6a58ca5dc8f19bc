"""Everything that the timetable does on one day, in one go: for `ehcp day`, and for the demo."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Engine

from config.clock import LONDON
from config.council import Council
from config.settings import Settings
from ehcp.law.bank_holidays import is_working_day
from notifications.hours import is_open_on
from notifications.owner import this_process
from workflows import checks
from workflows.office import Office
from workflows.runs import RunOutcome, run_once
from workflows.timetable import Work

_MONDAY = 0


@dataclass(frozen=True, kw_only=True)
class DayDone:
    """What was done on a day, piece by piece; a piece that the day does not have is not there."""

    on: date
    pieces: tuple[RunOutcome, ...]

    def as_json(self) -> dict[str, Any]:
        """Give it in the shape of `ehcp day --json`."""
        return {"on": self.on.isoformat()} | {
            piece.job: {"what": piece.what.value, **piece.outcome} for piece in self.pieces
        }

    def as_text(self) -> str:
        """Say it in lines, one for each piece."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for piece in self.pieces:
            said = ", ".join(
                f"{_plain(key)} {_plain(it)}"
                for key, it in piece.outcome.items()
                if it is not None and it not in ([], {})
            )
            yield f"{self.on} {_plain(piece.job)}: {said or piece.what.value}"


def do_day(
    engine: Engine, *, day: date, at: datetime, council: Council, settings: Settings
) -> DayDone:
    """Do everything that the timetable does on this day; a second call does nothing new.

    Each piece is on record as this day's tick, so that a scheduler does not do it again. A piece
    that was done before is done once more all the same: whatever has been recorded since is found,
    and whatever was done stays done once.
    """
    office = Office.of(engine, council=council, settings=settings)
    is_monday, has_come = day.weekday() == _MONDAY, day <= at.astimezone(LONDON).date()
    letters_go = is_open_on(council, day)
    pieces: dict[str, Work] = {
        "follow_ups": checks.follow_ups,
        "school_year": checks.school_year,
        "phase_transfers": partial(checks.phase_transfers, then_follow_up=True),
        # A report is stored for ever, so not for a Monday that has not come.
        **({"weekly_report": checks.weekly_report} if is_monday and has_come else {}),
        **({"deadline_check": checks.deadlines} if is_working_day(day) else {}),
        "letters": partial(checks.letters, whole_day=True),
        # The whole day is done, to its last hour; on a day on which no letters go, nothing is sent.
        **({"outbox": partial(checks.outbox, due_only=False)} if letters_go else {}),
        **({"receipts": checks.receipts} if settings.channel == "govuk_notify" else {}),
    }
    done = [
        run_once(
            engine,
            job=job,
            tick=day.isoformat(),
            now=lambda: at,
            owner=this_process(),
            work=partial(work, office, day=day, at=at),
            again=True,
        )
        for job, work in pieces.items()
    ]
    return DayDone(on=day, pieces=tuple(done))


def _plain(value: object) -> str:
    """Write counts and lists of an outcome as a person reads them."""
    if isinstance(value, Mapping):
        return ", ".join(f"{it} {_plain(key)}" for key, it in value.items())
    if isinstance(value, list):
        return "; ".join(str(each) for each in value)
    return str(value).replace("_", " ")
