"""The timetable: what happens by itself, and when, in one place.

Days and hours are London's. No hour lies between 01:00 and 02:00, which comes twice in October and
not at all in March; what runs every few minutes is counted in UTC. Weekdays have names, because
numbers mean Monday to one program and Tuesday to the next.

The letters have hours of their own in the council's letters.toml: the round that writes them
comes every few minutes, and finds the hour come.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, Protocol, get_args

from config.clock import LONDON
from ehcp.law.bank_holidays import is_working_day
from ehcp.register import last_house_check
from workflows import checks
from workflows.checks import Outcome
from workflows.office import Office

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
EVERY_DAY: tuple[Weekday, ...] = get_args(Weekday)
MONDAY_TO_FRIDAY = EVERY_DAY[:5]

LONGEST_OUTAGE = timedelta(days=60)
"""How far back missed ticks are made up for. Beyond it the next one does the work of all."""

_A_DAY = timedelta(days=1)


class Work(Protocol):
    """What a job does: it is told the day that it works for, and the instant."""

    def __call__(self, office: Office, *, day: date, at: datetime) -> Outcome:
        """Do it, and say what was done."""


@dataclass(frozen=True, kw_only=True)
class Daily:
    """A job with its day and hour. Its tick is the day that it works for.

    Attributes:
        each_missed: after an outage every missed day is made up for, in order; otherwise only the
            last, which does the work of all.
        working_days: bank holidays are left out.
    """

    job: str
    says: str
    on: tuple[Weekday, ...]
    at: time
    work: Work
    each_missed: bool = False
    working_days: bool = False

    def falls_on(self, day: date) -> bool:
        """Say whether the job has a tick on this day."""
        return EVERY_DAY[day.weekday()] in self.on and (
            not self.working_days or is_working_day(day)
        )


@dataclass(frozen=True, kw_only=True)
class Often:
    """A job that comes round all the time; each round does whatever has come up."""

    job: str
    says: str
    every: timedelta
    work: Work


DAILY = (
    Daily(
        job=last_house_check.JOB,
        says="the record is whole, what follows from it is right, the calendar reaches far enough",
        on=EVERY_DAY,
        at=time(4, 0),
        work=checks.house,
    ),
    Daily(
        job="school_year",
        says="children who came into year 9 during their assessment",
        on=EVERY_DAY,
        at=time(5, 0),
        work=checks.school_year,
    ),
    Daily(
        job="phase_transfers",
        says="a case for every child with a plan who moves to another phase next",
        on=EVERY_DAY,
        at=time(5, 15),
        work=checks.phase_transfers,
    ),
    Daily(
        job="weekly_report",
        says="the weekly report is stored",
        on=("mon",),
        at=time(6, 0),
        work=checks.weekly_report,
        each_missed=True,
    ),
    Daily(
        job="deadline_check",
        says="every limit that has reached a threshold raises its alert",
        on=MONDAY_TO_FRIDAY,
        at=time(6, 30),
        work=checks.deadlines,
        each_missed=True,
        working_days=True,
    ),
)
OFTEN = (
    Often(
        job="letters",
        says="letters that are due are written",
        every=timedelta(minutes=5),
        work=checks.letters,
    ),
    Often(
        job="outbox",
        says="letters that wait are sent",
        every=timedelta(minutes=2),
        work=checks.outbox,
    ),
    Often(
        job="documents",
        says="files that could not be scanned are scanned again, and what waits for them is done",
        every=timedelta(minutes=3),
        work=checks.documents,
    ),
    Often(
        job="receipts",
        says="what became of the letters that were sent is asked for, where that can be asked",
        every=timedelta(minutes=5),
        work=checks.receipts,
    ),
    Often(
        job="urgent",
        says="codes for which somebody waits are sent",
        every=timedelta(seconds=3),
        work=checks.urgent,
    ),
)


def ticks_due(job: Daily, *, after: date | None, now: datetime) -> tuple[date, ...]:
    """Give the days for which a job has to be done now; `after` is the last one that was.

    A job that has never been done has nothing to make up for: it begins today.
    """
    local = now.astimezone(LONDON)
    last = local.date() if local.time() >= job.at else local.date() - _A_DAY
    first = local.date() if after is None else max(after + _A_DAY, last - LONGEST_OUTAGE)
    missed = tuple(day for day in _days(first, last) if job.falls_on(day))
    return missed if job.each_missed else missed[-1:]


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _A_DAY
