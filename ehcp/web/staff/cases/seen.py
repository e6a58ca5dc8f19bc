"""Who has looked at a case and acted on it."""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.kinds import Kind
from ehcp.casework.who_looked import who_looked
from ehcp.staff.roles import UserRole
from ehcp.web.numbers import page_in
from ehcp.web.staff.cases.of_a_case import of_a_case
from ehcp.web.staff.cases.the_case import case_for
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_AT_A_TIME = 50
_KINDS = {kind.value: kind.says for kind in Kind}


@router.get("/cases/{reference}/seen")
def show(
    reference: str,
    visit: Visit = open_to(UserRole.MANAGER, UserRole.QUALITY_OFFICER, UserRole.INSPECTOR),
) -> Response:
    """Show who has looked at a case and acted on it, newest first."""
    held = case_for(visit, reference)
    page = page_in(visit.request.query_params.get("page", ""))
    lines, how_many = who_looked(
        visit.counter.engine, case_id=held.case_id, page=page, at_a_time=_AT_A_TIME
    )
    pages_in_all = max(1, -(-how_many // _AT_A_TIME))
    return visit.page(
        "cases/seen.html.jinja",
        lines=lines,
        how_many=how_many,
        page=page,
        pages_in_all=pages_in_all,
        kinds=_KINDS,
        **of_a_case(visit, held, act="viewed who looked"),
    )
