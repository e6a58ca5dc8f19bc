"""Every act on one case, in one router."""

from fastapi import APIRouter

from ehcp.web.staff.acts import (
    advice,
    correct,
    exceptions,
    hand_over,
    link_again,
    record,
    send_all,
    withdraw_link,
)

router = APIRouter()
for each in (record, correct, send_all, withdraw_link, link_again, advice, exceptions, hand_over):
    router.routes.extend(each.router.routes)
