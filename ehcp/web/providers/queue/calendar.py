"""Visits and due days as a calendar feed: by reference, at an address that its owner can end."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ehcp.casework.asked_of import all_owed
from ehcp.casework.queued import Asked, Whose
from ehcp.register.engine import reading
from ehcp.staff.calendars import calendar_ends_at, end_calendar, new_calendar, whose_calendar
from ehcp.staff.roles import UserRole
from ehcp.web.providers.queue.whose import WRITES
from ehcp.web.visit import Visit, anyone, open_to

router = APIRouter()

_HERE = "/queue/calendar"
_TYPE = "text/calendar; charset=utf-8"
_LONGEST_SECRET = 100
_OCTETS = 74
"""A line of a calendar is at most 75 octets long, its end not counted (RFC 5545, 3.1)."""


@router.get(_HERE)
def show(visit: Visit = open_to(*WRITES)) -> Response:
    """Say what the feed is, and whether there is one."""
    return _page(visit, secret=None)


@router.post(_HERE)
def act(visit: Visit = open_to(*WRITES)) -> Response:
    """Make a feed and show its address, once; or end it."""

    def done() -> Response:
        if visit.sent.text("act") == "end":
            end_calendar(visit.counter.engine, user_id=visit.me.user_id, at=visit.now)
            return visit.go(_HERE, said="calendar-ended")
        secret = new_calendar(visit.counter.engine, user_id=visit.me.user_id, at=visit.now)
        page = _page(visit, secret=secret)
        # It is shown this once: a second click leads to the page without it.
        page.headers["location"] = _HERE
        return page

    return visit.once(done, again=lambda slips: _page(visit, secret=None, wrong=slips.wrong))


@router.get(f"{_HERE}/{{secret}}.ics")
def feed(secret: str, visit: Visit = anyone()) -> Response:
    """Give the days of whoever has this address."""
    if len(secret) > _LONGEST_SECRET:
        raise HTTPException(404)
    with reading(visit.counter.engine) as connection:
        user = whose_calendar(connection, secret=secret, now=visit.now, today=visit.today)
        if user is None or user.roles.isdisjoint(WRITES):
            raise HTTPException(404)
        owed = all_owed(
            connection,
            whose=Whose(
                services=user.services,
                user_id=user.id,
                only_own=UserRole.PROFESSIONAL in user.roles,
            ),
            today=visit.today,
            closures=visit.counter.desk(by=user.name, may=frozenset()).closures,
        )
    return Response(calendar_of(owed, at=visit.now), media_type=_TYPE)


def calendar_of(owed: Iterable[Asked], *, at: datetime) -> str:
    """Write the days of requests as a calendar; nothing in it says who a child is."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ehcp//Advice owed//EN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:EHC advice",
        *(line for asked in owed for line in _days_of(asked, at=at)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _days_of(asked: Asked, *, at: datetime) -> Iterator[str]:
    yield from _a_day("due", f"Advice due\\, case {asked.reference}", asked.due_on, asked, at)
    if asked.visit_on is not None:
        yield from _a_day("visit", f"Visit\\, case {asked.reference}", asked.visit_on, asked, at)


def _a_day(what: str, says: str, on: date, asked: Asked, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{what}-{asked.reference}-{asked.kind.value}-{asked.requested_on:%Y%m%d}@ehcp"
    yield f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{says}"
    yield "TRANSP:TRANSPARENT"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def _folded(line: str) -> Iterator[str]:
    """Break a line that is too long; all of ours are plain ASCII, so an octet is a letter."""
    yield line[:_OCTETS]
    for start in range(_OCTETS, len(line), _OCTETS - 1):
        yield f" {line[start : start + _OCTETS - 1]}"


def _page(visit: Visit, *, secret: str | None, wrong: dict[str, str] | None = None) -> Response:
    address = f"{visit.counter.settings.web_address}{_HERE}/{secret}.ics" if secret else None
    return visit.page(
        "queue/calendar.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong or {},
        address=address,
        ends_at=calendar_ends_at(visit.counter.engine, user_id=visit.me.user_id, now=visit.now),
        professional=UserRole.PROFESSIONAL in visit.me.roles,
    )
