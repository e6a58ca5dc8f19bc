"""How long a session still lasts: asked by the page, which warns before the end."""

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from ehcp.staff.sessions import ending_of
from ehcp.web.sessions import idle
from ehcp.web.staff.sign_in.ways import token_of
from ehcp.web.visit import Visit, anyone

router = APIRouter()


@router.get("/session")
def left(visit: Visit = anyone(quietly=True)) -> Response:
    """Say how long the session lasts if nobody does anything; asking does not prolong it."""
    return _left(visit)


@router.post("/session")
def stay(visit: Visit = anyone()) -> Response:
    """Stay signed in: somebody is there."""
    return _left(visit)


def _left(visit: Visit) -> Response:
    counter = visit.counter
    ending = ending_of(counter.engine, token=token_of(visit), now=visit.now, idle=idle(counter))
    if ending is None:
        return JSONResponse({"left": 0, "warn": 0, "may_stay": False})
    return JSONResponse(
        {
            "left": max(0, int((ending.at - visit.now).total_seconds())),
            "warn": counter.council.staff.session.warn_minutes * 60,
            "may_stay": ending.at < ending.at_latest,
        }
    )
