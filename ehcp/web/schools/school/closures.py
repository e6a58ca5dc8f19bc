"""When the school is closed: it says that our days are right, or gives its own.

What it gives is in force only once an administrator has accepted it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from fastapi import APIRouter
from starlette.responses import Response

from config.policy.closures import Closure, SettingCalendar
from ehcp.cases.year_groups import SEPTEMBER, school_year
from ehcp.council.closure_proposals import confirm, last_said, propose
from ehcp.staff.roles import UserRole
from ehcp.web.forms import BadForm, Form, day_as_fields
from ehcp.web.schools.school.at_the_school import AtTheSchool, at_the_school
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_EMPTY_ROWS = 3
_MOST_ROWS = 24
_LONGEST = timedelta(days=92)
_EARLY_YEARS = "EY"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One closure as the form asks for it, under its number."""

    number: int
    closure: Closure | None

    @property
    def filled(self) -> dict[str, str]:
        """Give the fields of its two days beforehand."""
        if self.closure is None:
            return {}
        return day_as_fields(f"from{self.number}", self.closure.closed_from) | day_as_fields(
            f"to{self.number}", self.closure.reopens
        )

    @property
    def begins_term(self) -> bool:
        """Say whether its last day begins a term."""
        return self.closure is not None and self.closure.begins_term


@router.get("/school/closures/{urn}")
def show(urn: str, visit: Visit = open_to(UserRole.SETTING)) -> Response:
    """Show the closures that we have of a school, to be confirmed or corrected."""
    at = at_the_school(visit)
    return _page(at, at.own(urn))


@router.post("/school/closures/{urn}")
def take(urn: str, visit: Visit = open_to(UserRole.SETTING)) -> Response:
    """Keep that our days are right, or what the school gives instead."""
    at = at_the_school(visit)
    at.own(urn)
    engine, by = visit.counter.engine, at.desk(urn).by

    def act() -> Response:
        if visit.sent.text("answer") == "right":
            if _calendar(at, urn) is None:
                propose(
                    engine,
                    council=visit.counter.council,
                    urn=urn,
                    content={
                        "name": _name(at, urn, field="name"),
                        "keeps_default": True,
                    }
                    | _early(urn),
                    by=by,
                    at=visit.now,
                )
                return visit.go("/school", said="closures-proposed")
            confirm(engine, urn=urn, by=by, at=visit.now)
            return visit.go("/school", said="closures-confirmed")
        closed = [*_before(at, urn), *_typed(Form(visit.sent))]
        known = _calendar(at, urn)
        content = {
            "name": known.name if known else _name(at, urn, field="own_name"),
            "early_years": known.early_years if known else _early(urn)["early_years"],
            "keeps_default": False,
            "closed": [each.model_dump(mode="json") for each in closed],
        }
        propose(
            engine, council=visit.counter.council, urn=urn, content=content, by=by, at=visit.now
        )
        return visit.go("/school", said="closures-proposed")

    return visit.once(act, again=lambda slips: _page(at, urn, wrong=slips.wrong))


def _calendar(at: AtTheSchool, urn: str) -> SettingCalendar | None:
    return at.visit.counter.council.closures.settings.get(urn)


def _early(urn: str) -> dict[str, bool]:
    return {"early_years": urn.startswith(_EARLY_YEARS)}


def _name(at: AtTheSchool, urn: str, *, field: str) -> str:
    """Give the name of a setting that the calendar does not have: as on record, or as typed.

    Raises:
        BadForm: it was not typed.
    """
    known = at.names.get(urn)
    if known:
        return known
    form = Form(at.visit.sent)
    typed = form.line(field, "the name of your school, college or nursery")
    form.refuse_if_wrong()
    return typed


def _closed(at: AtTheSchool, urn: str) -> tuple[Closure, ...]:
    """Give the closures that we have of a setting: the council's own where it is not named."""
    closures = at.visit.counter.council.closures
    return closures.closed(urn) if urn in closures.settings else closures.default.closed


def _since(at: AtTheSchool) -> date:
    """Give the first day of the school year: what ended before it is not asked about again."""
    return date(school_year(at.visit.today), SEPTEMBER, 1)


def _before(at: AtTheSchool, urn: str) -> list[Closure]:
    """Give the closures of earlier years, which stay as they are: old cases are checked by them.

    Of a setting that the calendar does not have nothing is known of them.
    """
    if _calendar(at, urn) is None:
        return []
    return [each for each in _closed(at, urn) if each.reopens < _since(at)]


def _rows(at: AtTheSchool, urn: str) -> list[Row]:
    theirs = [each for each in _closed(at, urn) if each.reopens >= _since(at)]
    many: Sequence[Closure | None] = [*theirs, *[None] * _EMPTY_ROWS]
    return [Row(number=number, closure=each) for number, each in enumerate(many[:_MOST_ROWS])]


def _typed(form: Form) -> list[Closure]:
    """Read the closures that were typed, in the order of time; rows left empty are left out.

    Raises:
        BadForm: a day is missing or cannot be, or two closures overlap.
    """
    found: list[tuple[Closure, str]] = []
    for number in range(_MOST_ROWS):
        first, last = f"from{number}", f"to{number}"
        typed = any(
            form.sent.text(f"{name}-{part}")
            for name in (first, last)
            for part in ("day", "month", "year")
        )
        if not typed:
            continue
        closed_from = form.day(first, "the first day on which you are closed")
        reopens = form.day(last, "the first day on which you are open again")
        if closed_from is None or reopens is None:
            continue
        if not closed_from < reopens <= closed_from + _LONGEST:
            form.wrong[last] = (
                "The day on which you open again must be after the first day closed, and at most "
                f"{_LONGEST.days} days later."
            )
            continue
        closure = Closure(
            closed_from=closed_from, reopens=reopens, begins_term=form.ticked(f"term{number}")
        )
        found.append((closure, first))
    found.sort(key=lambda each: each[0].closed_from)
    for (before, _), (after, field) in pairwise(found):
        if after.closed_from < before.reopens:
            form.wrong[field] = "This closure begins before the one before it ends."
    if not found and not form.wrong:
        raise BadForm({"from0": "Enter at least one closure, or say that ours are right."})
    form.refuse_if_wrong()
    return [closure for closure, _ in found]


def _page(at: AtTheSchool, urn: str, wrong: dict[str, str] | None = None) -> Response:
    rows = _rows(at, urn)
    sent = at.visit.sent
    return at.visit.page(
        "school/closures.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong or {},
        at=at,
        urn=urn,
        rows=rows,
        closed=[row.closure for row in rows if row.closure is not None],
        ticked=[bool(sent.text(f"term{row.number}")) if wrong else row.begins_term for row in rows],
        is_known=_calendar(at, urn) is not None,
        needs_name=_calendar(at, urn) is None and not at.names.get(urn),
        last=last_said(at.visit.counter.engine, [urn]).get(urn),
    )
