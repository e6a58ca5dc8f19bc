"""Promises about addresses that are sent along: they lead to a page of ours, or nowhere."""

import pytest

from ehcp.web.staff.sign_in.ways import own_path
from ehcp.web.way_back import way_back

_ELSEWHERE = ("//evil.example", "/\\evil.example", "https://[", "/a\nb", "", "/" + "x" * 600)


@pytest.mark.parametrize("typed", _ELSEWHERE)
def test_whoever_signs_in_and_whoever_goes_back_are_kept_here_by_one_guard(typed):
    assert own_path(typed) == "/"
    assert way_back(typed, otherwise="/alerts") == "/alerts"


def test_the_way_back_keeps_its_question_but_for_what_was_said():
    asked = "/alerts?level=red&said=saved#x"
    assert way_back(asked, otherwise="/") == "/alerts?level=red"
    assert own_path(asked) == "/alerts"
