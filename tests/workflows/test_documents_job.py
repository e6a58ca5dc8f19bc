"""The jobs about documents: every few minutes with the council's scanner, and the nightly look."""

import os
from datetime import date, timedelta

import pytest

from config.council import read_council
from config.settings import Settings
from ehcp.documents.folder import place_of
from ehcp.documents.scanner import Unavailable
from tests.documents.files import EICAR
from tests.documents.handing_in import AT, asked, files_left, hand_in
from tests.documents.scanners import Says, a_daemon
from workflows import checks
from workflows.office import Office
from workflows.timetable import OFTEN

DAY = date(2026, 3, 5)
LATER = AT + timedelta(days=3)
AWAY = Says(Unavailable("away"))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "documents"


def office_with(engine, folder, *, scanner="none") -> Office:
    return Office.of(
        engine,
        council=read_council(),
        settings=Settings(documents=folder, scanner=scanner),
    )


def test_held_documents_are_looked_at_every_few_minutes():
    (job,) = (job for job in OFTEN if job.work is checks.documents)
    assert job.every <= timedelta(minutes=5)


def test_the_job_asks_the_daemon_of_the_settings(sqlite_engine, folder):
    case = asked(sqlite_engine)
    hand_in(sqlite_engine, folder, case, scanner=AWAY)
    hand_in(sqlite_engine, folder, case, scanner=AWAY, party="health")
    files_left(folder)[0].write_bytes(EICAR)
    with a_daemon() as daemon:
        office = office_with(sqlite_engine, folder, scanner=f"clamd:{daemon.address}")
        outcome = checks.documents(office, day=DAY, at=LATER)
    assert {**outcome, "why": ()} == {"clean": 1, "refused": 1, "held": 0, "left": 0, "why": ()}
    assert len(files_left(folder)) == 1


def test_a_scanner_that_is_away_is_said(sqlite_engine, folder):
    hand_in(sqlite_engine, folder, asked(sqlite_engine), scanner=AWAY)
    office = office_with(sqlite_engine, folder, scanner="clamd:127.0.0.1:1")
    outcome = checks.documents(office, day=DAY, at=LATER)
    assert outcome["held"] == 1
    assert "cannot be reached" in outcome["why"][0]


def test_the_nightly_look_says_what_is_missing_and_what_waits(sqlite_engine, folder):
    case = asked(sqlite_engine)
    lost = hand_in(sqlite_engine, folder, case)
    hand_in(sqlite_engine, folder, case, scanner=AWAY, party="health")
    place_of(folder, lost.id).unlink()
    outcome = checks.house(office_with(sqlite_engine, folder), day=DAY, at=LATER)
    told = " ".join(outcome["problems"])
    assert lost.id in told
    assert "more than a day to be scanned: 1." in told


def test_the_nightly_look_removes_what_a_crash_left(sqlite_engine, folder):
    stray = place_of(folder, "ab" * 16)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"left")
    os.utime(stray, (AT.timestamp(), AT.timestamp()))
    outcome = checks.house(office_with(sqlite_engine, folder), day=DAY, at=LATER)
    assert not stray.exists()
    assert outcome["problems"] == []
