"""Days of a panel, cases that wait for it, and decisions, as the panel's tests need them."""

from datetime import date, timedelta
from typing import Any

from ehcp.cases.stages import Role
from ehcp.casework.open_case import open_case
from ehcp.casework.panel import agenda_of
from ehcp.casework.panel_decide import Decision, decide
from ehcp.register.engine import reading
from tests.casework.desks import desk

TODAY = date(2026, 3, 2)
FIRST, SECOND, THIRD = date(2026, 3, 5), date(2026, 3, 19), date(2026, 4, 2)
BOTH = ("may_have_needs", "may_need_plan")


def morgan(on: date = TODAY, **more: Any):
    return desk(on.isoformat(), "Morgan", **({"may": frozenset(Role)} | more))


def a_request(engine, due: date, **more: Any) -> str:
    """A request whose decision is due on a day."""
    received = due - timedelta(weeks=6)
    at = desk(received.isoformat())
    return open_case(engine, desk=at, received_on=received, **more)


def on_agenda(engine, panel_id: int, *, today: date = TODAY, **more: Any) -> list[str]:
    with reading(engine) as connection:
        found = agenda_of(connection, panel_id, today=today, sight=more.get("sight"))
    return [item.case.reference for item in found.items]


def item_of(engine, panel_id: int, reference: str, *, today: date = TODAY):
    with reading(engine) as connection:
        found = agenda_of(connection, panel_id, today=today, sight=None)
    return next(item for item in found.items if item.case.reference == reference)


def says(decision: str = "assess", **more: Any) -> Decision:
    met = {"assess": BOTH, "issue": ("needs_plan",)}.get(decision, ())
    given: dict[str, Any] = {
        "decision": decision,
        "met": met,
        "evidence": "The school's report",
        "reason": "Two terms of support have not been enough",
    }
    return Decision(**(given | more))


def decided(engine, panel_id: int, reference: str, *, on: date = FIRST, **more: Any):
    return decide(
        engine,
        desk=morgan(on),
        panel_id=panel_id,
        reference=reference,
        decided=more.pop("decided", None) or says(**more),
    )
