"""A session opens for its token alone, and only as long as it should."""

from datetime import date, timedelta

import pytest

from ehcp.register.engine import writing
from ehcp.register.tables import seals_opened
from ehcp.staff.roles import UserRole
from ehcp.staff.sessions import Ending, close_all_of, close_session, ending_of
from tests.builders import NOW, TODAY
from tests.staff.people import IDLE


@pytest.fixture
def kim(staff):
    return staff.add("Kim Ashdown", UserRole.CASEWORKER, team="North", password=None)


def test_a_token_gives_who_comes_with_what_they_may_do(staff, kim):
    visitor = staff.visitor(staff.session(kim))
    assert (visitor.user_id, visitor.name, visitor.team) == (kim, "Kim Ashdown", "North")
    assert visitor.roles == {UserRole.CASEWORKER}
    assert visitor.sight.team == "North"
    assert not visitor.key


def test_the_token_itself_is_kept_nowhere(staff, kim):
    token = staff.session(kim)
    (kept,) = staff.sessions()
    assert token not in [str(value) for value in kept]


def test_no_two_sessions_share_a_token_or_a_secret(staff, kim):
    first, second = staff.session(kim), staff.session(kim)
    assert first != second
    assert staff.visitor(first).csrf != staff.visitor(second).csrf


@pytest.mark.parametrize("token", ["", "nobody's", "ü\ud800", "x" * 10_000])
def test_another_token_opens_nothing(staff, kim, token):
    staff.session(kim)
    assert staff.visitor(token) is None


def test_a_session_that_rests_too_long_is_over(staff, kim):
    token = staff.session(kim)
    assert staff.visitor(token, now=NOW + IDLE) is None
    assert staff.visitor(token, now=NOW + IDLE - timedelta(seconds=1)) is not None


def test_whoever_works_stays_signed_in_but_not_for_ever(staff, kim):
    token = staff.session(kim)
    for quarters in range(1, 48):
        assert staff.visitor(token, now=NOW + quarters * timedelta(minutes=15)) is not None
    assert staff.visitor(token, now=NOW + timedelta(hours=12)) is None


def test_being_seen_is_written_once_a_minute(staff, kim):
    token = staff.session(kim)
    staff.visitor(token, now=NOW + timedelta(seconds=59))
    assert staff.sessions()[0].seen_at == NOW
    staff.visitor(token, now=NOW + timedelta(seconds=61))
    assert staff.sessions()[0].seen_at == NOW + timedelta(seconds=61)


def test_asking_when_a_session_ends_does_not_prolong_it(staff, engine, kim):
    token = staff.session(kim)
    later = NOW + timedelta(minutes=20)
    ending = ending_of(engine, token=token, now=later, idle=IDLE)
    assert ending == Ending(at=NOW + IDLE, at_latest=NOW + timedelta(hours=12))
    assert staff.sessions()[0].seen_at == NOW
    assert ending_of(engine, token=token, now=NOW + IDLE, idle=IDLE) is None


def test_nobody_comes_after_their_last_day_or_when_they_were_ended(staff, kim):
    token = staff.session(kim)
    staff.set(kim, ends_on=TODAY)
    assert staff.visitor(token) is not None
    assert staff.visitor(token, today=TODAY + timedelta(days=1)) is None
    staff.set(kim, ends_on=None, is_active=False)
    assert staff.visitor(token) is None


def test_what_a_visitor_may_do_is_read_anew_at_each_visit(staff, kim):
    token = staff.session(kim)
    staff.set(kim, roles=["manager", "a role of a later version"])
    assert staff.visitor(token).roles == {UserRole.MANAGER}


def test_an_opened_seal_is_seen_until_it_closes(staff, engine, kim):
    with writing(engine) as connection:
        child = connection.exec_driver_sql(
            "INSERT INTO people (restricted_to, year_group_by_hand, more) "
            "VALUES ('South', FALSE, '{}') RETURNING id"
        ).scalar_one()
        connection.execute(
            seals_opened.insert().values(
                user_id=kim,
                person_id=child,
                reason="The child is in hospital",
                opened_at=NOW,
                until_at=NOW + timedelta(minutes=10),
            )
        )
    token = staff.session(kim)
    assert staff.visitor(token).sight.opened == {child}
    assert staff.visitor(token, now=NOW + timedelta(minutes=10)).sight.opened == frozenset()
    program = staff.session(kim, kind="key", label="Power BI")
    assert staff.visitor(program).sight.opened == frozenset()


def test_a_closed_session_opens_nothing(staff, engine, kim):
    token, other = staff.session(kim), staff.session(kim)
    with writing(engine) as connection:
        close_session(connection, token=token)
    assert staff.visitor(token) is None
    assert staff.visitor(other) is not None


def test_all_sessions_but_one_are_closed(staff, engine, kim):
    mine, other = staff.session(kim), staff.session(kim)
    key = staff.session(kim, kind="key", label="Power BI")
    with writing(engine) as connection:
        close_all_of(connection, user_id=kim, but=mine, keys=False)
    assert [staff.visitor(token) is None for token in (mine, other, key)] == [False, True, False]
    with writing(engine) as connection:
        close_all_of(connection, user_id=kim)
    assert staff.sessions() == []


def test_a_key_of_a_program_may_rest(staff, engine, kim):
    key = staff.session(kim, kind="key", label="Power BI")
    assert staff.visitor(key, now=NOW + timedelta(hours=11)).key
    assert staff.visitor(key, now=NOW + timedelta(hours=12)) is None
    assert ending_of(engine, token=key, now=NOW, idle=IDLE) is None


def test_sessions_that_have_ended_are_swept_away_at_the_next_sign_in(staff, kim):
    staff.session(kim)
    staff.session(kim, now=NOW + timedelta(days=1))
    assert len(staff.sessions()) == 1


def test_the_last_day_is_a_day_in_london(staff, kim):
    staff.set(kim, ends_on=date(2026, 6, 30))
    # Half past eleven at night in UTC is the next day there; who asks says which day it is.
    assert staff.visitor(staff.session(kim), today=date(2026, 7, 1)) is None
