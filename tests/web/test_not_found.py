"""A page that is not there says what to do next in words that fit whoever looks for it."""

import pytest

from ehcp.staff.roles import UserRole
from tests.web.outsiders import by_code, outsider
from tests.web.people import staff_member, words_on
from tests.web.schools import LARK

STAFFS = "restricted to another team"
THERE_IS_NONE = "There is no such page, or it is not one that you may see."
AWAY = ("/nothing-here", "/cases/ABC-123", "/queue/ABC-123/health", "/school/reviews/ABC-123")


@pytest.fixture
def outside(counter):
    """Give everybody who comes from outside, signed in or not."""
    return {
        "a school": staff_member(counter, "Priya Nair", "setting", settings=[LARK]),
        "a service": by_code(counter, outsider(counter, "Sam Reed", kinds=["health"])),
        "a clinical officer": by_code(
            counter,
            outsider(counter, "Cleo Hart", UserRole.CLINICAL_OFFICER, kinds=["health"]),
        ),
    }


@pytest.mark.parametrize("path", AWAY)
def test_whoever_comes_from_outside_hears_nothing_of_restricted_cases(outside, path):
    for who, someone in outside.items():
        answer = someone.get(path)
        assert answer.status_code in (403, 404), who
        assert "restricted" not in answer.text, who


def test_whoever_comes_from_outside_is_told_what_they_can_do(outside, nobody):
    for someone in (*outside.values(), nobody):
        words = words_on(someone.page("/nothing-here", status=404))
        assert THERE_IS_NONE in words
        assert "open that link again" in words


def test_the_staff_are_told_that_a_restricted_case_can_be_opened(kim, morgan):
    for someone in (kim, morgan):
        assert STAFFS in words_on(someone.page("/cases/ABC-123", status=404))
