"""The caseload by officer, and the lists behind numbers for which the case list has no filter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ehcp.cases.journeys import JOURNEYS
from ehcp.cases.stages import Stage
from ehcp.casework.caseload import CAME, MOVES, STALLED, WENT, Load, caseload, moved
from ehcp.register.engine import reading
from ehcp.staff.covers import list_covers
from ehcp.staff.roles import UserRole
from ehcp.staff.users import who_may_have_cases
from ehcp.web.pages import short_day
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_NOBODY, _EVERYBODY = "none", "everybody"
_SAYS = {
    STALLED: "standing still",
    CAME: "opened this week",
    WENT: "closed this week",
}
_LONGEST = 200


@dataclass(frozen=True)
class OfJourney:
    """How the open cases of one journey stand with each officer."""

    name: str
    says: str
    stages: Sequence[Stage]
    loads: Sequence[Load]


@router.get("/caseload")
def show(visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Show who has how many cases, and nobody's first."""
    stalled = visit.counter.council.staff.stalled_working_days
    with reading(visit.counter.engine) as connection:
        loads = caseload(
            connection,
            sight=visit.sight,
            today=visit.today,
            stalled_working_days=stalled,
            officers=who_may_have_cases(connection, today=visit.today),
        )
    there = [load for load in loads if load.officer is None or _has_anything(load)]
    return visit.page(
        "caseload/caseload.html.jinja",
        loads=there,
        idle=[load.officer for load in loads if load.officer and not _has_anything(load)],
        total=_together(loads),
        marks=_marks(visit),
        journeys=_by_journey(there),
        address=_address,
        list_address=_list_address,
        stalled_working_days=stalled,
    )


@router.get("/caseload/{what}")
def show_list(what: str, visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Show the cases that stand still, came or went this week: of an officer, nobody or all."""
    if what not in MOVES:
        raise HTTPException(404)
    asked = visit.request.query_params.get("officer", _EVERYBODY).strip()[:_LONGEST]
    with reading(visit.counter.engine) as connection:
        found = moved(
            connection,
            what,
            sight=visit.sight,
            today=visit.today,
            stalled_working_days=visit.counter.council.staff.stalled_working_days,
            officer=None if asked in (_NOBODY, _EVERYBODY) else asked,
            of_everybody=asked == _EVERYBODY,
        )
    whose = {_NOBODY: "that nobody has", _EVERYBODY: "of everybody"}.get(asked, f"of {asked}")
    return visit.page(
        "caseload/moved.html.jinja",
        what=what,
        says=f"{_SAYS[what]}, {whose}",
        found=found,
        with_officer=asked == _EVERYBODY,
        journey_says={journey.name: journey.says for journey in JOURNEYS},
        stalled_working_days=visit.counter.council.staff.stalled_working_days,
    )


def _has_anything(load: Load) -> bool:
    return bool(load.open or load.came or load.went)


def _together(loads: Sequence[Load]) -> dict[str, int]:
    counts: dict[str, Callable[[Load], int]] = {
        "open": lambda load: load.open,
        "overdue": lambda load: load.overdue,
        "ahead": lambda load: load.ahead,
        STALLED: lambda load: load.stalled,
        CAME: lambda load: load.came,
        WENT: lambda load: load.went,
    }
    return {name: sum(count(load) for load in loads) for name, count in counts.items()}


def _by_journey(loads: Sequence[Load]) -> list[OfJourney]:
    found = []
    for journey in JOURNEYS:
        present = {
            stage for load in loads for (name, stage) in load.by_stage if name == journey.name
        }
        if present:
            found.append(
                OfJourney(
                    name=journey.name,
                    says=journey.says[:1].upper() + journey.says[1:],
                    stages=[stage for stage in Stage if stage in present],
                    loads=[load for load in loads if load.of_journey(journey.name)],
                )
            )
    return found


def _marks(visit: Visit) -> dict[str, list[str]]:
    """Say of each officer who covers for them and for whom they cover, today and to come."""
    marks: dict[str, list[str]] = {}
    for cover in list_covers(visit.counter.engine, today=visit.today):
        days = f"{short_day(cover.from_on)} to {short_day(cover.until_on)}"
        away = "Away" if cover.from_on <= visit.today else "Will be away"
        marks.setdefault(cover.officer, []).append(f"{away} {days}: {cover.covered_by} covers")
        if cover.from_on <= visit.today:
            marks.setdefault(cover.covered_by, []).append(f"Covers for {cover.officer}")
    return marks


def _address(officer: str | None, **filters: str) -> str:
    """Give the address of the case list with an officer's cases."""
    return f"/cases?{urlencode({'officer': officer or _NOBODY, **filters})}"


def _list_address(what: str, officer: str | None) -> str:
    return f"/caseload/{what}?{urlencode({'officer': officer or _NOBODY})}"
