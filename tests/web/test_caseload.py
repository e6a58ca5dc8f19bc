"""The caseload: each number is that of the list that it opens; nobody's cases come first."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import update

from ehcp.cases.kinds import Kind
from ehcp.casework.caseload import CAME, STALLED, WENT, caseload, moved
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.sight import Sight
from ehcp.register.tables import cases, people
from ehcp.staff.covers import set_cover
from tests.builders import a_case
from tests.reports.random_plans import Told, case_file
from tests.reports.registers import keep, keep_plans
from tests.web.conftest import TODAY
from tests.web.people import staff_member, words_on

_NUMBER = re.compile(r'<a class="govuk-link[^"]*app-number" href="([^"]+)">([\d,]+)<')


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def fill(engine):
    keep(
        engine,
        [
            a_case(reference="AAA-222").requested(ago(60)).file,  # overdue and still
            a_case(reference="BBB-222").requested(ago(35)).file,  # due in a week
            a_case(reference="CCC-222").requested(ago(0)).file,  # came today
            a_case(reference="DDD-222").requested(ago(20)).withdrawn(ago(0)).file,
            a_case(reference="EEE-222").requested(ago(3)).file,
        ],
        officers=["Kim Ashdown", "Kim Ashdown", "Lee Birch", "Lee Birch", None],
    )
    with writing(engine) as connection:
        told: list[Told] = [(TODAY - timedelta(days=100), Kind.PLAN_FIRST_MADE, None, {})]
        keep_plans(connection, [[case_file("RRR-222", "annual_review", told)]])
        connection.execute(
            update(cases).where(cases.c.reference == "RRR-222").values(officer="Lee Birch")
        )


@pytest.fixture
def both(database_url):
    engine = open_engine(database_url)
    fill(engine)
    yield engine
    engine.dispose()


def loads_of(engine, sight=None):
    with reading(engine) as connection:
        found = caseload(connection, sight=sight, today=TODAY, stalled_working_days=10)
    return {load.officer: load for load in found}


def names(engine, what, officer=None, **more):
    with reading(engine) as connection:
        found = moved(
            connection,
            what,
            sight=None,
            today=TODAY,
            stalled_working_days=10,
            officer=officer,
            **more,
        )
    return [each.reference for each in found]


def test_each_officer_has_what_is_open_late_due_still_and_new(both):
    loads = loads_of(both)
    kim, lee, nobody = loads["Kim Ashdown"], loads["Lee Birch"], loads[None]
    assert (kim.open, kim.overdue, kim.ahead, kim.stalled) == (2, 1, 1, 2)
    assert (lee.open, lee.stalled, lee.came, lee.went) == (2, 0, 1, 1)
    assert lee.of_journey("annual_review") == 1
    assert (nobody.open, nobody.came) == (1, 0)
    assert next(iter(loads)) is None


def test_the_lists_of_the_caseload_have_as_many_cases_as_it_says(both):
    for officer, load in loads_of(both).items():
        assert len(names(both, STALLED, officer)) == load.stalled
        assert len(names(both, CAME, officer)) == load.came
        assert len(names(both, WENT, officer)) == load.went
    assert names(both, STALLED, of_everybody=True) == ["AAA-222", "BBB-222"]


def test_a_review_that_waits_for_its_year_does_not_stand_still(both):
    assert "RRR-222" not in names(both, STALLED, of_everybody=True)


def test_a_case_that_came_and_went_this_week_is_in_both(both):
    keep(both, [a_case(reference="FFF-222").requested(ago(0)).withdrawn(ago(0)).file])
    assert "FFF-222" in names(both, CAME, "Kim")
    assert "FFF-222" in names(both, WENT, "Kim")


def test_a_restricted_case_is_in_no_count_of_somebody_who_may_not_see_it(both):
    with writing(both) as connection:
        connection.execute(
            update(people)
            .where(people.c.id == cases.c.person_id, cases.c.reference == "AAA-222")
            .values(restricted_to="South")
        )
    assert loads_of(both, Sight(team="North"))["Kim Ashdown"].open == 1
    assert loads_of(both, Sight(team="South"))["Kim Ashdown"].open == 2


def test_every_number_opens_a_list_of_as_many(engine, morgan):
    fill(engine)
    numbers = _NUMBER.findall(morgan.page("/caseload"))
    assert len(numbers) > 15
    for href, number in numbers:
        page = words_on(morgan.page(unescape(href)))
        assert re.search(rf"\b{number} (open |overdue )?cases?\b", page), (href, number, page[:200])


def test_one_case_is_not_called_cases(engine, morgan):
    fill(engine)
    page = words_on(morgan.page("/caseload"))
    assert "1 case opened this week" in page
    assert not re.search(r"\b1 [a-z ]*cases\b", page)


def test_nobody_s_cases_come_first_with_the_way_to_allocate_them(engine, morgan):
    fill(engine)
    page = words_on(morgan.page("/caseload"))
    assert "1 case without an officer" in page
    table = page[page.index("Open cases by officer") :]
    assert table.index("Nobody") < table.index("Kim Ashdown") < table.index("Lee Birch")


def test_who_is_away_and_who_covers_is_marked(engine, counter, morgan):
    fill(engine)
    staff_member(counter, "Kim Ashdown", "caseworker")
    staff_member(counter, "Lee Birch", "caseworker")
    set_cover(
        engine,
        by="Morgan Eastlake",
        at=counter.now,
        today=TODAY,
        officer="Kim Ashdown",
        covered_by="Lee Birch",
        from_on=TODAY,
        until_on=TODAY + timedelta(days=4),
    )
    page = words_on(morgan.page("/caseload"))
    assert "Away 2 Mar 2026 to 6 Mar 2026: Lee Birch covers" in page
    assert "Covers for Kim Ashdown" in page


def test_a_list_that_is_not_there_is_not_found(morgan):
    morgan.page("/caseload/nothing", status=404)


def test_an_empty_register_has_a_caseload_too(morgan):
    assert "0 open cases" in words_on(morgan.page("/caseload"))


def test_the_page_begins_with_a_way_to_each_of_its_tables(morgan, engine):
    fill(engine)
    page = morgan.page("/caseload")
    ways = re.findall(r'href="#([\w-]+)">[^<]*open cases', page, re.IGNORECASE)
    assert ways[:2] == ["by-officer", "needs_assessment"]
    assert all(f'id="{way}"' in page for way in ways)
