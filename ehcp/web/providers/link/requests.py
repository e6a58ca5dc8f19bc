"""What an open link is about: its requests in a list, and the pages of each."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.casework.asked import Asked
from ehcp.outside.link_visits import end_visit
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.web.providers.answering.handed import PARTS
from ehcp.web.providers.answering.pages import show_act, show_request, take_act, take_file
from ehcp.web.providers.link.link_visit import (
    HOME,
    LinkEnded,
    OpenLink,
    anyone_with_a_file,
    drop_visit,
    open_link,
    token_of,
)
from ehcp.web.providers.link.routes import dead
from ehcp.web.visit import Visit, anyone

router = APIRouter()
_WITH_A_FILE = anyone_with_a_file()
_NOT_OPEN = 403
_VIEWED = "link_viewed"
_TYPED = (*PARTS, ("note", "Note", ""), ("reason", "Reason", ""))


@router.get(HOME)
def show_list(visit: Visit = anyone()) -> Response:
    """Show the requests or consultations of a link; where there is but one, its page."""
    link = open_link(visit)
    if link is None:
        return ended(visit)
    pages = [
        *(f"{HOME}/{line.reference}/{line.party}" for line in link.lines),
        *(f"{HOME}/{line.reference}/consultation/{line.urn}" for line in link.consultations),
    ]
    if not pages:
        return dead(visit)
    if len(pages) == 1:
        return visit.go(pages[0])
    facts: dict[str, Any] = {
        "lines": link.lines,
        "consultations": link.consultations,
        "home": HOME,
        **link.facts,
    }
    return visit.page("link/list.html.jinja", **facts)


@router.post(f"{HOME}/close")
def close(visit: Visit = anyone()) -> Response:
    """Close the link in this browser."""
    if open_link(visit) is not None:
        with writing(visit.counter.engine) as connection:
            end_visit(connection, token_of(visit.request))
    page = visit.page("link/closed.html.jinja", me=None, navigation=())
    drop_visit(page)
    return page


@router.get(f"{HOME}/{{reference}}/{{party}}")
def show(reference: str, party: str, visit: Visit = anyone()) -> Response:
    """Show one request."""

    def page(link: OpenLink, asked: Asked) -> Response:
        with writing(visit.counter.engine) as connection:
            note(
                connection,
                at=visit.now,
                by=link.answerer(asked).by,
                act=_VIEWED,
                case_id=asked.case_id,
                about=asked.kind.value,
            )
        return show_request(link.answerer(asked), asked)

    return _of_the_link(visit, reference, party, page)


@router.post(f"{HOME}/{{reference}}/{{party}}/file")
def take_a_file(reference: str, party: str, visit: Visit = _WITH_A_FILE) -> Response:
    """Take the advice as a file."""
    return _of_the_link(
        visit, reference, party, lambda link, asked: take_file(link.answerer(asked), asked)
    )


@router.get(f"{HOME}/{{reference}}/{{party}}/{{act}}")
def show_form(reference: str, party: str, act: str, visit: Visit = anyone()) -> Response:
    """Show one form about a request."""
    return _of_the_link(
        visit, reference, party, lambda link, asked: show_act(link.answerer(asked), asked, act)
    )


@router.post(f"{HOME}/{{reference}}/{{party}}/{{act}}")
def take_form(reference: str, party: str, act: str, visit: Visit = anyone()) -> Response:
    """Take one form about a request."""
    return _of_the_link(
        visit, reference, party, lambda link, asked: take_act(link.answerer(asked), asked, act)
    )


def _of_the_link(
    visit: Visit, reference: str, party: str, page: Callable[[OpenLink, Asked], Response]
) -> Response:
    link = open_link(visit)
    if link is None:
        return ended(visit)
    asked = link.asked(reference, party)
    try:
        return dead(visit) if asked is None else page(link, asked)
    except LinkEnded:
        return ended(visit)


def ended(visit: Visit) -> Response:
    """Say that no link is open here; what somebody had typed is theirs to copy."""
    typed = [(head, visit.sent.text(name)) for name, head, _ in _TYPED if visit.sent.text(name)]
    return visit.page(
        "link/ended.html.jinja", status=_NOT_OPEN, typed=typed, me=None, navigation=()
    )
