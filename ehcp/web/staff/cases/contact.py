"""Logging a call in two lines, from the screen of the case."""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.contacts import ANSWER_OWED, ANSWERS, HOW, NOTE, WITH, waiting
from ehcp.cases.kinds import Kind
from ehcp.casework.record import record
from ehcp.staff.roles import RUNS_CASES
from ehcp.web.forms import Form
from ehcp.web.staff.cases.case_page import case_screen
from ehcp.web.staff.cases.the_case import case_for
from ehcp.web.staff.cases.words import HOW_MADE, WITH_WHOM
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_LONGEST_NOTE = 1_000


@router.post("/cases/{reference}/contact")
def log_contact(reference: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Put a contact on record, today."""
    held = case_for(visit, reference)

    def act() -> Response:
        form = Form(visit.sent)
        open_ones = [str(contact.entry) for contact in waiting(held.file)]
        details = {
            WITH: form.one_of(WITH, "with whom it was", [value for value, _ in WITH_WHOM]),
            HOW: form.one_of(HOW, "how it was made", [value for value, _ in HOW_MADE]),
            NOTE: form.text(NOTE, "what was said", longest=_LONGEST_NOTE),
            ANSWERS: form.one_of(ANSWERS, "an open contact, or none", open_ones, needed=False),
            ANSWER_OWED: "yes" if form.ticked(ANSWER_OWED) else "",
        }
        form.refuse_if_wrong()
        record(
            visit.counter.engine,
            desk=visit.desk(),
            reference=held.file.reference,
            kind=Kind.CONTACT_LOGGED,
            happened_on=max(visit.today, held.file.events[0].happened_on),
            details={name: fact for name, fact in details.items() if fact},
        )
        visit.note("recorded", case_id=held.case_id, about=Kind.CONTACT_LOGGED.value)
        return visit.go(f"/cases/{held.file.reference}", said="contact-logged")

    return visit.once(
        act, again=lambda slips: case_screen(visit, held, wrong=slips.wrong, status=400)
    )
