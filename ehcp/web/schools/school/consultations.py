"""Answering a consultation behind a sign-in: whether the school can meet the child's need."""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.casework.consultation import Consultation
from ehcp.staff.roles import UserRole
from ehcp.web.schools.school.at_the_school import at_the_school
from ehcp.web.schools.school.consultation_pages import put_answer, read_paper, show_consultation
from ehcp.web.schools.school.consulted import Consulted
from ehcp.web.visit import Visit, open_to

router = APIRouter()


@router.get("/school/consultations/{reference}/{urn}")
def show(reference: str, urn: str, visit: Visit = open_to(UserRole.SETTING)) -> Response:
    """Show what is asked, and the form of the answer; or that it is answered."""
    school, asked = _asked(visit, reference, urn)
    school.note("viewed", asked, about=f"consultation of {urn}")
    return show_consultation(school, asked)


@router.get("/school/consultations/{reference}/{urn}/{document_id}")
def read(
    reference: str, urn: str, document_id: str, visit: Visit = open_to(UserRole.SETTING)
) -> Response:
    """Give a paper of the consultation to take away, until the school has answered."""
    school, asked = _asked(visit, reference, urn)
    return read_paper(school, asked, document_id)


@router.post("/school/consultations/{reference}/{urn}")
def answer(reference: str, urn: str, visit: Visit = open_to(UserRole.SETTING)) -> Response:
    """Put the school's answer on record."""
    school, asked = _asked(visit, reference, urn)

    def act() -> Response:
        put_answer(school, asked)
        return visit.go("/school", said="consultation-answered")

    return visit.once(act, again=lambda slips: show_consultation(school, asked, wrong=slips.wrong))


def _asked(visit: Visit, reference: str, urn: str) -> tuple[Consulted, Consultation]:
    """Find the consultation of one of their schools.

    Raises:
        UnknownCase: this school was not consulted there, or is no longer.
    """
    at = at_the_school(visit)
    at.own(urn)
    school = Consulted(
        visit=visit,
        by=visit.me.name,
        desk=at.desk(urn),
        called=at.called(urn),
        address=f"/school/consultations/{reference}/{urn}",
        back=("/school", "Your school"),
    )
    return school, school.consultation(reference, urn)
