"""Who writes each of several requests, and when they visit: all in one form."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.casework.allocate import allocate, loads, plan_visit
from ehcp.casework.asked_of import ON_A_PAGE, Part, queue_page
from ehcp.casework.queued import Asked
from ehcp.register.engine import reading, writing
from ehcp.web.forms import BadForm, Form, day_as_fields
from ehcp.web.numbers import number_in
from ehcp.web.providers.queue.chosen import chosen_in
from ehcp.web.providers.queue.routes import NOBODY, choices_of
from ehcp.web.providers.queue.whose import ALLOCATES, whose_of
from ehcp.web.visit import Visit, open_to

router = APIRouter()
FARTHEST = timedelta(days=366)


@router.get("/queue/plan")
def show(visit: Visit = open_to(*ALLOCATES)) -> Response:
    """Show the requests that were ticked, or the first that nobody has."""
    names = visit.request.query_params.getlist("request")[: 2 * ON_A_PAGE]
    try:
        requests = chosen_in(visit, names) if names else _not_allocated(visit)
    except BadForm:
        return visit.go("/queue")
    return show_plan(visit, requests, {}, to=number_in(visit.request.query_params.get("to", "")))


@router.post("/queue/plan")
def take(visit: Visit = open_to(*ALLOCATES)) -> Response:
    """Keep who writes each, and put the visits on record."""
    requests = chosen_in(visit, visit.sent.every("request"))

    def act() -> Response:
        form = Form(visit.sent)
        planned = [(each, *_typed(form, each, today=visit.today)) for each in requests]
        form.refuse_if_wrong()
        late = False
        with writing(visit.counter.engine) as connection:
            for each, to, visit_on in planned:
                # The visit first: it holds the case, as every answer does, before the request.
                if visit_on is not None and visit_on != each.visit_on:
                    plan_visit(connection, desk=visit.desk(), asked=each, visit_on=visit_on)
                    late = late or visit_on > each.due_on
                allocate(
                    connection,
                    requests=[each],
                    user_id=to,
                    by=visit.me.name,
                    at=visit.now,
                    today=visit.today,
                )
        return visit.go("/queue", said="visit-late" if late else "allocated")

    return visit.once(act, again=lambda slips: show_plan(visit, requests, slips.wrong))


def _not_allocated(visit: Visit) -> Sequence[Asked]:
    with reading(visit.counter.engine) as connection:
        return queue_page(
            connection,
            whose=whose_of(visit),
            today=visit.today,
            closures=visit.desk().closures,
            part=Part.NOT_ALLOCATED,
        ).lines


def _typed(form: Form, asked: Asked, *, today: date) -> tuple[int | None, date | None]:
    """Read who writes one of the requests, and when they visit."""
    typed = form.sent.text(f"to-{asked.name}")
    to = None if typed in ("", NOBODY) else number_in(typed)
    if typed not in ("", NOBODY) and to is None:
        form.wrong[f"to-{asked.name}"] = f"{asked.reference}: choose who writes the advice."
    name = f"visit-{asked.name}"
    visit_on = form.day(name, "the day of the visit", needed=False)
    if name in form.wrong:
        form.wrong[name] = f"{asked.reference}: {form.wrong[name]}"
    elif visit_on is not None and not asked.requested_on <= visit_on <= today + FARTHEST:
        form.wrong[name] = (
            f"{asked.reference}: the visit is on or after the day of asking, and within a year."
        )
    return to, visit_on


def show_plan(
    visit: Visit,
    requests: Sequence[Asked],
    wrong: Mapping[str, str],
    *,
    proposed: object | None = None,
    to: int | None = None,
) -> Response:
    """Show the form for these requests.

    `proposed` says what a calendar file proposes for them, `to` who was chosen for all of them.
    """
    with reading(visit.counter.engine) as connection:
        people = loads(connection, whose=whose_of(visit), today=visit.today)
    visit.note("viewed the queue")
    filled: dict[str, str] = {}
    for each in requests:
        filled |= day_as_fields(f"visit-{each.name}", each.visit_on)
    return visit.page(
        "queue/plan.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong,
        requests=requests,
        to=to,
        proposed=proposed,
        loads=people,
        choices=[("", "Nobody yet"), *choices_of(people, visit)],
        filled=filled,
    )
