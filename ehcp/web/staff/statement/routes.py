"""The accessibility statement, open to anyone."""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.web.visit import Visit, anyone

router = APIRouter()


@router.get("/accessibility")
def accessibility(visit: Visit = anyone()) -> Response:
    """Say how accessible the counter is, and whom to tell where it is not."""
    return visit.page("statement/accessibility.html.jinja")
