"""A school's closures: confirmed, or given and accepted; only then do exceptions see them."""

from datetime import date

import pytest
from sqlalchemy import update

from ehcp.council.closure_proposals import last_said, waiting
from ehcp.council.policy import closures_of
from ehcp.register.engine import open_engine, writing
from ehcp.register.tables import people
from tests.one_database import postgres_again
from tests.web.admins import administrator, filled, living_counter, on_record, whole_record
from tests.web.people import staff_member, words_on
from tests.web.schools import CANDLEFORD, LARK, UNKNOWN, review_of

pytestmark = postgres_again

BY = "Priya Nair, Lark Rise Primary School"
FROM_SCHOOLS = "/admin/closures/from-schools"


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def counter(engine):
    return living_counter(engine)


@pytest.fixture
def school(counter):
    return staff_member(counter, "Priya Nair", "setting", settings=[LARK])


@pytest.fixture
def ada(counter):
    return administrator(counter)


def summer(counter, urn=LARK):
    """Give the closures of the summer of 2026 as an exception would be checked against them."""
    known = closures_of(counter.council).of(urn)
    return [
        (each.closed_from, each.reopens)
        for each in (known.closures if known else ())
        if each.closed_from.year == 2026 and each.closed_from.month in (7, 8)
    ]


def give_other_days(someone, urn=LARK):
    """Send the form with the summer of 2026 a week longer."""
    path = f"/school/closures/{urn}"
    form = filled(someone.page(path))
    number = next(
        name[4 : name.index("-")]
        for name, values in form.items()
        if name.startswith("from") and name.endswith("-month") and values == ["7"]
        if form[name.replace("month", "year")] == ["2026"]
    )
    form |= {f"from{number}-day": ["15"], "answer": ["other"]}
    form |= {name: form[name][-1:] for name in ("once", "csrf")}
    return someone.post(path, data=form)


def test_a_school_confirms_the_days_that_we_have(engine, school, counter):
    before = counter.council.versions
    path = f"/school/closures/{LARK}"
    assert "These days are right" in school.page(path)
    answer = school.fill_in(path, answer="right")
    assert answer.headers["location"] == "/school?said=closures-confirmed"
    assert last_said(engine, [LARK])[LARK].state == "confirmed"
    assert "You confirmed your days" in words_on(school.page("/school"))
    assert on_record(engine, "confirmed_closures") == [(BY, LARK, None)]
    assert counter.council.versions == before
    assert waiting(engine) == ()


def test_other_days_count_only_once_they_are_accepted(engine, school, ada, counter):
    before = summer(counter)
    assert before == [(date(2026, 7, 23), date(2026, 9, 3))]
    answer = give_other_days(school)
    assert answer.headers["location"] == "/school?said=closures-proposed"
    assert summer(counter) == before
    assert "Your days wait for the council" in words_on(school.page("/school"))
    assert "1 school has given other days" in words_on(ada.page("/admin/closures"))
    page = words_on(ada.page(FROM_SCHOOLS))
    assert f"Given by {BY}" in page
    assert "15 Jul 2026" in page
    (said,) = waiting(engine)
    answer = ada.fill_in(f"{FROM_SCHOOLS}/{said.id}", page=FROM_SCHOOLS, answer="accept")
    assert answer.headers["location"] == f"{FROM_SCHOOLS}?said=closures-accepted"
    assert summer(counter) == [(date(2026, 7, 15), date(2026, 9, 3))]
    # What lay behind this school year stays: old cases are checked against it.
    assert counter.council.closures.settings[LARK].closed[0].closed_from == date(2025, 7, 24)
    assert on_record(engine, "changed_policy") == [
        ("Ada Overmere", "closures", f"Proposed by {BY}")
    ]
    assert on_record(engine, "accepted_closures") == [("Ada Overmere", LARK, None)]
    assert "Your days are in force" in words_on(school.page("/school"))
    assert "Nothing waits for you" in words_on(ada.page(FROM_SCHOOLS))


def test_what_is_declined_changes_nothing_and_the_school_is_told(engine, school, ada, counter):
    give_other_days(school)
    (said,) = waiting(engine)
    before = summer(counter)
    ada.fill_in(f"{FROM_SCHOOLS}/{said.id}", page=FROM_SCHOOLS, answer="decline")
    assert summer(counter) == before
    assert counter.council.versions.get("closures", 0) == 0
    assert "did not take your days over" in words_on(school.page("/school"))
    again = ada.fill_in(f"{FROM_SCHOOLS}/{said.id}", page=FROM_SCHOOLS, answer="accept")
    assert again.status_code == 400
    assert summer(counter) == before


def test_a_second_proposal_takes_the_place_of_the_first(engine, school):
    give_other_days(school)
    give_other_days(school)
    assert len(waiting(engine)) == 1
    school.fill_in(f"/school/closures/{LARK}", answer="right")
    assert waiting(engine) == ()


