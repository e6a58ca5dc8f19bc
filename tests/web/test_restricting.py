"""Whoever restricts a child is told beforehand who will be locked out, and says who is not."""

import re
from datetime import date

import pytest

from ehcp.casework.open_case import open_case
from ehcp.staff.covers import set_cover
from tests.casework.desks import desk
from tests.web.conftest import TODAY
from tests.web.people import words_on

WHY = "A safeguarding call from the police this morning."
SAL, JO = "Sal Fernley", "Jo Bellweather"


@pytest.fixture
def sal(signed_in):
    """The child's caseworker, of another team than the one that the child is restricted to."""
    return signed_in(SAL, "caseworker", team="South")


@pytest.fixture
def case(counter, sal) -> str:
    assert sal
    return opened(counter, officer=SAL)


def opened(counter, *, officer: str | None) -> str:
    return open_case(
        counter.engine,
        desk=desk("2026-01-26"),
        received_on=date(2026, 1, 26),
        person={"forename": "Wren", "surname": "Sampleford", "born_on": date(2016, 5, 5)},
        officer=officer,
    )


def ticked(page: str) -> dict[str, bool]:
    """Give who is offered access on the form, and whether they are ticked."""
    boxes = re.findall(r'<input[^>]*name="keeps"[^>]*>', page)
    return {re.findall(r'value="([^"]*)"', box)[0]: " checked" in box for box in boxes}


def check(guest, case: str, **fields: object) -> str:
    """Fill in the form, and give the words of the page that asks whether it is right."""
    form = f"/cases/{case}/restrict"
    answer = guest.fill_in(f"{form}/check", page=form, **({"team": "North", "why": WHY} | fields))
    assert answer.status_code == 200
    return words_on(answer.text)


def confirm(guest, case: str, **fields: object):
    return guest.fill_in(f"/cases/{case}/restrict", **({"team": "North", "why": WHY} | fields))


def test_the_form_names_who_works_on_the_child_and_ticks_the_caseworker(
    morgan, kim, counter, case, signed_in
):
    assert kim
    jo = signed_in(JO, "caseworker", team="South")
    assert jo
    set_cover(
        counter.engine,
        by="Morgan Eastlake",
        at=counter.now,
        today=TODAY,
        officer=SAL,
        covered_by=JO,
        from_on=TODAY,
        until_on=TODAY,
    )
    page = morgan.page(f"/cases/{case}/restrict")
    assert ticked(page) == {SAL: True, JO: False, "Morgan Eastlake": False}
    words = words_on(page)
    assert f"{JO} and {SAL} will see them only if ticked below." in words
    assert "You will see them only if ticked below." in words
    assert f"caseworker of {case}, in South" in words
    assert f"covers for {SAL}, in South" in words


def test_who_would_be_locked_out_is_named_before_it_happens(morgan, sal, case):
    words = check(morgan, case)
    locked_out = f"{SAL} (caseworker of {case}) will no longer see these cases"
    assert locked_out in words
    sal.page(f"/cases/{case}")
    assert locked_out not in check(morgan, case, keeps=SAL)


def test_the_caseworker_keeps_access_in_the_same_breath_and_it_is_on_the_audit_record(
    morgan, sal, signed_in, case
):
    other = signed_in("Robin Must-Not", "caseworker", team="South")
    assert confirm(morgan, case, keeps=SAL).headers["location"].startswith(f"/cases/{case}?")
    assert "Restricted to North, and left open to you." in words_on(sal.page(f"/cases/{case}"))
    other.page(f"/cases/{case}", status=404)
    assert f"Access kept: {SAL} {WHY}" in words_on(morgan.page(f"/cases/{case}/seen"))
    again = morgan.page(f"/cases/{case}/restrict")
    assert ticked(again)[SAL]
    assert f"Access was left to: {SAL} (caseworker of {case})." in words_on(again)


