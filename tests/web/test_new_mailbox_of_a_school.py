"""Where the mailbox of a consulted school is set right, its consultation goes there once."""

from datetime import UTC, datetime

import pytest

from ehcp.cases.kinds import Kind
from ehcp.register.engine import open_engine
from tests.casework.desks import put
from tests.one_database import on_sqlite_only
from tests.web.admins import administrator, living_counter
from tests.web.letters_back import sealed
from tests.web.links import opens
from tests.web.new_mailboxes import (
    LATER,
    SCHOOL_PAGE,
    came_back,
    letters_to,
    path_in,
    school_is_written_to,
    send,
    set_right,
    write,
)
from tests.web.people import guest, words_on
from tests.web.schools import LARK, consulted

OLD_SCHOOL, NEW_SCHOOL = "office@larkrise.example", "send@larkrise.example"


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def counter(engine):
    return living_counter(engine)


@pytest.fixture
def ada(counter):
    return administrator(counter)


@pytest.fixture
def consultation(engine, counter) -> str:
    """Lark Rise is consulted; the letter went to its mailbox, and came back."""
    school_is_written_to(engine, counter, OLD_SCHOOL)
    case = consulted(engine, "3", LARK)
    assert ("consultation", OLD_SCHOOL) in write(counter)
    send(counter)
    came_back(engine)
    return case


def test_a_school_gets_its_consultation_at_its_new_mailbox(engine, counter, ada, consultation):
    assert "1 consultation is open with this school" in words_on(ada.page(SCHOOL_PAGE))
    led = set_right(ada, NEW_SCHOOL, page=SCHOOL_PAGE)
    assert led == "/admin/services/settings?said=saved-fresh"
    assert write(counter, LATER) == [("consultation", NEW_SCHOOL)]
    assert write(counter, LATER) == []
    ((to, subject, text),) = [
        each for each in send(counter, LATER) if each[1].startswith("Our consultation")
    ]
    assert to == NEW_SCHOOL
    assert subject == f"Our consultation: reply by 10 March, case {consultation}"
    assert f"{consultation} 23 February 10 March 2026" in text
    assert "This is not a new consultation" in text
    somebody = opens(guest(counter), engine, path_in(text), mailbox=NEW_SCHOOL)
    page = f"/answering/{consultation}/consultation/{LARK}"
    assert somebody.get(page).status_code == 200
    (old,) = letters_to(engine, OLD_SCHOOL)
    assert (old.status, old.delivery) == ("not_needed", "elsewhere")


@on_sqlite_only
def test_a_school_that_has_answered_gets_nothing(engine, counter, ada, consultation):
    set_right(ada, NEW_SCHOOL, page=SCHOOL_PAGE)
    write(counter, LATER)
    put(engine, consultation, Kind.SETTING_REPLIED, "2026-03-02", LARK)
    assert [to for to, *_ in send(counter, LATER) if to == NEW_SCHOOL] == []


@on_sqlite_only
def test_a_restricted_childs_consultation_goes_nowhere(engine, counter, ada, consultation):
    sealed(engine, consultation)
    page = words_on(ada.page(SCHOOL_PAGE))
    assert "about children whose records you may not see is left out" in page
    assert 'name="fresh"' not in ada.page(SCHOOL_PAGE)
    set_right(ada, NEW_SCHOOL, page=SCHOOL_PAGE)
    assert write(counter, LATER) == []


@on_sqlite_only
def test_a_consultation_goes_to_none_of_our_own_people(counter, ada, consultation):
    del consultation
    answer = set_right(ada, "ada.overmere@council.example", page=SCHOOL_PAGE)
    assert "an address of our own people" in words_on(answer)
    assert counter.council.people.settings[LARK] == OLD_SCHOOL
    assert write(counter, LATER) == []


@on_sqlite_only
def test_it_chases_later_as_it_would_have(engine, counter, ada, consultation):
    del engine, consultation
    set_right(ada, NEW_SCHOOL, page=SCHOOL_PAGE)
    assert write(counter, LATER) == [("consultation", NEW_SCHOOL)]
    tenth = datetime(2026, 3, 5, 9, tzinfo=UTC)
    assert ("consultation", NEW_SCHOOL) in write(counter, tenth)
