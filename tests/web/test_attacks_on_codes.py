"""Strange requests at the doors of codes: they spend nothing, tell nothing and open nothing."""

from collections.abc import Callable

import pytest

from ehcp.outside.codes import TRIES
from ehcp.web.counter import Counter
from ehcp.web.providers.asked_here import COOKIE
from ehcp.web.providers.link.link_visit import COOKIE as LINK_VISIT
from tests.web.doors import THEIRS, DoorOfCodes, link_door, sign_in_door
from tests.web.people import words_on

A_FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def database_url(sqlite_url):
    """Give a register in SQLite: no query stands here."""
    return sqlite_url


@pytest.fixture
def link(counter):
    return link_door(counter)


@pytest.fixture(params=[link_door, sign_in_door])
def door(request, counter) -> DoorOfCodes:
    way: Callable[[Counter], DoorOfCodes] = request.param
    return way(counter)


def test_a_code_that_no_form_brought_opens_nothing_and_is_not_used_up(door):
    owner = door.comes()
    door.asks(owner)
    code = door.codes()[-1]
    for strange in (
        {"json": {"code": code}},
        {"params": {"code": code}},
        {"content": f"code={code}", "headers": {"content-type": "text/plain"}},
        {"content": f"code={code}"},
        {"files": {"code": ("code.txt", code.encode())}},
    ):
        assert owner.post(f"{door.here}/code", **strange).status_code == 400
        assert not door.lets_in(owner)
    door.types(owner, code)
    assert door.lets_in(owner)


def test_a_scanner_of_mail_that_only_looks_spends_nothing(door):
    owner = door.comes()
    for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "PROPFIND"):
        for where in (door.here, f"{door.here}/code"):
            assert owner.request(method, where).status_code == 405
    assert door.codes() == []
    assert COOKIE not in owner.cookies


@pytest.mark.parametrize(
    "several",
    [
        ("1" * 100_000, "1" * 21, "%00", "' OR 1=1 --"),
        ("\uff11" * 8, "\u0661" * 8, "½" * 8, "\U0001f642"),  # digits of other scripts, and none
    ],
)
def test_what_is_no_code_is_said_to_be_wrong_and_the_right_one_still_opens(door, several):
    owner = door.comes()
    door.asks(owner)
    assert len(several) < TRIES
    for typed in several:
        answer = door.types(owner, typed)
        assert answer.status_code == 400
        assert "There is a problem" in words_on(answer.text)
    door.types(owner, door.codes()[-1])
    assert door.lets_in(owner)


def test_a_form_that_cannot_be_read_is_refused_with_a_page(door):
    owner = door.comes()
    door.asks(owner)
    for body in (b"code=%ED%A0%80", b"code=\xff\xfe", b"code=1&code=2", b"code"):
        answer = owner.post(f"{door.here}/code", content=body, headers=A_FORM)
        assert answer.status_code == 400
        assert "<h1" in answer.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_has_a_code_sent_or_typed(door, site):
    owner = door.comes()
    headers = {"sec-fetch-site": site}
    assert owner.post(door.here, data=door.asked_with, headers=headers).status_code == 400
    assert door.codes() == []
    door.asks(owner)
    code = door.codes()[-1]
    data = {"code": code}
    assert owner.post(f"{door.here}/code", data=data, headers=headers).status_code == 400
    assert not door.lets_in(owner)


def test_whatever_is_answered_under_a_link_says_nowhere_where_one_came_from(link):
    owner = link.comes()
    answers = [
        owner.get(link.here),
        owner.get(f"{link.here}/"),
        owner.head(link.here),
        owner.get(f"{link.here}/code"),
        link.types(owner, "0000 0000"),
        link.asks(owner),
        owner.get(f"{link.here}/code"),
        link.types(owner, "0000 0000"),
        link.types(owner, link.codes()[-1]),
        owner.get(link.here),
        owner.get(f"{link.here}/code"),
    ]
    assert {answer.headers["referrer-policy"] for answer in answers} == {"no-referrer"}
    token = link.here.rpartition("/")[2]
    for answer in answers:
        assert token not in str(answer.headers.get_list("set-cookie"))
    assert answers[-1].headers["location"] == "/answering"


def test_the_back_button_after_the_code_leads_to_what_is_open(link):
    owner = link.comes()
    link.asks(owner)
    link.types(owner, link.codes()[-1])
    for where in (link.here, f"{link.here}/code"):
        assert owner.get(where).headers["location"] == "/answering"


def test_nobody_plants_a_visit_of_their_own_from_another_address_of_the_council(link):
    """A browser takes a cookie with this beginning from this counter alone, for all of it."""
    thief = link.comes(THEIRS)
    link.asks(thief)
    cookies = link.types(thief, link.codes()[-1]).headers.get_list("set-cookie")
    (visit,) = [cookie for cookie in cookies if LINK_VISIT in cookie]
    assert visit.startswith("__Host-")
    assert "Path=/;" in visit
    assert "domain" not in visit.lower()
    owner = link.comes()
    planted = thief.cookies[LINK_VISIT]
    owner.cookies.set("ehcp-link", planted, domain="counter.example", path="/answering")
    assert not link.lets_in(owner)


def test_an_address_with_signs_that_nobody_sees_is_said_to_be_wrong(counter):
    """It came from a document or a web page; no code for it would ever come."""
    someone = sign_in_door(counter).comes()
    for typed in ("sam@a.example\u200b", "sam\u00ad@a.example", "a\x07@b", "@" + "\u0130" * 130):
        answer = someone.fill_in("/outside/sign-in", email=typed)
        assert answer.status_code == 400
        assert "Enter an email address, such as name@example.com." in words_on(answer.text)


def test_a_mailbox_that_another_browser_kept_is_no_use_without_its_code(counter):
    door = sign_in_door(counter)
    owner, thief = door.comes(), door.comes(THEIRS)
    door.asks(owner)
    thief.cookies.set(
        "ehcp-mailbox",
        owner.cookies["ehcp-mailbox"],
        domain="counter.example",
        path="/outside/sign-in",
    )
    assert door.types(thief, door.codes()[-1]).headers["location"] == "/outside/sign-in"
    thief.cookies.set(COOKIE, "A" * 22, domain="counter.example", path="/")
    assert door.types(thief, door.codes()[-1]).status_code == 400
    assert not door.lets_in(thief)
