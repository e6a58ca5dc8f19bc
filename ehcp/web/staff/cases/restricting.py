"""Restricted cases: a team's own, and how somebody else opens one with a reason (break-glass)."""

from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.outside.families import contacts_of
from ehcp.register.engine import reading
from ehcp.register.files import UnknownCase
from ehcp.staff import seals
from ehcp.staff.roles import UserRole
from ehcp.web.forms import BadForm, Form
from ehcp.web.staff.cases.of_a_case import of_a_case
from ehcp.web.staff.cases.the_case import case_for
from ehcp.web.visit import Visit, open_to

router = APIRouter()

OPEN_FOR = timedelta(hours=8)
"""How long a sealed record that somebody opened stays open to them: a working day."""

_EVERYBODY = "everybody"


@router.get("/cases/{reference}/restrict")
def show_restriction(reference: str, visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Show which team sees a case."""
    return _restriction(visit, reference)


@router.post("/cases/{reference}/restrict")
def restrict(reference: str, visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Let a team alone see all cases of a child, or everybody again."""
    held = case_for(visit, reference)

    def act() -> Response:
        form = Form(visit.sent)
        with reading(visit.counter.engine) as connection:
            teams = seals.teams(connection)
        team = form.one_of("team", "who is to see the case", (_EVERYBODY, *teams))
        why = form.text("why", "why", longest=500)
        form.refuse_if_wrong()
        engine, me, at = visit.counter.engine, visit.me, visit.now
        named = held.file.reference
        if team == _EVERYBODY:
            seals.lift(engine, visitor=me, at=at, reference=named, why=why)
            return visit.go(f"/cases/{named}", said="restriction-lifted")
        seals.restrict(engine, visitor=me, at=at, reference=named, team=team, why=why)
        # It may have left the sight of whoever restricted it.
        return visit.go("/cases" if team != me.team else f"/cases/{named}", said="restricted")

    return visit.once(act, again=lambda slips: _restriction(visit, reference, slips))


def _restriction(visit: Visit, reference: str, slips: BadForm | None = None) -> Response:
    held = case_for(visit, reference)
    with reading(visit.counter.engine) as connection:
        teams = seals.teams(connection)
        family = contacts_of(connection, person_id=held.person_id)
    choices = [
        *((team, f"{team} alone") for team in teams),
        (_EVERYBODY, "Everybody who reads cases"),
    ]
    return visit.page(
        "cases/restrict.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        choices=choices,
        everybody=_EVERYBODY,
        written_to=[each for each in family if each.email],
        **of_a_case(visit, held, about="form of who sees it"),
    )


@router.get("/sealed")
def show_seal(visit: Visit = open_to()) -> Response:
    """Ask for the reference of a restricted case, and why it has to be opened."""
    return _seal(visit)


@router.post("/sealed")
def open_seal(visit: Visit = open_to()) -> Response:
    """Open a restricted child's records for a working day; the reason is kept."""

    def act() -> Response:
        form = Form(visit.sent)
        reference = form.line("reference", "the case's reference", longest=20)
        reason = form.text("reason", "why you have to see it", longest=500)
        form.refuse_if_wrong()
        try:
            seals.open_seal(
                visit.counter.engine,
                visitor=visit.me,
                at=visit.now,
                lasts=OPEN_FOR,
                reference=reference,
                reason=reason,
            )
        except UnknownCase:
            visit.note("tried to open a restricted case that there is not")
            raise BadForm(
                {"reference": "There is no restricted case with this reference. Check it."}
            ) from None
        except seals.BadReason as bad:
            raise BadForm({"reason": str(bad)}) from None
        return visit.go(f"/cases/{reference}", said="seal-opened")

    return visit.once(act, again=lambda slips: _seal(visit, slips))


def _seal(visit: Visit, slips: BadForm | None = None) -> Response:
    return visit.page(
        "cases/sealed.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        hours=OPEN_FOR // timedelta(hours=1),
    )
