"""`ehcp staff`: the first administrator is made on the machine itself."""

import json
import re

import pytest
from argon2 import PasswordHasher

from ehcp.staff import passwords

ADA = ("Ada Keeper", "--email", "ada@council.example", "--role", "administrator")


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch):
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", quick)


@pytest.fixture
def database_url(sqlite_url):
    """Give a register in SQLite: the rooms below are asked on both databases."""
    return sqlite_url


def listed(ehcp):
    return json.loads(ehcp("staff", "list", "--json")[1])


def test_the_first_administrator_gets_a_password_that_is_shown_once(ehcp):
    assert "Nobody yet" in ehcp("staff", "list")[1]
    status, out, err = ehcp("staff", "add", *ADA)
    assert (status, err) == (0, "")
    password = re.search(r"shown once: (\S+)", out)
    assert password
    status, out, _ = ehcp("staff", "list")
    assert out == "Ada Keeper <ada@council.example>, Administrator, has a first password\n"
    (ada,) = listed(ehcp)
    assert (ada["roles"], ada["waits_to_change"]) == (["administrator"], True)
    assert password[1] not in json.dumps(ada)


def test_somebody_is_changed_and_what_is_not_given_stays(ehcp):
    ehcp("staff", "add", *ADA)
    kim = ("Kim", "--email", "kim@council.example", "--role", "caseworker", "--team", "North")
    status, out, _ = ehcp("staff", "add", *kim, "--json")
    assert json.loads(out)["first_password"]
    change = ("staff", "change", "kim@council.example")
    status, out, _ = ehcp(
        *change, "--role", "Plan writer", "--role", "manager", "--until", "2026-09-01"
    )
    assert status == 0
    assert "Kim <kim@council.example>, Plan writer, Manager, team North, until 2026-09-01" in out
    status, out, _ = ehcp(*change, "--team", "", "--until", "", "--may-not-sign-in")
    assert out == "Kim <kim@council.example>, Plan writer, Manager, may not sign in\n"
    assert ehcp(*change, "--new-email", "k@council.example", "--name", "Kim Bell")[0] == 0
    assert [user["name"] for user in listed(ehcp)] == ["Ada Keeper", "Kim Bell"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "Kim", "--email", "kim@council.example"), "at least one role"),
        (("add", "Kim", "--email", "kim@council.example", "--role", "boss"), "is not a role"),
        (("add", "Kim", "--email", "kim", "--role", "manager"), "not an email address"),
        (("change", "ada@council.example", "--may-not-sign-in"), "only administrator"),
        (("change", "ada@council.example", "--until", "tomorrow"), "is not a day"),
        (("change", "eve@council.example", "--team", "North"), "Nobody here has"),
        (("reset", "ada@council.example"), "Say what to reset"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(ehcp, words, says):
    ehcp("staff", "add", *ADA)
    status, out, err = ehcp("staff", *words)
    assert (status, out) == (1, "")
    assert says in err


def test_what_keeps_somebody_out_is_reset(ehcp):
    ehcp("staff", "add", *ADA)
    status, out, _ = ehcp(
        "staff", "reset", "ada@council.example", "--second-factor", "--lock", "--password"
    )
    assert status == 0
    assert "set up an app" in out
    assert "try again at once" in out
    assert "First password, shown once: " in out
    status, out, _ = ehcp("staff", "reset", "ada@council.example", "--council-account")
    assert "council account" in out
    assert listed(ehcp)[0]["signs_in_by"] == "council account"


def test_somebody_from_outside_is_added_without_a_password(ehcp):
    ehcp("staff", "add", *ADA)
    lea = ("Lea Frost", "--email", "lea@service.example", "--role", "service", "--service", "EP")
    status, out, err = ehcp("staff", "add", *lea)
    assert (status, err) == (0, "")
    assert "/outside/sign-in" in out
    assert "password" not in out
    assert (
        "Lea Frost <lea@service.example>, Service: sees and allocates all that it owes, "
        "educational_psychology, code by email" in ehcp("staff", "list")[1]
    )
    status, _, err = ehcp("staff", "reset", "lea@service.example", "--password")
    assert status == 1
    assert "signs in with a code sent by email" in err
    status, out, _ = ehcp("staff", "change", "lea@service.example", "--service", "health")
    assert "health, code by email" in out
    status, out, _ = ehcp("staff", "change", "lea@service.example", "--role", "manager")
    assert (status, listed(ehcp)[1]["services"]) == (0, [])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--role", "service"), "Choose what they answer for"),
        (("--role", "setting"), "by its URN"),
        (("--role", "service", "--service", "health-2"), "No service has the code 'health-2'"),
        (("--role", "service", "--kind", "EP"), "Say --service"),
        (("--role", "clinical_officer", "--kind", "magic"), "is not a kind of advice"),
        (("--role", "clinical_officer", "--service", "EP"), "say --kind"),
        (("--role", "service", "--role", "manager", "--service", "EP"), "one role alone"),
        (("--role", "manager", "--service", "EP"), "Only somebody from outside"),
    ],
)
def test_somebody_half_outside_is_refused(ehcp, words, says):
    status, out, err = ehcp("staff", "add", "Lea", "--email", "lea@service.example", *words)
    assert (status, out) == (1, "")
    assert says in err
