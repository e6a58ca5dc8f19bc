"""The code of somebody of a family: given and shown once, as a page to be printed, and ended."""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.outside.family_codes import end_code, give_code
from ehcp.staff.roles import RUNS_CASES
from ehcp.web.numbers import Number
from ehcp.web.staff.cases.of_a_case import of_a_case
from ehcp.web.staff.cases.the_case import case_for
from ehcp.web.staff.intake.family import contact_page, follow_address, known_contact
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_HERE = "/cases/{reference}/person/family/{contact_id}/code"


@router.post(_HERE)
def give(reference: str, contact_id: Number, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Give a code, and show it once."""
    held = case_for(visit, reference)
    contact = known_contact(visit, held, contact_id)
    back = f"/cases/{held.file.reference}/person/family/{contact_id}"

    def act() -> Response:
        code = give_code(
            visit.counter.engine,
            person_id=held.person_id,
            case_id=held.case_id,
            contact_id=contact_id,
            by=visit.me.name,
            at=visit.now,
        )
        page = visit.page(
            "intake/family_code.html.jinja",
            contact=contact,
            code=code,
            address=follow_address(visit),
            back=back,
            **of_a_case(visit, held, about="a code for the family"),
        )
        page.headers["location"] = back  # where a second click leads: the code is shown once
        return page

    return visit.once(act, again=lambda slips: contact_page(visit, held, contact, slips))


@router.post(f"{_HERE}/end")
def end(reference: str, contact_id: Number, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Let a code open nothing any more."""
    held = case_for(visit, reference)
    contact = known_contact(visit, held, contact_id)

    def act() -> Response:
        end_code(
            visit.counter.engine,
            person_id=held.person_id,
            case_id=held.case_id,
            contact_id=contact_id,
            by=visit.me.name,
            at=visit.now,
        )
        return visit.go(
            f"/cases/{held.file.reference}/person/family/{contact_id}", said="family-code-ended"
        )

    return visit.once(act, again=lambda slips: contact_page(visit, held, contact, slips))
