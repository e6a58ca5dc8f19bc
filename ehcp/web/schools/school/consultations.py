"""Answering a consultation: whether the school can meet the child's need, and why if not."""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.conditions.details import CAN_MEET_NEED, REASONS_AGAINST
from ehcp.cases.kinds import Kind
from ehcp.casework.consultation import Consultation, consultation_of
from ehcp.casework.pupils import NOT_THERE
from ehcp.casework.record import record
from ehcp.casework.whole_case import Child, child_of
from ehcp.register.engine import reading
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import UserRole
from ehcp.web.forms import BadForm, Form
from ehcp.web.schools.school.at_the_school import AtTheSchool, at_the_school
from ehcp.web.schools.school.papers import hand_out, papers_for_schools
from ehcp.web.visit import Visit, open_to

router = APIRouter()

ANSWERS = (
    ("yes", "Yes, we can meet the child’s need"),
    ("no", "No, we cannot"),
)
GROUNDS = (
    (
        "unsuitable",
        "It is unsuitable for this child",
        "For their age, ability, aptitude or special educational needs: section 39(4)(a)",
    ),
    (
        "others_education",
        "It would be incompatible with the efficient education of others",
        "Section 39(4)(b)(i)",
    ),
    (
        "resources",
        "It would be incompatible with the efficient use of resources",
        "Section 39(4)(b)(ii)",
    ),
)
"""The grounds of the Children and Families Act 2014, in the words of a form."""

_NOTE = "note"
_LONGEST = 4_000


@router.get("/school/consultations/{reference}/{urn}")
def show(reference: str, urn: str, visit: Visit = open_to(UserRole.SETTING)) -> Response:
    """Show what is asked, and the form of the answer; or that it is answered."""
    at, asked, child = _asked(visit, reference, urn)
    visit.note("viewed", case_id=asked.held.case_id, about=f"consultation of {urn}")
    return _page(at, asked, child)


@router.get("/school/consultations/{reference}/{urn}/{document_id}")
def read(
    reference: str, urn: str, document_id: str, visit: Visit = open_to(UserRole.SETTING)
) -> Response:
    """Give a paper of the consultation to take away, until the school has answered."""
    _, asked, _ = _asked(visit, reference, urn)
    papers = papers_for_schools(visit, asked.held.case_id) if asked.replied_on is None else ()
    if document_id not in {paper.id for paper in papers}:
        raise UnknownCase(NOT_THERE)
    return hand_out(visit, case_id=asked.held.case_id, document_id=document_id)


@router.post("/school/consultations/{reference}/{urn}")
def answer(reference: str, urn: str, visit: Visit = open_to(UserRole.SETTING)) -> Response:
    """Put the school's answer on record."""
    at, asked, child = _asked(visit, reference, urn)

    def act() -> Response:
        if asked.replied_on is not None:
            raise BadForm({"": "Your school has answered already. To change it, call the council."})
        record(
            visit.counter.engine,
            desk=at.desk(urn),
            reference=asked.held.file.reference,
            kind=Kind.SETTING_REPLIED,
            happened_on=visit.today,
            party=asked.party,
            details=_answer(visit),
        )
        visit.note("recorded", case_id=asked.held.case_id, about=Kind.SETTING_REPLIED.value)
        return visit.go("/school", said="consultation-answered")

    return visit.once(act, again=lambda slips: _page(at, asked, child, wrong=slips.wrong))


def _asked(visit: Visit, reference: str, urn: str) -> tuple[AtTheSchool, Consultation, Child]:
    """Find the consultation, and the child while the school has still to answer.

    Raises:
        UnknownCase: this school was not consulted there, or is no longer.
    """
    at = at_the_school(visit)
    at.own(urn)
    with reading(visit.counter.engine) as connection:
        asked = consultation_of(connection, reference, urn=urn, closures=at.closures)
        if asked.due_on is None and asked.replied_on is None:
            raise UnknownCase("The council no longer waits for an answer here.")
        return at, asked, child_of(connection, asked.held.person_id, day=visit.today)


def _answer(visit: Visit) -> dict[str, str]:
    """Read the answer.

    Raises:
        BadForm: it is not complete, or says yes and why not at once.
    """
    form = Form(visit.sent)
    can = form.one_of(CAN_MEET_NEED, "whether you can meet the child’s need", ("yes", "no"))
    grounds = form.some_of("grounds", "at least one reason", REASONS_AGAINST, needed=can == "no")
    note = form.text(_NOTE, "what leads you to say so", needed=can == "no", longest=_LONGEST)
    if can == "yes" and grounds:
        form.wrong["grounds"] = "Choose reasons only if you cannot meet the need."
    form.refuse_if_wrong()
    details = {CAN_MEET_NEED: can, **dict.fromkeys(grounds, "yes")}
    return details | ({_NOTE: note} if note else {})


def _page(
    at: AtTheSchool, asked: Consultation, child: Child, wrong: dict[str, str] | None = None
) -> Response:
    return at.visit.page(
        "school/consultation.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong or {},
        at=at,
        asked=asked,
        # Who has answered need not go on seeing who the child is.
        child=child if asked.replied_on is None else None,
        papers=papers_for_schools(at.visit, asked.held.case_id),
        reference=asked.held.file.reference,
        answers=ANSWERS,
        grounds=GROUNDS,
        chosen=at.visit.sent.every("grounds"),
    )
