"""Restricted cases: a team's own, and how somebody else opens one with a reason (break-glass)."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from ehcp.web.staff.cases.who_sees import Person, people_around, who_sees
from ehcp.web.visit import Visit, open_to

router = APIRouter()

OPEN_FOR = timedelta(hours=8)
"""How long a sealed record that somebody opened stays open to them: a working day."""

_EVERYBODY = "everybody"


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What the form asks for: the team, or everybody; who keeps access beside it; and why."""

    team: str
    keeps: tuple[str, ...]
    why: str


@router.get("/cases/{reference}/restrict")
def show_restriction(reference: str, visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Show which team sees a case.

    Raises:
        NotYourTeam: the visitor could change nothing.
    """
    held = case_for(visit, reference)
    with reading(visit.counter.engine) as connection:
        now = seals.restricted_to(connection, person_id=held.person_id)
    seals.refuse_stranger(visit.me, restricted_to=now)
    return _restriction(visit, reference)


@router.post("/cases/{reference}/restrict/check")
def check(reference: str, visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Show who would no longer see a case, to be confirmed. Nothing is done yet."""
    held = case_for(visit, reference)
    with reading(visit.counter.engine) as connection:
        people = people_around(visit, connection, person_id=held.person_id)
        try:
            asked = _asked(visit, people, teams=seals.teams(connection))
        except BadForm as slips:
            return _restriction(visit, reference, slips)
    return visit.page(
        "cases/restrict_check.html.jinja",
        asked=asked,
        lifts=asked.team == _EVERYBODY,
        sees=who_sees(people, team=asked.team, keeps=asked.keeps),
        **of_a_case(visit, held, about="form of who sees it"),
    )


@router.post("/cases/{reference}/restrict")
def restrict(reference: str, visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Let a team alone see all cases of a child, or everybody again."""
    held = case_for(visit, reference)
    if visit.sent.text("change"):
        return _restriction(visit, reference)

    def act() -> Response:
        with reading(visit.counter.engine) as connection:
            people = people_around(visit, connection, person_id=held.person_id)
            asked = _asked(visit, people, teams=seals.teams(connection))
        engine, me, at = visit.counter.engine, visit.me, visit.now
        named = held.file.reference
        if asked.team == _EVERYBODY:
            seals.lift(engine, visitor=me, at=at, reference=named, why=asked.why)
            return visit.go(f"/cases/{named}", said="restriction-lifted")
        sees = who_sees(people, team=asked.team, keeps=asked.keeps)
        seals.restrict(
            engine,
            visitor=me,
            at=at,
            reference=named,
            team=asked.team,
            why=asked.why,
            keeps=[each.name for each in sees.keep],
        )
        # It may have left the sight of whoever restricted it.
        return visit.go("/cases" if sees.i_lose else f"/cases/{named}", said="restricted")

    return visit.once(act, again=lambda slips: _restriction(visit, reference, slips))


def _asked(visit: Visit, people: Sequence[Person], *, teams: Sequence[str]) -> _Asked:
    form = Form(visit.sent)
    offered = [each.name for each in people if each.reads]
    asked = _Asked(
        team=form.one_of("team", "who is to see the case", (_EVERYBODY, *teams)),
        keeps=form.some_of("keeps", "who keeps access", offered, needed=False),
        why=form.text("why", "why", longest=500),
    )
    form.refuse_if_wrong()
    return asked


def _restriction(visit: Visit, reference: str, slips: BadForm | None = None) -> Response:
    held = case_for(visit, reference)
    with reading(visit.counter.engine) as connection:
        teams = seals.teams(connection)
        family = contacts_of(connection, person_id=held.person_id)
        people = people_around(visit, connection, person_id=held.person_id)
        now = seals.restricted_to(connection, person_id=held.person_id)
    kept = tuple(each.name for each in people if each.keeps)
    return visit.page(
        "cases/restrict.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        choices=[
            *(_team_alone(people, team) for team in teams),
            (_EVERYBODY, "Everybody who reads cases"),
        ],
        everybody=_EVERYBODY,
        people=people,
        offered=[(each.name, each.name, _about(each)) for each in people if each.reads],
        ticked=_ticked(visit, kept if now else [each.name for each in people if each.has]),
        sees=who_sees(people, team=now, keeps=kept) if now else None,
        written_to=[each for each in family if each.email],
        **of_a_case(visit, held, about="form of who sees it"),
    )


def _ticked(visit: Visit, at_first: Sequence[str]) -> Sequence[str]:
    """Give who is ticked: as the form was sent, or as it is shown at first."""
    return visit.sent.every("keeps") if visit.sent.names() else at_first


def _team_alone(people: Sequence[Person], team: str) -> tuple[str, ...]:
    """Give a choice of the form, with the sentence that says who is not of that team."""
    lose = who_sees(people, team=team, keeps=()).lose
    names = sorted((each.is_me, "you" if each.is_me else each.name) for each in lose)
    choice = (team, f"{team} alone")
    if not names:
        return choice
    who = " and ".join(filter(None, (", ".join(name for _, name in names[:-1]), names[-1][1])))
    return (*choice, f"{who[:1].upper()}{who[1:]} will see them only if ticked below.")


def _about(person: Person) -> str:
    """Say beside a name who that is."""
    me = "you" if person.is_me else ""
    team = f"in {person.team}" if person.team else "in no team"
    return ", ".join(each for each in (me, person.works, team) if each)


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
