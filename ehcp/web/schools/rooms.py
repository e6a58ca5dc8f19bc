"""The rooms of pages of schools and colleges, in one list."""

from fastapi import APIRouter

from ehcp.web.schools.school import advice, closures, consultations, page, reviews

# What has a word of its own in its address goes before what takes any reference there.
ROOMS: tuple[APIRouter, ...] = (
    page.router,
    closures.router,
    consultations.router,
    reviews.router,
    advice.router,
)
