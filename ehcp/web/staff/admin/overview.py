"""The first page of administration: what there is, and who changed each last."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.casework.providers import list_providers
from ehcp.register.engine import reading
from ehcp.register.last_house_check import last_house_check
from ehcp.register.tables import audit
from ehcp.staff.roles import UserRole
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_NEWEST = 2_000
"""So many lines of the audit record are looked through for the last changes; no more than that."""
_OF_USERS = (
    *("user_added", "user_changed", "password_reset", "second_factor_reset", "unlocked"),
    *("council_account", "key_made", "key_ended"),
)
_OF_SERVICES = ("changed_service",)
_OF_POLICY = ("changed_policy",)
_OF_WORDS = ("changed_words",)


@dataclass(frozen=True, kw_only=True)
class Last:
    """Who changed something last, and when."""

    by: str
    at: datetime


@router.get("/admin")
def overview(visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Show what there is to administer."""
    council = visit.counter.council
    named = {each.kind.value for each in list_providers(visit.counter.engine)}
    with reading(visit.counter.engine) as connection:
        checked = last_house_check(connection)
    asked = {*council.about.advice.always, *council.about.advice.from_year_9}
    return visit.page(
        "admin/overview.html.jinja",
        last=_last(visit),
        nobody_written_to=len(asked - named - {AdviceKind.PARENT.value}),
        changed=council.changed,
        checked=checked,
    )


def _last(visit: Visit) -> dict[str, Last]:
    newest = select(audit).order_by(audit.c.id.desc()).limit(_NEWEST).subquery()
    query = (
        select(newest)
        .where(newest.c.act.in_((*_OF_USERS, *_OF_SERVICES, *_OF_POLICY, *_OF_WORDS)))
        .order_by(newest.c.id)
    )
    found: dict[str, Last] = {}
    with reading(visit.counter.engine) as connection:
        for row in connection.execute(query):
            found[_card(row.act, row.about)] = Last(by=row.by, at=row.at)
    return found


def _card(act: str, about: str | None) -> str:
    if act in _OF_USERS:
        return "users"
    if act in _OF_SERVICES:
        return "services"
    if act in _OF_WORDS:
        return "letters"
    return "closures" if about == "closures" else "policy"
