"""The pages of a service's queue, in one router: those with a fixed address first."""

from fastapi import APIRouter

from ehcp.web.providers.queue import calendar, export, figures, one, plan, routes, visits

router = APIRouter()
for each in (routes, plan, visits, figures, export, calendar, one):
    router.routes.extend(each.router.routes)
