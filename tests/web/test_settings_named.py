"""Forms and an account's own page name a school that stands on record by its number."""

from datetime import date

import pytest

from ehcp.cases.kinds import Kind
from ehcp.casework.look_up import file_of
from ehcp.law.notices import load_notices
from ehcp.register.engine import open_engine
from tests.casework.desks import put
from tests.web.people import counter_over, staff_member, words_on
from tests.web.schools import LARK, UNKNOWN, consulted, review_of

ON = date(2026, 2, 27)
LARK_RISE = "Lark Rise Primary School"
IN_WORDS = {LARK: LARK_RISE, "777001": "Hill Nursery", UNKNOWN: f"Setting with URN {UNKNOWN}"}


@pytest.fixture
def engine(sqlite_url):
    engine = open_engine(sqlite_url)
    review_of(engine, "9", urn="777001", setting="Hill Nursery")
    yield engine
    engine.dispose()


@pytest.fixture
def counter(engine, tmp_path):
    return counter_over(engine, documents=tmp_path / "documents")


@pytest.mark.parametrize(("party", "named"), IN_WORDS.items())
def test_whoever_records_a_reply_chooses_the_school_by_its_name(engine, kim, party, named):
    reference = consulted(engine, "3", party)
    page = kim.page(f"/cases/{reference}/record/setting_replied")
    assert f'value="{party}"' in page
    assert named in words_on(page)


def test_a_school_that_is_consulted_is_named_before_it_is_recorded(engine, kim):
    reference = consulted(engine, "3")
    answer = kim.fill_in(f"/cases/{reference}/record/setting_consulted", party=LARK, on=ON)
    said = words_on(answer.text)
    assert answer.status_code == 200
    assert said.count(LARK_RISE) == 3  # the answer, whom it goes to, whose limit
    assert LARK not in said


def test_a_draft_that_goes_to_the_consulted_schools_names_them(engine, kim):
    reference = consulted(engine, "3", LARK, "777001")
    (notice,) = [each for each in load_notices() if each.kind == "draft_served"]
    sent = {"sent_to": notice.sent_to, "contains": notice.contains, "on": ON}
    answer = kim.fill_in(f"/cases/{reference}/record/draft_served", **sent)
    assert f"Consulted: {LARK_RISE}, Hill Nursery" in words_on(answer.text)


def test_an_entry_that_is_corrected_names_its_school_before_and_after(engine, kim):
    reference = consulted(engine, "3", LARK, "777001")
    put(engine, reference, Kind.SETTING_REPLIED, "2026-02-27", party=LARK, can_meet_need="yes")
    number = len(file_of(engine, reference).recorded)
    path = f"/cases/{reference}/entries/{number}/correct"
    page = words_on(kim.page(path))
    assert page.count(LARK_RISE) == 2  # as it stands, and as one to choose
    said = words_on(kim.fill_in(path, what="party", party="777001").text)
    assert f"It was about {LARK_RISE}" in said
    assert "It is about Hill Nursery" in said


def test_a_school_reads_for_whom_it_answers_by_name(counter):
    school = staff_member(counter, "Priya Nair", "setting", settings=[LARK, UNKNOWN])
    said = words_on(school.page("/account"))
    assert f"{LARK_RISE} (URN {LARK})" in said
    assert f"setting with URN {UNKNOWN}" in said
