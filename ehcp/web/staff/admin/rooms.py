"""The pages of administration, in one list."""

from fastapi import APIRouter

from ehcp.web.staff.admin import (
    advice_givers,
    audit,
    closures,
    copy_holiday,
    keys,
    letters,
    mailboxes,
    overview,
    policy,
    school_closures,
    users,
)

router = APIRouter()
for _pages in (
    *(overview, users, keys, mailboxes, advice_givers, policy),
    *(copy_holiday, school_closures, closures, letters, audit),
):
    router.routes.extend(_pages.router.routes)
