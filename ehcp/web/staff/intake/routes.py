"""Taking a new case in, in a few pages: what it is, when it came, whose it is, and a last look.

What was filled in travels with the pages as hidden fields and is read anew on each: nothing of a
child is kept before the case is open, and nothing stands in an address.
"""

from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from ehcp.casework.same_child import Found, same_child
from ehcp.register.engine import reading
from ehcp.staff.roles import RUNS_CASES
from ehcp.staff.users import who_may_have_cases
from ehcp.web.forms import BadForm, Form
from ehcp.web.staff.intake.begin import begin_case, form_of, refuse_impossible_beginning
from ehcp.web.staff.intake.openings import MAIN, OF_SOMEBODY_NEW, OTHERS, SOURCES, Opening
from ehcp.web.staff.intake.request_form import YEARS, ChildTaken, RequestForm
from ehcp.web.visit import Visit, open_to

router = APIRouter()

SOMEBODY_NEW = "new"
NOBODY_YET = "nobody"
HIDDEN = (
    "A record with this UPN or id exists that your team cannot see. Nothing was opened, so that "
    "the child is not entered twice. Ask a manager."
)


@router.get("/cases/new")
def choose(visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Ask what kind of case it is."""
    others = [each for each in OTHERS if each.kind.value in OF_SOMEBODY_NEW]
    return visit.page("intake/choose.html.jinja", main=MAIN, others=others, of=None)


@router.get("/cases/new/{kind}")
def show_request(kind: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Ask when it came and who asked."""
    opening = OF_SOMEBODY_NEW.get(kind)
    if opening is None:
        return RedirectResponse("/cases/new", status_code=303)
    return _request_page(visit, form_of(visit, opening))


@router.post("/cases/new/{kind}")
def again_request(kind: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Show the page about the request again, to change something."""
    opening = OF_SOMEBODY_NEW.get(kind)
    if opening is None:
        return RedirectResponse("/cases/new", status_code=303)
    return _request_page(visit, form_of(visit, opening))


@router.post("/cases/new/{kind}/child")
def ask_child(kind: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Take the page about the request and ask whose case it is."""
    opening = OF_SOMEBODY_NEW.get(kind)
    if opening is None:
        return RedirectResponse("/cases/new", status_code=303)
    form = form_of(visit, opening)
    try:
        taken = form.request(visit.sent, today=visit.today)
        refuse_impossible_beginning(visit, opening, taken)
    except BadForm as slips:
        return _request_page(visit, form, slips)
    return _child_page(visit, form)


@router.post("/cases/new/{kind}/check")
def check(kind: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Take the page about the child, look for them in the register, and show it all once more."""
    opening = OF_SOMEBODY_NEW.get(kind)
    if opening is None:
        return RedirectResponse("/cases/new", status_code=303)
    form = form_of(visit, opening)
    try:
        form.request(visit.sent, today=visit.today)
    except BadForm as slips:
        return _request_page(visit, form, slips)
    try:
        child = form.child(visit.sent, today=visit.today, closures=visit.desk().closures)
        taken = form.request(visit.sent, today=visit.today)
        refuse_impossible_beginning(visit, opening, taken, born_on=child.born_on)
    except BadForm as slips:
        return _child_page(visit, form, slips)
    return _check_page(visit, form, child)


@router.post("/cases/new/{kind}/open")
def open_new(kind: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Open the case."""
    opening = OF_SOMEBODY_NEW.get(kind)
    if opening is None:
        return RedirectResponse("/cases/new", status_code=303)
    form = form_of(visit, opening)

    def act() -> Response:
        taken = form.request(visit.sent, today=visit.today)
        child = form.child(visit.sent, today=visit.today, closures=visit.desk().closures)
        found = _known(visit, child)
        of = _chosen(visit, found)
        last = Form(visit.sent)
        officer = last.one_of("officer", "who gets the case", (NOBODY_YET, *_officers(visit)))
        last.refuse_if_wrong()
        reference = begin_case(
            visit,
            opening,
            taken,
            officer=None if officer == NOBODY_YET else officer,
            person=None if of else child.columns(),
            person_of=of,
            others=[match.reference for match in found.matches],
        )
        return visit.go(f"/cases/{reference}/opened")

    return visit.once(act, again=lambda slips: _again(visit, form, slips))


def _chosen(visit: Visit, found: Found) -> str | None:
    """Give the case of the child who was chosen; None for somebody new.

    Raises:
        BadForm: nothing was chosen although there is somebody to choose, or it cannot be.
    """
    if found.is_hidden:
        raise BadForm({"": HIDDEN})
    if not found.matches:
        return None
    who = Form(visit.sent)
    choices = [*(match.reference for match in found.matches), SOMEBODY_NEW]
    chosen = who.one_of("who", "whether it is one of these children, or somebody new", choices)
    who.refuse_if_wrong()
    if chosen != SOMEBODY_NEW:
        return chosen
    if any(match.is_sure for match in found.matches):
        raise BadForm(
            {
                "who": "A UPN or an id belongs to one child alone. Choose the child who has it, or "
                "change it if it was mistyped."
            }
        )
    return None


def _again(visit: Visit, form: RequestForm, slips: BadForm) -> Response:
    """Show the page on which something was wrong."""
    if any(name in form.of_request for name in slips.wrong):
        return _request_page(visit, form, slips)
    if any(name in form.of_child or name == "born" for name in slips.wrong):
        return _child_page(visit, form, slips)
    try:
        child = form.child(visit.sent, today=visit.today, closures=visit.desk().closures)
        form.request(visit.sent, today=visit.today)
    except BadForm as worse:
        return _request_page(visit, form, worse)
    return _check_page(visit, form, child, slips)


def _request_page(visit: Visit, form: RequestForm, slips: BadForm | None = None) -> Response:
    return visit.page(
        "intake/request.html.jinja",
        form=form,
        carried=(*form.of_child, *form.of_opening),
        **_every_page(form.opening, slips),
    )


def _child_page(visit: Visit, form: RequestForm, slips: BadForm | None = None) -> Response:
    settings = sorted(setting.name for setting in visit.desk().closures.settings)
    return visit.page(
        "intake/child.html.jinja",
        form=form,
        carried=(*form.of_request, *form.of_opening),
        settings=settings,
        years=YEARS,
        **_every_page(form.opening, slips),
    )


def _check_page(
    visit: Visit, form: RequestForm, child: ChildTaken, slips: BadForm | None = None
) -> Response:
    taken = form.request(visit.sent, today=visit.today)
    found = _known(visit, child)
    return visit.page(
        "intake/check.html.jinja",
        form=form,
        carried=(*form.of_request, *form.of_child),
        about_request=tuple(form.answers_about_request(taken)),
        about_child=tuple(form.answers_about_child(child, today=visit.today)),
        found=found,
        hidden=HIDDEN,
        somebody_new=SOMEBODY_NEW,
        officers=[(NOBODY_YET, "Nobody yet"), *((name, name) for name in _officers(visit))],
        officer=visit.me.name,
        **_every_page(form.opening, slips),
    )


def _every_page(opening: Opening, slips: BadForm | None) -> dict[str, Any]:
    wrong = {} if slips is None else slips.wrong
    return {
        "opening": opening,
        "sources": SOURCES,
        "wrong": wrong,
        "status": 400 if wrong else 200,
    }


def _known(visit: Visit, child: ChildTaken) -> Found:
    with reading(visit.counter.engine) as connection:
        return same_child(connection, child.as_known(), sight=visit.sight)


def _officers(visit: Visit) -> tuple[str, ...]:
    with reading(visit.counter.engine) as connection:
        return who_may_have_cases(connection, today=visit.today)
