"""The rooms of pages of the council's own people, in one list."""

from fastapi import APIRouter

from ehcp.web.staff.actions import routes as actions
from ehcp.web.staff.acts import routes as acts
from ehcp.web.staff.admin import rooms as admin
from ehcp.web.staff.alerts import routes as alerts
from ehcp.web.staff.case_list import bulk_routes as case_bulk
from ehcp.web.staff.case_list import routes as case_list
from ehcp.web.staff.case_list import search_routes as case_search
from ehcp.web.staff.caseload import routes as caseload
from ehcp.web.staff.cases import case_page, contact, restricting, seen
from ehcp.web.staff.consultations import routes as consultations
from ehcp.web.staff.cover import routes as cover
from ehcp.web.staff.documents import routes as documents
from ehcp.web.staff.intake import family, family_code, of_a_child, person
from ehcp.web.staff.intake import routes as intake
from ehcp.web.staff.my_day import routes as my_day
from ehcp.web.staff.panel import agenda, days, item
from ehcp.web.staff.report import charts_here, downloads, figures
from ehcp.web.staff.report import routes as report
from ehcp.web.staff.scorecards import behind as behind_scorecards
from ehcp.web.staff.scorecards import routes as scorecards
from ehcp.web.staff.sign_in import routes as sign_in
from ehcp.web.staff.statement import routes as statement
from ehcp.web.staff.undelivered import listed as undelivered
from ehcp.web.staff.undelivered import see_to

ROOMS: tuple[APIRouter, ...] = (
    my_day.router,
    case_list.router,
    case_search.router,
    case_bulk.router,
    cover.router,
    acts.router,
    report.router,
    charts_here.router,
    downloads.router,
    figures.router,
    caseload.router,
    scorecards.router,
    behind_scorecards.router,
    intake.router,
    case_page.router,
    contact.router,
    consultations.router,
    documents.router,
    sign_in.router,
    admin.router,
    actions.router,
    alerts.router,
    days.router,
    agenda.router,
    item.router,
    restricting.router,
    seen.router,
    of_a_child.router,
    person.router,
    family.router,
    family_code.router,
    statement.router,
    undelivered.router,
    see_to.router,
)
