"""Children of whom advice was asked, for the tests of a service's queue."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine

from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from tests.casework.desks import desk, put

EP, HEALTH = "educational_psychology", "health"


def asked_of(
    engine: Engine, surname: str, *, on: str, parties: Sequence[str] = (EP,), **person: object
) -> str:
    """Open a case of a child and ask these kinds of advice on a day; give its reference."""
    reference = open_case(
        engine,
        desk=desk("2025-10-06"),
        received_on=date(2025, 10, 6),
        person={"born_on": date(2016, 5, 5), "forename": "Wren", "surname": surname} | person,
        source="parent",
        officer="Kim Ashdown",
    )
    put(engine, reference, Kind.TOLD_WILL_ASSESS, "2025-10-20")
    for party in parties:
        put(engine, reference, Kind.ADVICE_REQUESTED, on, party)
    return reference
