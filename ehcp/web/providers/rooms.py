"""The rooms of pages of those who are asked for advice, in one list."""

from fastapi import APIRouter

from ehcp.web.providers.by_code import routes as by_code
from ehcp.web.providers.link import consultations as link_consultations
from ehcp.web.providers.link import requests as link_requests
from ehcp.web.providers.link import routes as link
from ehcp.web.providers.queue import rooms as queue

ROOMS: tuple[APIRouter, ...] = (
    by_code.router,
    link.router,
    link_consultations.router,  # it has a word of its own where requests take any kind of advice
    link_requests.router,
    queue.router,
)
