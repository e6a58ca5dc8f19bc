"""The school's page: its own pupils' work and nobody else's, each step two clicks away."""

from datetime import date

import pytest
from sqlalchemy import update

from ehcp.cases.kinds import Kind
from ehcp.casework.look_up import file_of
from ehcp.casework.person import set_schooling
from ehcp.register.engine import open_engine, writing
from ehcp.register.tables import people
from tests.casework.desks import desk, entry, put, record_of
from tests.one_database import postgres_again
from tests.web.admins import on_record
from tests.web.people import secrets_on, staff_member, words_on
from tests.web.schools import CANDLEFORD, LARK, UNKNOWN, assessment_of, consulted, review_of

pytestmark = postgres_again


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def school(counter):
    return staff_member(counter, "Priya Nair", "setting", settings=[LARK])


@pytest.fixture
def academy(counter):
    return staff_member(counter, "Jo Reed", "setting", settings=[CANDLEFORD])


def test_all_that_a_school_is_asked_for_is_on_one_page(engine, school):
    review = review_of(engine, "1")
    advice = assessment_of(engine, "2")
    asked = consulted(engine, "3", LARK)
    page = words_on(school.page("/school"))
    assert "Lark Rise Primary School" in page
    assert "Wren1 Larkspur" in page
    assert review in page
    assert "Annual reviews to hold this term (1)" not in page  # it is due after this term
    assert "1 review to hold later" in page
    assert f"Wren2 Larkspur {advice} Give your advice about education" in page
    assert f"Wren3 Larkspur {asked} Say whether you can meet the child’s need" in page
    assert "10 Mar 2026" in page  # fifteen days after 23 February


def test_a_review_of_this_term_comes_with_its_last_safe_day(engine, school):
    reference = review_of(engine, "1", made="2025-04-10")
    page = words_on(school.page("/school"))
    assert "Annual reviews to hold this term (1)" in page
    # Twelve months from 10 April 2025 end on 9 April 2026; four weeks less for the decision.
    assert f"Wren1 Larkspur {reference} Give the day of the meeting" in page
    assert "12 Mar 2026" in page


def test_another_schools_pupils_are_nowhere_to_be_seen(engine, academy):
    review_of(engine, "1")
    assessment_of(engine, "2")
    consulted(engine, "3", LARK)
    page = words_on(academy.page("/school"))
    assert "Larkspur" not in page
    assert "Nothing waits for you today" in page


def test_a_reference_that_is_guessed_says_no_more_than_one_that_is_not_there(engine, academy):
    review, asked = review_of(engine, "1"), consulted(engine, "3", LARK)
    nothing = academy.page("/school/reviews/AAA-AAA", status=404)
    for path in (f"/school/reviews/{review}", f"/school/reviews/{review}/report"):
        assert words_on(academy.page(path, status=404)) == words_on(nothing)
    for urn in (LARK, CANDLEFORD):
        page = academy.page(f"/school/consultations/{asked}/{urn}", status=404)
        assert "Larkspur" not in page
    answer = academy.post(f"/school/reviews/{review}/report", data={})
    assert answer.status_code in (400, 403, 404)
    assert "Larkspur" not in answer.text


def test_nobody_records_for_another_school(engine, academy):
    review = review_of(engine, "1")
    mine = review_of(engine, "9", urn=CANDLEFORD)
    page = academy.page(f"/school/reviews/{mine}/meeting")
    answer = academy.send_again(
        f"/school/reviews/{review}/meeting", secrets_on(page), on=date(2026, 4, 20)
    )
    assert answer.status_code == 404
    assert record_of(engine, review) == [("plan_first_made", "2025-05-20")]


def test_a_child_who_moved_is_the_new_schools_and_no_longer_the_old_ones(engine, school, academy):
    reference = review_of(engine, "1")
    assert "Larkspur" in school.page("/school")
    set_schooling(
        engine,
        desk=desk("2026-03-02"),
        reference=reference,
        setting="Candleford Academy",
        urn=CANDLEFORD,
    )
    assert "Larkspur" not in school.page("/school")
    school.page(f"/school/reviews/{reference}", status=404)
    assert "Larkspur" in academy.page("/school")
    academy.page(f"/school/reviews/{reference}")


