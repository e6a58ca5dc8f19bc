"""Users on the pages: added, changed, ended, reset; their programs' keys; and what is on record."""

import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import update

from config import clock
from ehcp.casework.open_case import open_case
from ehcp.register.engine import writing
from ehcp.register.tables import users
from ehcp.staff import passwords
from ehcp.staff.keys import list_keys
from ehcp.staff.roles import UserRole
from ehcp.staff.users import list_users
from tests.casework.desks import desk
from tests.web.admins import HOSTILE, administrator, on_record, whole_record
from tests.web.conftest import TODAY
from tests.web.people import secrets_on, words_on

_SECRET = re.compile(r"<code>([^<]+)</code>")


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch):
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", quick)


@pytest.fixture
def ada(counter):
    return administrator(counter)


def secret_on(page) -> str:
    found = _SECRET.search(page)
    assert found
    return str(found[1])


def the_user(engine, name):
    return next(user for user in list_users(engine) if user.name == name)


def add_kim(ada, **more):
    fields = {"name": "Kim Ashdown", "email": "kim@council.example", "roles": "caseworker"}
    return ada.fill_in("/admin/users/add", **(fields | more))


def test_a_user_is_added_and_their_password_shown_once(ada, engine):
    answer = add_kim(ada, team="North")
    assert answer.status_code == 200
    password = secret_on(answer.text)
    kim = the_user(engine, "Kim Ashdown")
    assert (kim.team, kim.roles, kim.waits_to_change) == ("North", {UserRole.CASEWORKER}, True)
    assert password not in ada.page(f"/admin/users/{kim.id}")
    assert password not in str(answer.url)
    assert password not in answer.headers["location"]
    assert password not in whole_record(engine)
    assert on_record(engine, "user_added") == [
        ("Ada Overmere", "Kim Ashdown", "Caseworker, team North")
    ]


def test_a_second_click_adds_nobody_and_shows_no_password(ada, engine):
    page = ada.page("/admin/users/add")
    fields = {"name": "Kim Ashdown", "email": "kim@council.example", "roles": "caseworker"}
    ada.send_again("/admin/users/add", secrets_on(page), **fields)
    answer = ada.send_again("/admin/users/add", secrets_on(page), **fields)
    assert answer.status_code == 303
    assert answer.headers["location"] == (
        f"/admin/users/{the_user(engine, 'Kim Ashdown').id}?said=already"
    )


@pytest.mark.parametrize(
    ("fields", "at", "says"),
    [
        ({"name": ""}, "name", "Enter the name."),
        ({"email": "kim"}, "", "That is not an email address."),
        ({"roles": ""}, "roles", "Choose at least one role."),
        ({"roles": "wizard"}, "roles", "Choose at least one role."),
        ({"roles": "inspector"}, "ends_on", "an inspector needs one"),
        ({"roles": ["inspector", "manager"], "ends_on": TODAY}, "", "An inspector reads only."),
        ({"ends_on": TODAY - timedelta(days=1)}, "", "is over"),
        ({"name": "Ada Overmere"}, "", "Somebody is called Ada Overmere already"),
    ],
)
def test_what_cannot_be_right_about_a_user_is_said(ada, engine, fields, at, says):
    answer = add_kim(ada, **fields)
    assert answer.status_code == 400
    assert says in words_on(answer.text)
    assert f'href="#{at or "main"}"' in answer.text
    assert len(list_users(engine)) == 1


def test_a_form_that_was_refused_keeps_what_was_typed(ada):
    page = add_kim(ada, name="", team="North", roles=["manager", "plan_writer"]).text
    assert 'value="kim@council.example"' in page
    assert page.count(" checked") == 2


def test_a_user_is_changed_and_signed_out(ada, kim, engine):
    known = the_user(engine, "Kim Ashdown")
    path = f"/admin/users/{known.id}/change"
    assert 'value="North"' in ada.page(path)
    answer = ada.fill_in(
        path, name="Kim Ashdown", email=known.email, roles=["caseworker", "manager"], team="South"
    )
    assert answer.headers["location"] == f"/admin/users/{known.id}?said=saved"
    assert the_user(engine, "Kim Ashdown").team == "South"
    assert kim.get("/my-day").status_code == 303
    ((by, about, why),) = on_record(engine, "user_changed")
    assert (by, about) == ("Ada Overmere", "Kim Ashdown")
    assert "Caseworker, Manager, team South" in (why or "")


def test_a_user_is_ended_and_let_in_again(ada, kim, engine):
    known = the_user(engine, "Kim Ashdown")
    page = f"/admin/users/{known.id}"
    assert ada.fill_in(f"{page}/end", page=page, confirmed="yes").status_code == 303
    assert kim.get("/my-day").headers["location"].startswith("/sign-in")
    assert "May not sign in any more (1)" in ada.page("/admin/users")
    assert ada.fill_in(f"{page}/let-in", page=page).status_code == 303
    assert the_user(engine, "Kim Ashdown").is_active


@pytest.mark.usefixtures("kim")
@pytest.mark.parametrize("act", ["end", "reset-password", "reset/second-factor"])
def test_what_cannot_be_undone_is_asked_about_first(ada, engine, act):
    page = f"/admin/users/{the_user(engine, 'Kim Ashdown').id}"
    answer = ada.fill_in(f"{page}/{act}", page=page)
    assert "are you sure?" in answer.text
    assert the_user(engine, "Kim Ashdown").is_active
    assert "Kim Ashdown" not in whole_record(engine)


