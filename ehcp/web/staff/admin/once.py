"""An act of an administrator: done once, and what is wrong with it said beside its field."""

from collections.abc import Callable

from starlette.responses import Response

from ehcp.web.errors import for_a_page
from ehcp.web.forms import BadForm
from ehcp.web.visit import NotYours, Visit

Again = Callable[[dict[str, str]], Response]


def once(visit: Visit, act: Callable[[], Response], *, again: Again) -> Response:
    """Do what a form asks for, once; `again` shows the form with what is wrong, by its field.

    Raises:
        NotYours: it came with a program's key, which only reads.
    """
    if visit.me.key:
        raise NotYours("A program's key reads, and changes nothing here. Sign in to do this.")

    def shown_again(slips: BadForm) -> Response:
        return again({field: for_a_page(says) for field, says in slips.wrong.items()})

    return visit.once(act, again=shown_again)


def shown_once(page: Response, *, then: str) -> Response:
    """Give a page that is shown once, after an act: a second click leads to `then`."""
    page.headers["location"] = then
    return page
