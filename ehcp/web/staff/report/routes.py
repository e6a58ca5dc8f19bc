"""The report's page: the newest stored one, that of any Monday or day, or today's."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from ehcp.casework.actions_shown import actions_for
from ehcp.register.engine import reading
from ehcp.reports.pages import wording
from ehcp.reports.pages.html import as_body
from ehcp.reports.stored import stored_mondays
from ehcp.staff.roles import UserRole
from ehcp.web.forms import day_as_fields
from ehcp.web.staff.actions.owners import owners_offered
from ehcp.web.staff.actions.routes import may_settle
from ehcp.web.staff.report.charts_here import charts_of
from ehcp.web.staff.report.the_report import READERS, TODAY, ReportHere, report_here
from ehcp.web.staff.report.ways_to_cases import WaysToCases
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_HEADING = re.compile(r'<h2 id="([\w-]+)">([^<]+)')


@router.get("/report")
def newest(visit: Visit = open_to(*READERS)) -> Response:
    """Show the newest stored report; today's, before the first was stored."""
    with reading(visit.counter.engine) as connection:
        mondays = stored_mondays(connection)
    return _show(visit, mondays[0].isoformat() if mondays else TODAY)


@router.get("/report/{day}")
def show(day: str, visit: Visit = open_to(*READERS)) -> Response:
    """Show the report of a day."""
    return _show(visit, day)


def _show(visit: Visit, name: str) -> Response:
    with reading(visit.counter.engine) as connection:
        here = report_here(visit, connection, name)
        mondays = stored_mondays(connection)
    at = here.report.at
    if here.kept is None:
        body = _body(here)
    else:
        body = here.kept.written(("page", here.hidden), lambda: _body(here))
    return visit.page(
        "report/report.html.jinja",
        here=visit.request.url.path,
        report=here.report,
        report_path=here.path,
        is_stored=here.is_stored,
        title=wording.title(here.report),
        origin=wording.origin(here.report),
        next_report=wording.next_report(here.report),
        body=Markup(body),  # noqa: S704 - written by a template of ours, which escapes
        contents=_contents(body),
        before=next((monday for monday in mondays if monday < at), None),
        after=next((monday for monday in reversed(mondays) if monday > at), None),
        mondays=mondays,
        **_actions(visit, here),
    )


def _body(here: ReportHere) -> str:
    return as_body(here.report, charts=charts_of(here), ways=WaysToCases(here.report, here.path))


def _contents(body: str) -> list[tuple[str, str]]:
    """Give the parts of the report, each by its id with its heading, without the number there."""
    return [(name, unescape(words).strip()) for name, words in _HEADING.findall(body)]


def _actions(visit: Visit, here: ReportHere) -> dict[str, Any]:
    """Give what the meeting agreed: last time's, what is open still, and what it agrees now."""
    manages = UserRole.MANAGER in visit.me.roles
    report_at = here.report.at - timedelta(days=here.report.at.weekday())
    return {
        "actions": actions_for(
            visit.counter.engine, report_at=report_at, today=visit.today, sight=visit.sight
        ),
        "report_at": report_at,
        "may_settle": lambda action: may_settle(visit, action),
        "manages": manages,
        "owners": owners_offered(visit) if manages else (),
        "filled": day_as_fields("promised", report_at + timedelta(days=7)),
        "back": here.path,
    }
