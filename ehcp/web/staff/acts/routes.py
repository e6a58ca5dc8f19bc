"""Every act on one case, in one router."""

from fastapi import APIRouter

from ehcp.web.staff.acts import (
    advice,
    correct,
    exceptions,
    hand_over,
    record,
    send_all,
    withdraw_link,
)

router = APIRouter()
for each in (record, correct, send_all, withdraw_link, advice, exceptions, hand_over):
    router.routes.extend(each.router.routes)
