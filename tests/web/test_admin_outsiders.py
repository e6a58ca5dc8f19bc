"""People from outside on the pages of users: added without a password, for what they answer."""

import pytest

from config import clock
from ehcp.staff.keys import BadKey, make_key
from ehcp.staff.roles import UserRole
from ehcp.staff.users import list_users
from tests.web.admins import administrator, on_record
from tests.web.conftest import TODAY
from tests.web.outsiders import by_code
from tests.web.people import secrets_on, words_on
from tests.web.trusts import two_trusts

LEA = {
    "name": "Lea Frost",
    "email": "lea@service.example",
    "roles": "service",
    "services": ["educational_psychology", "health"],
}


@pytest.fixture
def ada(counter):
    return administrator(counter)


def lea_of(engine):
    return next(user for user in list_users(engine) if user.name == "Lea Frost")


def test_somebody_of_a_service_is_added_and_signs_in_with_a_code(ada, counter, engine):
    answer = ada.fill_in("/admin/users/add", **LEA)
    lea = lea_of(engine)
    assert answer.headers["location"] == f"/admin/users/{lea.id}?said=user-from-outside"
    assert (lea.roles, lea.services) == ({UserRole.SERVICE}, set(LEA["services"]))
    words = words_on(ada.page(answer.headers["location"]))
    assert "They need no password" in words
    assert "A code that is sent to the email address each time" in words
    assert "educational psychology, health" in words
    assert "first password" not in words
    assert "Make a key" not in words
    assert "Code by email" in words_on(ada.page("/admin/users"))
    assert by_code(counter, "lea@service.example").get("/").headers["location"] == "/queue"
    assert on_record(engine, "user_added")[-1][1] == "Lea Frost"


def test_somebody_of_a_school_is_added_by_its_urn(ada, engine):
    ada.fill_in(
        "/admin/users/add",
        name="Hedy Elm",
        email="h@elm.example",
        roles="setting",
        settings="100001, 100002",
    )
    hedy = next(user for user in list_users(engine) if user.name == "Hedy Elm")
    assert hedy.settings == {"100001", "100002"}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"services": []}, "Choose their service"),
        ({"roles": "setting", "services": []}, "Enter the URN"),
        ({"roles": "setting", "services": [], "settings": "Elm Primary"}, "A URN has six digits"),
        ({"roles": ["service", "manager"]}, "one role alone"),
        ({"roles": "manager"}, "Only somebody from outside"),
        ({"services": ["magic"]}, "Choose services of this list"),
        ({"kinds": ["health"]}, "This is only for a clinical officer"),
        ({"roles": "clinical_officer"}, "This is only for somebody of a service"),
        ({"roles": "clinical_officer", "services": []}, "Choose the kinds of advice that they see"),
    ],
)
def test_what_cannot_be_is_said_and_nobody_is_added(ada, engine, fields, says):
    answer = ada.fill_in("/admin/users/add", **(LEA | fields))
    assert answer.status_code == 400
    assert says in words_on(answer.text)
    assert not [user for user in list_users(engine) if user.name == "Lea Frost"]


def test_each_trust_is_a_service_of_its_own_and_a_clinical_officer_sees_both(ada, engine):
    two_trusts(engine)
    form = words_on(ada.page("/admin/users/add"))
    assert "Health: North Trust Health: South Trust" in form
    ada.fill_in("/admin/users/add", **(LEA | {"services": "health-2"}))
    assert lea_of(engine).services == {"health-2"}
    page = words_on(ada.page(f"/admin/users/{lea_of(engine).id}"))
    assert "health: South Trust" in page
    assert "North Trust" not in page
    dee = {"name": "Dee Marsh", "email": "dee@icb.example", "roles": "clinical_officer"}
    answer = ada.fill_in("/admin/users/add", **dee, kinds="health")
    page = ada.page(answer.headers["location"])
    assert "health (every service)" in words_on(page)
    shown = ada.page(answer.headers["location"].partition("?")[0] + "/change")
    assert shown.count('value="health" checked') == 1  # among the kinds, not the services


def test_a_change_of_kinds_ends_their_sessions(ada, counter, engine):
    ada.fill_in("/admin/users/add", **LEA)
    lea = by_code(counter, "lea@service.example")
    number = lea_of(engine).id
    shown = ada.page(f"/admin/users/{number}/change")
    assert 'value="health" checked' in shown
    answer = ada.fill_in(f"/admin/users/{number}/change", **(LEA | {"services": "health"}))
    assert answer.headers["location"] == f"/admin/users/{number}?said=saved"
    assert lea.get("/queue").status_code == 303
    assert lea_of(engine).services == {"health"}


def test_nobody_from_outside_gets_a_password_or_a_key(ada, engine):
    ada.fill_in("/admin/users/add", **LEA)
    lea = lea_of(engine)
    secrets = secrets_on(ada.page("/admin/users")) or secrets_on(ada.page("/account"))
    secrets |= secrets_on(ada.page(f"/admin/users/{lea.id}"))
    answer = ada.post(f"/admin/users/{lea.id}/reset-password", data=secrets | {"confirmed": "yes"})
    assert answer.status_code == 400
    assert "signs in with a code sent by email" in words_on(answer.text)
    with pytest.raises(BadKey, match="from outside"):
        make_key(
            engine,
            by="Ada",
            at=clock.now(),
            today=TODAY,
            user_id=lea.id,
            label="Power BI",
            until_on=TODAY,
        )
