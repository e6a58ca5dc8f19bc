"""Promises about changes at the counter in what happens by itself: in force without a restart."""

from datetime import date, timedelta
from threading import Event

import pytest
from sqlalchemy import select

from config import clock
from config.council import content_of
from config.fields import with_values
from ehcp.cases.kinds import Kind
from ehcp.council.changes import change_part, council_in_force, go_back
from ehcp.register.engine import reading
from ehcp.register.tables import alerts, deadlines
from ehcp.register.verify import verify
from tests.workflows.conftest import MONDAY, Cases, at
from workflows.dispatcher import Pace, dispatch
from workflows.office import Office, at_hand, keep_at_hand
from workflows.scheduler import do_due
from workflows.timetable import DAILY

CHECK = next(job for job in DAILY if job.job == "deadline_check")
A_DAY = timedelta(days=1)


def change(office: Office, part: str, **values: object) -> None:
    folder = office.council.folder
    now = council_in_force(office.engine, folder=folder)
    change_part(
        office.engine,
        folder=folder,
        by="Morgan",
        at=at(MONDAY),
        part=part,
        content=with_values(content_of(now, part), values),
        expects_version=now.versions.get(part, 0),
    )


def check(office: Office, day: date) -> None:
    with clock.the_day(day):
        do_due(office, CHECK, now=lambda: at(day, 9), owner="a test")


def raised(office: Office) -> list[tuple[str, date]]:
    with reading(office.engine) as connection:
        query = select(alerts.c.level, alerts.c.raised_on).where(
            alerts.c.rule_id == "decide_to_assess"
        )
        return sorted((level, day) for level, day in connection.execute(query))


def dues(office: Office) -> list[date]:
    """Give the days by which it is to be decided: by the law, and by the council's own aim."""
    with reading(office.engine) as connection:
        query = select(deadlines.c.due_on).where(
            deadlines.c.rule_id.startswith("decide_to_assess"), deadlines.c.watch.is_not(None)
        )
        return sorted(connection.execute(query).scalars())


def test_an_office_is_the_same_until_something_is_changed(office):
    assert office.up_to_date() is office
    change(office, "about", name="Newshire")
    newer = office.up_to_date()
    assert (office.council.name, newer.council.name) == ("Exampleshire", "Newshire")
    assert newer.desk(day=MONDAY).authority == "Newshire"
    assert office.up_to_date() is newer
    assert newer.up_to_date() is newer
    go_back(
        office.engine,
        folder=office.council.folder,
        by="Morgan",
        at=at(MONDAY),
        part="about",
        expects_version=1,
    )
    assert office.up_to_date().council.name == "Exampleshire"


def test_the_flows_have_the_office_in_force_at_hand(office):
    with keep_at_hand(office):
        change(office, "about", **{"advice.always": ["health"]})
        assert [kind.value for kind in at_hand().asks] == ["health"]


def test_a_threshold_changed_between_two_checks_is_that_of_the_second(office):
    Cases(office.engine).opened(on=MONDAY)  # to be decided on 13 April
    check(office, date(2026, 3, 27))
    assert raised(office) == []
    change(office, "alerts", amber_days_before=[10])
    check(office, date(2026, 4, 2))
    assert raised(office) == []
    check(office, date(2026, 4, 7))
    assert [level for level, _ in raised(office)] == ["amber"]


def test_a_target_set_at_the_counter_is_watched_from_the_next_check_on(office):
    Cases(office.engine).opened(on=MONDAY)
    check(office, MONDAY)
    assert dues(office) == [MONDAY + 42 * A_DAY]
    change(office, "targets", shorter={"decide_to_assess": "5 weeks"})
    check(office, MONDAY + A_DAY)
    assert dues(office) == [MONDAY + 35 * A_DAY, MONDAY + 42 * A_DAY]
    assert verify(office.engine, rules=office.up_to_date().rules).found == 0


def test_the_house_check_takes_a_new_target_for_no_damage(office):
    Cases(office.engine).opened(on=MONDAY)
    check(office, MONDAY)
    change(office, "targets", shorter={"decide_to_assess": "5 weeks"})
    house = next(job for job in DAILY if job.job == "house_check")
    with clock.the_day(MONDAY + A_DAY):
        (done,) = do_due(office, house, now=lambda: at(MONDAY + A_DAY, 9), owner="a test")
    assert done.outcome["problems"] == []


@pytest.mark.parametrize("changed", [False, True])
def test_the_dispatcher_asks_whom_the_council_asks_now(office, changed):
    stopped, cases = Event(), Cases(office.engine)
    if changed:
        change(office, "about", **{"advice.always": ["health"]})
    reference = cases.opened()
    cases.then(reference, Kind.TOLD_WILL_ASSESS, MONDAY)
    quick = Pace(look_every=timedelta(milliseconds=5))

    class Once(Event):
        """Set when no case waits any longer."""

        def is_set(self) -> bool:
            return super().is_set() or not cases.waiting()

    with clock.the_day(MONDAY):
        dispatch(office, api_url=None, stopped=Once(), pace=quick)
    stopped.set()
    assert len(cases.asked(reference)) == (1 if changed else 5)
