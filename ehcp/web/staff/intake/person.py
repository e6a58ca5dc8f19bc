"""The child's details, set right from a page of their case."""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.upn import BadUpn
from ehcp.casework.identity import set_identity
from ehcp.casework.person import set_schooling
from ehcp.outside.families import contacts_of
from ehcp.register.engine import reading
from ehcp.register.files import Held
from ehcp.staff.roles import RUNS_CASES, WORKS_CASES
from ehcp.web.forms import BadForm, Form, day_as_fields
from ehcp.web.staff.cases.of_a_case import of_a_case
from ehcp.web.staff.cases.the_case import case_for
from ehcp.web.staff.intake.request_form import YEARS
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_SAME_YEAR = ("", "As it is")


@router.get("/cases/{reference}/person")
def show(
    reference: str,
    visit: Visit = open_to(*WORKS_CASES),
) -> Response:
    """Show the child's details, with the forms that set them right."""
    held = case_for(visit, reference)
    return _page(visit, held)


@router.post("/cases/{reference}/person/identity")
def change_identity(reference: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Set name, date of birth, UPN and postcode right."""
    held = case_for(visit, reference)

    def act() -> Response:
        form = Form(visit.sent)
        forename = form.line("forename", "the child's first name")
        surname = form.line("surname", "the child's last name")
        born_on = form.day(
            "born", "the child's date of birth", needed=held.file.born_on is not None
        )
        upn = form.line("upn", "the UPN", needed=False, longest=20)
        postcode = form.line("postcode", "the postcode", needed=False, longest=10)
        form.refuse_if_wrong()
        try:
            set_identity(
                visit.counter.engine,
                desk=visit.desk(as_read=as_read(visit)),
                reference=held.file.reference,
                forename=forename,
                surname=surname,
                born_on=born_on,
                upn=upn,
                postcode=postcode,
            )
        except BadUpn as bad:
            raise BadForm({"upn": str(bad)}) from None
        return visit.go(f"/cases/{held.file.reference}/person", said="person-set")

    return visit.once(act, again=lambda slips: _page(visit, held, slips))


@router.post("/cases/{reference}/person/schooling")
def change_schooling(reference: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Set the school or college, its URN and the year group right."""
    held = case_for(visit, reference)

    def act() -> Response:
        form = Form(visit.sent)
        setting = form.line("setting", "the school or college")
        urn = form.line("urn", "the URN", needed=False, longest=20)
        years = [value for value, _ in YEARS]
        year = form.one_of("year_group", "the year group", years, needed=False)
        form.refuse_if_wrong()
        desk = visit.desk(as_read=as_read(visit))
        known = desk.closures.of(setting)
        set_schooling(
            visit.counter.engine,
            desk=desk,
            reference=held.file.reference,
            setting=known.name if known else setting,
            urn=urn or (known.urn if known else None),
            year_group=int(year) if year else None,
        )
        return visit.go(f"/cases/{held.file.reference}/person", said="person-set")

    return visit.once(act, again=lambda slips: _page(visit, held, slips))


def as_read(visit: Visit) -> int | None:
    """Give how many entries the record had on the page that was filled in."""
    written = visit.sent.text("as_read")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else None  # noqa: PLR2004


def _page(visit: Visit, held: Held, slips: BadForm | None = None) -> Response:
    with reading(visit.counter.engine) as connection:
        family = contacts_of(connection, person_id=held.person_id)
    settings = sorted(setting.name for setting in visit.desk().closures.settings)
    return visit.page(
        "intake/person.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        as_read=len(held.file.recorded),
        born=day_as_fields("born", held.file.born_on),
        settings=settings,
        family=family,
        years=(_SAME_YEAR, *YEARS[1:]),
        may_set=visit.me.is_any_of(RUNS_CASES),
        **of_a_case(visit, held, about="the child's details"),
    )
