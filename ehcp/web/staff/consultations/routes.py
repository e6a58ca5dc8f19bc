"""The consultations of a case: what the schools are given to read, and what they answered."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.case_file import CaseFile
from ehcp.cases.closures import Closures
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.casework.papers import belongs_to
from ehcp.casework.setting_names import SettingNames, settings_of
from ehcp.documents.document import State
from ehcp.documents.listed import documents_of
from ehcp.law.rules import rule
from ehcp.outside.links import linked_parties
from ehcp.register.engine import reading, writing
from ehcp.register.files import Held
from ehcp.staff.roles import RUNS_CASES
from ehcp.web.forms import BadForm
from ehcp.web.handed_in import take_in_sent, throw_away_sent
from ehcp.web.staff.acts.fact_words import in_words, words_of
from ehcp.web.staff.cases.of_a_case import of_a_case
from ehcp.web.staff.cases.the_case import case_for
from ehcp.web.visit import Visit, open_to

router = APIRouter()
PAPER = Kind.SETTING_CONSULTED
"""What a paper for the schools belongs to: the consultation itself."""


@router.get("/cases/{reference}/consultations")
def show(reference: str, visit: Visit = open_to()) -> Response:
    """Show who was consulted, what each answered, and what they are given to read."""
    return _page(visit, case_for(visit, reference))


@router.post("/cases/{reference}/consultations")
def add(reference: str, visit: Visit = open_to(*RUNS_CASES, files=True)) -> Response:
    """Give every school that is consulted a paper to read: the draft, and what it rests on."""
    held = case_for(visit, reference)

    def act() -> Response:
        asked = held.file.last(PAPER)
        if asked is None:
            raise BadForm({"": "No school or college was consulted yet. Record that first."})
        document = take_in_sent(
            visit, "file", case_id=held.case_id, kind=PAPER, party=None, by=visit.me.name
        )
        if not document.is_clean:
            throw_away_sent(visit, document)
            raise BadForm(
                {
                    "file": "The file cannot be scanned for viruses at the moment, so no school "
                    "could open it. Nothing was kept: try again in a few minutes."
                }
            )
        with writing(visit.counter.engine) as connection:
            belongs_to(connection, document_id=document.id, entry=asked.sequence)
        visit.note("handed in a document", case_id=held.case_id, about=document.called)
        return visit.go(f"/cases/{held.file.reference}/consultations", said="paper-added")

    return visit.once(act, again=lambda slips: _page(visit, held, wrong=slips.wrong))


def _page(visit: Visit, held: Held, *, wrong: Mapping[str, str] | None = None) -> Response:
    closures = visit.desk().closures
    with reading(visit.counter.engine) as connection:
        settings = settings_of(connection, held.file, closures=closures)
        papers = documents_of(connection, case_id=held.case_id, kind=PAPER)
        linked = {
            party
            for party, service in linked_parties(connection, case_id=held.case_id, now=visit.now)
            if service is None
        }
    may_add = visit.me.is_any_of(RUNS_CASES)
    return visit.page(
        "consultations/consultations.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong or {},
        consultations=_consultations(held.file, closures, settings),
        papers=[each for each in papers if each.state is State.CLEAN],
        linked=linked if may_add else (),
        may_add=may_add and bool(held.file.of((PAPER,))),
        largest=visit.counter.settings.largest_file_mb,
        **of_a_case(visit, held, about="consultations"),
    )


def _consultations(
    file: CaseFile, closures: Closures, settings: SettingNames
) -> list[dict[str, Any]]:
    fifteen = rule("school_consult_response")
    replies = {event.party: event for _, event in file.of((Kind.SETTING_REPLIED,))}
    found = []
    for _, asked in file.of((PAPER,)):
        reply = replies.get(asked.party)
        if reply is not None and reply.happened_on < asked.happened_on:
            reply = None
        party = asked.party or ""
        known = closures.of(party)
        name = known.name if known else settings.of(party)
        found.append(
            {
                "entry": asked.sequence,
                "setting": asked.party,
                "name": name,
                "also": party if name != party and (known or settings.knows(party)) else None,
                "asked_on": asked.happened_on,
                "due_on": fifteen.due(asked.happened_on),
                "reply": reply,
                "facts": _facts(reply) if reply else (),
                "note": reply.details.get("note", "") if reply else "",
            }
        )
    return found


def _facts(reply: Event) -> list[str]:
    """Say what a reply holds, each fact in words: the answer first, then its grounds."""
    said = []
    for name, value in reply.details.items():
        if name == "note":
            continue
        words = in_words(reply.kind, name, value)
        said.append(words_of(reply.kind, name).asks if words == "Yes" else words)
    return said
