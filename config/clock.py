"""The only file that reads the time; everything else is told the day.

The day can be set, for training and for tests: by `EHCP_TODAY=2019-07-22` for a whole process, or
by `with the_day(date(2019, 7, 22)):` for as long as the block runs.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from config.bad_setting import BadSetting

LONDON = ZoneInfo("Europe/London")
"""Where a day begins and ends: legal days are days in England, whatever the server's own zone."""

_START_OF_WORK = time(9)

# One for the process and not for each thread or task: on a training day every part of the software
# lives on the same day, also the threads in which a web server or a flow does its work.
_held: list[datetime] = []


def today() -> date:
    """Give the day that it is in England."""
    return now().astimezone(LONDON).date()


def now() -> datetime:
    """Give this instant, in UTC.

    Raises:
        BadSetting: `EHCP_TODAY` is not a date.
    """
    if _held:
        return _held[-1]
    instant = datetime.now(UTC)
    day = _day_from_environment()
    if day is None:
        return instant
    # The time of day goes on as it really is, so that later entries still have later instants.
    of_day = instant.astimezone(LONDON).time()
    return datetime.combine(day, of_day, LONDON).astimezone(UTC)


def is_set() -> bool:
    """Say whether the day has been set by someone, so that screens can show that it is not real."""
    return bool(_held) or _day_from_environment() is not None


@contextmanager
def the_day(day: date, *, at: time = _START_OF_WORK) -> Iterator[None]:
    """Hold the clock still at one moment of a day, by London time; 9 o'clock unless told."""
    _held.append(datetime.combine(day, at, LONDON).astimezone(UTC))
    try:
        yield
    finally:
        _held.pop()


def _day_from_environment() -> date | None:
    value = os.environ.get("EHCP_TODAY")
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadSetting(
            where="environment",
            key="EHCP_TODAY",
            value=value,
            fix="Write a day as year-month-day, such as 2019-07-22, or leave it out.",
        ) from None
