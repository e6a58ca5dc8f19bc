"""Promises about the scheduler: it makes up for what was missed, and two do no more than one."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from config import clock
from ehcp.register.engine import reading, writing
from ehcp.register.tables import alerts, cases, messages, runs, snapshots
from notifications.at_once import write_at_once
from tests.workflows.conftest import Cases, at
from workflows import scheduler
from workflows.checks import Outcome
from workflows.office import Office
from workflows.runs import RunOutcome, What, run_once
from workflows.scheduler import do_all_due, do_due, timetable_kept
from workflows.timetable import DAILY, OFTEN
from workflows.wakes import follow_up_all

CHECK = next(job for job in DAILY if job.job == "deadline_check")
MONDAY, TUESDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5)
STARTED = date(2026, 1, 5)  # to decide by 16 February; 20 weeks end on 25 May


def ticks(office: Office, job: str) -> list[str]:
    query = select(runs.c.tick).where(runs.c.job == job, runs.c.finished_at.is_not(None))
    with reading(office.engine) as connection:
        return sorted(connection.execute(query).scalars())


def raised(office: Office, *, step: int) -> set[date]:
    """Give the days on which the limit for the decision raised this step."""
    query = select(alerts.c.raised_on).where(
        alerts.c.rule_id == "decide_to_assess", alerts.c.step == step
    )
    with reading(office.engine) as connection:
        return set(connection.execute(query).scalars())


def test_what_was_missed_is_done_for_each_of_its_days(office: Office):
    Cases(office.engine).opened(STARTED)
    do_due(office, CHECK, now=lambda: at(date(2026, 2, 16)), owner="one")
    outcomes = do_due(office, CHECK, now=lambda: at(date(2026, 2, 19)), owner="one")
    assert [outcome.tick for outcome in outcomes] == ["2026-02-17", "2026-02-18", "2026-02-19"]
    # The first late day was the 17th, and the alert says so although it came on the 19th.
    assert raised(office, step=1) == {date(2026, 2, 17)}


def test_two_schedulers_do_each_tick_once(office: Office):
    Cases(office.engine).opened(STARTED)
    first = do_all_due(office, now=lambda: at(MONDAY), owner="one")
    second = do_all_due(office, now=lambda: at(MONDAY), owner="two")
    assert {outcome.what for outcome in first} == {What.DONE}
    assert second == []
    with reading(office.engine) as connection:
        assert len(connection.execute(select(snapshots.c.at)).all()) == 1


class Fails:
    def __call__(self, office: Office, *, day: date, at: datetime) -> Outcome:
        raise RuntimeError(f"{office.council.name} {day} {at}")


def test_a_tick_that_fails_holds_back_the_later_ones_until_it_is_done(office: Office):
    do_due(office, CHECK, now=lambda: at(MONDAY), owner="one")
    broken = replace(CHECK, work=Fails())
    with pytest.raises(RuntimeError):
        do_due(office, broken, now=lambda: at(THURSDAY), owner="one")
    assert ticks(office, "deadline_check") == ["2026-03-02"]
    do_due(office, CHECK, now=lambda: at(THURSDAY), owner="one")
    assert ticks(office, "deadline_check")[-1] == "2026-03-05"
    assert len(ticks(office, "deadline_check")) == 4


def test_the_house_check_finds_a_sound_house(office: Office):
    Cases(office.engine).decided(MONDAY)
    house = next(job for job in DAILY if job.job == "house_check")
    assert house.work(office, day=MONDAY, at=at(MONDAY)) == {"sound": True, "problems": []}


def test_the_house_check_says_what_was_altered(office: Office):
    reference = Cases(office.engine).opened(STARTED)
    with office.engine.begin() as connection:
        connection.execute(cases.update().values(head_hash="0" * 64))
    house = next(job for job in DAILY if job.job == "house_check")
    with capture_logs() as said:
        outcome = house.work(office, day=MONDAY, at=at(MONDAY))
    assert not outcome["sound"]
    assert [line["log_level"] for line in said] == ["error"]
    assert reference in said[0]["problem"]


def test_the_house_check_says_which_letters_cannot_be_written(office: Office, tmp_path: Path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "advice_needed.md").write_text("Subject: {{ nonsense }}\n\nhello")
    council = office.council.model_copy(update={"folder": tmp_path})
    house = next(job for job in DAILY if job.job == "house_check")
    outcome = house.work(replace(office, council=council), day=MONDAY, at=at(MONDAY))
    assert [problem.split(" ")[0] for problem in outcome["problems"]] == ["E1"]


def wait_until(true, *, seconds: float = 20) -> None:
    until = monotonic() + seconds
    while not true():
        assert monotonic() < until, "it did not happen in time"
        sleep(0.05)


def test_two_running_schedulers_catch_up_at_start_and_do_each_tick_once(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
):
    office = sqlite_office
    Cases(office.engine).opened(STARTED)
    with clock.the_day(MONDAY):
        do_all_due(office, now=clock.now, owner="one")
    done: list[str] = []

    def counted(*args: Any, **facts: Any) -> RunOutcome:
        outcome = run_once(*args, **facts)
        if outcome.what is What.DONE:
            done.append(f"{outcome.job} {outcome.tick}")
        return outcome

    monkeypatch.setattr(scheduler, "run_once", counted)
    with clock.the_day(THURSDAY), ExitStack() as up:
        for owner in ("one", "two"):
            up.enter_context(timetable_kept(office, owner=owner))
        wait_until(lambda: len(ticks(office, "deadline_check")) == 4)
        wait_until(lambda: len(ticks(office, "school_year")) == 2)
    assert len(done) == len(set(done))
    assert {tick for tick in done if tick.startswith("deadline")} == {
        "deadline_check 2026-03-03",
        "deadline_check 2026-03-04",
        "deadline_check 2026-03-05",
    }


def test_a_running_scheduler_writes_and_sends_letters(sqlite_office: Office):
    office = sqlite_office
    told = Cases(office.engine)
    told.served_by_health(MONDAY)
    told.decided(MONDAY)
    with clock.the_day(MONDAY):
        follow_up_all(office, desk=office.desk())
        with timetable_kept(office, owner="one"):
            wait_until(lambda: written(office))
        for job in OFTEN:  # its next round
            job.work(office, day=clock.today(), at=clock.now())
    mails = [mail.read_text() for mail in office.settings.mailbox.glob("*.eml")]
    assert len([mail for mail in mails if "To: health@exampleshire.example" in mail]) == 1


def test_a_code_is_sent_within_seconds_also_at_night(sqlite_office: Office):
    office = sqlite_office
    with clock.the_day(MONDAY, at=time(3)), timetable_kept(office, owner="one"):
        with writing(office.engine) as connection:
            write_at_once(
                connection,
                "code",
                recipient="ep@service.example",
                key="code|1",
                facts={"code": "407193", "minutes": 10},
                council=office.council,
                at=clock.now(),
                web_address="https://ehc.example",
            )
        wait_until(lambda: list(office.settings.mailbox.glob("*.eml")), seconds=10)
    (mail,) = office.settings.mailbox.glob("*.eml")
    assert "407193" in mail.read_text()


def written(office: Office) -> bool:
    with reading(office.engine) as connection:
        return connection.execute(select(messages.c.id)).first() is not None
