"""Acts on several cases chosen in the list: checked on a page, done, and accounted for."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.advice import SERVICE
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.casework.listed import Listed, lines_of, listed
from ehcp.casework.providers import list_providers
from ehcp.casework.service_names import ServiceNames
from ehcp.casework.several import (
    MOST,
    Asks,
    Chosen,
    ask_in_each,
    chosen_cases,
    give_each,
    what_to_ask,
)
from ehcp.register.audit import note_each
from ehcp.register.engine import reading, writing
from ehcp.register.tables import cases
from ehcp.staff.roles import RUNS_CASES, UserRole
from ehcp.staff.users import who_may_have_cases
from ehcp.web.forms import BadForm, Form
from ehcp.web.numbers import number_in
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_REQUESTS, _OFFICER = "/cases/bulk/requests", "/cases/bulk/officer"
_LONGEST_NOTE = 2_000
_BETWEEN = "."
"""Between the references in the address of a page that gives account."""


@router.get(_REQUESTS)
def check_requests(
    visit: Visit = open_to(*RUNS_CASES),
) -> Response:
    """Show what would be asked in each of the chosen cases, and where nothing can be."""
    return _requests_page(visit, _from_address(visit))


@router.post(_REQUESTS)
def ask(visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Ask for the advice of all of them."""

    def act() -> Response:
        chosen = _from_form(visit)
        _refuse_none(chosen)
        done = ask_in_each(
            visit.counter.engine, desk=visit.desk(), asks=_asks(visit), chosen=chosen
        )
        return visit.go(_done(_REQUESTS, [each.reference for each in done]))

    return visit.once(act, again=lambda slips: _requests_page(visit, _from_form(visit), slips))


@router.get(f"{_REQUESTS}/done/{{references}}")
def requests_done(
    references: str,
    visit: Visit = open_to(*RUNS_CASES),
) -> Response:
    """Show for each case what was asked today, or why nothing was."""
    asks, desk, names = _asks(visit), visit.desk(), _services(visit)
    asked, refused = [], []
    for case, line in _with_lines(visit, _chosen(visit, references.split(_BETWEEN))):
        today = [
            names.of(event.party, event.details.get(SERVICE))
            for _, event in case.file.of((Kind.ADVICE_REQUESTED,))
            if event.party and event.happened_on == visit.today
        ]
        if today:
            asked.append((line, today))
        else:
            why = what_to_ask(case, desk=desk, asks=asks)[1]
            refused.append((line, why or "It changed while you looked at it. Ask again."))
    return visit.page("case_list/requests_done.html.jinja", asked=asked, refused=refused)


