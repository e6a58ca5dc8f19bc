"""The pages of one consultation: what is asked, the papers to read, and the answer.

A door mounts them under an address of its own, once it has settled that whoever comes may answer
this consultation: behind a sign-in (`consultations`), behind a link (`providers/link`).
"""

from starlette.responses import Response

from ehcp.cases.conditions.details import CAN_MEET_NEED, REASONS_AGAINST
from ehcp.casework.consultation import Consultation, answer_consultation
from ehcp.casework.pupils import NOT_THERE
from ehcp.casework.whole_case import child_of
from ehcp.register.engine import reading
from ehcp.register.files import UnknownCase
from ehcp.web.forms import Form
from ehcp.web.schools.school.consulted import Consulted
from ehcp.web.schools.school.papers import hand_out, papers_for_schools
from ehcp.web.visit import Visit

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

NOTE = "note"
_LONGEST = 4_000


def show_consultation(
    consulted: Consulted, asked: Consultation, wrong: dict[str, str] | None = None
) -> Response:
    """Show what is asked, and the form of the answer; or how it was answered."""
    visit = consulted.visit
    child = None
    if asked.reply is None:  # who has answered need not go on seeing who the child is
        with reading(visit.counter.engine) as connection:
            child = child_of(connection, asked.held.person_id, day=visit.today)
    return consulted.page(
        "school/consultation.html.jinja",
        asked,
        wrong=wrong,
        child=child,
        papers=papers_for_schools(visit, asked.held.case_id),
        said_so=_said(asked),
        answers=ANSWERS,
        grounds=GROUNDS,
        chosen=visit.sent.every("grounds"),
    )


def read_paper(consulted: Consulted, asked: Consultation, document_id: str) -> Response:
    """Give a paper of the consultation to take away, until the school has answered.

    Raises:
        UnknownCase: there is no such paper for the schools, or it has answered.
    """
    visit, case_id = consulted.visit, asked.held.case_id
    papers = papers_for_schools(visit, case_id) if asked.reply is None else ()
    if document_id not in {paper.id for paper in papers}:
        raise UnknownCase(NOT_THERE)
    return hand_out(visit, by=consulted.by, case_id=case_id, document_id=document_id)


def put_answer(consulted: Consulted, asked: Consultation) -> None:
    """Put the school's answer on record.

    Raises:
        BadForm: it is not complete, or says yes and why not at once.
        Refusal: it was answered already, or nobody waits for it any longer.
    """
    answer_consultation(
        consulted.visit.counter.engine,
        desk=consulted.desk,
        reference=asked.held.file.reference,
        urn=asked.urn,
        details=_answer(consulted.visit),
        first=consulted.first,
    )


def _answer(visit: Visit) -> dict[str, str]:
    form = Form(visit.sent)
    can = form.one_of(CAN_MEET_NEED, "whether you can meet the child’s need", ("yes", "no"))
    grounds = form.some_of("grounds", "at least one reason", REASONS_AGAINST, needed=can == "no")
    note = form.text(NOTE, "what leads you to say so", needed=can == "no", longest=_LONGEST)
    if can == "yes" and grounds:
        form.wrong["grounds"] = "Choose reasons only if you cannot meet the need."
    form.refuse_if_wrong()
    details = {CAN_MEET_NEED: can, **dict.fromkeys(grounds, "yes")}
    return details | ({NOTE: note} if note else {})


def _said(asked: Consultation) -> list[str]:
    """Say in words what was answered; not what led the school there, which is about the child."""
    details = asked.reply.details if asked.reply else {}
    can = [words for value, words in ANSWERS if details.get(CAN_MEET_NEED) == value]
    return can + [words for name, words, _ in GROUNDS if details.get(name) == "yes"]
