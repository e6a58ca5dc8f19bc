"""The rooms of pages of those who are asked for advice, in one list."""

from fastapi import APIRouter

from ehcp.web.providers.by_code import routes as by_code

ROOMS: tuple[APIRouter, ...] = (by_code.router,)
