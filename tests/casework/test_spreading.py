"""Promises about the end of a plan, and about several who follow up one child at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.law.rules import load_rules
from ehcp.register.engine import open_engine, writing
from ehcp.register.tables import cases
from ehcp.register.verify import verify
from tests.casework.desks import (
    a_plan,
    a_review,
    all_cases,
    desk,
    entry,
    follow,
    move,
    put,
    record_of,
    stage_of,
    strike_out,
    the,
)


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    assert [str(finding) for finding in verify(engine, rules=load_rules()).findings] == []
    engine.dispose()


def test_the_end_of_a_plan_ends_every_case_under_it_and_is_taken_back_with_it(engine) -> None:
    review = a_review(engine)
    put(engine, review, Kind.TOLD_WILL_AMEND, "2027-06-01")
    follow(engine, review, "2027-06-01")
    following = the(engine, "annual_review", but=review)
    complaint = open_case(
        engine,
        desk=desk("2027-06-02"),
        journey="complaint",
        first=(Kind.COMPLAINT_RECEIVED, date(2027, 6, 2)),
        details={"theme": "delay"},
        person_of=review,
    )
    put(engine, review, Kind.DIED, "2027-06-03")
    assert follow(engine, review, "2027-06-04").set_right == (following,)
    assert stage_of(engine, following) == "died"
    assert stage_of(engine, complaint) == "complaint_open"
    assert follow(engine, following, "2027-06-04").set_right == ()
    move(engine, review, entry(engine, review, Kind.DIED), "2027-06-02", "2027-06-04")
    follow(engine, review, "2027-06-04")
    assert record_of(engine, following)[-1] == ("died", "2027-06-02")
    strike_out(engine, review, entry(engine, review, Kind.DIED), "2027-06-05")
    assert follow(engine, review, "2027-06-05").set_right == (following,)
    assert stage_of(engine, following) == "review_due"
    assert follow(engine, review, "2027-06-06").set_right == ()


def test_nothing_opens_for_a_plan_that_has_gone(engine) -> None:
    review = a_review(engine)
    put(engine, review, Kind.TOLD_WILL_MAINTAIN, "2027-06-01")
    out = open_case(
        engine,
        desk=desk("2027-06-02", authority="Exampleshire"),
        journey="transfer_out",
        first=(Kind.MOVE_LEARNED, date(2027, 6, 2)),
        details={"to_authority": "Elsewhere", "move_on": "2027-06-30"},
        person_of=review,
    )
    put(engine, out, Kind.PLAN_TRANSFERRED, "2027-06-30")
    assert follow(engine, review, "2027-07-01").opened == ()


def test_nothing_opens_for_a_child_who_died_before_anybody_followed_up(engine) -> None:
    review = a_review(engine)
    put(engine, review, Kind.TOLD_WILL_AMEND, "2027-06-01")
    put(engine, review, Kind.DIED, "2027-06-02")
    assert follow(engine, review, "2027-06-03").opened == ()
    strike_out(engine, review, entry(engine, review, Kind.DIED), "2027-06-04")
    assert len(follow(engine, review, "2027-06-04").opened) == 1


def test_two_at_once_open_nothing_twice(engine) -> None:
    review = a_review(engine)
    put(engine, review, Kind.REVIEW_DECIDED_TO_CEASE, "2027-06-01")
    with ThreadPoolExecutor(4) as together:
        done = list(together.map(lambda _: follow(engine, review, "2027-06-02").opened, range(8)))
    assert sum(len(opened) for opened in done) == 2
    assert len(all_cases(engine)) == 3


def test_dispatchers_that_follow_up_cases_of_one_child_do_not_wait_for_each_other(engine) -> None:
    review = a_review(engine)
    put(engine, review, Kind.TOLD_WILL_AMEND, "2027-06-01")
    follow(engine, review, "2027-06-01")
    following = the(engine, "annual_review", but=review)
    with ThreadPoolExecutor(4) as together:
        for turn in range(6):
            if turn % 2:
                strike_out(engine, review, entry(engine, review, Kind.DIED), "2027-06-05")
            elif turn:
                move(engine, review, entry(engine, review, Kind.DIED), "2027-06-04", "2027-06-05")
            else:
                put(engine, review, Kind.DIED, "2027-06-04")
            list(
                together.map(lambda one: follow(engine, one, "2027-06-05"), (review, following) * 3)
            )
    assert stage_of(engine, following) == "review_due"


def test_the_database_itself_refuses_a_second_follower(engine) -> None:
    plan = a_plan(engine)
    follow(engine, plan)
    with writing(engine) as connection:
        row = dict(
            connection.execute(select(cases).where(cases.c.follows_case_id.is_not(None)))
            .mappings()
            .one()
        )
        twice = row | {"id": 99, "number": 99, "reference": "AAA-AAA", "external_key": None}
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(insert(cases).values(**twice))
