"""My day, ordered by consequence: one's own cases and those covered, or anybody's for a manager."""

from datetime import date, datetime, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from config.clock import LONDON
from config.policy.staff import Staff
from ehcp.casework.day_reasons import Section, Today
from ehcp.casework.my_day import my_day
from ehcp.casework.officers import officers_of_open_cases
from ehcp.law.counting import latest_working_day_on_or_before
from ehcp.register.engine import reading
from ehcp.staff.covers import covered_by
from ehcp.staff.roles import RUNS_CASES, UserRole
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_WRITES = frozenset({UserRole.CASEWORKER, UserRole.PLAN_WRITER})


@router.get("/my-day")
def show(
    visit: Visit = open_to(UserRole.CASEWORKER, UserRole.PLAN_WRITER, UserRole.MANAGER),
) -> Response:
    """Show what is to be done today."""
    manages = UserRole.MANAGER in visit.me.roles
    asked = visit.request.query_params.get("officer", "").strip()
    whose = asked if manages and asked else visit.me.name
    officers: tuple[str, ...] = ()
    with reading(visit.counter.engine) as connection:
        covered = covered_by(connection, name=whose, day=visit.today)
        if manages:
            officers = officers_of_open_cases(connection)
    if manages and whose not in officers and not visit.me.is_any_of(_WRITES):
        return visit.page("my_day/whose.html.jinja", officers=officers, whose=whose)
    staff = visit.counter.council.staff
    day = my_day(
        visit.counter.engine,
        officers=(whose, *covered),
        day=Today(
            today=visit.today,
            whose=frozenset({whose}),
            since=new_since(staff, today=visit.today),
            stalled_working_days=staff.stalled_working_days,
            closures=visit.desk().closures,
        ),
        sight=visit.sight,
    )
    return visit.page(
        "my_day/my_day.html.jinja",
        day=day,
        whose=whose,
        mine=whose == visit.me.name,
        covered=covered,
        officers=officers,
        may_send=visit.me.is_any_of(RUNS_CASES),
        Section=Section,
    )


def new_since(staff: Staff, *, today: date) -> datetime:
    """Give the instant from which on a reply is new: an hour of the last working day before."""
    last = latest_working_day_on_or_before(today - timedelta(days=1))
    return datetime.combine(last, staff.replies_since, LONDON)
