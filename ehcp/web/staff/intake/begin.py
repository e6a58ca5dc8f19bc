"""Opening a case from the pages that took it in, and trying beforehand whether it can open."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.look_again import LookAgain
from ehcp.casework.open_case import open_case, refuse_impossible_opening
from ehcp.casework.providers import list_providers
from ehcp.casework.service_names import ServiceNames
from ehcp.web.forms import BadForm
from ehcp.web.sentences import for_a_page
from ehcp.web.staff.acts.to_ask import to_ask_after
from ehcp.web.staff.cases.the_case import case_for
from ehcp.web.staff.intake.openings import Opening
from ehcp.web.staff.intake.request_form import RequestForm, Taken
from ehcp.web.visit import Visit


def form_of(visit: Visit, opening: Opening, *, child: CaseFile | None = None) -> RequestForm:
    """Give the form that takes an opening in; of the child of a case where there is one."""
    nobody = CaseFile(reference="", recorded=())
    file = replace(child or nobody, reference="", recorded=(), journey=opening.journey.name)
    return RequestForm(
        opening,
        services=ServiceNames(list_providers(visit.counter.engine)),
        advice=to_ask_after(visit, file, opening.kind),
    )


def refuse_impossible_beginning(
    visit: Visit, opening: Opening, taken: Taken, *, born_on: date | None = None
) -> None:
    """Say early what opening the case would be refused for.

    Raises:
        BadForm: with the sentence.
    """
    desk = visit.desk()
    event = Event(
        sequence=1,
        kind=opening.kind,
        happened_on=taken.on,
        details=taken.details,
        recorded_at=desk.at,
        recorded_by=desk.by,
    )
    file = CaseFile(reference="", recorded=(event,), journey=opening.journey.name, born_on=born_on)
    try:
        refuse_impossible_opening(file, desk=desk)
    except NotPossible as refusal:
        field = "on" if born_on is None else "born"
        raise BadForm({field: for_a_page(str(refusal))}) from None


def begin_case(
    visit: Visit,
    opening: Opening,
    taken: Taken,
    *,
    officer: str | None,
    person: Mapping[str, Any] | None = None,
    person_of: str | None = None,
    others: Collection[str] = (),
) -> str:
    """Open the case and give its reference; of somebody new, or of the child of another case.

    `others` are cases of children who are alike and of whom the visitor said that none is this one.

    Raises:
        NotPossible: it cannot be so; nothing was recorded.
    """
    reference = open_case(
        visit.counter.engine,
        desk=visit.desk(),
        journey=opening.journey.name,
        first=(opening.kind, taken.on),
        details=taken.details,
        person=dict(person) if person else None,
        person_of=person_of,
        source=taken.source,
        officer=officer,
        unless_known=LookAgain(sight=visit.sight, others=others),
    )
    visit.note("opened", case_id=case_for(visit, reference).case_id, about=opening.kind.value)
    return reference
