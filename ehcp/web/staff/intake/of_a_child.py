"""Opening another case for a child who has one, and what a case that was opened has to expect."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from ehcp.register.engine import reading
from ehcp.register.files import Held
from ehcp.staff.roles import RUNS_CASES
from ehcp.staff.users import who_may_have_cases
from ehcp.web.forms import BadForm, Form
from ehcp.web.staff.cases.limits_shown import limits_shown
from ehcp.web.staff.cases.of_a_case import of_a_case
from ehcp.web.staff.cases.the_case import case_for
from ehcp.web.staff.intake.begin import begin_case, form_of, refuse_impossible_beginning
from ehcp.web.staff.intake.openings import MAIN, OPENINGS, OTHERS, SOURCES, Opening
from ehcp.web.staff.intake.routes import NOBODY_YET
from ehcp.web.visit import Visit, open_to

router = APIRouter()


@router.get("/cases/{reference}/open")
def choose(reference: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Ask what kind of case is to be opened for this child."""
    held = case_for(visit, reference)
    return visit.page(
        "intake/choose.html.jinja",
        main=MAIN,
        others=OTHERS,
        of=held.file.reference,
        **of_a_case(visit, held, about="form of another case"),
    )


@router.get("/cases/{reference}/open/{kind}")
def show(reference: str, kind: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Ask when it came and who asked."""
    held = case_for(visit, reference)
    opening = OPENINGS.get(kind)
    if opening is None:
        return RedirectResponse(f"/cases/{held.file.reference}/open", status_code=303)
    return _page(visit, held, opening)


@router.post("/cases/{reference}/open/{kind}")
def open_another(reference: str, kind: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Open another case for the child of this one."""
    held = case_for(visit, reference)
    opening = OPENINGS.get(kind)
    if opening is None:
        return RedirectResponse(f"/cases/{held.file.reference}/open", status_code=303)

    def act() -> Response:
        taken = form_of(visit, opening, child=held.file).request(visit.sent, today=visit.today)
        form = Form(visit.sent)
        officer = form.one_of("officer", "who gets the case", (NOBODY_YET, *_officers(visit)))
        form.refuse_if_wrong()
        refuse_impossible_beginning(visit, opening, taken)
        reference = begin_case(
            visit,
            opening,
            taken,
            officer=None if officer == NOBODY_YET else officer,
            person_of=held.file.reference,
        )
        return visit.go(f"/cases/{reference}/opened")

    return visit.once(act, again=lambda slips: _page(visit, held, opening, slips))


def _page(visit: Visit, held: Held, opening: Opening, slips: BadForm | None = None) -> Response:
    wrong = {} if slips is None else slips.wrong
    return visit.page(
        "intake/another.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong,
        opening=opening,
        sources=SOURCES,
        form=form_of(visit, opening, child=held.file),
        officers=[(NOBODY_YET, "Nobody yet"), *((name, name) for name in _officers(visit))],
        officer_now=held.officer or visit.me.name,
        chosen={name: visit.sent.every(name) for name in ("sent_to", "contains")},
        **of_a_case(visit, held, about="form of another case"),
    )


def _officers(visit: Visit) -> tuple[str, ...]:
    with reading(visit.counter.engine) as connection:
        return who_may_have_cases(connection, today=visit.today)


@router.get("/cases/{reference}/opened")
def opened(reference: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Say which dates run now that a case is open."""
    held = case_for(visit, reference)
    limits = limits_shown(held.file, rules=visit.desk().rules, day=visit.today)
    return visit.page(
        "intake/opened.html.jinja", limits=limits, day=visit.today, **of_a_case(visit, held)
    )
