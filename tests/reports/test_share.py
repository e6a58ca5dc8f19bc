"""Shares, means and ranks are rounded so that they never say more than they know."""

import pytest

from ehcp.reports.share import in_weeks, nearest_rank, percent


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (208, 213, 97.7),
        (1, 2000, 0.1),  # 0.05 rounds half up
        (1, 100_000, 0.1),
        (99_999, 100_000, 99.9),
        (2, 3, 66.7),
        (0, 5, 0.0),
        (5, 5, 100.0),
        (0, 0, None),
    ],
)
def test_a_share_is_100_or_0_only_when_it_is_exactly_that(numerator, denominator, shown):
    assert percent(numerator, denominator) == shown


def test_weeks_round_half_a_tenth_up():
    assert in_weeks(7) == 1.0
    assert in_weeks(10, cases=4) == 0.4
    assert in_weeks(21, cases=20) == 0.2  # 0.15
    assert in_weeks(0, cases=0) is None


def test_nearest_rank_gives_a_value_that_occurred():
    assert nearest_rank({1: 1, 2: 1, 3: 1, 10: 1}, rank=50) == 2
    assert nearest_rank({1: 9, 50: 1}, rank=90) == 1
    assert nearest_rank({1: 8, 50: 2}, rank=90) == 50
    assert nearest_rank({}, rank=50) is None
