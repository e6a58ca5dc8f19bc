"""Promises about a file that cannot be scanned: it silences its request for a few days at most."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ehcp.casework.put_aside import put_aside
from ehcp.casework.tasks import TASK, open_tasks
from ehcp.documents.folder import place_of
from ehcp.documents.scanner import Clean, Found, Unavailable
from ehcp.register import files
from ehcp.register.engine import reading
from ehcp.register.handed_in import is_being_checked
from ehcp.register.tables import advice, audit
from tests.casework.desks import id_of
from tests.documents.scanners import Says
from tests.notifications.conftest import DECIDED, DUE, Office
from tests.notifications.test_handed_in_and_held import asked, written
from workflows.held_documents import look_again

A_DAY = timedelta(days=1)
SENT = DECIDED + 5 * A_DAY  # a Monday
NAME = "file_refused"
AWAY = Says(Unavailable("away"))


@dataclass
class TooLarge:
    """A scanner that is there, and takes no file that is larger than a few words."""

    def scan(self, path: Path) -> Found:
        is_small = path.stat().st_size < 100
        return Clean() if is_small else Unavailable("INSTREAM size limit exceeded")


def a_round(office: Office, handed_in, *, day, scanner) -> None:
    desk = replace(office.desk(day), by="ehcp")
    look_again(office.engine, desk=desk, folder=handed_in.folder, scanner=scanner)


def fails(office: Office, handed_in, *, since=SENT, rounds=3, scanner=None) -> None:
    """Let the scanner look at it once a day, and fail each time because of the file itself."""
    for n in range(rounds):
        a_round(office, handed_in, day=since + n * A_DAY, scanner=scanner or TooLarge())


def is_waited_for(office: Office) -> bool:
    with reading(office.engine) as connection:
        return connection.scalar(select(advice.c.party).where(is_being_checked())) is not None


def tasks(office: Office, case: str) -> list[str]:
    with reading(office.engine) as connection:
        return [note.details[TASK] for note in open_tasks(files.load(connection, case).file)]


def test_a_file_that_cannot_be_scanned_holds_its_request_for_three_tries(office, handed_in):
    handed_in(asked(office), day=SENT)
    fails(office, handed_in, rounds=2)
    assert is_waited_for(office)
    fails(office, handed_in, since=SENT + 2 * A_DAY, rounds=1)
    assert not is_waited_for(office)
    assert "advice_late" in written(office, DUE + A_DAY, DUE + 20 * A_DAY)


def test_a_file_that_is_lost_does_not_hold_it_either(office, handed_in):
    document = handed_in(asked(office), day=SENT)
    place_of(handed_in.folder, document.id).unlink()
    fails(office, handed_in, scanner=Says())
    assert not is_waited_for(office)


@pytest.mark.parametrize(("working_days", "waits"), [(5, True), (6, False)])
def test_while_the_scanner_is_away_it_is_waited_for_during_five_working_days(
    office, handed_in, working_days, waits
):
    handed_in(asked(office), day=SENT)
    day = SENT + (working_days + 2) * A_DAY  # a weekend lies between
    a_round(office, handed_in, day=day, scanner=AWAY)
    assert is_waited_for(office) is waits
    assert NAME not in written(office, day, day)  # it is no fault of the file


def test_a_file_that_is_let_go_still_counts_as_of_its_day_once_it_is_clean(office, handed_in):
    case = asked(office)
    handed_in(case, day=SENT)
    fails(office, handed_in)
    handed_in.scan(Clean(), day=SENT + 9 * A_DAY)
    with reading(office.engine) as connection:
        came = connection.scalar(
            select(advice.c.received_on).where(advice.c.case_id == id_of(office.engine, case))
        )
    assert came == SENT


def test_putting_it_aside_ends_its_task_and_is_on_the_audit_record(office, handed_in):
    case = asked(office)
    document = handed_in(case, day=SENT)
    fails(office, handed_in)
    assert tasks(office, case) == ["document_unscanned"]
    day = SENT + 3 * A_DAY
    put_aside(
        office.engine,
        desk=office.desk(day),
        reference=case,
        document_id=document.id,
        reason="They send a smaller one",
    )
    assert tasks(office, case) == []
    with reading(office.engine) as connection:
        line = connection.execute(
            select(audit.c.by, audit.c.why).where(audit.c.act == "put a document aside")
        ).one()
    assert tuple(line) == ("Kim", "They send a smaller one")
    a_round(office, handed_in, day=day + A_DAY, scanner=Says())
    assert tasks(office, case) == []
    assert not is_waited_for(office)
