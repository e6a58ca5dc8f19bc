"""A restricted child's cases are one team's; others open them with a reason, which is read."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.register.engine import reading, writing
from ehcp.register.files import UnknownCase
from ehcp.register.tables import seals_opened
from ehcp.staff.covers import set_cover
from ehcp.staff.kept_access import NotAReader
from ehcp.staff.opened_seals import openings_for
from ehcp.staff.roles import UserRole
from ehcp.staff.seals import (
    BadReason,
    BadTeam,
    NotYourTeam,
    lift,
    open_seal,
    restrict,
    restricted_to,
    teams,
)
from ehcp.staff.working_on import working_on
from tests.builders import NOW, day
from tests.casework.desks import desk

WHY = "The family is known to somebody in the South team"
REASON = "The child is in hospital and Kim is away"
HOURS = timedelta(hours=8)


@pytest.fixture
def case(engine) -> str:
    return open_case(
        engine,
        desk=desk(),
        received_on=day("2026-11-02"),
        person={"born_on": day("2018-03-02")},
    )


@pytest.fixture
def people(staff):
    roles = {
        "Morgan": (UserRole.MANAGER, "North"),
        "Kim": (UserRole.CASEWORKER, "North"),
        "Sal": (UserRole.MANAGER, "South"),
        "Robin": (UserRole.CASEWORKER, "South"),
        "Ada": (UserRole.ADMINISTRATOR, None),
    }
    ids = {
        name: staff.add(name, role, team=team, password=None)
        for name, (role, team) in roles.items()
    }
    tokens = {name: staff.session(user_id) for name, user_id in ids.items()}
    return lambda name, now=NOW: staff.visitor(tokens[name], now=now)


def sees(staff, people, name, now=NOW) -> bool:
    with reading(staff.engine) as connection:
        team = restricted_to(connection, person_id=1)
    shows: bool = people(name, now).sight.shows(person_id=1, restricted_to=team)
    return shows


def test_a_manager_restricts_a_case_to_a_team(staff, engine, case, people):
    restrict(engine, visitor=people("Sal"), at=NOW, reference=case, team="North", why=WHY)
    assert [sees(staff, people, name) for name in ("Kim", "Robin", "Sal")] == [True, False, False]
    assert staff.audit("restricted") == [("Sal", "restricted", "team North", WHY)]


def test_only_a_manager_and_only_for_a_team_with_people_in_it(engine, case, people):
    facts = {"at": NOW, "reference": case, "why": WHY}
    with pytest.raises(NotYourTeam, match="A manager restricts"):
        restrict(engine, visitor=people("Kim"), team="North", **facts)
    with pytest.raises(BadTeam, match="The teams are: North, South"):
        restrict(engine, visitor=people("Morgan"), team="Nrth", **facts)
    with pytest.raises(BadReason):
        restrict(engine, visitor=people("Morgan"), team="North", **(facts | {"why": " . "}))
    with pytest.raises(BadTeam, match="not restricted"):
        lift(engine, visitor=people("Morgan"), **facts)
    with pytest.raises(UnknownCase):
        restrict(
            engine, visitor=people("Morgan"), team="North", **(facts | {"reference": "AAA-AAA"})
        )


def test_the_teams_own_manager_lifts_it_and_nobody_else(staff, engine, case, people):
    facts = {"at": NOW, "reference": case, "why": WHY}
    restrict(engine, visitor=people("Morgan"), team="North", **facts)
    with pytest.raises(BadTeam, match="already"):
        restrict(engine, visitor=people("Morgan"), team="North", **facts)
    with pytest.raises(UnknownCase):
        lift(engine, visitor=people("Sal"), **facts)
    open_seal(engine, visitor=people("Sal"), at=NOW, lasts=HOURS, reference=case, reason=REASON)
    with pytest.raises(NotYourTeam, match="restricted to North"):
        lift(engine, visitor=people("Sal"), **facts)
    lift(engine, visitor=people("Morgan"), **facts)
    assert sees(staff, people, "Robin")
    assert staff.audit("restriction_lifted") == [
        ("Morgan", "restriction_lifted", "team North", WHY)
    ]


def test_breaking_the_glass_opens_for_some_hours_and_is_on_record(staff, engine, case, people):
    restrict(engine, visitor=people("Morgan"), at=NOW, reference=case, team="North", why=WHY)
    until = open_seal(
        engine,
        visitor=people("Robin"),
        at=NOW,
        lasts=HOURS,
        reference=case.lower(),
        reason=f"  {REASON}\n",
    )
    assert until == NOW + HOURS
    later = NOW + timedelta(minutes=20)
    assert sees(staff, people, "Robin", later)
    assert not sees(staff, people, "Sal", later)
    assert staff.audit("seal_opened") == [("Robin", "seal_opened", "team North", REASON)]
    staff.session(1)
    with reading(engine) as connection:
        noted = connection.exec_driver_sql("SELECT case_id FROM audit WHERE act = 'seal_opened'")
        assert noted.scalar_one() == 1
    (opening,) = openings_for(engine, team="North", since=NOW - timedelta(days=7))
    assert (opening.by, opening.team, opening.reason) == ("Robin", "South", REASON)
    assert opening.reference == case
    assert openings_for(engine, team="South", since=NOW - timedelta(days=7)) == ()
    assert openings_for(engine, team="North", since=NOW + timedelta(seconds=1)) == ()


@pytest.mark.parametrize("reason", ["", "because", " " * 20, "x" * 501, "\x00" * 20])
def test_a_reason_that_says_nothing_opens_nothing(staff, engine, case, people, reason):
    restrict(engine, visitor=people("Morgan"), at=NOW, reference=case, team="North", why=WHY)
    with pytest.raises(BadReason):
        open_seal(
            engine, visitor=people("Robin"), at=NOW, lasts=HOURS, reference=case, reason=reason
        )
    assert not sees(staff, people, "Robin")


def test_who_reads_no_cases_opens_none(staff, engine, case, people):
    restrict(engine, visitor=people("Morgan"), at=NOW, reference=case, team="North", why=WHY)
    with pytest.raises(UnknownCase):
        open_seal(engine, visitor=people("Ada"), at=NOW, lasts=HOURS, reference=case, reason=REASON)
    assert staff.audit("seal_opened") == []


def test_what_is_open_already_needs_no_reason(engine, case, people):
    with pytest.raises(BadReason, match="open to you already"):
        open_seal(engine, visitor=people("Kim"), at=NOW, lasts=HOURS, reference=case, reason=REASON)


def test_teams_are_those_that_somebody_is_in(staff, engine, people):
    assert people("Kim").team == "North"
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE users SET is_active = FALSE WHERE team = 'South'")
    with reading(engine) as connection:
        assert teams(connection) == ("North",)
    assert staff.audit("seal_opened") == []


def test_a_child_is_left_open_to_somebody_of_another_team_for_as_long_as_it_is_restricted(
    staff, engine, case, people
):
    facts = {"visitor": people("Morgan"), "at": NOW, "reference": case, "why": WHY}
    restrict(engine, team="North", keeps=["Robin"], **facts)
    next_year = NOW + timedelta(days=400)
    assert sees(staff, people, "Robin", NOW + timedelta(minutes=5))
    assert not sees(staff, people, "Sal", NOW + timedelta(minutes=5))
    assert staff.audit("access_kept") == [("Morgan", "access_kept", "Robin", WHY)]
    # Nobody broke a seal.
    assert openings_for(engine, team="North", since=NOW - timedelta(days=7)) == ()
    with reading(engine) as connection:
        assert connection.scalars(select(seals_opened.c.until_at)).one() > next_year
    lift(engine, **facts)
    restrict(engine, team="North", **facts)
    assert not sees(staff, people, "Robin", NOW + timedelta(minutes=5))
    assert staff.audit("access_ended") == [("Morgan", "access_ended", "Robin", WHY)]


def test_whom_it_is_left_open_to_is_changed_without_another_team(staff, engine, case, people):
    facts = {"visitor": people("Morgan"), "at": NOW, "reference": case, "why": WHY, "team": "North"}
    restrict(engine, keeps=["Robin"], **facts)
    restrict(engine, keeps=["Sal"], **facts)
    assert [sees(staff, people, name) for name in ("Robin", "Sal")] == [False, True]
    assert len(staff.audit("restricted")) == 1
    with pytest.raises(BadTeam, match="already"):
        restrict(engine, keeps=["Sal"], **facts)


@pytest.mark.parametrize("name", ["Ada", "Nobody Here", "Kim"])
def test_a_child_is_left_open_to_nobody_who_reads_no_cases(staff, engine, case, people, name):
    people("Kim")
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE users SET is_active = FALSE WHERE name = 'Kim'")
    with pytest.raises(NotAReader, match=name):
        restrict(
            engine,
            visitor=people("Morgan"),
            at=NOW,
            reference=case,
            team="North",
            why=WHY,
            keeps=[name],
        )
    assert sees(staff, people, "Robin")
    assert staff.audit("restricted") == []


@pytest.mark.usefixtures("people")
def test_who_works_on_a_child_is_told_with_what_they_have_to_do_with_it(engine):
    case = open_case(
        engine,
        desk=desk(),
        received_on=day("2026-11-02"),
        person={"born_on": day("2018-03-02")},
        officer="Robin",
    )
    today = day("2026-11-21")
    set_cover(
        engine,
        by="Sal",
        at=NOW,
        officer="Robin",
        covered_by="Sal",
        from_on=today,
        until_on=today,
        today=today,
    )
    with reading(engine) as connection:
        robin, sal = working_on(connection, person_id=1, today=today)
        alone = working_on(connection, person_id=1, today=today + timedelta(days=1))
    assert (robin.name, robin.has, robin.team, robin.reads) == ("Robin", (case,), "South", True)
    assert (sal.name, sal.has, sal.covers_for) == ("Sal", (), ("Robin",))
    assert alone == (robin,)
    record(engine, desk=desk(), reference=case, kind=Kind.WITHDRAWN, happened_on=today)
    with reading(engine) as connection:
        assert working_on(connection, person_id=1, today=today) == ()
