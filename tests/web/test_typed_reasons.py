"""What a service typed of a request is shown to whoever typed it, and to no other service."""

from datetime import date

import pytest

from ehcp.cases.kinds import Kind
from ehcp.register.engine import open_engine
from tests.casework.desks import put
from tests.web.conftest import TODAY
from tests.web.links import EP, asked, link_in, opens, post, service
from tests.web.people import counter_over, guest, words_on

_TYPED = {
    "return": {"reason": "He lives <elsewhere>\nnow"},
    "not-known": {"note": "He lives <elsewhere>\nnow"},
    "missed": {"missed_on": date(2026, 2, 28), "note": "He lives <elsewhere>\nnow"},
}


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def counter(engine, tmp_path):
    return counter_over(engine, documents=tmp_path / "documents")


@pytest.fixture
def case(engine) -> str:
    service(engine)
    reference = asked(engine)
    post(engine)
    return reference


@pytest.fixture
def sam(counter, engine, case):
    """Sam reads the mailbox of Trust A, and has opened the link."""
    del case
    return opens(guest(counter), engine, link_in(engine))


@pytest.fixture
def here(case) -> str:
    return f"/answering/{case}/{EP}"


@pytest.mark.parametrize(("act", "fields"), _TYPED.items())
def test_what_was_typed_is_shown_to_whoever_typed_it_at_once_and_later(sam, here, act, fields):
    done = sam.fill_in(f"{here}/{act}", **fields)
    for path in (done.headers["location"], here):
        assert "You wrote: He lives &lt;elsewhere&gt;<br>now" in sam.page(path)
    if act == "missed":
        assert "missed on Saturday 28 February 2026" in words_on(sam.page(here))


def test_what_others_recorded_is_shown_to_no_service_as_its_own(engine, sam, case, here):
    for kind, day, words in (
        (Kind.APPOINTMENT_MISSED, "2026-02-28", {"note": "Said by ring"}),
        (Kind.ADVICE_REQUEST_RETURNED, "2026-03-01", {"reason": "Said by ring"}),
    ):
        put(engine, case, kind, day, party=EP, by="Kim Ashdown", **words)
    page = words_on(sam.page(here))
    assert "You sent this request back" in page
    assert "Said by ring" not in page


def test_what_was_typed_before_another_request_is_not_shown_again(engine, sam, case, here):
    sam.fill_in(f"{here}/missed", missed_on=date(2026, 2, 28), note="Nobody was at home")
    sam.fill_in(f"{here}/not-known", note="Try Trust B")
    assert "Nobody was at home" not in sam.page(here)  # only the answer that stands
    put(engine, case, Kind.ADVICE_REQUESTED, TODAY.isoformat(), party=EP)
    page = sam.page(here)
    assert "Try Trust B" not in page
    assert "Nobody was at home" not in page