@router.get(_OFFICER)
def choose_officer(visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Ask to whom the chosen cases are to go."""
    return _officer_page(visit, _from_address(visit))


@router.post(f"{_OFFICER}/check")
def check_officer(visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Show what would be done, to be confirmed. Nothing is done yet."""
    chosen = _from_form(visit)
    try:
        officer, note = _officer_and_note(visit)
        _refuse_none(chosen)
    except BadForm as slips:
        return _officer_page(visit, chosen, slips)
    return _check_officer_page(visit, chosen, officer, note)


@router.post(_OFFICER)
def give(visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Give the cases to somebody else."""

    def act() -> Response:
        chosen = _from_form(visit)
        officer, note = _officer_and_note(visit)
        _refuse_none(chosen)
        done = give_each(
            visit.counter.engine, desk=visit.desk(), officer=officer, note=note, chosen=chosen
        )
        return visit.go(_done(_OFFICER, [each.reference for each in done]))

    return visit.once(act, again=lambda slips: _officer_page(visit, _from_form(visit), slips))


@router.get(f"{_OFFICER}/done/{{references}}")
def officer_done(references: str, visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Show whose each case is now."""
    given, refused = [], []
    for case, line in _with_lines(visit, _chosen(visit, references.split(_BETWEEN))):
        changed = case.file.last(Kind.OFFICER_CHANGED)
        by_me = changed is not None and changed.recorded_by == visit.me.name
        if changed is not None and by_me and changed.happened_on == visit.today:
            given.append(line)
        else:
            refused.append(line)
    return visit.page("case_list/officer_done.html.jinja", given=given, refused=refused)


def _requests_page(
    visit: Visit, chosen: Sequence[Chosen], slips: BadForm | None = None
) -> Response:
    asks, desk, names = _asks(visit), visit.desk(), _services(visit)
    to_ask, refused = [], []
    for case, line in _with_lines(visit, chosen):
        kinds, why = what_to_ask(case, desk=desk, asks=asks)
        if why:
            refused.append((line, why))
        else:
            to_ask.append(
                (
                    case,
                    line,
                    [names.of(kind.value, names.to_be_asked(case.file, kind)) for kind in kinds],
                )
            )
    return visit.page(
        "case_list/requests.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        to_ask=to_ask,
        refused=refused,
        most=MOST,
        several=any(len(names.services_of(kind)) > 1 for kind in AdviceKind),
    )


def _officer_page(visit: Visit, chosen: Sequence[Chosen], slips: BadForm | None = None) -> Response:
    with reading(visit.counter.engine) as connection:
        names = who_may_have_cases(connection, today=visit.today)
    return visit.page(
        "case_list/officer.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        rows=_with_lines(visit, chosen),
        names=names,
    )


def _check_officer_page(
    visit: Visit, chosen: Sequence[Chosen], officer: str, note: str
) -> Response:
    return visit.page(
        "case_list/officer_check.html.jinja",
        rows=_with_lines(visit, chosen),
        officer=officer,
        note=note,
    )


def _officer_and_note(visit: Visit) -> tuple[str, str]:
    form = Form(visit.sent)
    with reading(visit.counter.engine) as connection:
        names = who_may_have_cases(connection, today=visit.today)
    officer = form.one_of("officer", "who the cases go to", names)
    note = form.text("note", "the note", needed=False, longest=_LONGEST_NOTE)
    form.refuse_if_wrong()
    return officer, note


def _refuse_none(chosen: Sequence[Chosen]) -> None:
    if not chosen:
        raise BadForm({"": "Choose at least one case in the list."})


def _services(visit: Visit) -> ServiceNames:
    return ServiceNames(list_providers(visit.counter.engine))


def _asks(visit: Visit) -> Asks:
    asked = visit.counter.council.about.advice
    return Asks(
        always=[AdviceKind(kind) for kind in asked.always],
        from_year_9=[AdviceKind(kind) for kind in asked.from_year_9],
    )


def _from_address(visit: Visit) -> tuple[Chosen, ...]:
    return _chosen(visit, visit.request.query_params.getlist("case"))


def _chosen(visit: Visit, references: Sequence[str]) -> tuple[Chosen, ...]:
    as_read = dict.fromkeys(references)
    return chosen_cases(visit.counter.engine, as_read=as_read, sight=visit.sight)


def _from_form(visit: Visit) -> tuple[Chosen, ...]:
    """Read the cases of a form: each is sent as its reference and how much of it was read."""
    as_read: dict[str, int | None] = {}
    for sent in visit.sent.every("case"):
        reference, _, read = sent.partition(":")
        as_read[reference] = number_in(read) or 0
    return chosen_cases(visit.counter.engine, as_read=as_read, sight=visit.sight)


def _with_lines(visit: Visit, chosen: Sequence[Chosen]) -> list[tuple[Chosen, Listed]]:
    """Give the chosen cases as a page shows them; each is on the audit record as seen."""
    ids = [case.case_id for case in chosen]
    with writing(visit.counter.engine) as connection:
        note_each(
            connection,
            at=visit.now,
            by=visit.me.name,
            act="viewed",
            case_ids=ids,
            about="chosen with others",
        )
    query = lines_of().where(cases.c.id.in_(ids))
    with reading(visit.counter.engine) as connection:
        found = {line.case_id: line for line in listed(connection, query, today=visit.today)}
    return [(case, found[case.case_id]) for case in chosen]


def _done(path: str, references: Sequence[str]) -> str:
    return f"{path}/done/{_BETWEEN.join(references)}"
