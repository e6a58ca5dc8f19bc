"""The closures that schools have given: each with what it would change, accepted with one click."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from config.council import content_of
from config.fields import asked_for
from ehcp.cases.closures import Closures, tidy
from ehcp.casework.known_as import KnownAs, known_as
from ehcp.council.closure_proposals import (
    PART,
    BadClosures,
    Said,
    accept,
    closures_after,
    decline,
    waiting,
)
from ehcp.council.policy import closures_of
from ehcp.register.engine import reading
from ehcp.staff.roles import UserRole
from ehcp.web.staff.admin.expected import expected
from ehcp.web.staff.admin.once import once
from ehcp.web.staff.admin.part_changes import Turn, turns
from ehcp.web.staff.admin.part_form import PartForm
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_HERE = "/admin/closures/from-schools"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One proposal as the page shows it.

    Attributes:
        known: under which name it is on record, and whom the name that it gives finds.
        renamed: whether that is another name than the one on record.
        others: who else has that name, by name and URN.
        turns: what it would change; nothing, where the calendar says the same by now.
        why_not: why it cannot be accepted as the calendar is now, if it cannot.
    """

    said: Said
    name: str
    known: KnownAs
    renamed: bool
    others: Sequence[str]
    turns: Sequence[Turn]
    why_not: str | None


@router.get(_HERE)
def every_proposal(visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Show what waits."""
    return _page(visit)


@router.post(f"{_HERE}/{{number}}")
def settle(number: int, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Accept what a school gave, or leave the calendar as it is."""
    counter, by = visit.counter, visit.me.name

    def act() -> Response:
        if visit.sent.text("answer") == "decline":
            decline(counter.engine, proposal=number, by=by, at=visit.now)
            return visit.go(_HERE, said="closures-declined")
        accept(
            counter.engine,
            council=counter.council,
            folder=counter.settings.council,
            proposal=number,
            expects_version=expected(visit),
            by=by,
            at=visit.now,
        )
        return visit.go(_HERE, said="closures-accepted")

    return once(visit, act, again=lambda wrong: _page(visit, wrong))


def _page(visit: Visit, wrong: dict[str, str] | None = None) -> Response:
    found = waiting(visit.counter.engine)
    closures = closures_of(visit.counter.council)
    with reading(visit.counter.engine) as connection:
        known = known_as(connection, [(said.urn, _name(said)) for said in found], closures=closures)
    return visit.page(
        "admin/school_closures.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong or {},
        proposals=[_shown(visit, said, known[said.urn, _name(said)], closures) for said in found],
        expects=visit.counter.council.versions.get(PART, 0),
        here=_HERE,
    )


def _name(said: Said) -> str:
    return str((said.content or {}).get("name", said.urn))


def _shown(visit: Visit, said: Said, known: KnownAs, closures: Closures) -> Shown:
    council = visit.counter.council
    now = content_of(council, PART)
    content = said.content or {}
    try:
        after, why_not = closures_after(council, said.urn, content), None
    except BadClosures as refusal:
        after, why_not = now, str(refusal)
    form = PartForm(part=PART, asked=asked_for(PART))
    return Shown(
        said=said,
        name=_name(said),
        known=known,
        renamed=known.on_record is not None and tidy(known.on_record) != tidy(_name(said)),
        others=[_called(urn, closures) for urn in known.others],
        turns=turns(form, now, after),
        why_not=why_not,
    )


def _called(urn: str, closures: Closures) -> str:
    known = closures.of(urn)
    return f"{known.name}, {urn}" if known else f"the school with URN {urn}"
