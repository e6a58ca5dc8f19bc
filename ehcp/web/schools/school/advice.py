"""Advice about education: the pages of answering a request, behind the school's own sign-in."""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.casework.asked import Asked, asked_of
from ehcp.casework.asked_of_setting import may_give_advice
from ehcp.casework.pupils import NOT_THERE
from ehcp.register.engine import reading
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import UserRole
from ehcp.web.providers.answering.answerer import Answerer
from ehcp.web.providers.answering.pages import show_act, show_request, take_act, take_file
from ehcp.web.schools.school.at_the_school import at_the_school
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_HOME = "/school"


@router.get("/school/{reference}/{party}")
def show(reference: str, party: str, visit: Visit = open_to(UserRole.SETTING)) -> Response:
    """Show one request, or how it was answered."""
    answerer, asked = _asked(visit, reference, party)
    visit.note("viewed", case_id=asked.case_id, about=f"request for {asked.kind.value}")
    return show_request(answerer, asked)


@router.post("/school/{reference}/{party}/file")
def take_a_file(
    reference: str, party: str, visit: Visit = open_to(UserRole.SETTING, files=True)
) -> Response:
    """Take the advice as a file."""
    return take_file(*_asked(visit, reference, party))


@router.get("/school/{reference}/{party}/{act}")
def show_form(
    reference: str, party: str, act: str, visit: Visit = open_to(UserRole.SETTING)
) -> Response:
    """Show one form about a request."""
    return show_act(*_asked(visit, reference, party), act)


@router.post("/school/{reference}/{party}/{act}")
def take_form(
    reference: str, party: str, act: str, visit: Visit = open_to(UserRole.SETTING)
) -> Response:
    """Take one form about a request."""
    return take_act(*_asked(visit, reference, party), act)


def _asked(visit: Visit, reference: str, party: str) -> tuple[Answerer, Asked]:
    """Find the request, and who answers it for which school.

    Raises:
        UnknownCase: nothing of the kind was asked of a school of whoever looks.
    """
    at = at_the_school(visit)
    with reading(visit.counter.engine) as connection:
        urn = may_give_advice(connection, reference, party, urns=at.urns, closures=at.closures)
        asked = asked_of(connection, reference, party, today=visit.today)
    if asked is None:
        raise UnknownCase(NOT_THERE)
    by = at.desk(urn).by
    return Answerer(visit=visit, by=by, home=_HOME, home_says="Your school"), asked
