"""The school's own page: all that it is asked for, by its last day, each two clicks from done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.casework.asked_of_setting import Asked, everything_asked
from ehcp.council.closure_proposals import Said, last_said
from ehcp.register.engine import reading
from ehcp.staff.roles import UserRole
from ehcp.web.schools.school.at_the_school import AtTheSchool, at_the_school
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_LONGEST_TERM = timedelta(weeks=18)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """What is known of when one setting is closed.

    Attributes:
        until: the last day of which anything is known; None where nothing is.
        said: what the school said of it last.
    """

    urn: str
    name: str
    is_known: bool
    until: date | None
    said: Said | None


@router.get("/school")
def school(visit: Visit = open_to(UserRole.SETTING)) -> Response:
    """Show all that is asked of the schools of whoever looks."""
    at = at_the_school(visit)
    with reading(visit.counter.engine) as connection:
        asked = everything_asked(
            connection, urns=at.urns, closures=at.closures, ours_by_habit=at.ours_by_habit
        )
    visit.note("viewed_school", about=", ".join(sorted(at.urns)) or None)
    now, later = _by_term(at, asked.reviews)
    return visit.page(
        "school/school.html.jinja",
        at=at,
        settings=sorted(at.urns, key=lambda urn: (at.called(urn).casefold(), urn)),
        asked=asked,
        reviews=now,
        later=later,
        when="this term" if _terms(at) else "in the next 18 weeks",
        calendars=_calendars(at),
    )


def _by_term(at: AtTheSchool, reviews: Sequence[Asked]) -> tuple[list[Asked], list[Asked]]:
    """Part the reviews into those of the term at hand, as the letter before it has them.

    Where no term is known it is those of the next eighteen weeks.
    """
    ends: dict[str | None, date] = {urn: term[1] for urn, term in _terms(at).items()}
    otherwise = at.visit.today + _LONGEST_TERM
    now = [each for each in reviews if each.due_on < ends.get(each.urn, otherwise)]
    return now, [each for each in reviews if each not in now]


def _terms(at: AtTheSchool) -> dict[str, tuple[date, date]]:
    """Give the first day of each setting's term, and the first after it; what is known of them."""
    council = at.visit.counter.council
    ahead = timedelta(days=council.letters.reviews_this_term.days_before)
    found = {urn: council.closures.term_on(urn, at.visit.today + ahead) for urn in at.urns}
    return {urn: term for urn, term in found.items() if term is not None}


def _calendars(at: AtTheSchool) -> list[Calendar]:
    known = at.visit.counter.council.closures
    said = last_said(at.visit.counter.engine, sorted(at.urns))
    found = []
    for urn in sorted(at.urns):
        is_known = urn in known.settings
        closed = known.closed(urn) if is_known else ()
        found.append(
            Calendar(
                urn=urn,
                name=at.called(urn),
                is_known=is_known,
                until=closed[-1].reopens if closed else None,
                said=said.get(urn),
            )
        )
    return found