def test_a_school_that_no_calendar_knows_is_added_by_its_urn(engine, ada, counter):
    review_of(engine, "1", urn=UNKNOWN, setting="Far Away School")
    school = staff_member(counter, "Sol Reed", "setting", settings=[UNKNOWN])
    page = words_on(school.page(f"/school/closures/{UNKNOWN}"))
    assert "we have none of yours" in page
    school.fill_in(f"/school/closures/{UNKNOWN}", answer="right")
    (said,) = waiting(engine)
    ada.fill_in(f"{FROM_SCHOOLS}/{said.id}", page=FROM_SCHOOLS, answer="accept")
    added = counter.council.closures.settings[UNKNOWN]
    assert (added.name, added.keeps_default, added.early_years) == ("Far Away School", True, False)
    assert summer(counter, UNKNOWN) == [(date(2026, 7, 22), date(2026, 9, 2))]


def test_a_school_without_any_name_on_record_says_its_name(engine, counter):
    school = staff_member(counter, "Sol Reed", "setting", settings=[UNKNOWN])
    path = f"/school/closures/{UNKNOWN}"
    assert "Enter the name of your school" in school.fill_in(path, answer="right").text
    school.fill_in(path, answer="right", name="Far Away School")
    content = waiting(engine)[0].content
    assert content is not None
    assert content["name"] == "Far Away School"


def test_days_that_cannot_be_are_said_at_their_field(school, engine):
    path = f"/school/closures/{LARK}"
    for fields, wrong in (
        ({}, "Enter at least one closure"),
        ({"from0": date(2026, 7, 22)}, "Enter the first day on which you are open again"),
        ({"from0": date(2026, 7, 22), "to0": date(2026, 7, 1)}, "must be after the first day"),
        ({"from0": date(2026, 7, 22), "to0": date(2027, 7, 23)}, "at most 92 days"),
        (
            {
                "from0": date(2026, 7, 22),
                "to0": date(2026, 9, 1),
                "from1": date(2026, 8, 1),
                "to1": date(2026, 9, 2),
            },
            "begins before the one before it ends",
        ),
    ):
        answer = school.fill_in(path, answer="other", **fields)
        assert answer.status_code == 400
        assert wrong in answer.text
    assert waiting(engine) == ()


def test_no_school_gives_the_days_of_another(engine, school):
    school.page(f"/school/closures/{CANDLEFORD}", status=404)
    answer = school.fill_in(
        f"/school/closures/{CANDLEFORD}", page=f"/school/closures/{LARK}", answer="right"
    )
    assert answer.status_code == 404
    assert CANDLEFORD not in whole_record(engine)
    assert last_said(engine, [CANDLEFORD]) == {}


def test_only_an_administrator_accepts(school, kim):
    for someone in (school, kim):
        assert someone.get(FROM_SCHOOLS).status_code == 403
        assert someone.post(f"{FROM_SCHOOLS}/1", data={}).status_code == 403


def proposed_under(counter, name):
    """Let a school that has no name on record give itself one."""
    school = staff_member(counter, "Sol Reed", "setting", settings=[UNKNOWN])
    school.fill_in(f"/school/closures/{UNKNOWN}", answer="right", name=name)


def test_the_administrator_sees_whom_a_name_finds_before_it_is_accepted(engine, ada, counter):
    review_of(engine, "1", urn=UNKNOWN)
    for number in ("2", "3"):
        review_of(engine, number, urn=None, setting="far away  SCHOOL")
    proposed_under(counter, "Far Away School")
    page = words_on(ada.page(FROM_SCHOOLS))
    assert "no name of it on record: Far Away School is what the school calls itself" in page
    assert "1 child with its URN, and 2 more with this name and no URN" in page
    assert "also the name of" not in page


def test_a_name_that_is_somebody_elses_is_a_warning(engine, ada, counter):
    review_of(engine, "1", urn="777777", setting="Another School")
    review_of(engine, "2", urn=None, setting="Another School")
    proposed_under(counter, "ANOTHER school ")
    page = words_on(ada.page(FROM_SCHOOLS))
    assert "is also the name of the school with URN 777777" in page
    assert "1 more with this name and no URN" in page
    assert "Ask the school before you accept" in page


def test_a_name_that_the_calendar_has_for_another_is_not_even_proposed(engine, counter):
    school = staff_member(counter, "Sol Reed", "setting", settings=[UNKNOWN])
    path = f"/school/closures/{UNKNOWN}"
    answer = school.fill_in(path, answer="right", name="candleford academy")
    assert answer.status_code == 400
    assert waiting(engine) == ()


def test_a_name_that_is_not_the_one_on_record_is_told(engine, ada, counter):
    proposed_under(counter, "Far Away School")
    review_of(engine, "1", urn=UNKNOWN, setting="Quite Another School")
    page = words_on(ada.page(FROM_SCHOOLS))
    assert "On record as Quite Another School" in page
    assert "It calls itself Far Away School, which is not the name on record" in page


def test_a_restricted_child_is_not_counted(engine, ada, counter):
    review_of(engine, "1", urn=UNKNOWN)
    with writing(engine) as connection:
        connection.execute(update(people).values(restricted_to="North"))
    proposed_under(counter, "Far Away School")
    assert "0 children with its URN" in words_on(ada.page(FROM_SCHOOLS))
