"""A code lets in whose mailbox it came to, once; nobody is told whose mailbox we know."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select, update

from config import clock
from ehcp.register.engine import reading, writing
from ehcp.register.tables import audit, sessions, users
from ehcp.staff.passwords import hash_of_password
from ehcp.staff.roles import UserRole
from ehcp.staff.users import one_user, user_of_email
from ehcp.web.sessions import COOKIE
from tests.web.outsiders import by_code, codes_sent, outsider
from tests.web.people import guest, words_on

EP = "educational_psychology"
_WORDS = "ferry lantern oatmeal"


@pytest.fixture
def sam(counter):
    return outsider(counter, "Sam Hale", kinds=[EP])


def asks(someone, email, **more):
    return someone.fill_in("/outside/sign-in", email=email, **more)


def types(someone, code):
    return someone.fill_in("/outside/sign-in/code", code=code)


def acts(engine):
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(audit.c.by, audit.c.act))]


def test_a_code_from_ones_mailbox_lets_one_in(counter, sam, nobody, engine):
    assert asks(nobody, f"  {sam.upper()} ").headers["location"] == "/outside/sign-in/code"
    ((recipient, code),) = codes_sent(counter)
    assert recipient == sam
    answer = types(nobody, f"{code[:3]} {code[3:]}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert nobody.get("/").headers["location"] == "/queue"
    words = words_on(nobody.page("/account"))
    assert "A code that we send to your email address each time" in words
    assert "educational psychology" in words
    assert ("Sam Hale", "signed_in") in acts(engine)


def test_the_page_that_was_wanted_comes_after_the_code(counter, sam, nobody):
    answer = nobody.get("/queue/figures")
    assert answer.headers["location"] == "/outside/sign-in?next=/queue/figures"
    page = nobody.page(answer.headers["location"])
    assert 'value="/queue/figures"' in page
    assert asks(nobody, sam, next="/queue/figures").status_code == 303
    code = codes_sent(counter)[-1][1]
    answer = nobody.fill_in("/outside/sign-in/code", code=code, next="/queue/figures")
    assert answer.headers["location"] == "/queue/figures"


def test_a_stranger_is_told_what_a_user_is_told(counter, sam):
    told = {}
    for email in (sam, "nobody@service.example", "kim.ashdown@council.example"):
        someone = guest(counter)
        answer = asks(someone, email)
        page = words_on(someone.page("/outside/sign-in/code"))
        wrong = types(someone, "000000")
        told[email] = (
            answer.status_code,
            answer.headers["location"],
            page.replace(email, ""),
            wrong.status_code,
            words_on(wrong.text).replace(email, ""),
        )
    assert len(set(told.values())) == 1
    assert [recipient for recipient, _ in codes_sent(counter)] == [sam]


def test_a_code_works_once(counter, sam):
    first, second = guest(counter), guest(counter)
    asks(first, sam)
    second.cookies.update(first.cookies)
    code = codes_sent(counter)[0][1]
    assert types(first, code).status_code == 303
    assert types(second, code).status_code == 400
    assert second.get("/queue").status_code == 303


def test_a_code_opens_no_other_mailbox(counter, sam):
    other = outsider(counter, "Trust Lead", kinds=["health"])
    someone = guest(counter)
    asks(someone, sam)
    code = codes_sent(counter)[0][1]
    asks(someone, other)
    assert types(someone, code).status_code == 400


def test_a_code_is_too_old_after_ten_minutes(counter, sam, nobody):
    asks(nobody, sam)
    code = codes_sent(counter)[0][1]
    later = (clock.now() + timedelta(minutes=11)).time()
    with clock.the_day(clock.today(), at=later):
        assert "too old" in words_on(types(nobody, code).text)


def test_codes_cannot_be_asked_for_without_end(counter, sam, nobody):
    for email in (sam, "nobody@service.example"):
        answers = [asks(nobody, email).status_code for _ in range(5)]
        assert answers == [303, 303, 303, 429, 429]
    assert len(codes_sent(counter)) == 3


def test_wrong_codes_end_in_a_page_that_says_to_wait(counter, sam, nobody, engine):
    asks(nobody, sam)
    for _ in range(5):
        assert types(nobody, "000000").status_code == 400
    assert types(nobody, codes_sent(counter)[0][1]).status_code == 400
    assert acts(engine).count(("Sam Hale", "sign_in_failed")) == 6


def test_the_typing_of_codes_is_counted_by_place(sam, nobody):
    asks(nobody, sam)
    answers = [types(nobody, "000000").status_code for _ in range(51)]
    assert answers[-1] == 429
    answer = types(nobody, "000000")
    assert int(answer.headers["retry-after"]) > 0


def test_the_password_page_knows_nobody_from_outside(counter, sam, nobody, engine):
    with writing(engine) as connection:  # as somebody has who once worked for the council
        connection.execute(update(users).values(password_hash=hash_of_password(_WORDS)))
    answer = nobody.fill_in("/sign-in", email=sam, password=_WORDS)
    stranger = guest(counter).fill_in("/sign-in", email="x@y.example", password=_WORDS)
    assert answer.status_code == stranger.status_code == 400
    assert words_on(answer.text) == words_on(stranger.text)


def test_somebody_of_the_council_gets_no_code(counter, kim, nobody):
    del kim
    asks(nobody, "kim.ashdown@council.example")
    assert codes_sent(counter) == []


@pytest.mark.parametrize("end", [{"is_active": False}, {"ends_on": "2026-03-01"}])
def test_whoever_has_left_is_not_let_in(counter, sam, nobody, engine, end):
    asks(nobody, sam)
    if "ends_on" in end:
        end = {"ends_on": clock.today() - timedelta(days=1)}
    with writing(engine) as connection:
        connection.execute(update(users).values(**end))
    assert types(nobody, codes_sent(counter)[0][1]).status_code == 400


def test_a_session_from_outside_is_shorter_than_ours(counter, sam, engine):
    by_code(counter, sam)
    with reading(engine) as connection:
        row = connection.execute(select(sessions.c.started_at, sessions.c.ends_at)).one()
    assert row.ends_at - row.started_at == timedelta(hours=4)


def test_signing_out_leads_to_ones_own_door(counter, sam):
    someone = by_code(counter, sam)
    answer = someone.fill_in("/sign-out", page="/account")
    assert answer.headers["location"] == "/outside/sign-in?said=signed-out"
    assert someone.get("/account").status_code == 303


@pytest.mark.parametrize("path", ["/cases", "/my-day", "/report", "/services", "/admin", "/alerts"])
def test_the_pages_of_staff_stay_closed(counter, sam, path):
    assert by_code(counter, sam).get(path).status_code == 403


def test_somebody_from_outside_has_no_password_to_change(counter, sam):
    someone = by_code(counter, sam)
    for path in ("/account/password", "/account/app"):
        assert "you need no password" in someone.page(path, status=400)


def test_the_mailbox_stands_in_no_address_and_is_read_by_no_script(sam, nobody):
    answer = asks(nobody, sam)
    assert sam not in answer.headers["location"]
    kept = answer.headers["set-cookie"].lower()
    for word in ("httponly", "secure", "samesite=lax", "path=/outside/sign-in"):
        assert word in kept
    assert sam not in kept


def test_a_cookie_that_was_tampered_with_only_asks_again(nobody):
    for kept in ("%%%", "eA==", "////"):
        nobody.cookies.set("ehcp-mailbox", kept, domain="counter.example", path="/outside/sign-in")
        assert nobody.get("/outside/sign-in/code").status_code == 303


def test_each_role_from_outside_has_a_first_page(counter):
    for place, role in enumerate((UserRole.SERVICE, UserRole.PROFESSIONAL)):
        email = outsider(counter, f"Sam {'Hale' if place else 'Lea'}", role, kinds=[EP])
        assert by_code(counter, email).get("/").headers["location"] == "/queue"


def test_a_user_from_outside_is_shown_as_one(counter, sam):
    user = user_of_email(counter.engine, email=sam)
    assert user.signs_in_by == "code"
    assert one_user(counter.engine, user_id=user.id).services == {EP}


def test_no_session_begins_before_the_code(sam, nobody):
    asks(nobody, sam)
    assert nobody.cookies.get(COOKIE) is None


def test_a_place_that_asks_for_code_after_code_is_told_to_wait(nobody):
    answers = [asks(nobody, f"nobody{number}@service.example") for number in range(61)]
    assert {answer.status_code for answer in answers[:60]} == {303}
    assert answers[60].status_code == 429
    assert "Try again in" in words_on(answers[60].text)


def test_whose_session_ended_on_the_queue_comes_to_the_door_of_codes(counter, sam):
    someone = by_code(counter, sam)
    with clock.the_day(clock.today(), at=time(14, 30)):
        answer = someone.get("/sign-in?next=/queue")
        assert answer.headers["location"] == "/outside/sign-in?next=/queue"
        assert "You are signed out" in someone.page("/outside/sign-in?next=/queue")
