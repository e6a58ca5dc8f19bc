"""A register with a few cases that have come different ways."""

from dataclasses import replace
from datetime import date

import pytest

from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.casework.correct import correct
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.register.engine import open_engine
from tests.builders import NOW, TODAY, day

DESK = Desk(by="Kim", today=TODAY, at=NOW)


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def three_cases(engine) -> list[str]:
    """One finished, one that waits for advice, one new; in the order of opening."""
    references = [
        open_case(engine, desk=DESK, received_on=day(on), person={"born_on": date(2018, 3, 2)})
        for on in ("2026-01-05", "2026-02-02", "2026-10-05")
    ]

    def put(reference, kind, on, party=None, by="Kim", **details):
        record(
            engine,
            desk=replace(DESK, by=by),
            reference=reference,
            kind=kind,
            happened_on=day(on),
            party=party,
            details=complete(kind) | details,
        )

    first, second, _ = references
    put(first, Kind.TOLD_WILL_ASSESS, "2026-02-10")
    put(first, Kind.ADVICE_REQUESTED, "2026-02-10", "EP")
    put(first, Kind.ADVICE_RECEIVED, "2026-04-01", "EP")
    put(
        first,
        Kind.EXCEPTION_CLAIMED,
        "2026-05-01",
        ground="E3",
        described="A bereavement",
        from_on="2026-02-01",
        evidence="what the family wrote",
    )
    put(first, Kind.EXCEPTION_APPROVED, "2026-05-01", by="Morgan", ground="E3")
    put(first, Kind.DRAFT_SERVED, "2026-05-04")
    put(first, Kind.PLAN_FINALISED, "2026-06-01")
    put(second, Kind.TOLD_WILL_ASSESS, "2026-03-10")
    put(second, Kind.ADVICE_REQUESTED, "2026-03-10", "health")
    put(second, Kind.ADVICE_REQUESTED, "2026-03-11", "EP")
    put(second, Kind.OFFICER_CHANGED, "2026-03-12", officer="Kim")
    correct(engine, desk=DESK, reference=second, sequence=1, happened_on=day("2026-02-03"))
    return references
