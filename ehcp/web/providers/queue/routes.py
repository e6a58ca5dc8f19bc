"""The queue: everything that is owed, by due day, and who writes it."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.casework.allocate import allocate, loads
from ehcp.casework.asked_of import Load, Part, QueuePage, queue_page
from ehcp.casework.queued import Asked
from ehcp.casework.service_names import ServiceNames, service_names
from ehcp.register.engine import reading, writing
from ehcp.staff.roles import UserRole
from ehcp.web.forms import BadForm, Form
from ehcp.web.numbers import number_in, page_in
from ehcp.web.providers.queue.chosen import chosen_in
from ehcp.web.providers.queue.whose import (
    ALLOCATES,
    LOOKS,
    may_allocate,
    service_of,
    whose_of,
)
from ehcp.web.staff.case_list.pages_around import pages_around
from ehcp.web.visit import Visit, open_to

router = APIRouter()
NOBODY = "nobody"
_NO_NAMES: Mapping[str, str] = {}


@router.get("/queue")
def show(visit: Visit = open_to(*LOOKS)) -> Response:
    """Show a page of what is owed."""
    return _queue(visit, _NO_NAMES)


@router.post("/queue")
def take(visit: Visit = open_to(*ALLOCATES)) -> Response:
    """Give what was ticked to somebody, or lead to the page on which each gets their own."""

    def act() -> Response:
        form = Form(visit.sent)
        names = [name for name in visit.sent.every("request") if name]
        if not names:
            raise BadForm({"request": "Tick the requests that you want to give to somebody."})
        if visit.sent.text("act") == "plan":
            chosen = "&".join(f"request={each.name}" for each in chosen_in(visit, names))
            to = number_in(visit.sent.text("to"))
            return visit.go(f"/queue/plan?{chosen}" + (f"&to={to}" if to is not None else ""))
        typed = form.line("to", "to whom they are given")
        form.refuse_if_wrong()
        to = None if typed == NOBODY else number_in(typed)
        if typed != NOBODY and to is None:
            raise BadForm({"to": "Choose to whom they are given."})
        requests = chosen_in(visit, names)
        with writing(visit.counter.engine) as connection:
            allocate(
                connection,
                requests=requests,
                user_id=to,
                by=visit.me.name,
                at=visit.now,
                today=visit.today,
            )
        return visit.go("/queue", said="allocated")

    return visit.once(act, again=lambda slips: _queue(visit, slips.wrong))


def _queue(visit: Visit, wrong: Mapping[str, str]) -> Response:
    asked, whose = visit.request.query_params, whose_of(visit)
    part = next((each for each in Part if each.value == asked.get("part")), Part.ALL)
    by_service = UserRole.CLINICAL_OFFICER in visit.me.roles
    with reading(visit.counter.engine) as connection:
        page = queue_page(
            connection,
            whose=whose,
            today=visit.today,
            closures=visit.desk().closures,
            part=part,
            number=page_in(asked.get("page", "")),
            by_service=by_service,
            siblings=may_allocate(visit),
        )
        people = loads(connection, whose=whose, today=visit.today) if may_allocate(visit) else ()
        service = service_of(connection, visit)
        services = service_names(connection) if by_service else None
    visit.note("viewed the queue")
    return visit.page(
        "queue/queue.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong,
        page=page,
        part=part,
        parts=_parts(visit, page),
        groups=_groups(page.lines, services),
        service=service,
        loads=people,
        choices=choices_of(people, visit),
        may_allocate=may_allocate(visit),
        many_kinds=len(whose.services) > 1 and not by_service,
        professional=whose.only_own,
        chosen=frozenset(visit.sent.every("request")),
        around=pages_around(page.number, page.pages),
        late_visits=[
            each
            for each in page.lines
            if each.is_visit_late and each.visit_on is not None and each.visit_on >= visit.today
        ],
    )


def choices_of(people: Sequence[Load], visit: Visit) -> list[tuple[str, str]]:
    """Give the menu of those to whom work can be given, each with what they have."""
    month = f"{visit.today:%B}"
    return [
        (
            str(each.user_id),
            f"{each.name} ({each.open} open, {each.due_this_month} due by the end of {month})",
        )
        for each in people
    ]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _parts(visit: Visit, page: QueuePage) -> list[tuple[Part, int]]:
    shown = [part for part in Part if part is not Part.MINE or may_allocate(visit)]
    if whose_of(visit).only_own:
        shown = [part for part in shown if part is not Part.NOT_ALLOCATED]
    return [(part, page.counts[part]) for part in shown]


def _groups(lines: Sequence[Asked], services: ServiceNames | None) -> list[tuple[str, list[Asked]]]:
    """Put the lines under headings: by service, or what nobody has yet before the rest."""
    if services is not None:
        return [
            (_capital(services.in_full(service)), list(found))
            for service, found in groupby(lines, key=lambda each: each.service)
        ]
    return [
        ("Allocated" if has else "Not yet allocated", list(found))
        for has, found in groupby(lines, key=lambda each: each.allocated_to is not None)
    ]
