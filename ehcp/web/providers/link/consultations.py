"""The consultations of an open link: a school without an account reads and answers each."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.stages import Role
from ehcp.casework.consultation import AnsweredAlready, Consultation
from ehcp.refusal import Refusal
from ehcp.register.engine import reading
from ehcp.register.files import UnknownCase
from ehcp.web.forms import BadForm
from ehcp.web.providers.link.consulted import school_by_link, school_called
from ehcp.web.providers.link.link_visit import HOME, LinkEnded, OpenLink, open_link
from ehcp.web.providers.link.requests import ended
from ehcp.web.providers.link.routes import dead
from ehcp.web.schools.school.consultation_pages import put_answer, read_paper, show_consultation
from ehcp.web.schools.school.consulted import Consulted
from ehcp.web.sentences import for_a_page
from ehcp.web.visit import Visit, anyone

router = APIRouter()
_ADDRESS = f"{HOME}/{{reference}}/consultation/{{urn}}"
_VIEWED = "link_viewed"
_MAY = frozenset({Role.PROVIDER})

_Page = Callable[[Consulted, Consultation], Response]


@router.get(_ADDRESS)
def show(reference: str, urn: str, visit: Visit = anyone()) -> Response:
    """Show what is asked, and the form of the answer; or how it was answered."""

    def page(school: Consulted, asked: Consultation) -> Response:
        school.note(_VIEWED, asked, about=f"consultation of {urn}")
        return show_consultation(school, asked)

    return _of_the_link(visit, reference, urn, page)


@router.post(_ADDRESS)
def answer(reference: str, urn: str, visit: Visit = anyone()) -> Response:
    """Put the school's answer on record."""

    def page(school: Consulted, asked: Consultation) -> Response:
        try:
            put_answer(school, asked)
        except AnsweredAlready:
            return visit.go(school.address)  # the page says what was answered
        except BadForm as slips:
            wrong = {name: for_a_page(sentence) for name, sentence in slips.wrong.items()}
            return show_consultation(school, asked, wrong=wrong)
        except LinkEnded:
            return ended(visit)
        except UnknownCase:
            return dead(visit)
        except Refusal as refusal:
            return show_consultation(school, asked, wrong={"": for_a_page(str(refusal))})
        return visit.go(school.address, said="consultation-answered")

    return _of_the_link(visit, reference, urn, page)


@router.get(f"{_ADDRESS}/{{document_id}}")
def read(reference: str, urn: str, document_id: str, visit: Visit = anyone()) -> Response:
    """Give a paper of the consultation to take away, until the school has answered."""

    def page(school: Consulted, asked: Consultation) -> Response:
        try:
            return read_paper(school, asked, document_id)
        except UnknownCase:
            return dead(visit)

    return _of_the_link(visit, reference, urn, page)


def _of_the_link(visit: Visit, reference: str, urn: str, page: _Page) -> Response:
    link = open_link(visit)
    if link is None:
        return ended(visit)
    lines = [each for each in link.consultations if (each.reference, each.urn) == (reference, urn)]
    if not lines:
        return dead(visit)
    school = _school(link, reference, urn)
    try:
        asked = school.consultation(reference, urn)
    except UnknownCase:
        return dead(visit)
    if asked.party not in {line.party for line in lines}:
        return dead(visit)
    return page(school, asked)


def _school(link: OpenLink, reference: str, urn: str) -> Consulted:
    counter = link.visit.counter
    with reading(counter.engine) as connection:
        called = school_called(connection, urn, counter)
        by = school_by_link(connection, urn, counter)
    return Consulted(
        visit=link.visit,
        by=by,
        desk=counter.desk(by=by, may=_MAY),
        called=called,
        address=f"{HOME}/{reference}/consultation/{urn}",
        back=(HOME, "All consultations of this link") if len(link.consultations) > 1 else None,
        facts=link.facts,
        first=link.refuse_if_ended,
    )
