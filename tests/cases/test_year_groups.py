"""School years run from 1 September, and so do their children."""

import pytest

from ehcp.cases.year_groups import year_group_on
from tests.builders import day


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