def test_the_only_administrator_cannot_be_ended(ada, engine):
    page = f"/admin/users/{the_user(engine, 'Ada Overmere').id}"
    answer = ada.fill_in(f"{page}/end", page=page, confirmed="yes")
    assert answer.status_code == 400
    assert "only administrator" in answer.text
    assert the_user(engine, "Ada Overmere").is_active


@pytest.mark.usefixtures("kim")
def test_who_has_open_cases_is_not_renamed(ada, engine):
    known = the_user(engine, "Kim Ashdown")
    open_case(
        engine,
        desk=desk("2026-02-16"),
        received_on=TODAY - timedelta(days=14),
        person={"forename": "Willow", "surname": "Fernley", "external_id": "A1"},
        officer="Kim Ashdown",
    )
    answer = ada.fill_in(
        f"/admin/users/{known.id}/change", name="Kim Winter", email=known.email, roles="caseworker"
    )
    assert answer.status_code == 400
    assert "Hand them to somebody first" in answer.text


def test_a_password_is_reset_and_shown_once(ada, kim, engine):
    known = the_user(engine, "Kim Ashdown")
    page = f"/admin/users/{known.id}"
    answer = ada.fill_in(f"{page}/reset-password", page=page, confirmed="yes")
    password = secret_on(answer.text)
    assert answer.headers["cache-control"] == "no-store"
    assert password not in whole_record(engine)
    assert kim.get("/my-day").status_code == 303
    assert on_record(engine, "password_reset") == [("Ada Overmere", "Kim Ashdown", None)]


@pytest.mark.usefixtures("kim")
def test_a_lock_is_lifted_and_a_second_factor_taken_away(ada, engine):
    known = the_user(engine, "Kim Ashdown")
    with writing(engine) as connection:
        connection.execute(
            update(users)
            .where(users.c.id == known.id)
            .values(locked_until=clock.now() + timedelta(minutes=9), totp_secret="A" * 32)
        )
    page = f"/admin/users/{known.id}"
    assert "Locked" in ada.page(page)
    assert ada.fill_in(f"{page}/reset/lock", page=page).status_code == 303
    assert ada.fill_in(f"{page}/reset/second-factor", page=page, confirmed="yes").status_code == 303
    now = the_user(engine, "Kim Ashdown")
    assert (now.locked_until, now.has_second_factor) == (None, False)
    assert len(on_record(engine, "unlocked") + on_record(engine, "second_factor_reset")) == 2


def test_a_key_is_made_shown_once_and_ended(ada, kim, engine):
    known = the_user(engine, "Kim Ashdown")
    page = f"/admin/users/{known.id}"
    until = TODAY + timedelta(days=90)
    answer = ada.fill_in(f"{page}/keys/add", label="Power BI", until_on=until)
    secret = secret_on(answer.text)
    assert "Power BI" in ada.page(page)
    assert secret not in ada.page(page)
    assert secret not in whole_record(engine)
    assert kim.get("/api/cases", headers={"authorization": f"Bearer {secret}"}).status_code != 401
    assert ada.fill_in(f"{page}/keys/end", page=page, label="Power BI").status_code == 303
    assert list_keys(engine, user_id=known.id, now=clock.now()) == ()
    assert [about for _, about, _ in on_record(engine, "key_ended")] == ["Power BI, of Kim Ashdown"]


@pytest.mark.usefixtures("kim")
@pytest.mark.parametrize("days", [-1, 400])
def test_a_key_that_ends_too_early_or_too_late_is_refused(ada, engine, days):
    path = f"/admin/users/{the_user(engine, 'Kim Ashdown').id}/keys/add"
    answer = ada.fill_in(path, label="Power BI", until_on=TODAY + timedelta(days=days))
    assert answer.status_code == 400
    assert "Name a last day" in answer.text


def test_a_program_s_key_changes_nothing_here(ada, engine):
    page = f"/admin/users/{the_user(engine, 'Ada Overmere').id}"
    until = TODAY + timedelta(days=9)
    made = ada.fill_in(f"{page}/keys/add", label="Power BI", until_on=until)
    bearer = {"authorization": f"Bearer {secret_on(made.text)}"}
    fields = {"name": "Robin", "email": "r@c.example", "roles": "administrator", "once": "x" * 20}
    ada.cookies.clear()
    answer = ada.post("/admin/users/add", data=fields, headers=bearer)
    assert answer.status_code in (303, 403)
    assert [user.name for user in list_users(engine)] == ["Ada Overmere"]


def test_an_unknown_user_is_no_page(ada):
    for path in ("", "/change", "/keys/add"):
        ada.page(f"/admin/users/4711{path}", status=404)
        ada.page(f"/admin/users/{'9' * 30}{path}", status=404)


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.usefixtures("kim")
def test_whatever_is_typed_comes_back_as_text_or_a_kind_error(ada, typed):
    everything = dict.fromkeys(
        ("name", "email", "roles", "team", "ends_on-day", "ends_on-month", "ends_on-year"), typed
    )
    for path in ("/admin/users/add", "/admin/users/2/change", "/admin/users/2/keys/add"):
        more = {"label": typed, "until_on-day": typed}
        for fields in (everything | more, {"name": typed, "email": "x@y.example", **more}):
            answer = ada.fill_in(path, **fields)
            assert answer.status_code in (200, 303, 400), (path, answer.status_code)
            assert "<script>alert" not in answer.text


def test_nobody_else_sees_the_users(signed_in):
    for role in UserRole:
        if role is not UserRole.ADMINISTRATOR:
            signed_in(f"Somebody {role}", role.value).page("/admin/users", status=403)
