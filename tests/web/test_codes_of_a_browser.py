"""Nobody uses up another's code: it opens where it was asked for, and others close nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from config import clock
from ehcp.outside.codes import AT_MOST, KNOWN, TRIES
from ehcp.outside.links import move_links
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import links, sign_in_tries
from ehcp.staff.from_outside import (
    IN_A_DAY_FROM_ONE_PLACE,
    IN_AN_HOUR,
    begin_to_ask_for,
)
from ehcp.staff.tries import TooManyTries
from ehcp.web.providers.asked_here import COOKIE
from tests.web.doors import OWNERS, THEIRS, link_door, sign_in_door
from tests.web.links import asked, code_in, link_in, post, service
from tests.web.people import words_on

WRONG = "0000 0000"
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def database_url(sqlite_url):
    """Give a register in SQLite: codes and counts are tried on both in their own rooms."""
    return sqlite_url


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def link(counter):
    return link_door(counter)


@pytest.fixture
def signing_in(counter):
    return sign_in_door(counter)


@pytest.fixture(params=["link", "signing_in"])
def door(request):
    return request.getfixturevalue(request.param)


def later(by):
    """Let some time go by."""
    at = clock.now() + by
    return clock.the_day(at.date(), at=at.timetz().replace(tzinfo=None))


def asked_everywhere(engine, what) -> int:
    """Let every place of the network ask for one thing, until it is too often; give how often."""
    for number in range(IN_AN_HOUR.tries + 1):
        place = f"2001:db8:{number:x}::1"
        try:
            with writing(engine) as connection:
                begin_to_ask_for(connection, what, origin=place, now=clock.now())
        except TooManyTries:
            return number
    return IN_AN_HOUR.tries + 1


def test_a_code_opens_nothing_in_another_browser(door):
    owner, thief = door.comes(), door.comes(THEIRS)
    door.asks(owner)
    for _ in range(2):  # the second time in a browser that asked for a code of its own
        assert door.types(thief, door.codes()[0]).status_code in (303, 400)
        assert not door.lets_in(thief)
        door.asks(thief)
    assert door.types(owner, door.codes()[0]).status_code == 303
    assert door.lets_in(owner)


def test_wrong_codes_from_elsewhere_burn_nothing(door):
    owner, thief = door.comes(), door.comes(THEIRS)
    door.asks(owner)
    code = door.codes()[0]
    door.asks(thief)
    for _ in range(2 * TRIES):
        door.types(thief, WRONG)
    door.types(owner, code)
    assert door.lets_in(owner)


def test_whoever_asks_and_mistypes_elsewhere_locks_nobody_out(door):
    answers = set()
    for step in range(8):
        with later(step * timedelta(minutes=3)):
            thief = door.comes(THEIRS)
            asked_for = thief.post(door.here, data=door.asked_with)
            answers.add(asked_for.status_code)
            answers |= {door.types(thief, WRONG).status_code for _ in range(TRIES)}
    assert 429 in answers, "the one who goes on and on is told to wait"
    with later(timedelta(minutes=24)):
        owner = door.comes()
        assert door.asks(owner).status_code == 303
        door.types(owner, door.codes()[-1])
        assert door.lets_in(owner)


def test_one_place_alone_never_reaches_the_bound_of_all(door):
    went = 0
    for step in range(0, 24 * 60, 40):
        with later(timedelta(minutes=step)):
            went += door.comes(THEIRS).post(door.here, data=door.asked_with).status_code == 303
    assert went == IN_A_DAY_FROM_ONE_PLACE.tries
    with later(timedelta(hours=23)):
        assert door.asks(door.comes()).status_code == 303


def test_a_mailbox_is_not_flooded_and_a_browser_that_is_known_comes_in_all_the_same(engine, door):
    owner = door.comes()
    door.asks(owner)
    door.types(owner, door.codes()[-1])
    door.leaves(owner)
    assert asked_everywhere(engine, door.what) == IN_AN_HOUR.tries - 1
    stranger = door.comes("198.51.100.200")
    refused = stranger.post(door.here, data=door.asked_with)
    assert refused.status_code == 429
    assert "Try again in 60 minutes." in words_on(refused.text)
    assert len(door.codes()) == 1
    assert door.asks(owner).status_code == 303
    door.types(owner, door.codes()[-1])
    assert door.lets_in(owner)


def test_a_browser_that_is_known_asks_three_times_in_ten_minutes_and_no_more(door):
    owner = door.comes()
    door.asks(owner)
    door.types(owner, door.codes()[-1])
    door.leaves(owner)
    with later(TEN_MINUTES):
        answers = [door.asks(owner).status_code for _ in range(AT_MOST + 1)]
    assert answers == [303] * AT_MOST + [429]


def test_two_windows_of_one_browser_ask_one_after_the_other(door):
    owner = door.comes()
    door.asks(owner)
    door.asks(owner)
    first, second = door.codes()
    door.types(owner, first)
    assert door.lets_in(owner)
    assert first != second


def test_the_back_button_and_another_code(door):
    owner = door.comes()
    door.asks(owner)
    assert door.types(owner, WRONG).status_code == 400
    door.asks(owner)
    door.types(owner, door.codes()[-1])
    assert door.lets_in(owner)


def test_the_secret_of_a_browser_is_its_own_and_kept_from_everybody_else(door):
    one, other = door.comes(), door.comes()
    cookies = [
        next(each for each in door.asks(someone).headers.get_list("set-cookie") if COOKIE in each)
        for someone in (one, other)
    ]
    for cookie in cookies:
        name, _, rest = cookie.partition("=")
        assert name == "__Host-ehcp-asked"
        assert len(rest.partition(";")[0]) == 22
        for word in ("httponly", "secure", "samesite=lax", "path=/;"):
            assert word in f"{cookie.lower()};"
        assert "domain" not in cookie.lower()
    assert cookies[0] != cookies[1]
    assert f"max-age={int(KNOWN.total_seconds())}" in cookies[0].lower()


def test_what_is_no_secret_of_ours_is_replaced(signing_in):
    for place, planted in enumerate(("", "x", "a" * 23, "ä" * 22, "a b" * 8, "'--" * 8)):
        owner = signing_in.comes(f"198.51.100.{place}")
        headers = {"cookie": f"{COOKIE}={planted}".encode()}
        answer = owner.post(signing_in.here, data=signing_in.asked_with, headers=headers)
        assert answer.status_code == 303
        assert len(owner.cookies[COOKIE]) == 22


def test_a_secret_that_somebody_planted_lets_them_in_nowhere(door):
    """They know it, and neither what the mailbox got, nor what the owner is given for it."""
    owner, thief = door.comes(), door.comes(THEIRS)
    door.asks(thief)
    owner.cookies.set(COOKIE, thief.cookies[COOKIE], domain="counter.example", path="/")
    door.asks(owner)
    door.types(owner, door.codes()[-1])
    assert door.lets_in(owner)
    assert not door.lets_in(thief)
    assert door.types(thief, door.codes()[-1]).status_code == 400


def test_what_is_counted_names_nobody(engine, door):
    door.asks(door.comes())
    with reading(engine) as connection:
        rows = connection.execute(select(sign_in_tries)).all()
    assert rows
    for secret in (door.mailbox, OWNERS, door.here.rpartition("/")[2]):
        assert secret not in str(rows)


def test_what_others_count_over_minutes_forgets_no_day(engine, signing_in):
    """Else a mailbox could be asked for without end by asking for another meanwhile."""
    signing_in.asks(signing_in.comes(THEIRS))
    with reading(engine) as connection:
        before = len(connection.execute(select(sign_in_tries)).all())
    with later(timedelta(hours=5)):
        signing_in.comes().fill_in("/outside/sign-in", email="nobody@service.example")
    with reading(engine) as connection:
        after = len(connection.execute(select(sign_in_tries)).all())
    assert after == 2 * before


def test_two_links_are_opened_in_one_browser(engine, link):
    service(engine, "health", name="Trust B", email="desk@trust-b.example")
    asked(engine, "health", forename="Ben")
    post(engine)
    other = link_in(engine, "desk@trust-b.example")
    owner = link.comes()
    for path in (link.here, other):
        owner.post(path)
    theirs = code_in(engine, "desk@trust-b.example")
    assert link.types(owner, theirs).status_code == 400
    assert owner.post(f"{other}/code", data={"code": link.codes()[0]}).status_code == 400
    assert link.types(owner, link.codes()[0]).status_code == 303
    assert owner.post(f"{other}/code", data={"code": theirs}).status_code == 303


def test_a_code_of_the_first_mailbox_opens_nothing_after_the_link_has_moved(engine, link):
    owner = link.comes()
    link.asks(owner)
    code = link.codes()[0]
    with writing(engine) as connection:
        message = connection.scalars(select(links.c.message_id)).one()
        move_links(connection, message_id=message, recipient="new@a.example", at=clock.now())
    assert link.types(owner, code).status_code == 400
    link.asks(owner)
    assert link.types(owner, code).status_code == 400
    assert link.types(owner, code_in(engine, "new@a.example")).status_code == 303


def test_the_page_of_another_browser_says_kindly_where_a_code_is_typed(link):
    elsewhere = link.comes()
    for answer, status in (
        (elsewhere.get(f"{link.here}/code"), 200),
        (link.types(elsewhere, WRONG), 400),
    ):
        assert answer.status_code == status
        assert "A code works only in the browser in which it was asked for" in words_on(answer.text)
        assert "Send me the code" in answer.text


def test_the_pages_say_that_the_code_is_typed_in_the_same_browser(door):
    owner = door.comes()
    door.asks(owner)
    page = owner.page(f"{door.here}/code")
    assert "in the browser in which you asked for it" in words_on(page)
    assert "in the browser in which you asked" in words_on(door.types(owner, WRONG).text)


def test_a_known_address_and_a_strange_one_are_refused_alike(signing_in):
    told = []
    for email in (signing_in.mailbox, "nobody@service.example"):
        answers = []
        for place in (THEIRS, "203.0.113.10"):
            someone = signing_in.comes(place)
            data = {"email": email}
            answers += [
                (answer.status_code, answer.headers.get("retry-after"), words_on(answer.text))
                for answer in (someone.post("/outside/sign-in", data=data) for _ in range(4))
            ]
        told.append(answers)
    assert told[0] == told[1]
    assert [status for status, _, _ in told[0]] == [303, 303, 303, 429] * 2


def test_where_no_letters_are_written_it_is_said_that_no_code_can_be_sent(door):
    alone = replace(door, counter=replace(door.counter, letters=None))
    answer = alone.comes().post(door.here, data=door.asked_with)
    assert answer.status_code >= 400
    assert "No code can be sent from here at the moment" in words_on(answer.text)
    assert door.codes() == []
