"""One request of the queue: its page, what can be said of it, and handing the advice in."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.casework.asked import Asked, asked_of
from ehcp.casework.asked_of import one_asked
from ehcp.register.engine import reading
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import UserRole
from ehcp.web.providers.answering.answerer import Answerer
from ehcp.web.providers.answering.pages import show_act, show_request, take_act, take_file
from ehcp.web.providers.queue.whose import LOOKS, WRITES, kinds_in_words, whose_of
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_ADDRESS = "/queue/{reference}/{party}"
_VIEWED = "viewed"


@router.get(_ADDRESS)
def show(reference: str, party: str, visit: Visit = open_to(*LOOKS)) -> Response:
    """Show one request; to whoever reads only, without what can be said of it."""
    answerer, asked = _at_hand(visit, reference, party)
    visit.note(_VIEWED, case_id=asked.case_id, about=asked.kind.value)
    if visit.me.is_any_of(frozenset(WRITES)):
        return show_request(answerer, asked)
    return answerer.page("queue/read.html.jinja", asked)


@router.post(f"{_ADDRESS}/file")
def take_a_file(
    reference: str, party: str, visit: Visit = open_to(*WRITES, files=True)
) -> Response:
    """Take the advice as a file."""
    return take_file(*_at_hand(visit, reference, party))


@router.get(f"{_ADDRESS}/{{act}}")
def show_form(reference: str, party: str, act: str, visit: Visit = open_to(*WRITES)) -> Response:
    """Show one form about a request."""
    return show_act(*_at_hand(visit, reference, party), act)


@router.post(f"{_ADDRESS}/{{act}}")
def take_form(reference: str, party: str, act: str, visit: Visit = open_to(*WRITES)) -> Response:
    """Take one form about a request."""
    return take_act(*_at_hand(visit, reference, party), act)


def _at_hand(visit: Visit, reference: str, party: str) -> tuple[Answerer, Asked]:
    """Take a request at hand that the visitor sees.

    Raises:
        UnknownCase: there is none, or it is not theirs to see: both look the same.
    """
    whose = whose_of(visit)
    with reading(visit.counter.engine) as connection:
        seen = one_asked(
            connection,
            whose=whose,
            reference=reference,
            party=party,
            today=visit.today,
            closures=visit.desk().closures,
        )
        asked = asked_of(connection, reference, party, today=visit.today)
        # What else the same mailbox is asked for may not be for this visitor to see.
        theirs = [] if whose.only_own else kinds_in_words(connection, whose)
    # Asked anew meanwhile, it is somebody else's.
    if asked is None or (asked.request.requested_on, asked.request.service) != (
        seen.requested_on,
        seen.service,
    ):
        raise UnknownCase("There is no such request.")
    also = tuple(each for each in asked.also if each in theirs)
    answerer = Answerer(
        visit=visit,
        by=visit.me.name,
        home="/queue",
        home_says="Your work" if UserRole.PROFESSIONAL in visit.me.roles else "Queue",
    )
    return answerer, replace(asked, also=also)
