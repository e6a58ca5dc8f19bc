"""Reason first, in real browsers: why advice is late, the promised day, and what becomes of it."""

from datetime import date

import pytest

from config import clock
from ehcp.cases.alerts import AlertPolicy
from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.casework.raise_alerts import raise_alerts
from ehcp.law.rules import load_rules
from tests.browser.served import ON_BOTH, AtTheCounter, Served
from tests.casework.desks import desk, put

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
MONDAY, AFTERWARDS = date(2026, 3, 2), date(2026, 3, 6)


@pytest.fixture
def morgan(way, browser, counter_served):
    scripts, width = way
    with clock.the_day(MONDAY):
        person = AtTheCounter(browser, counter_served, scripts=scripts, width=width)
        yield person.signed_in_already("Morgan Eastlake", "manager")
        person.leave()


def late_advice(running: Served) -> str:
    """Advice of health that was due on 24 February; its alert has been raised."""
    engine = running.counter.engine
    reference = open_case(
        engine,
        desk=desk("2026-01-12"),
        received_on=date(2026, 1, 12),
        officer="Morgan Eastlake",
        person={"forename": "Wren", "surname": "Sampleford", "born_on": date(2018, 3, 2)},
    )
    put(engine, reference, Kind.TOLD_WILL_ASSESS, "2026-01-13")
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-01-13", party="health")
    at = desk("2026-03-02").at.replace(hour=6)
    raise_alerts(engine, day=MONDAY, at=at, policy=AlertPolicy(), rules=load_rules())
    return reference


@ON_BOTH
def test_a_reason_and_a_promised_day_come_first_and_a_broken_promise_comes_back(morgan):
    reference = late_advice(morgan.running)
    morgan.go("/alerts")
    morgan.follow("Acknowledge")
    morgan.follow("Record its reason and the promised day")
    morgan.press("Record")
    assert "Choose why it is late." in morgan.reads()
    morgan.page.get_by_label("Staff sickness").check()
    promised = morgan.page.get_by_role("group", name="The day on which the advice will come")
    for part, value in (("Day", "5"), ("Month", "3"), ("Year", "2026")):
        promised.get_by_label(part, exact=True).fill(value)
    morgan.press("Record")
    assert "Promised for Thursday 5 March 2026 (in 3 days): Staff sickness" in morgan.reads()
    morgan.go(f"/cases/{reference}")
    assert "Promised for 5 Mar 2026" in morgan.reads()
    with clock.the_day(AFTERWARDS):
        morgan.signed_in_already("Morgan Eastlake", "manager")
        for path in ("/alerts", f"/cases/{reference}/advice", "/services/health"):
            morgan.go(path)
            assert "Not kept" in morgan.reads()
        morgan.go("/my-day")
        assert "Ring about the health advice, promised for 5 March 2026" in morgan.reads()
