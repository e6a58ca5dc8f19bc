"""The ways through the counter, as each role sees them at the top of every page."""

from collections.abc import Sequence
from dataclasses import dataclass

from ehcp.staff.roles import ANSWERS_REQUESTS, READS_CASES, RUNS_CASES, UserRole
from ehcp.staff.visitor import Visitor

FROM_OUTSIDE = ("/queue", "/school", "/outside")
"""Where the pages begin of those who sign in with a code."""

_MANAGES = frozenset({UserRole.MANAGER})
_READS_FIGURES = _MANAGES | {UserRole.QUALITY_OFFICER, UserRole.INSPECTOR}


@dataclass(frozen=True)
class Way:
    """One entry of the navigation."""

    path: str
    says: str
    roles: frozenset[UserRole]


WAYS = (
    Way("/my-day", "My day", frozenset({UserRole.CASEWORKER, UserRole.PLAN_WRITER})),
    Way("/cases", "Cases", READS_CASES),
    Way("/panels", "Panel", RUNS_CASES),
    Way("/report", "Weekly report", _READS_FIGURES),
    Way("/actions", "Actions", _MANAGES),
    Way("/alerts", "Alerts", _MANAGES),
    Way("/exceptions", "Exceptions", _MANAGES),
    Way("/caseload", "Caseload", _MANAGES),
    Way("/services", "Services", _READS_FIGURES),
    Way("/admin/audit", "Audit", frozenset({UserRole.MANAGER, UserRole.QUALITY_OFFICER})),
    Way("/admin", "Administration", frozenset({UserRole.ADMINISTRATOR})),
    Way("/letters/undelivered", "Undelivered", _MANAGES | {UserRole.ADMINISTRATOR}),
    Way("/school", "Your school", frozenset({UserRole.SETTING})),
    Way("/queue", "Queue", ANSWERS_REQUESTS),
    Way("/queue/figures", "Own figures", frozenset({UserRole.SERVICE})),
    Way("/queue/figures", "Services", frozenset({UserRole.CLINICAL_OFFICER})),
)


def navigation_for(visitor: Visitor, here: str) -> Sequence[dict[str, object]]:
    """Give the ways that are open to a visitor, with the one that leads to this page marked."""
    ways = {way.path: way for way in WAYS if visitor.is_any_of(way.roles)}.values()
    leading = (way.path for way in ways if here == way.path or here.startswith(way.path + "/"))
    nearest = max(leading, key=len, default="")
    return [{"text": way.says, "href": way.path, "active": way.path == nearest} for way in ways]


def first_page(visitor: Visitor) -> str:
    """Give the page on which a visitor's day begins."""
    return next((way.path for way in WAYS if visitor.is_any_of(way.roles)), "/account")
