"""The rooms of pages of families, in one list."""

from fastapi import APIRouter

from ehcp.web.families.follow import routes as follow

ROOMS: tuple[APIRouter, ...] = (follow.router,)
