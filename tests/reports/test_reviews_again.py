"""Whatever plans are on the register: the report counts what Python counts from the events."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from ehcp.register.engine import open_engine
from tests.examples import examples
from tests.reports.count_reviews_again import as_reported, plans_of, the_year
from tests.reports.random_plans import registers_of_plans
from tests.reports.registers import keep_plans, report


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@settings(
    max_examples=examples(30),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=registers_of_plans())
def test_the_review_year_is_what_the_events_say(engine, drawn):
    people, at = drawn
    with engine.connect() as connection:
        keep_plans(connection, people)
        made = report(connection, at)
        connection.rollback()
    plans = plans_of((place, file) for place, files in enumerate(people) for file in files)
    assert as_reported(made) == the_year(plans, at)
    _check_lists(made, plans, at)


def _check_lists(made, plans, s):
    reviews = plans.every_review
    lists = {listed.id: {line.reference for line in listed.lines} for listed in made.due_lists}
    assert lists["amendments"] == {r.reference for r in reviews if r.amending(s)}
    assert lists["reviews_over"] == {r.reference for r in reviews if r.waiting(s) and s > r.due()}
    assert lists["decisions_late"] == {
        r.reference
        for r in reviews
        if r.waiting(s) and r.held(s) and s > r.met + timedelta(days=28)
    }
    assert len(lists["transfers"]) == made.figure("N16").value
