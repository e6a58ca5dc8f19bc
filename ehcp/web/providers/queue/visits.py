"""Visit days out of the service's own calendar file: filled in on the plan, to be looked at first.

Nothing of the file is kept: not its name, not its words. A day is put on record when the service
saves the plan, as one that was typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.closures import Closures
from ehcp.casework.asked_of import all_owed
from ehcp.casework.queued import Asked, is_closed_on
from ehcp.documents.bad_file import BadFile
from ehcp.documents.offered_names import refuse_hostile
from ehcp.exchange.visit_calendar import LARGEST, BadCalendar, VisitsFound, visits_in
from ehcp.register.engine import reading
from ehcp.web.forms import BadForm
from ehcp.web.providers.queue.chosen import MOST
from ehcp.web.providers.queue.plan import FARTHEST, show_plan
from ehcp.web.providers.queue.whose import ALLOCATES, whose_of
from ehcp.web.sentences import for_a_page
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_HERE = "/queue/plan/calendar"
_FIELD = "calendar"


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """What a calendar says of the visits of a queue.

    Attributes:
        requests: those for which it has a day that is not on record, with that day for the visit.
        left: how many more there are than one form takes.
        already: how many have on record the day that the calendar has.
        several: how many are named on several days; it is the first that is proposed.
        unusable: how many have no day between that of asking and a year ahead.
    """

    found: VisitsFound
    requests: Sequence[Asked]
    left: int
    already: int
    several: int
    unusable: int

    @property
    def late(self) -> Sequence[Asked]:
        """Give those whose visit would be after the day on which the advice is due."""
        return [each for each in self.requests if each.is_visit_late]


@router.get(_HERE)
def show(visit: Visit = open_to(*ALLOCATES)) -> Response:
    """Show the form that takes a calendar file."""
    return _page(visit)


@router.post(_HERE)
def take(visit: Visit = open_to(*ALLOCATES, files=True)) -> Response:
    """Show the plan with the days of the file filled in; nothing is put on record."""
    try:
        content = _content(visit)
        closures = visit.desk().closures
        with reading(visit.counter.engine) as connection:
            theirs = all_owed(
                connection, whose=whose_of(visit), today=visit.today, closures=closures
            )
        found = visits_in(content, references={each.reference for each in theirs})
    except BadForm as slips:
        return _page(visit, wrong=slips.wrong)
    except (BadCalendar, BadFile) as bad:
        return _page(visit, wrong={_FIELD: for_a_page(str(bad))})
    proposed = _proposed(theirs, found, today=visit.today, closures=closures)
    if not proposed.requests:
        return _page(visit, proposed=proposed)
    return show_plan(visit, proposed.requests, {}, proposed=proposed)


def _content(visit: Visit) -> bytes:
    sent = visit.sent.file(_FIELD)
    if sent is None:
        raise BadForm({_FIELD: "Choose the calendar file."})
    refuse_hostile(sent.offered)
    return sent.stream.read(LARGEST + 1)


def _proposed(
    theirs: Sequence[Asked], found: VisitsFound, *, today: date, closures: Closures
) -> Proposed:
    requests: list[Asked] = []
    already = several = unusable = 0
    for each in theirs:
        every = found.days.get(each.reference, ())
        days = [day for day in every if each.requested_on <= day <= today + FARTHEST]
        unusable += bool(every) and not days
        if not days:
            continue
        several += len(days) > 1
        if days[0] == each.visit_on:
            already += 1
            continue
        closed = is_closed_on(closures, each.setting_urn, each.setting, days[0])
        requests.append(replace(each, visit_on=days[0], closed_on_visit=closed))
    return Proposed(
        found=found,
        requests=requests[:MOST],
        left=len(requests[MOST:]),
        already=already,
        several=several,
        unusable=unusable,
    )


def _page(
    visit: Visit, *, wrong: Mapping[str, str] | None = None, proposed: Proposed | None = None
) -> Response:
    return visit.page(
        "queue/visits.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong or {},
        proposed=proposed,
        largest_mb=LARGEST // 1024 // 1024,
    )
