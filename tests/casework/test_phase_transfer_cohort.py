"""Promises about the children who move to another phase: each gets one case, two terms ahead."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select, update

from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.casework.phase_transfer_cohort import CohortOpened, open_phase_transfers
from ehcp.law.rules import load_rules
from ehcp.register import files
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import cases, people
from ehcp.register.verify import verify
from tests.casework.desks import all_cases, desk, put

YEAR_5, YEAR_6, YEAR_10 = date(2015, 10, 1), date(2014, 10, 1), date(2010, 10, 1)
"""Born so that they are taught in these years in the school year from September 2025."""


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    assert [str(finding) for finding in verify(engine, rules=load_rules()).findings] == []
    engine.dispose()


def a_plan(engine, born_on, **more) -> str:
    return open_case(
        engine,
        desk=desk("2025-10-01"),
        journey="annual_review",
        first=(Kind.PLAN_LAST_REVIEWED, date(2025, 10, 1)),
        person={"born_on": born_on} | more,
        officer="Kim",
    )


def cohort(engine, on: str, **more) -> CohortOpened:
    return open_phase_transfers(
        engine, desk=desk(on, "ehcp"), to_school=(-1, 6), to_post16=(11,), **more
    )


def transfers(engine) -> list[tuple[str, str, str]]:
    """Give each case of a phase transfer: what opened it, when, and for which day."""
    with reading(engine) as connection:
        ids = connection.scalars(select(cases.c.id).where(cases.c.journey == "phase_transfer"))
        firsts = [held.file.recorded[0] for held in files.load_many(connection, ids.all())]
    return [
        (first.kind.value, first.happened_on.isoformat(), first.details["transfer_on"])
        for first in firsts
    ]


def test_those_who_move_in_september_of_next_year_are_seen_from_1_april(engine):
    a_plan(engine, YEAR_5)
    a_plan(engine, date(2016, 10, 1))
    assert cohort(engine, "2026-03-31") == CohortOpened(on=date(2026, 3, 31), due=0, opened=0)
    assert cohort(engine, "2026-04-01").opened == 1
    assert transfers(engine) == [("phase_transfer_to_school_due", "2026-04-01", "2027-09-01")]
    for day in ("2026-04-01", "2026-09-01", "2027-04-01", "2027-08-31"):
        assert cohort(engine, day).opened == (1 if day == "2027-04-01" else 0)


def test_a_case_opened_late_begins_when_the_move_came_into_view(engine):
    a_plan(engine, YEAR_6)
    assert cohort(engine, "2026-02-10").opened == 1
    assert transfers(engine) == [("phase_transfer_to_school_due", "2025-04-01", "2026-09-01")]


def test_a_case_begins_no_sooner_than_its_plan(engine):
    open_case(
        engine,
        desk=desk("2025-11-03"),
        journey="annual_review",
        first=(Kind.PLAN_FIRST_MADE, date(2025, 11, 3)),
        person={"born_on": YEAR_6},
    )
    assert cohort(engine, "2026-02-10").opened == 1
    assert transfers(engine) == [("phase_transfer_to_school_due", "2025-11-03", "2026-09-01")]


def test_a_year_group_set_by_hand_goes_before_the_age(engine):
    a_plan(engine, YEAR_6, year_group=5)
    a_plan(engine, YEAR_10, year_group=11)
    assert cohort(engine, "2026-02-10").opened == 1
    assert transfers(engine) == [("phase_transfer_to_post16_due", "2025-04-01", "2026-09-01")]


def test_only_a_plan_in_force_moves_with_a_child(engine):
    gone = a_plan(engine, YEAR_6)
    put(engine, gone, Kind.DIED, "2026-01-05")
    open_case(
        engine, desk=desk(), received_on=date(2026, 1, 5), person={"born_on": YEAR_6}
    )  # no plan yet
    assert cohort(engine, "2026-02-10") == CohortOpened(on=date(2026, 2, 10), due=0, opened=0)


def test_a_case_that_there_was_for_this_move_is_not_opened_again_whatever_came_of_it(engine):
    plan = a_plan(engine, YEAR_5)
    by_hand = open_case(
        engine,
        desk=desk("2026-03-02"),
        journey="phase_transfer",
        first=(Kind.PHASE_TRANSFER_TO_SCHOOL_DUE, date(2026, 3, 2)),
        details={"transfer_on": "2027-09-01"},
        person_of=plan,
    )
    put(engine, by_hand, Kind.NO_LONGER_NEEDED, "2026-03-30")
    assert cohort(engine, "2026-04-01") == CohortOpened(on=date(2026, 4, 1), due=1, opened=0)


def test_the_council_may_begin_on_another_day(engine):
    a_plan(engine, YEAR_5)
    for first, on in (((2, 1), "2026-02-01"), ((6, 1), "2026-06-01")):
        starts = {"opens_on": lambda year, first=first: date(year, *first)}
        before = date.fromisoformat(on).replace(month=first[0] - 1)
        assert cohort(engine, before.isoformat(), **starts).due == 0
        assert cohort(engine, on, **starts).due == 1


def test_two_checks_at_once_open_each_case_once(engine):
    for _ in range(12):
        a_plan(engine, YEAR_5)
    with ThreadPoolExecutor(4) as together:
        done = list(together.map(lambda _: cohort(engine, "2026-04-01").opened, range(4)))
    assert sum(done) == 12
    assert len(transfers(engine)) == 12


def test_it_waits_to_be_woken_under_the_officer_of_the_plan(engine):
    a_plan(engine, YEAR_5)
    cohort(engine, "2026-04-01")
    with reading(engine) as connection:
        row = connection.execute(select(cases).where(cases.c.journey == "phase_transfer")).one()
    assert (row.officer, row.woken_version, row.stage) == ("Kim", 0, "transfer_due")


def test_a_plan_first_made_when_the_day_has_gone_by_has_no_transfer_to_be_late_with(engine):
    for day in ("2026-02-14", "2026-02-15"):
        open_case(
            engine,
            desk=desk(day),
            journey="annual_review",
            first=(Kind.PLAN_FIRST_MADE, date.fromisoformat(day)),
            person={"born_on": YEAR_6},
        )
    assert cohort(engine, "2026-03-02") == CohortOpened(on=date(2026, 3, 2), due=1, opened=1)


def test_a_year_group_set_by_hand_goes_up_every_september(engine):
    a_plan(engine, YEAR_6, year_group=4)  # said in October 2025: in year 6 from September 2027
    assert [cohort(engine, day).opened for day in ("2026-04-01", "2027-03-31", "2027-04-01")] == [
        0,
        0,
        1,
    ]
    assert transfers(engine) == [("phase_transfer_to_school_due", "2027-04-01", "2028-09-01")]


def test_a_year_group_set_by_hand_leads_to_one_transfer_and_no_more(engine):
    a_plan(engine, YEAR_6, year_group=5)
    opened = [
        day
        for day in ("2025-11-01", "2026-04-01", "2026-10-01", "2027-10-01", "2029-04-01")
        if cohort(engine, day).opened
    ]
    assert opened == ["2026-04-01"]
    assert transfers(engine) == [("phase_transfer_to_school_due", "2026-04-01", "2027-09-01")]


def test_a_child_held_back_a_year_gets_the_case_of_the_year_after(engine):
    a_plan(engine, YEAR_5)
    cohort(engine, "2026-04-01")
    with reading(engine) as connection:
        first = connection.execute(
            select(cases.c.reference).where(cases.c.journey == "phase_transfer")
        ).scalar_one()
    put(engine, first, Kind.NO_LONGER_NEEDED, "2026-10-20")
    with writing(engine) as connection:
        connection.execute(
            update(people).values(year_group=5, year_group_by_hand=True, year_group_from=2026)
        )
    assert cohort(engine, "2026-11-01").opened == 0
    assert cohort(engine, "2027-10-01").opened == 1
    assert transfers(engine)[-1][2] == "2028-09-01"


def test_nobody_is_on_two_transfers_at_once(engine):
    a_plan(engine, YEAR_5)
    cohort(engine, "2026-04-01")
    with writing(engine) as connection:
        connection.execute(
            update(people).values(year_group=11, year_group_by_hand=True, year_group_from=2030)
        )
    assert cohort(engine, "2030-10-01").opened == 0
    (transfer,) = [each for each in all_cases(engine) if all_cases(engine)[each] != "annual_review"]
    put(engine, transfer, Kind.NO_LONGER_NEEDED, "2030-10-02")
    assert cohort(engine, "2030-10-03").opened == 1