def test_where_nobody_is_ticked_the_caseworker_is_named_as_locked_out(morgan, sal, case):
    assert confirm(morgan, case).status_code == 303
    sal.page(f"/cases/{case}", status=404)
    after = morgan.page(f"/cases/{case}/restrict")
    assert f"{SAL} (caseworker of {case}) works on these cases and does not see them." in words_on(
        after
    )
    assert not ticked(after)[SAL]
    confirm(morgan, case, keeps=SAL)
    sal.page(f"/cases/{case}")


def test_a_case_that_nobody_has_says_so(morgan, counter):
    case = opened(counter, officer=None)
    assert "Nobody is the caseworker of an open case of this child." in words_on(
        morgan.page(f"/cases/{case}/restrict")
    )
    assert "will no longer see" not in check(morgan, case).partition("Keep access")[0]


def test_a_caseworker_without_an_account_is_named_and_offered_nothing(morgan, counter):
    case = opened(counter, officer="Pat Gone")
    page = morgan.page(f"/cases/{case}/restrict")
    assert ticked(page) == {"Morgan Eastlake": False}
    without = f"Pat Gone (caseworker of {case}) has no account that reads cases."
    assert without in words_on(page)
    assert without in check(morgan, case)
    assert confirm(morgan, case, keeps="Pat Gone").status_code == 400


@pytest.mark.parametrize("stays", [True, False])
def test_a_manager_of_another_team_is_told_that_they_lose_it_themselves(
    kim, signed_in, case, stays
):
    assert kim
    manager = signed_in("Alex Northfield", "manager", team="South")
    keeps = [SAL, "Alex Northfield"] if stays else [SAL]
    words = check(manager, case, keeps=keeps)
    assert ("You will no longer see them yourself." in words) is not stays
    went = confirm(manager, case, keeps=keeps).headers["location"]
    assert went.startswith(f"/cases/{case}?" if stays else "/cases?")
    manager.page(f"/cases/{case}", status=200 if stays else 404)


def test_a_manager_of_another_team_who_kept_access_is_shown_no_form_that_would_refuse_them(
    kim, morgan, signed_in, case
):
    assert kim
    form = f"/cases/{case}/restrict"
    manager = signed_in("Alex Northfield", "manager", team="South")
    assert form in manager.page(f"/cases/{case}")
    confirm(manager, case, keeps=[SAL, "Alex Northfield"])
    for page in (f"/cases/{case}", f"/cases/{case}/documents", f"/cases/{case}/hand-over"):
        assert form not in manager.page(page)
        assert form in morgan.page(page)
    assert "A manager of that team can change it; ask one." in words_on(
        manager.page(form, status=403)
    )


def test_what_was_filled_in_is_there_when_something_is_to_be_changed(morgan, sal, case):
    assert sal
    form = f"/cases/{case}/restrict"
    back = morgan.fill_in(form, team="South", why=WHY, keeps="Morgan Eastlake", change="yes")
    assert back.status_code == 200
    assert ticked(back.text) == {SAL: False, "Morgan Eastlake": True}
    assert WHY in back.text
    assert "everybody who reads cases" in words_on(morgan.page(form))


def test_a_form_without_a_reason_is_shown_again_with_its_ticks(morgan, case):
    form = f"/cases/{case}/restrict"
    answer = morgan.fill_in(f"{form}/check", page=form, team="North", why="", keeps=[])
    assert answer.status_code == 400
    assert not ticked(answer.text)[SAL]


def test_lifting_is_checked_too_and_ends_what_was_left_open(morgan, sal, case):
    confirm(morgan, case, keeps=SAL)
    assert "Everybody who reads cases will see them." in check(morgan, case, team="everybody")
    assert confirm(morgan, case, team="everybody").status_code == 303
    assert "left open to you" not in sal.page(f"/cases/{case}")
    assert f"Access ended: {SAL}" in words_on(morgan.page(f"/cases/{case}/seen"))
