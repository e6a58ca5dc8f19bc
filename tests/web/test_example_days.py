"""The example in a date's hint is a day near the visit, whatever day is set."""

from datetime import date

import pytest

from config import clock
from ehcp.web.example_days import with_example
from tests.web.people import words_on

TRAINING = date(2019, 7, 22)


@pytest.mark.parametrize(
    ("hint", "shown"),
    [
        ("For example, 16 2 2026", "For example, 16 2 2019"),
        ("For example, 2 3 2015", "For example, 2 3 2008"),
        ("At most a year on. For example, 31 3 2027", "At most a year on. For example, 31 3 2020"),
        ("Today, or an earlier day. For example, 16 2 2026", "earlier day. For example, 8 7 2019"),
        ("Today or later. For example, 16 2 2026", "or later. For example, 5 8 2019"),
        ("The day on which it was sent", "The day on which it was sent"),
    ],
)
def test_an_example_is_near_the_day_of_the_visit(hint, shown):
    assert with_example(hint, TRAINING).endswith(shown)


def test_on_a_training_day_no_form_speaks_of_another_year(signed_in):
    with clock.the_day(TRAINING):
        morgan = signed_in("Morgan Eastlake", "manager")
        words = words_on(morgan.page("/panels/days"))
    assert "For example, 16 2 2019" in words
    assert "2026" not in words
