"""The family's people to whom letters go: added, changed and ended from the child's page."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.outside.families import (
    BadContact,
    FamilyContact,
    UnknownContact,
    add_contact,
    change_contact,
    contacts_of,
    end_contact,
)
from ehcp.register.engine import reading
from ehcp.register.files import Held
from ehcp.staff.roles import RUNS_CASES
from ehcp.web.forms import BadForm, Form
from ehcp.web.numbers import Number
from ehcp.web.staff.cases.of_a_case import of_a_case
from ehcp.web.staff.cases.the_case import case_for
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_LONGEST_EMAIL = 254


@router.get("/cases/{reference}/person/family/new")
def show_new(reference: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Show the form for somebody to whom letters are to go."""
    return contact_page(visit, case_for(visit, reference))


@router.post("/cases/{reference}/person/family/new")
def add(reference: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Write to somebody from now on."""
    held = case_for(visit, reference)

    def act(name: str, email: str) -> None:
        add_contact(
            visit.counter.engine,
            person_id=held.person_id,
            case_id=held.case_id,
            name=name,
            email=email,
            by=visit.me.name,
            at=visit.now,
        )

    return _sent(visit, held, act)


@router.get("/cases/{reference}/person/family/{contact_id}")
def show(reference: str, contact_id: Number, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Show the form that changes or ends one of them."""
    held = case_for(visit, reference)
    return contact_page(visit, held, known_contact(visit, held, contact_id))


@router.post("/cases/{reference}/person/family/{contact_id}")
def change(reference: str, contact_id: Number, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Set the name and the address of one of them."""
    held = case_for(visit, reference)

    def act(name: str, email: str) -> None:
        change_contact(
            visit.counter.engine,
            person_id=held.person_id,
            case_id=held.case_id,
            contact_id=contact_id,
            name=name,
            email=email,
            by=visit.me.name,
            at=visit.now,
        )

    return _sent(visit, held, act, contact_id)


@router.post("/cases/{reference}/person/family/{contact_id}/end")
def end(reference: str, contact_id: Number, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Write to one of them no more."""
    held = case_for(visit, reference)

    def act() -> Response:
        end_contact(
            visit.counter.engine,
            person_id=held.person_id,
            case_id=held.case_id,
            contact_id=contact_id,
            by=visit.me.name,
            at=visit.now,
        )
        return visit.go(f"/cases/{held.file.reference}/person", said="family-ended")

    return visit.once(
        act,
        again=lambda slips: contact_page(
            visit, held, known_contact(visit, held, contact_id), slips
        ),
    )


def _sent(
    visit: Visit, held: Held, act: Callable[[str, str], None], contact_id: int | None = None
) -> Response:
    def read_and_act() -> Response:
        form = Form(visit.sent)
        name = form.line("name", "the name as our letters are to greet them", longest=100)
        email = form.line("email", "the email address", needed=False, longest=_LONGEST_EMAIL)
        form.refuse_if_wrong()
        try:
            act(name, email)
        except BadContact as bad:
            raise BadForm({bad.field: str(bad)}) from None
        return visit.go(f"/cases/{held.file.reference}/person", said="family-set")

    def again(slips: BadForm) -> Response:
        known = known_contact(visit, held, contact_id) if contact_id is not None else None
        return contact_page(visit, held, known, slips)

    return visit.once(read_and_act, again=again)


def follow_address(visit: Visit) -> str:
    """Give the address at which a family types its code."""
    return f"{visit.counter.settings.web_address}/family"


def known_contact(visit: Visit, held: Held, contact_id: int) -> FamilyContact:
    """Give one of those to whom we write about a child.

    Raises:
        UnknownContact: there is none of this number.
    """
    with reading(visit.counter.engine) as connection:
        found = contacts_of(connection, person_id=held.person_id)
    for contact in found:
        if contact.id == contact_id:
            return contact
    raise UnknownContact(
        "This person is not, or no longer, among those to whom we write about this child."
    )


def contact_page(
    visit: Visit, held: Held, contact: FamilyContact | None = None, slips: BadForm | None = None
) -> Response:
    """Show the form of one of them, or of somebody new."""
    return visit.page(
        "intake/family.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        contact=contact,
        address=follow_address(visit),
        **of_a_case(visit, held, about="the child's family"),
    )
