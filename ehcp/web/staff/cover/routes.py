"""Setting a cover for an absence, and ending one."""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.casework.officers import officers_of_open_cases
from ehcp.register.engine import reading
from ehcp.staff.covers import BadCover, Cover, end_cover, list_covers, set_cover
from ehcp.staff.roles import WORKS_CASES, UserRole
from ehcp.staff.users import who_may_have_cases
from ehcp.web.forms import BadForm, Form
from ehcp.web.visit import Visit, open_to

router = APIRouter()


@router.get("/cover")
def show(visit: Visit = open_to(*WORKS_CASES)) -> Response:
    """Show the covers of today and to come, and let one be set."""
    return _page(visit)


@router.post("/cover")
def keep(visit: Visit = open_to(*WORKS_CASES)) -> Response:
    """Set a cover, or end one. A manager does so for anybody, others for themselves."""

    def act() -> Response:
        form = Form(visit.sent)
        ends = form.number("end", "the cover", least=1, most=10**9, needed=False)
        if ends is not None:
            if not _manages(visit) and all(each.id != ends for each in _shown(visit)):
                raise BadCover("That cover is not yours to end.")
            end_cover(visit.counter.engine, by=visit.me.name, at=visit.now, cover_id=ends)
            return visit.go("/cover", said="cover-ended")
        officer = visit.me.name
        if _manages(visit):
            officer = form.one_of("officer", "who is away", _officers(visit))
        covering = form.one_of("covered_by", "who covers", _who_may(visit))
        from_on = form.day("from", "the first day")
        until_on = form.day("until", "the last day")
        form.refuse_if_wrong()
        if from_on is None or until_on is None:  # both were asked for
            raise BadForm({"from": "Enter the first day."})
        set_cover(
            visit.counter.engine,
            by=visit.me.name,
            at=visit.now,
            today=visit.today,
            officer=officer,
            covered_by=covering,
            from_on=from_on,
            until_on=until_on,
        )
        return visit.go("/cover", said="cover-set")

    return visit.once(act, again=lambda slips: _page(visit, slips))


def _page(visit: Visit, slips: BadForm | None = None) -> Response:
    manages = _manages(visit)
    return visit.page(
        "cover/cover.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        covers=_shown(visit),
        manages=manages,
        officers=_officers(visit) if manages else (),
        names=tuple(name for name in _who_may(visit) if manages or name != visit.me.name),
    )


def _shown(visit: Visit) -> tuple[Cover, ...]:
    return list_covers(
        visit.counter.engine, today=visit.today, of=None if _manages(visit) else visit.me.name
    )


def _manages(visit: Visit) -> bool:
    return UserRole.MANAGER in visit.me.roles


def _who_may(visit: Visit) -> tuple[str, ...]:
    with reading(visit.counter.engine) as connection:
        return who_may_have_cases(connection, today=visit.today)


def _officers(visit: Visit) -> tuple[str, ...]:
    with reading(visit.counter.engine) as connection:
        known = who_may_have_cases(connection, today=visit.today)
        return tuple(sorted({*known, *officers_of_open_cases(connection)}, key=str.casefold))
