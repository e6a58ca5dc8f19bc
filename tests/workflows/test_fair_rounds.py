"""Promises about the rounds of scans: no file blocks another's, and a scanner that is away is."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from ehcp.documents.clamd import Clamd
from ehcp.documents.folder import place_of
from ehcp.documents.scanner import Clean, Found, Unavailable
from ehcp.register.engine import open_engine, reading
from ehcp.register.handed_in import TRIED_BEFORE_A_PERSON
from ehcp.register.tables import documents
from tests.documents.files import GOOD, a_pdf
from tests.documents.handing_in import AT, asked, hand_in
from tests.documents.scanners import Says, a_daemon
from tests.workflows.test_held_documents import LATER, tasks_of_kim
from workflows.held_documents import look_again

AWAY = Says(Unavailable("away"))
BAD = a_pdf("<< /Title (large) >>")
A_DAY = timedelta(days=1)


@dataclass
class Chokes:
    """A scanner that is there, and cannot scan the bad files."""

    asked: list[bytes] = field(default_factory=list)

    def scan(self, path: Path) -> Found:
        content = path.read_bytes()
        self.asked.append(content)
        return Unavailable("INSTREAM size limit exceeded") if content == BAD else Clean()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "documents"


def held(engine, folder, case, *, content=GOOD[".pdf"], minutes=0):
    return hand_in(
        engine, folder, case, content=content, scanner=AWAY, at=AT + timedelta(minutes=minutes)
    )


def after(time: timedelta):
    return replace(LATER, at=LATER.at + time)


def states(engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.scalars(select(documents.c.state).order_by(documents.c.stored_at)))


def test_files_that_cannot_be_scanned_do_not_stand_in_the_way_of_others(engine, folder):
    case = asked(engine)
    for minutes in range(5):
        held(engine, folder, case, content=BAD, minutes=minutes)
    held(engine, folder, asked(engine, "78"), minutes=9)
    done = look_again(engine, desk=LATER, folder=folder, scanner=Chokes())
    assert (done.clean, done.held) == (1, 5)
    assert states(engine) == ["held"] * 5 + ["clean"]


def test_files_that_are_lost_do_not_either(engine, folder):
    case = asked(engine)
    for minutes in range(4):
        place_of(folder, held(engine, folder, case, minutes=minutes).id).unlink()
    held(engine, folder, asked(engine, "78"), minutes=9)
    assert look_again(engine, desk=LATER, folder=folder, scanner=Says()).clean == 1


def test_a_scanner_that_is_away_ends_the_round_at_once_and_no_file_is_blamed(engine, folder):
    case = asked(engine)
    for minutes in range(5):
        held(engine, folder, case, minutes=minutes)
    away = Says(Unavailable("away"))
    assert look_again(engine, desk=LATER, folder=folder, scanner=away).held == 1
    assert len(away.seen) == 2  # the file, and the harmless words
    assert look_again(engine, desk=LATER, folder=folder, scanner=Says()).clean == 5


def test_what_fails_by_itself_is_tried_again_and_ever_more_seldom(engine, folder):
    held(engine, folder, asked(engine), content=BAD)
    chokes = Chokes()
    minutes = range(0, 24 * 60, 5)
    for each in minutes:
        look_again(engine, desk=after(timedelta(minutes=each)), folder=folder, scanner=chokes)
    assert 4 < chokes.asked.count(BAD) < 12


def test_what_fails_by_itself_is_still_taken_once_the_scanner_takes_it(engine, folder):
    held(engine, folder, asked(engine), content=BAD)
    look_again(engine, desk=LATER, folder=folder, scanner=Chokes())
    soon = look_again(engine, desk=after(timedelta(minutes=1)), folder=folder, scanner=Says())
    assert soon.clean == 0
    assert look_again(engine, desk=after(A_DAY), folder=folder, scanner=Says()).clean == 1


def test_what_fails_by_itself_becomes_the_task_of_a_person_once(engine, folder):
    held(engine, folder, asked(engine), content=BAD)
    told = []
    for day in range(2 * TRIED_BEFORE_A_PERSON):
        look_again(engine, desk=after(day * A_DAY), folder=folder, scanner=Chokes())
        told.append([each.do for each in tasks_of_kim(engine) if "cannot be scanned" in each.do])
    assert [len(each) for each in told] == [0, 0, 1, 1, 1, 1]
    assert "Ring whoever sent it" in told[-1][0]
    assert "size limit exceeded" in told[-1][0]
    assert "educational psychology" in told[-1][0]


def test_a_file_over_the_daemons_own_limit_does_not_stop_the_rest(engine, folder):
    case = asked(engine)
    for minutes in range(4):
        held(engine, folder, case, content=a_pdf("<< /X (" + "a" * 5000 + ") >>"), minutes=minutes)
    held(engine, folder, asked(engine, "78"), minutes=9)
    with a_daemon(most=3000) as daemon:
        scanner = Clamd(address=daemon.address, seconds=5)
        assert look_again(engine, desk=LATER, folder=folder, scanner=scanner).clean == 1
