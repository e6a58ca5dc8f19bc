"""Users are added and changed with a sentence for whatever cannot be right, and on record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ehcp.casework.open_case import open_case
from ehcp.register.engine import reading
from ehcp.staff.resets import reset_password, reset_second_factor, unlock, use_council_account
from ehcp.staff.roles import UserRole
from ehcp.staff.users import (
    BadUser,
    UnknownUser,
    add_user,
    change_user,
    list_users,
    one_user,
    user_of_email,
    who_may_have_cases,
)
from tests.builders import NOW, TODAY, day
from tests.casework.desks import desk
from tests.staff.people import email_of

ADMINISTRATOR, CASEWORKER = UserRole.ADMINISTRATOR, UserRole.CASEWORKER
INSPECTOR, MANAGER = UserRole.INSPECTOR, UserRole.MANAGER


def change(engine, user_id, **what) -> None:
    user = replace(one_user(engine, user_id=user_id), **what)
    change_user(engine, by="Ada", at=NOW, today=TODAY, user=user)


def test_somebody_is_added_with_a_first_password_that_they_change(staff, engine):
    user_id, password = add_user(
        engine,
        by="Ada",
        at=NOW,
        today=TODAY,
        email=" Kim.Ashdown@Council.example ",
        name=" Kim   Ashdown ",
        roles=[CASEWORKER, MANAGER],
        team=" North ",
    )
    user = one_user(engine, user_id=user_id)
    assert (user.name, user.email, user.team) == ("Kim Ashdown", email_of("Kim Ashdown"), "North")
    assert user.waits_to_change
    assert user.roles_in_words == "Caseworker, Manager"
    assert len(password.replace("-", "")) == 16
    assert password not in str(staff.row(user_id))
    assert user_of_email(engine, email="KIM.ashdown@council.example ") == user


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"email": "kim"}, "not an email address"),
        ({"email": "kim@council"}, "not an email address"),
        ({"email": "kim@council.example, eve@council.example"}, "not an email address"),
        ({"email": "kîm@council.example"}, "not an email address"),
        ({"email": "kim@council.example\n"}, None),
        ({"name": " "}, "Write the name"),
        ({"name": "Kim\x07"}, "Write the name"),
        ({"name": "kim@council.example"}, "Write the name"),
        ({"name": "x" * 101}, "Write the name"),
        ({"name": "Unknown"}, "stands on the record for nobody"),
        ({"team": "N" * 101}, "Write the team"),
        ({"roles": []}, "at least one role"),
        ({"roles": [INSPECTOR, CASEWORKER], "ends_on": TODAY}, "reads only"),
        ({"roles": [INSPECTOR]}, "needs a last day"),
        ({"roles": [INSPECTOR], "ends_on": TODAY + timedelta(days=367)}, "needs a last day"),
        ({"ends_on": TODAY - timedelta(days=1)}, "is over"),
    ],
)
def test_what_cannot_be_right_is_refused_with_what_to_do(staff, engine, wrong, says):
    facts = {"email": "kim@council.example", "name": "Kim Ashdown", "roles": [CASEWORKER]}
    if says is None:
        add_user(engine, by="Ada", at=NOW, today=TODAY, **(facts | wrong))
        return
    with pytest.raises(BadUser, match=says):
        add_user(engine, by="Ada", at=NOW, today=TODAY, **(facts | wrong))
    assert list_users(engine) == ()
    assert staff.audit() == []


def test_two_users_never_share_a_name_or_an_address(staff, engine):
    kim = staff.add("Kim Ashdown", password=None)
    with pytest.raises(BadUser, match="Kim Ashdown has that email address"):
        add_user(
            engine,
            by="Ada",
            at=NOW,
            today=TODAY,
            email=email_of("Kim Ashdown").upper(),
            name="Kim",
            roles=[CASEWORKER],
        )
    other = staff.add("Morgan Eastlake", password=None)
    with pytest.raises(BadUser, match="Somebody is called Kim Ashdown"):
        change(engine, other, name="KIM ASHDOWN")
    change(engine, kim, name="Kim ASHDOWN")


def test_an_inspector_may_stay_a_year_and_what_is_over_can_still_be_ended(staff, engine):
    robin = staff.add("Robin", INSPECTOR, ends_on=TODAY + timedelta(days=366), password=None)
    staff.set(robin, ends_on=TODAY - timedelta(days=3))
    change(engine, robin, team="North")
    change(engine, robin, is_active=False)
    with pytest.raises(BadUser, match="is over"):
        change(engine, robin, is_active=True)


def test_one_administrator_remains(staff, engine):
    ada = staff.add("Ada", ADMINISTRATOR, password=None)
    for change_of_ada in (
        {"roles": frozenset({CASEWORKER})},
        {"is_active": False},
        {"ends_on": TODAY},
    ):
        with pytest.raises(BadUser, match="only administrator"):
            change(engine, ada, **change_of_ada)
    # Somebody with a last day does not count: nobody would be there on the day after.
    lea = staff.add("Lea", ADMINISTRATOR, password=None, ends_on=TODAY)
    with pytest.raises(BadUser, match="only administrator"):
        change(engine, ada, is_active=False)
    change(engine, lea, ends_on=None)
    change(engine, ada, is_active=False)


def test_who_loses_a_right_is_signed_out(staff, engine):
    kim = staff.add("Kim Ashdown", password=None)
    for changed, key_stays in (
        ({"team": "South"}, True),
        ({"roles": frozenset({MANAGER})}, True),
        ({"is_active": False}, False),
    ):
        browser, key = staff.session(kim), staff.session(kim, kind="key", label="Power BI")
        change(engine, kim, **changed)
        assert staff.visitor(browser) is None
        assert (staff.visitor(key) is not None) == key_stays


def test_a_change_of_name_signs_nobody_out_and_no_change_is_no_line(staff, engine):
    kim = staff.add("Kim Ashdown", password=None)
    browser = staff.session(kim)
    change(engine, kim, name="Kim Bell")
    assert staff.visitor(browser).name == "Kim Bell"
    change(engine, kim)
    assert staff.audit("user_changed") == [("Ada", "user_changed", "Kim Bell", "name; Caseworker")]


def test_a_name_with_open_cases_under_it_stays(staff, engine):
    kim = staff.add("Kim Ashdown", password=None)
    open_case(
        engine,
        desk=desk(),
        received_on=day("2026-11-02"),
        person={"born_on": day("2018-03-02")},
        officer="Kim Ashdown",
    )
    with pytest.raises(BadUser, match="1 open cases under that name"):
        change(engine, kim, name="Kim Bell")


def test_nobody_of_that_number(engine):
    for act in (reset_password, reset_second_factor, unlock, use_council_account):
        with pytest.raises(UnknownUser):
            act(engine, by="Ada", at=NOW, user_id=99)
    with pytest.raises(UnknownUser):
        one_user(engine, user_id=99)
    with pytest.raises(UnknownUser):
        user_of_email(engine, email="nobody@council.example")


def test_who_may_have_cases_works_on_them_and_is_here(staff, engine):
    staff.add("Kim", password=None)
    staff.add("Ada", ADMINISTRATOR, password=None)
    gone = staff.add("Gone", MANAGER, password=None)
    change(engine, gone, is_active=False)
    staff.add("Lea", MANAGER, password=None, ends_on=TODAY)
    with reading(engine) as connection:
        assert who_may_have_cases(connection, today=TODAY) == ("Kim", "Lea")
        assert who_may_have_cases(connection, today=TODAY + timedelta(days=1)) == ("Kim",)


def test_every_change_is_on_the_audit_record_without_an_address(staff, engine):
    kim = staff.add("Kim Ashdown", team="North", password=None)
    change(engine, kim, email="kim@elsewhere.example", roles=frozenset({MANAGER}))
    reset_second_factor(engine, by="Ada", at=NOW, user_id=kim)
    unlock(engine, by="Ada", at=NOW, user_id=kim)
    use_council_account(engine, by="Ada", at=NOW, user_id=kim)
    password = reset_password(engine, by="Ada", at=NOW, user_id=kim)
    lines = staff.audit()
    assert [(act, about, why) for _, act, about, why in lines] == [
        ("user_added", "Kim Ashdown", "Caseworker, team North"),
        ("user_changed", "Kim Ashdown", "email address, roles; Manager, team North"),
        ("second_factor_reset", "Kim Ashdown", None),
        ("unlocked", "Kim Ashdown", None),
        ("council_account", "Kim Ashdown", None),
        ("password_reset", "Kim Ashdown", None),
    ]
    assert "@" not in str(lines)
    assert password not in str(lines)
