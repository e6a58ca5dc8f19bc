"""School years run from 1 September, and so do their children."""

import pytest

from ehcp.cases.kinds import Kind
from ehcp.cases.year_groups import (
    PhaseTransfer,
    age_on,
    last_day_of_a_plan,
    phase_transfer_on,
    under_five_on,
    year_group_on,
)
from tests.builders import day

SCHOOL, POST16 = Kind.PHASE_TRANSFER_TO_SCHOOL_DUE, Kind.PHASE_TRANSFER_TO_POST16_DUE
IN_YEAR_6, IN_YEAR_11 = "2016-01-15", "2011-01-15"


@pytest.mark.parametrize(
    ("born", "on", "year"),
    [
        ("2012-08-31", "2026-08-31", 9),
        ("2012-09-01", "2026-08-31", 8),
        ("2012-09-01", "2026-09-01", 9),
        ("2021-09-01", "2026-09-01", 0),
        ("2021-08-31", "2026-09-01", 1),
    ],
)
def test_a_child_moves_up_on_the_first_of_september(born: str, on: str, year: int) -> None:
    assert year_group_on(day(born), day(on)) == year


def prepared(born: str | None, on: str, *, year_group: int | None = None) -> PhaseTransfer | None:
    return phase_transfer_on(
        year_group=year_group,
        born_on=day(born) if born else None,
        day=day(on),
        to_school_years=(-1, 2, 6),
        to_post16_years=(11,),
    )


@pytest.mark.parametrize(
    ("born", "kind"), [(IN_YEAR_6, SCHOOL), (IN_YEAR_11, POST16), ("2020-01-15", SCHOOL)]
)
def test_a_child_in_the_last_year_of_a_phase_moves_in_september(born: str, kind: Kind) -> None:
    transfer = PhaseTransfer(kind=kind, transfer_on=day("2027-09-01"))
    assert prepared(born, "2026-11-21") == transfer
    assert prepared(born, "2027-08-31") == transfer


@pytest.mark.parametrize(("on", "seen"), [("2026-03-31", False), ("2026-04-01", True)])
def test_a_transfer_comes_into_view_two_terms_before_its_plan_is_due(on: str, *, seen: bool):
    found = prepared(IN_YEAR_6, on)
    assert found == (PhaseTransfer(kind=SCHOOL, transfer_on=day("2027-09-01")) if seen else None)


def test_once_moved_a_child_has_nothing_to_prepare() -> None:
    assert prepared(IN_YEAR_6, "2027-09-01") is None
    assert prepared("2014-01-15", "2026-11-21") is None


def test_a_child_taught_out_of_year_moves_with_the_year_in_which_it_is_taught() -> None:
    assert prepared(IN_YEAR_6, "2026-11-21", year_group=5) is None
    found = prepared("2015-01-15", "2026-11-21", year_group=6)
    assert found is not None
    assert found.transfer_on == day("2027-09-01")
    found = prepared(None, "2026-11-21", year_group=11)
    assert found is not None
    assert found.kind is POST16


def test_a_child_of_unknown_age_and_year_is_in_no_cohort() -> None:
    assert prepared(None, "2026-11-21") is None


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2021-11-21", "2026-11-21", 5),
        ("2021-11-22", "2026-11-21", 4),
        ("2024-02-29", "2025-02-28", 0),
        ("2024-02-29", "2025-03-01", 1),
    ],
)
def test_a_birthday_makes_a_year_older_on_its_day(born: str, on: str, age: int) -> None:
    assert age_on(day(born), day(on)) == age
    assert under_five_on(day(born), day(on)) is (age < 5)


def test_nobody_of_unknown_age_counts_as_under_five() -> None:
    assert not under_five_on(None, day("2026-11-21"))


@pytest.mark.parametrize(
    ("born", "ends"),
    [("2001-01-05", "2026-08-31"), ("2001-08-31", "2026-08-31"), ("2001-09-01", "2027-08-31")],
)
def test_a_plan_can_last_to_the_end_of_the_year_of_turning_25(born: str, ends: str) -> None:
    assert last_day_of_a_plan(day(born)) == day(ends)
