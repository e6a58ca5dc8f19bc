"""Somebody looks after a colleague's cases for some days."""

from datetime import timedelta
from typing import Any

import pytest

from ehcp.casework.open_case import open_case
from ehcp.register.engine import reading
from ehcp.staff.covers import BadCover, covered_by, end_cover, list_covers, set_cover
from ehcp.staff.roles import UserRole
from tests.builders import NOW, TODAY, day
from tests.casework.desks import desk

MONDAY = day("2026-11-23")
FRIDAY = day("2026-11-27")


@pytest.fixture(autouse=True)
def _everybody(staff) -> None:
    staff.add("Kim", password=None)
    staff.add("Lee", password=None)
    staff.add("Ada", UserRole.ADMINISTRATOR, password=None)


def cover(engine, **other) -> int:
    facts: dict[str, Any] = {
        "officer": "Kim",
        "covered_by": "Lee",
        "from_on": MONDAY,
        "until_on": FRIDAY,
    } | other
    return set_cover(engine, by="Morgan", at=NOW, today=TODAY, **facts)


def covers_of(engine, name, on):
    with reading(engine) as connection:
        return covered_by(connection, name=name, day=on)


def test_a_cover_holds_on_its_days_the_first_and_the_last_among_them(staff, engine):
    cover(engine)
    days = [MONDAY - timedelta(days=1), MONDAY, FRIDAY, FRIDAY + timedelta(days=1)]
    assert [covers_of(engine, "Lee", on) for on in days] == [(), ("Kim",), ("Kim",), ()]
    assert covers_of(engine, "Kim", MONDAY) == ()
    about = "Lee for Kim, 2026-11-23 to 2026-11-27"
    assert staff.audit("cover_set") == [("Morgan", "cover_set", about, None)]


def test_a_cover_is_ended_once(staff, engine):
    number = cover(engine)
    assert [each.id for each in list_covers(engine, today=TODAY, of="Kim")] == [number]
    end_cover(engine, by="Kim", at=NOW, cover_id=number)
    assert covers_of(engine, "Lee", MONDAY) == ()
    assert list_covers(engine, today=TODAY) == ()
    with pytest.raises(BadCover, match="no such cover any more"):
        end_cover(engine, by="Kim", at=NOW, cover_id=number)
    assert staff.audit("cover_ended") == [("Kim", "cover_ended", "Lee for Kim", None)]
    cover(engine)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"covered_by": "Kim"}, "Nobody covers for themselves"),
        ({"covered_by": "Ada"}, "somebody who works on cases and can sign in: Kim, Lee"),
        ({"covered_by": "Nobody"}, "somebody who works on cases"),
        ({"officer": "Nobody"}, "No case has an officer of that name"),
        ({"from_on": FRIDAY, "until_on": MONDAY}, "days cannot be right"),
        (
            {"from_on": TODAY - timedelta(days=9), "until_on": TODAY - timedelta(days=1)},
            "days cannot be right",
        ),
        ({"until_on": MONDAY + timedelta(days=367)}, "days cannot be right"),
    ],
)
def test_what_cannot_be_is_refused(engine, wrong, says):
    with pytest.raises(BadCover, match=says):
        cover(engine, **wrong)


def test_nobody_is_covered_twice_on_a_day(staff, engine):
    staff.add("Mo", password=None)
    cover(engine)
    with pytest.raises(BadCover, match="Lee covers for Kim from 2026-11-23"):
        cover(engine, covered_by="Mo", from_on=FRIDAY, until_on=FRIDAY + timedelta(days=3))
    later = FRIDAY + timedelta(days=1)
    cover(engine, covered_by="Mo", from_on=later, until_on=later)


def test_an_officer_of_the_old_tracker_can_be_covered(engine):
    open_case(
        engine,
        desk=desk(),
        received_on=day("2026-11-02"),
        person={"born_on": day("2018-03-02")},
        officer="Sam Old",
    )
    cover(engine, officer="Sam Old")
    assert covers_of(engine, "Lee", MONDAY) == ("Sam Old",)
