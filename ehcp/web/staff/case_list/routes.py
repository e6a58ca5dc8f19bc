"""The list of cases, and the views of it that somebody keeps."""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.casework.case_list import Sort, case_page
from ehcp.register.engine import reading
from ehcp.staff.covers import covered_by
from ehcp.staff.roles import RUNS_CASES, UserRole
from ehcp.staff.saved_views import LONGEST_NAME, keep_view, remove_view, views_of
from ehcp.web.forms import BadForm, Form
from ehcp.web.staff.case_list.asked import FILTERS, address_of, asked_of
from ehcp.web.staff.case_list.pages_around import pages_around
from ehcp.web.staff.case_list.words import chosen, offered
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_ACTS = RUNS_CASES
"""Who is offered the acts on several cases."""


@router.get("/cases")
def show(visit: Visit = open_to()) -> Response:
    """Show the cases that were asked for: the open ones by what is due next, unless told."""
    query = visit.request.query_params
    with reading(visit.counter.engine) as connection:
        covered = covered_by(connection, name=visit.me.name, day=visit.today)
        asked = asked_of(query, officers=(visit.me.name, *covered))
        stage = asked.choice.stage
        filters = offered(
            connection,
            today=visit.today,
            ended=stage if stage is not None and not stage.is_open else None,
        )
        views = views_of(connection, user_id=visit.me.user_id)
    page = case_page(
        visit.counter.engine,
        sight=visit.sight,
        choice=asked.choice,
        today=visit.today,
        sort=asked.sort,
        backwards=asked.backwards,
        number=asked.page,
        closures=visit.desk().closures,
    )
    return visit.page(
        "case_list/list.html.jinja",
        asked=asked,
        page=page,
        filters=filters,
        chosen=tuple(chosen(asked, filters)),
        around=pages_around(page.number, page.pages),
        views=[(view.name, address_of(view.chosen)) for view in views],
        works=visit.me.is_any_of(_ACTS),
        manages=UserRole.MANAGER in visit.me.roles,
        Sort=Sort,
    )


@router.get("/cases/views")
def show_views(visit: Visit = open_to()) -> Response:
    """Show the views that the visitor keeps, and let them keep the one they come from."""
    return _views_page(visit)


@router.post("/cases/views")
def keep(visit: Visit = open_to()) -> Response:
    """Keep a view, or remove one."""

    def act() -> Response:
        form = Form(visit.sent)
        if gone := form.number("remove", "the view", least=1, most=10**9, needed=False):
            remove_view(visit.counter.engine, user_id=visit.me.user_id, view_id=gone)
            return visit.go("/cases/views", said="view-removed")
        name = form.line("name", "a name for the view", longest=LONGEST_NAME)
        form.refuse_if_wrong()
        asked = asked_of(
            {filter_: visit.sent.text(filter_) for filter_ in (*FILTERS, "sort")}, officers=()
        )
        sort = f"-{asked.sort.value}" if asked.backwards else asked.sort.value
        keep_view(
            visit.counter.engine,
            user_id=visit.me.user_id,
            name=name,
            chosen={**asked.values, "sort": sort},
        )
        return visit.go("/cases/views", said="view-kept")

    return visit.once(act, again=lambda slips: _views_page(visit, slips))


def _views_page(visit: Visit, slips: BadForm | None = None) -> Response:
    asked_for = visit.request.query_params if slips is None else visit.sent.values()
    asked = asked_of(asked_for, officers=())
    with reading(visit.counter.engine) as connection:
        views = views_of(connection, user_id=visit.me.user_id)
        stage = asked.choice.stage
        filters = offered(connection, today=visit.today, ended=stage)
    sort = f"-{asked.sort.value}" if asked.backwards else asked.sort.value
    return visit.page(
        "case_list/views.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        views=[(view.id, view.name, address_of(view.chosen)) for view in views],
        asked=asked,
        keeps={**asked.values, "sort": sort},
        chosen=tuple(chosen(asked, filters)),
        longest=LONGEST_NAME,
    )
