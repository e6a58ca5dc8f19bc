"""A promise of the queue: a request whose file waits for the scanner is not among the late ones."""

from datetime import date

from ehcp.cases.closures import NO_CLOSURES
from ehcp.casework.asked_of import Part, queue_page
from ehcp.casework.queued import Whose
from ehcp.documents.scanner import Unavailable
from ehcp.register.engine import open_engine, reading
from tests.documents.handing_in import asked, hand_in
from tests.documents.scanners import Says

LATE = date(2026, 4, 1)
PSYCHOLOGY = "educational_psychology"


def counted(engine) -> tuple[int, int, int]:
    with reading(engine) as connection:
        page = queue_page(
            connection,
            whose=Whose(services=frozenset({PSYCHOLOGY}), user_id=0),
            today=LATE,
            closures=NO_CLOSURES,
        )
    checked = sum(line.checked_since is not None for line in page.lines)
    return page.counts[Part.ALL], page.counts[Part.LATE], checked


def test_a_request_whose_file_is_being_checked_stays_on_the_queue_and_is_not_late(
    database_url, tmp_path
):
    engine = open_engine(database_url)
    case = asked(engine)
    assert counted(engine) == (1, 1, 0)
    hand_in(engine, tmp_path / "documents", case, scanner=Says(Unavailable("away")))
    assert counted(engine) == (1, 0, 1)
    engine.dispose()