def test_siblings_at_two_schools_are_each_at_their_own(engine, school, academy):
    here = review_of(engine, "1")
    there = review_of(engine, "2", urn=CANDLEFORD)
    assert here in school.page("/school")
    assert there not in school.page("/school")
    assert here not in academy.page("/school")


def test_a_trust_sees_its_schools_on_one_page_each_named(engine, counter):
    review_of(engine, "1")
    review_of(engine, "2", urn=CANDLEFORD)
    review_of(engine, "3", urn=UNKNOWN, setting="Far Away School")
    trust = staff_member(counter, "Ira Senco", "setting", settings=[LARK, CANDLEFORD])
    page = words_on(trust.page("/school"))
    assert "Candleford Academy, Lark Rise Primary School" in page
    assert "Wren1" in page
    assert "Wren2" in page
    assert "Wren3" not in page


def test_a_child_known_by_the_name_of_the_school_alone_is_found_by_the_calendar(engine, school):
    review_of(engine, "1", urn=None, setting="lark rise  PRIMARY school")
    review_of(engine, "2", urn=None, setting="Lark Rise")
    review_of(engine, "3", urn=UNKNOWN, setting="Lark Rise Primary School")
    page = school.page("/school")
    assert "Wren1" in page
    assert "Wren2" not in page
    assert "Wren3" not in page  # its number says another school


def test_a_school_sees_its_pupils_though_a_team_has_restricted_them(engine, school):
    review_of(engine, "1")
    with writing(engine) as connection:
        connection.execute(update(people).values(restricted_to="South"))
    assert "Wren1" in school.page("/school")


def test_a_closed_case_is_gone(engine, school):
    reference = review_of(engine, "1")
    put(engine, reference, Kind.PLAN_CEASED, "2026-03-01")
    assert "Larkspur" not in school.page("/school")
    school.page(f"/school/reviews/{reference}", status=404)


def test_a_review_that_the_council_arranges_is_asked_of_no_school(engine, school):
    reference = review_of(engine, "1", made="2025-04-10")
    put(engine, reference, Kind.REVIEW_ARRANGER_SET, "2026-03-01", arranged_by="authority")
    assert "Larkspur" not in school.page("/school")
    page = words_on(school.page(f"/school/reviews/{reference}"))
    assert "The council arranges this review itself" in page
    assert "Give the day of the meeting" not in page


def test_advice_that_another_setting_was_asked_for_is_not_this_schools(engine, school):
    reference = assessment_of(engine, "1")
    put(engine, reference, Kind.ADVICE_RECEIVED, "2026-02-20", party="education")
    assert "Larkspur" not in school.page("/school")
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-02-25", party="education", urn=CANDLEFORD)
    assert "Larkspur" not in school.page("/school")


def test_a_school_that_nobody_has_set_is_told_so(counter):
    page = words_on(staff_member(counter, "New Comer", "setting").page("/school"))
    assert "has not set which school is yours" in page


def test_every_look_is_on_the_audit_record(engine, school):
    reference = review_of(engine, "1")
    school.page("/school")
    school.page(f"/school/reviews/{reference}")
    assert ("Priya Nair", LARK, None) in on_record(engine, "viewed_school")
    assert ("Priya Nair", "review at the school", None) in on_record(engine, "viewed")


def test_what_the_school_did_carries_its_name_and_the_schools(engine, school):
    reference = review_of(engine, "1")
    sent = school.fill_in(f"/school/reviews/{reference}/meeting", on=date(2026, 4, 20))
    assert sent.headers["location"] == f"/school/reviews/{reference}?said=school-recorded"
    last = file_of(engine, reference).recorded[-1]
    assert (last.kind, last.recorded_by, last.details) == (
        Kind.REVIEW_MEETING_FIXED,
        "Priya Nair, Lark Rise Primary School",
        {"meeting_on": "2026-04-20"},
    )
    assert entry(engine, reference, Kind.REVIEW_MEETING_FIXED) == 2
    assert "Hold the meeting on Monday 20 April 2026" in words_on(school.page("/school"))
