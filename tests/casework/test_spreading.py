"""Promises about the end of a plan, and about several who follow up one child at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.law.rules import load_rules
from ehcp.register.engine import open_engine, writing
from ehcp.register.tables import cases, deadlines
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


def running(engine) -> set[tuple[str, str]]:
    """Give what somebody still watches: the journey and the rule."""
    with writing(engine) as connection:
        query = (
            select(cases.c.journey, deadlines.c.rule_id)
            .join(deadlines, deadlines.c.case_id == cases.c.id)
            .where(deadlines.c.watch.is_not(None))
        )
        return {(row.journey, row.rule_id) for row in connection.execute(query)}


def test_after_a_death_nothing_is_owed_any_longer_in_what_was_decided(engine) -> None:
    review = a_review(engine)
    put(engine, review, Kind.TOLD_WILL_MAINTAIN, "2027-05-20")
    put(engine, review, Kind.APPEAL_REGISTERED, "2027-06-20")
    put(engine, review, Kind.APPEAL_SENT_TO_AUTHORITY, "2027-06-21")
    follow(engine, review, "2027-06-21")
    following = the(engine, "annual_review", but=review)
    assert ("annual_review", "tribunal_response") in running(engine)
    put(engine, following, Kind.DIED, "2027-07-01")
    assert follow(engine, following, "2027-07-01").set_right == (review,)
    assert stage_of(engine, review) == "review_maintained"
    assert running(engine) == set()
    strike_out(engine, following, entry(engine, following, Kind.DIED), "2027-07-02")
    follow(engine, following, "2027-07-02")
    assert ("annual_review", "tribunal_response") in running(engine)


def test_a_dispute_goes_on_after_the_plan_has_ceased_and_a_direct_payment_does_not(engine) -> None:
    for number, appealed in enumerate((True, False)):
        review = a_review(engine, person={"born_on": date(2015, 3, 2), "external_id": f"x{number}"})
        put(engine, review, Kind.TOLD_WILL_MAINTAIN, "2027-05-20")
        put(engine, review, Kind.DIRECT_PAYMENT_STARTED, "2027-05-25")
        if appealed:
            put(engine, review, Kind.APPEAL_REGISTERED, "2027-05-25")
            put(engine, review, Kind.APPEAL_SENT_TO_AUTHORITY, "2027-05-26")
        (following,) = follow(engine, review, "2027-05-26").opened
        put(engine, following, Kind.PLAN_CEASED, "2027-05-27")
        set_right = follow(engine, following, "2027-05-27").set_right
        assert set_right == (() if appealed else (review,))


def test_a_death_known_only_on_a_decided_case_lets_no_review_open(engine) -> None:
    plan = a_plan(engine)
    follow(engine, plan, "2026-05-20")
    review = the(engine, "annual_review")
    put(engine, review, Kind.REVIEW_MEETING_HELD, "2027-05-01")
    put(engine, review, Kind.TOLD_WILL_MAINTAIN, "2027-05-20")
    put(engine, plan, Kind.DIED, "2027-05-21")
    assert follow(engine, review, "2027-05-22").opened == ()


def test_late_news_of_a_death_ends_what_began_after_it(engine) -> None:
    review = a_review(engine)
    transfer = open_case(
        engine,
        desk=desk("2027-07-01"),
        journey="phase_transfer",
        first=(Kind.PHASE_TRANSFER_TO_SCHOOL_DUE, date(2027, 7, 1)),
        details={"transfer_on": "2028-09-01"},
        person_of=review,
    )
    put(engine, review, Kind.DIED, "2027-06-15")
    followed = follow(engine, review, "2027-07-20")
    assert (followed.set_right, followed.refused) == ((transfer,), ())
    assert record_of(engine, transfer)[-1] == ("died", "2027-07-01")
    assert follow(engine, review, "2027-07-21").set_right == ()


@pytest.mark.parametrize(
    ("kind", "stage"),
    [(Kind.PLAN_CEASED, "ceased"), (Kind.PLAN_TRANSFERRED, "plan_transferred")],
)
def test_a_plan_that_has_gone_is_not_to_be_transferred_any_longer(engine, kind, stage) -> None:
    review = a_review(engine)
    out = moving_out(engine, review, "2027-06-02")
    put(engine, review, kind, "2027-06-20")
    assert follow(engine, review, "2027-06-20").set_right == (out,)
    assert stage_of(engine, out) == stage


def moving_out(engine, review: str, on: str) -> str:
    return open_case(
        engine,
        desk=desk(on, authority="Exampleshire"),
        journey="transfer_out",
        first=(Kind.MOVE_LEARNED, date.fromisoformat(on)),
        details={"to_authority": "Elsewhere", "move_on": "2027-06-30"},
        person_of=review,
    )


def came_back(engine, of: str, on: str, reviewed_on: str) -> str:
    return open_case(
        engine,
        desk=desk(on, authority="Exampleshire"),
        journey="transfer_in",
        first=(Kind.TRANSFERRED_IN, date.fromisoformat(on)),
        details={"from_authority": "Elsewhere", "plan_last_reviewed_on": reviewed_on},
        person_of=of,
    )


def test_a_child_who_moves_away_and_comes_back_within_the_year_gets_a_review(engine) -> None:
    review = a_review(engine)
    out = moving_out(engine, review, "2027-06-02")
    put(engine, out, Kind.PLAN_TRANSFERRED, "2027-06-30")
    follow(engine, out, "2027-06-30")
    back = came_back(engine, review, "2027-10-01", "2026-05-20")
    (opened,) = follow(engine, back, "2027-10-01").opened
    assert stage_of(engine, opened) == "review_due"
    # The move of that summer is not about the plan that came back.
    put(engine, out, Kind.NOTE_ADDED, "2027-10-02", note="the file was asked for")
    assert follow(engine, out, "2027-10-02").set_right == ()
    assert stage_of(engine, opened) == "review_due"


def test_an_end_struck_out_wakes_what_it_had_kept_from_opening(engine) -> None:
    review = a_review(engine)
    put(engine, review, Kind.TOLD_WILL_MAINTAIN, "2027-05-20")
    out = moving_out(engine, review, "2027-05-21")
    put(engine, out, Kind.PLAN_TRANSFERRED, "2027-06-01")
    assert follow(engine, review, "2027-06-02").opened == ()
    with writing(engine) as connection:
        connection.execute(update(cases).values(woken_version=cases.c.version))
    strike_out(engine, out, entry(engine, out, Kind.PLAN_TRANSFERRED), "2027-06-03")
    follow(engine, out, "2027-06-03")
    with writing(engine) as connection:
        waits = select(cases.c.reference).where(cases.c.version > cases.c.woken_version)
        assert set(connection.scalars(waits)) == {review, out}
        connection.execute(update(cases).values(woken_version=cases.c.version))
    assert len(follow(engine, review, "2027-06-04").opened) == 1
    follow(engine, out, "2027-06-05")
    with writing(engine) as connection:
        assert review not in set(connection.scalars(waits))


def test_a_transfer_opened_by_mistake_takes_its_review_back(engine) -> None:
    review = a_review(engine)
    put(engine, review, Kind.PLAN_CEASED, "2027-05-20")
    moved = came_back(engine, review, "2027-10-01", "2026-05-20")
    (opened,) = follow(engine, moved, "2027-10-01").opened
    put(engine, moved, Kind.NO_LONGER_NEEDED, "2027-10-02")
    assert follow(engine, moved, "2027-10-02").set_right == (opened,)
    assert stage_of(engine, opened) == "not_needed"
    another = came_back(engine, review, "2027-11-01", "2026-05-20")
    put(engine, another, Kind.WITHDRAWN, "2027-11-02")
    assert follow(engine, another, "2027-11-02").opened == ()


def test_a_plan_that_ended_with_its_last_year_has_no_next_review(engine) -> None:
    review = open_case(
        engine,
        desk=desk("2026-01-12"),
        journey="annual_review",
        first=(Kind.PLAN_LAST_REVIEWED, date(2026, 1, 12)),
        person={"born_on": date(2001, 3, 2)},
    )
    put(engine, review, Kind.REVIEW_MEETING_HELD, "2026-08-20")
    put(engine, review, Kind.REVIEW_DECIDED_TO_CEASE, "2026-09-10")
    followed = follow(engine, review, "2026-09-10")
    assert followed.refused == ()
    assert stage_of(engine, the(engine, "ceasing")) == "cease_notified"
