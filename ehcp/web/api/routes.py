"""The programs' door: list cases, read one, record what happened, read the weekly report."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.openapi.utils import get_openapi

from ehcp.cases.facts import facts_of
from ehcp.cases.journeys import JOURNEYS, journey_named
from ehcp.cases.kinds import Kind, kind_named
from ehcp.cases.stages import Stage
from ehcp.casework.case_choice import Choice
from ehcp.casework.case_list import case_page
from ehcp.casework.look_up import case_shown
from ehcp.casework.record import record
from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.reports.behind.hidden import hidden_references
from ehcp.reports.seen import as_seen
from ehcp.reports.snapshots import snapshot_of
from ehcp.staff.roles import WORKS_CASES, UserRole
from ehcp.web.api.shapes import (
    CaseLine,
    CasePage,
    Happening,
    KindShown,
    Recorded,
    Trouble,
    Whole,
)
from ehcp.web.staff.cases.the_case import case_for
from ehcp.web.visit import Visit, open_to, to_any_staff

_TROUBLES: dict[int | str, dict[str, Any]] = {
    status: {"model": Trouble, "description": says}
    for status, says in (
        (400, "It cannot be so; the sentence says why"),
        (401, "No key, or one that opens nothing any more"),
        (403, "Not the key's to do"),
        (404, "There is no such thing, or it may not be seen"),
        (422, "What was sent cannot be read"),
    )
}
router = APIRouter(prefix="/api/v1", responses=_TROUBLES)

Reference = Annotated[
    str, Path(pattern=r"^[0-9A-Za-z]{3}-?[0-9A-Za-z]{3}$", description="such as K7Q-2ND")
]
JourneyName = Annotated[str | None, Query(description="such as needs_assessment", max_length=40)]


@router.get("/openapi.json", include_in_schema=False)
def description(visit: Visit = to_any_staff()) -> dict[str, Any]:
    """Describe this door, in OpenAPI."""
    del visit
    return described()


def described() -> dict[str, Any]:
    """Describe the programs' door, in OpenAPI."""
    return get_openapi(title="ehcp", version="1", routes=router.routes)


@router.get("/kinds")
def kinds(visit: Visit = to_any_staff()) -> tuple[KindShown, ...]:
    """List every kind of entry, with the facts that it takes."""
    del visit
    return tuple(
        KindShown(kind=kind.value, says=kind.says, facts=dict(facts_of(kind))) for kind in Kind
    )


@router.get("/cases")
def list_cases(
    visit: Visit = open_to(),
    journey: JourneyName = None,
    stage: Stage | None = None,
    officer: Annotated[str | None, Query(max_length=200)] = None,
    *,
    closed: bool = False,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> CasePage:
    """List cases by what is due next; closed ones by their end, the latest first."""
    choice = Choice(
        journey=journey_named(journey).name if journey else None,
        stage=stage,
        officers=(officer,) if officer else (),
        closed=closed,
    )
    found = case_page(
        visit.counter.engine, sight=visit.sight, choice=choice, today=visit.today, number=page
    )
    says = {each.says: each.name for each in JOURNEYS}
    return CasePage(
        cases=tuple(
            CaseLine(
                reference=line.reference,
                journey=says[line.journey],
                stage=line.stage.value,
                started_on=line.started_on,
                ended_on=line.ended_on,
                officer=line.officer,
                due_on=line.due_on,
                due=line.due,
                waiting_for=line.waiting_for,
            )
            for line in found.lines
        ),
        page=found.number,
        pages=found.pages,
        total=found.total,
    )


@router.get("/cases/{reference}")
def show_case(reference: Reference, visit: Visit = open_to()) -> Whole:
    """Give one case with its record and all that follows from it. The look is on record."""
    held = case_for(visit, reference)
    visit.note("viewed", case_id=held.case_id, about="by a program")
    return Whole.model_validate(
        case_shown(
            visit.counter.engine,
            reference=reference,
            rules=visit.desk().rules,
            today=visit.today,
        )
    )


@router.post("/cases/{reference}/events", status_code=201)
def put_on_record(
    reference: Reference, happening: Happening, visit: Visit = open_to(*WORKS_CASES)
) -> Recorded:
    """Put on record that something happened, with all that follows from it."""
    held = case_for(visit, reference)
    event = record(
        visit.counter.engine,
        desk=visit.desk(as_read=happening.as_read),
        reference=reference,
        kind=kind_named(happening.kind),
        happened_on=happening.happened_on,
        party=happening.party,
        details=happening.details,
    )
    with writing(visit.counter.engine) as connection:
        note(
            connection,
            at=visit.now,
            by=visit.me.name,
            act="recorded",
            case_id=held.case_id,
            about=f"entry {event.sequence}, by a program",
        )
    return Recorded(reference=held.file.reference, entry=event.sequence)


@router.get("/reports/{monday}")
def weekly_report(
    monday: date,
    visit: Visit = open_to(UserRole.MANAGER, UserRole.QUALITY_OFFICER, UserRole.INSPECTOR),
) -> dict[str, Any]:
    """Give the weekly report that was stored on a Monday; what may not be seen has no reference."""
    report = snapshot_of(visit.counter.engine, at=monday)
    with reading(visit.counter.engine) as connection:
        hidden = hidden_references(connection, visit.sight)
    return as_seen(report, hidden=hidden).model_dump(mode="json")
