"""Promises about the runs of reviews: one for a review's life, and the next one opens by itself."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from threading import Event, Thread

import pytest

from config import clock
from ehcp.cases.kinds import Kind
from tests.workflows.conftest import MONDAY, Cases, at
from tests.workflows.with_prefect import reconciled, run_named, wait_until, with_runs, woken
from workflows.day import do_day
from workflows.dispatcher import dispatch
from workflows.office import Office
from workflows.prefect_server import LocalServer
from workflows.wakes import claim_wakes, follow_up_all

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]

FIXED, MET, DECIDED = date(2026, 1, 12), date(2026, 2, 9), MONDAY


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with clock.the_day(MONDAY):
        yield


def decided(told: Cases, reference: str) -> None:
    told.then(reference, Kind.REVIEW_MEETING_HELD, MET)
    told.then(reference, Kind.TOLD_WILL_MAINTAIN, DECIDED)


def test_a_review_goes_through_its_stages_and_the_next_one_rests_in_a_run_of_its_own(
    prefect: LocalServer, sqlite_office: Office
):
    told = Cases(sqlite_office.engine)
    reference = told.review_due()
    woken(prefect, sqlite_office)
    told.then(reference, Kind.REVIEW_MEETING_FIXED, FIXED, meeting_on=MET.isoformat())
    woken(prefect, sqlite_office)
    told.then(reference, Kind.REVIEW_MEETING_HELD, MET)
    woken(prefect, sqlite_office)
    told.then(reference, Kind.TOLD_WILL_MAINTAIN, DECIDED)
    assert woken(prefect, sqlite_office) == 2
    run, states = run_named(prefect, reference)
    assert run.state_type.value == "COMPLETED"
    stages = [state for state in states if state != "Running"]
    assert [stage for stage, _ in groupby(stages)] == [
        "Review to be arranged",
        "Review meeting fixed",
        "Meeting held, awaiting decision",
        "Reviewed, plan maintained",
    ]
    [following] = told.opened_by(reference)
    run, _ = run_named(prefect, following)
    assert (run.state_type.value, run.state_name) == ("PAUSED", "Review to be arranged")
    assert woken(prefect, sqlite_office) == 0
    assert told.opened_by(reference) == [following]


def test_each_journey_has_a_deployment_on_which_its_runs_hang(
    prefect: LocalServer, sqlite_office: Office
):
    from prefect.client.orchestration import SyncPrefectClient

    told = Cases(sqlite_office.engine)
    review, assessment = told.review_due(), told.opened()
    woken(prefect, sqlite_office)
    with SyncPrefectClient(prefect.api_url) as client:
        for reference, name in ((review, "annual-review"), (assessment, "needs-assessment")):
            deployment = client.read_deployment_by_name(f"{name}/cases")
            assert run_named(prefect, reference)[0].deployment_id == deployment.id
    assert reconciled(prefect, sqlite_office)["put_right"] == 0


def test_while_prefect_is_away_the_next_review_opens_all_the_same_and_gets_its_run_later(
    prefect: LocalServer, sqlite_office: Office
):
    told = Cases(sqlite_office.engine)
    reference = told.review_due()
    decided(told, reference)
    stopped = Event()
    away = Thread(
        target=dispatch,
        args=(sqlite_office,),
        kwargs={"api_url": "http://127.0.0.1:9/api", "stopped": stopped},
    )
    away.start()
    try:
        wait_until(lambda: bool(told.opened_by(reference)) and told.waiting() == [])
    finally:
        stopped.set()
        away.join()
    [following] = told.opened_by(reference)
    assert reconciled(prefect, sqlite_office)["opened"] == 1
    assert run_named(prefect, following)[0].state_name == "Review to be arranged"


def test_a_run_killed_between_opening_the_next_review_and_resting_opens_nothing_twice(
    prefect: LocalServer, sqlite_office: Office
):
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.states import Running

    told = Cases(sqlite_office.engine)
    reference = told.review_due()
    woken(prefect, sqlite_office)
    decided(told, reference)
    run, _ = run_named(prefect, reference)
    # What it leaves behind: its transaction is over, and nobody knows that the case was woken.
    with SyncPrefectClient(prefect.api_url) as client:
        client.set_flow_run_state(run.id, Running(), force=True)
    sqlite_office.do_what_follows(told.id_of(reference), desk=sqlite_office.desk())
    [following] = told.opened_by(reference)
    entries = told.entries(reference)
    assert set(told.waiting()) == {reference, following}
    assert woken(prefect, sqlite_office) == 2
    assert told.opened_by(reference) == [following]
    assert told.entries(reference) == entries
    assert woken(prefect, sqlite_office) == 0
    same, _ = run_named(prefect, reference)
    assert (same.id, same.state_name) == (run.id, "Reviewed, plan maintained")
    assert run_named(prefect, following)[0].state_name == "Review to be arranged"


def test_a_mirror_that_differs_much_is_mended_a_part_at_a_time(
    prefect: LocalServer, sqlite_office: Office
):
    from workflows.mirror import compare, mend

    told = Cases(sqlite_office.engine)
    for _ in range(5):
        told.review_due()
    follow_up_all(sqlite_office, desk=sqlite_office.desk())

    async def in_parts(runs) -> list[dict[str, int]]:
        differences = await compare(sqlite_office.engine, runs)
        # Those of other tests have no case here; they are forgotten first.
        differences.wrong.clear()
        left = [differences.counts]
        while differences:
            await mend(sqlite_office.engine, runs, differences, now=clock.now, at_most=2)
            left.append(differences.counts)
        return left

    left = with_runs(prefect, sqlite_office, in_parts)
    assert [each["missing"] for each in left] == [5, 3, 1, 0]


def test_who_has_decided_something_does_not_wait_behind_an_import(sqlite_office: Office):
    told = Cases(sqlite_office.engine)
    before = told.opened()
    follow_up_all(sqlite_office, desk=sqlite_office.desk())
    imported = [told.review_due() for _ in range(3)]
    told.then(before, Kind.TOLD_WILL_ASSESS, MONDAY)
    claimed = claim_wakes(sqlite_office.engine, now=clock.now(), limit=2)
    assert [wake.reference for wake in claimed] == [before, imported[-1]]


def test_a_day_without_prefect_leaves_nothing_waiting(sqlite_office: Office):
    told = Cases(sqlite_office.engine)
    reference = told.review_due()
    decided(told, reference)
    done = do_day(
        sqlite_office.engine,
        day=MONDAY,
        at=at(MONDAY),
        council=sqlite_office.council,
        settings=sqlite_office.settings,
    ).as_json()
    assert done["follow_ups"]["opened"] == 1
    assert len(told.opened_by(reference)) == 1
    assert told.waiting() == []
