"""Search by anything: what is typed is sent as a form, and no address ever holds it."""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.casework.search import case_of_reference, find_cases, is_a_whole_reference, sought_in
from ehcp.staff.searches import keep_search, kept_search
from ehcp.web.forms import BadForm, Form
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_LONGEST = 200


@router.get("/cases/search")
def ask(visit: Visit = open_to()) -> Response:
    """Show where to type."""
    return visit.page("case_list/search.html.jinja", found=None, sought="")


@router.post("/cases/search")
def search(visit: Visit = open_to()) -> Response:
    """Keep what was typed, and lead to what it finds; a whole reference leads to its case."""
    form = Form(visit.sent)
    text = form.line("q", "what to look for", longest=_LONGEST)
    if text and sought_in(text, today=visit.today).is_too_short:
        form.wrong["q"] = "Enter at least two letters or digits."
    try:
        form.refuse_if_wrong()
    except BadForm as slips:
        return visit.page(
            "case_list/search.html.jinja", status=400, wrong=slips.wrong, found=None, sought=text
        )
    reference = case_of_reference(visit.counter.engine, text=text, sight=visit.sight)
    if reference is not None:
        return visit.go(f"/cases/{reference}")
    token = keep_search(visit.counter.engine, user_id=visit.me.user_id, text=text, now=visit.now)
    return visit.go(f"/cases/search/{token}")


@router.get("/cases/search/{token}")
def show(token: str, visit: Visit = open_to()) -> Response:
    """Show what a search finds now; after an hour only that it is forgotten."""
    text = kept_search(visit.counter.engine, user_id=visit.me.user_id, token=token, now=visit.now)
    if text is None:
        return visit.page(
            "case_list/search.html.jinja", status=404, found=None, sought="", gone=True
        )
    found = find_cases(
        visit.counter.engine,
        text=text,
        sight=visit.sight,
        today=visit.today,
        closures=visit.desk().closures,
    )
    return visit.page(
        "case_list/search.html.jinja",
        found=found,
        sought=text,
        of_a_reference=is_a_whole_reference(text),
    )
