"""Two trusts that give the same kind of advice, and their people."""

from sqlalchemy import Engine

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.casework.provider_changes import add_provider, set_provider
from tests.casework.desks import desk

NORTH, SOUTH = "advice@north.example", "advice@south.example"
A, B = "health", "health-2"
"""The codes of the two: the usual one and the other."""


def two_trusts(engine: Engine) -> None:
    """Name two trusts for health advice: North, which is asked as a rule, and South."""
    on = desk("2026-01-12")
    kind, reminders = AdviceKind.HEALTH, True
    set_provider(
        engine,
        desk=on,
        kind=kind,
        name="North Trust",
        email=NORTH,
        telephone="01632 960 001",
        reminders=reminders,
    )
    add_provider(
        engine,
        desk=on,
        kind=kind,
        name="South Trust",
        email=SOUTH,
        telephone="01632 960 002",
        reminders=reminders,
    )
