"""The list of all letters that wait for a person, so that none is left unseen."""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.outside.waiting_letters import waiting_letters
from ehcp.register.engine import reading
from ehcp.staff.roles import WORKS_CASES, UserRole
from ehcp.web.staff.admin.pages_of import pages_of
from ehcp.web.staff.cases.arrived import UNDELIVERED, path_to_letter
from ehcp.web.staff.cases.words import letter_named
from ehcp.web.staff.undelivered.words import to_whom, what_happened, when_letters_go
from ehcp.web.visit import Visit, open_to

router = APIRouter()


@router.get(UNDELIVERED)
def show(visit: Visit = open_to(UserRole.MANAGER, UserRole.ADMINISTRATOR)) -> Response:
    """List the letters that failed, came back or may not have gone, the newest trouble first."""
    sees_cases = visit.me.is_any_of(WORKS_CASES)
    with reading(visit.counter.engine) as connection:
        found = waiting_letters(
            connection, sight=visit.sight if sees_cases else None, families=sees_cases
        )
    asked = visit.request.query_params.get("page", "")
    return visit.page(
        "undelivered/list.html.jinja",
        pages=pages_of(found, asked, address=f"{UNDELIVERED}?"),
        sees_cases=sees_cases,
        path_to=path_to_letter,
        letter_named=letter_named,
        to_whom=to_whom,
        what_happened=what_happened,
        hours=when_letters_go(visit.counter.council.about.hours),
    )
