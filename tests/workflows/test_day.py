"""Promises about `ehcp day`: everything of a day, once, and nothing that asks for Prefect."""

import subprocess
import sys
from datetime import date, timedelta

from sqlalchemy import select

from ehcp.cases.kinds import Kind
from ehcp.register.engine import reading
from ehcp.register.tables import alerts, events, messages, snapshots
from tests.workflows.conftest import MONDAY, Cases, at
from workflows.day import DayDone, do_day
from workflows.office import Office

SATURDAY, EASTER_MONDAY = date(2026, 3, 7), date(2026, 4, 6)


def lived(office: Office, day: date) -> DayDone:
    return do_day(
        office.engine, day=day, at=at(day), council=office.council, settings=office.settings
    )


def everything(office: Office) -> list[object]:
    with reading(office.engine) as connection:
        return [
            connection.execute(select(table).order_by(*table.primary_key)).all()
            for table in (events, alerts, messages, snapshots)
        ]


def set_up(office: Office) -> str:
    told = Cases(office.engine)
    told.served_by_health(MONDAY)
    told.opened()  # since 5 January: late to be decided
    return told.decided(MONDAY)


def test_a_monday_has_everything(office: Office):
    reference = set_up(office)
    done = lived(office, MONDAY).as_json()
    assert done["on"] == "2026-03-02"
    assert done["follow_ups"]["entries"] == 5
    assert done["weekly_report"]["at"] == "2026-03-02"
    assert done["deadline_check"]["raised"] > 0
    assert done["letters"]["written"]["advice_needed"] == 1
    assert done["outbox"]["sent"] == len(list(office.settings.mailbox.glob("*.eml"))) > 0
    assert len(Cases(office.engine).asked(reference)) == 5


def test_a_second_call_does_nothing_new(office: Office):
    set_up(office)
    lived(office, MONDAY)
    before, mails = everything(office), set(office.settings.mailbox.iterdir())
    done = lived(office, MONDAY).as_json()
    assert everything(office) == before
    assert set(office.settings.mailbox.iterdir()) == mails
    assert (done["deadline_check"]["raised"], done["outbox"]["sent"]) == (0, 0)


def test_what_was_recorded_since_is_found_by_a_second_call(office: Office):
    set_up(office)
    lived(office, MONDAY)
    reference = Cases(office.engine).decided(MONDAY)
    lived(office, MONDAY)
    assert len(Cases(office.engine).asked(reference)) == 5


def test_a_weekend_checks_nothing_and_sends_nothing(office: Office):
    set_up(office)
    done = lived(office, SATURDAY).as_json()
    assert {"weekly_report", "deadline_check", "outbox"}.isdisjoint(done)
    assert not office.settings.mailbox.exists()


def test_no_report_is_stored_for_a_monday_that_has_not_come(office: Office):
    done = do_day(
        office.engine,
        day=MONDAY + timedelta(days=7),
        at=at(MONDAY),
        council=office.council,
        settings=office.settings,
    )
    assert "weekly_report" not in done.as_json()
    with reading(office.engine) as connection:
        assert connection.execute(select(snapshots)).all() == []


def test_a_report_is_stored_on_a_bank_holiday_monday_too(office: Office):
    set_up(office)
    done = lived(office, EASTER_MONDAY).as_json()
    assert "weekly_report" in done
    assert "deadline_check" not in done


def test_a_scheduler_does_not_do_again_what_the_day_has_done(office: Office):
    from workflows.scheduler import do_all_due

    lived(office, MONDAY)
    again = do_all_due(office, now=lambda: at(MONDAY), owner="two")
    assert {outcome.job for outcome in again} == {"house_check"}


def test_it_says_in_words_what_it_did(office: Office):
    set_up(office)
    said = lived(office, MONDAY).as_text().splitlines()
    assert said[0] == "2026-03-02 follow ups: cases 2, entries 5, opened 0"
    assert len(said) == 7


def test_a_case_that_ends_asks_for_nothing_more(office: Office):
    told = Cases(office.engine)
    reference = told.decided(MONDAY)
    told.then(reference, Kind.WITHDRAWN, MONDAY)
    lived(office, MONDAY)
    assert told.asked(reference) == []


def test_a_day_needs_neither_prefect_nor_apscheduler():
    asked = "import sys, workflows.day; print({'prefect', 'apscheduler'} & set(sys.modules))"
    shown = subprocess.run(  # noqa: S603 - our own interpreter, fixed words
        [sys.executable, "-c", asked], check=True, capture_output=True, text=True
    )
    assert shown.stdout.strip() == "set()"


def test_children_who_move_in_september_get_their_transfer_once_and_nothing_waits(office: Office):
    told = Cases(office.engine)
    told.review_due(MONDAY)  # taught in year 4: nobody moves on
    in_year_6 = date(2014, 10, 3)
    told.review_due(MONDAY, born_on=in_year_6)
    assert lived(office, MONDAY).as_json()["phase_transfers"]["opened"] == 1
    assert lived(office, MONDAY).as_json()["phase_transfers"]["opened"] == 0
    assert told.waiting() == []
