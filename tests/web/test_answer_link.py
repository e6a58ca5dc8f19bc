"""A one-time link: a code from its mailbox opens it, and whatever opens nothing tells nothing."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from config import clock
from ehcp.cases.kinds import Kind
from ehcp.outside.links import LIVES, hash_of, move_links
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import audit, link_visits, links, providers
from ehcp.web.providers.link.link_visit import COOKIE
from ehcp.web.providers.link.routes import masked
from tests.casework.desks import put
from tests.one_database import on_sqlite_only
from tests.web.conftest import TODAY
from tests.web.links import (
    EP,
    MAILBOX,
    NOTHING,
    asked,
    code_in,
    codes_in,
    link_in,
    mail_to,
    opens,
    post,
    service,
)
from tests.web.people import guest, secrets_on, words_on

CHILD = ("Ada", "Finch", "Lark Rise", "2015")


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def request_asked(engine):
    """Trust A was asked for advice, and has our email."""
    service(engine)
    reference = asked(engine)
    post(engine)
    return reference


@pytest.fixture
def path(engine, request_asked) -> str:
    """Give the path of the link in that email."""
    del request_asked
    return link_in(engine)


def acts_on_record(engine) -> list[tuple[str, str]]:
    with reading(engine) as connection:
        rows = connection.execute(select(audit).order_by(audit.c.id)).all()
    return [(row.by, row.act) for row in rows if row.act.startswith(("link", "answered"))]


def dead_page(someone, path) -> tuple[int, str, str]:
    """Give what somebody gets at an address: status, words, and where its address may go."""
    answer = someone.get(path)
    return answer.status_code, words_on(answer.text), answer.headers["referrer-policy"]


@on_sqlite_only
def test_a_link_says_nothing_of_the_child_before_the_code(nobody, request_asked, path):
    for page in (nobody.page(path), nobody.page(f"{path}/code")):
        assert not [word for word in (*CHILD, request_asked) if word in words_on(page)]
    assert "e…@trust-a.example" in words_on(nobody.page(path))


@on_sqlite_only
def test_looking_at_a_link_sends_nothing_and_spends_nothing(engine, nobody, path):
    """Scanners of mail follow every link."""
    for _ in range(3):
        nobody.page(path)
    assert mail_to(engine, letter="code") == []
    opens(nobody, engine, path)


@on_sqlite_only
def test_the_code_opens_the_request_with_the_child_and_what_is_asked(
    engine, nobody, request_asked, path
):
    opens(nobody, engine, path)
    here = f"/answering/{request_asked}/{EP}"
    assert nobody.get("/answering").headers["location"] == here
    words = words_on(nobody.page(here))
    for said in (
        "Ada Finch",
        "2 March 2015",
        "Lark Rise Primary School",
        "Friday 10 April 2026",
        "in 39 days",
        "01632 960 001",
        "Kim Ashdown",
    ):
        assert said in words


@on_sqlite_only
def test_no_later_address_holds_the_token(engine, nobody, request_asked, path):
    token = path.rpartition("/")[2]
    opens(nobody, engine, path)
    page = nobody.page(f"/answering/{request_asked}/{EP}")
    assert token not in page
    assert token not in str(dict(nobody.cookies))


@on_sqlite_only
def test_the_address_with_the_token_goes_nowhere(nobody, path):
    assert nobody.get(path).headers["referrer-policy"] == "no-referrer"
    sent = nobody.fill_in(path)
    assert sent.headers["referrer-policy"] == "no-referrer"
    assert nobody.get(f"{path}/code").headers["referrer-policy"] == "no-referrer"
    assert nobody.get(path).headers["cache-control"] == "no-store"
    for trouble in (
        nobody.post(path, headers={"sec-fetch-site": "cross-site"}),
        nobody.delete(path),
        nobody.get(f"{path}/nowhere"),
        nobody.get(f"{path}%00"),
    ):
        assert trouble.status_code in (400, 404, 405)
        assert trouble.headers["referrer-policy"] == "no-referrer"


@on_sqlite_only
def test_no_token_is_kept_or_logged(engine, nobody, capfd, caplog, path):
    token = path.rpartition("/")[2]
    nobody.get(f"{path}/code?x=1")
    opens(nobody, engine, path)
    nobody.post(f"{path}/code", data={"code": "000000"})
    out = capfd.readouterr()
    assert token not in out.out + out.err + caplog.text
    with reading(engine) as connection:
        for table in (audit, links, link_visits):
            assert token not in str(connection.execute(select(table)).all())


@on_sqlite_only
def test_the_cookie_is_for_this_counter_alone(engine, nobody, path):
    nobody.fill_in(path)
    opened = nobody.fill_in(f"{path}/code", code=code_in(engine))
    cookie = opened.headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE}=".lower())
    assert all(each in cookie for each in ("secure", "httponly", "samesite=lax"))


def test_guessed_ended_withdrawn_unknown_and_spent_links_get_one_and_the_same_page(
    engine, nobody, request_asked, path
):
    pages = {"guessed": dead_page(nobody, "/answer/" + "A" * 32)}
    pages["nonsense"] = dead_page(nobody, "/answer/%F0%9F%92%A9'--")
    with clock.the_day(TODAY + LIVES + timedelta(days=1)):
        pages["ended"] = dead_page(nobody, path)
    values = {"withdrawn_at": clock.now(), "withdrawn_by": "Kim"}
    with writing(engine) as connection:
        connection.execute(update(links).values(**values))
    pages["withdrawn"] = dead_page(nobody, path)
    with writing(engine) as connection:
        connection.execute(update(links).values(withdrawn_at=None))
    put(engine, request_asked, Kind.NIL_REPLY, "2026-03-02", EP)
    pages["spent"] = dead_page(nobody, path)
    assert len(set(pages.values())) == 1, pages
    status, words, referrer = pages["guessed"]
    assert (status, referrer) == (404, "no-referrer")
    assert NOTHING in words


@on_sqlite_only
def test_what_is_dead_is_dead_at_every_step(engine, nobody, path):
    nobody.fill_in(path)
    code = code_in(engine)
    with writing(engine) as connection:
        connection.execute(update(links).values(withdrawn_at=clock.now(), withdrawn_by="Kim"))
    guessed = "/answer/" + "A" * 32
    for way in ("", "/code"):
        for method in ("GET", "POST"):
            real = nobody.request(method, path + way, data={"code": code})
            made_up = nobody.request(method, guessed + way, data={"code": code})
            assert real.status_code == made_up.status_code == 404
            assert words_on(real.text) == words_on(made_up.text)
    assert nobody.cookies.get(COOKIE) is None


@on_sqlite_only
def test_a_cancelled_request_closes_its_link(engine, nobody, request_asked, path):
    put(engine, request_asked, Kind.ADVICE_REQUEST_CANCELLED, "2026-03-02", EP, reason="x")
    assert NOTHING in words_on(nobody.get(path).text)


@on_sqlite_only
def test_a_forwarded_link_opens_nothing_for_whoever_cannot_read_the_first_mailbox(
    engine, nobody, request_asked, path
):
    nobody.fill_in(path, email="thief@elsewhere.example")
    assert mail_to(engine, "thief@elsewhere.example") == []
    assert len(mail_to(engine, MAILBOX, letter="code")) == 1
    for guess in ("000000", "123456", "", "thief"):
        answer = nobody.fill_in(f"{path}/code", code=guess)
        assert answer.status_code == 400
    page = nobody.get(f"/answering/{request_asked}/{EP}")
    assert page.status_code == 403
    assert not [word for word in (*CHILD, request_asked) if word in words_on(page.text)]


@on_sqlite_only
def test_a_code_is_sent_where_the_letter_went_even_if_the_service_has_moved(engine, nobody, path):
    with writing(engine) as connection:
        connection.execute(update(providers).values(email="new@trust-a.example"))
    nobody.fill_in(path)
    assert mail_to(engine, "new@trust-a.example", letter="code") == []
    assert len(mail_to(engine, MAILBOX, letter="code")) == 1


@on_sqlite_only
def test_a_code_that_went_to_the_first_mailbox_opens_nothing_once_the_letter_goes_to_another(
    engine, nobody, path
):
    nobody.fill_in(path)
    code = code_in(engine)
    with writing(engine) as connection:
        message = connection.scalars(select(links.c.message_id)).one()
        move_links(connection, message_id=message, recipient="new@a.example", at=clock.now())
    assert nobody.fill_in(f"{path}/code", code=code).status_code == 400


@on_sqlite_only
def test_a_code_works_once_and_the_link_can_be_opened_again_with_another(
    engine, counter, nobody, path
):
    opens(nobody, engine, path)
    second = guest(counter)
    second.fill_in(path)
    used = codes_in(engine)[0]
    assert second.fill_in(f"{path}/code", code=used).status_code == 400
    opens(second, engine, path)


@on_sqlite_only
def test_who_has_it_open_already_needs_no_second_code(engine, nobody, request_asked, path):
    opens(nobody, engine, path)
    assert nobody.get(path).headers["location"] == "/answering"
    nobody.fill_in(f"/answering/{request_asked}/{EP}/not-known")
    assert nobody.get(path).headers["location"] == "/answering"


@on_sqlite_only
def test_too_many_codes_are_not_sent(engine, nobody, path):
    secrets = secrets_on(nobody.page(path))
    answers = [nobody.send_again(path, secrets).status_code for _ in range(5)]
    assert answers == [303, 303, 303, 429, 429]
    assert len(mail_to(engine, letter="code")) == 3


def test_codes_are_asked_for_only_so_often_from_one_place(engine, nobody, path):
    """Whether the links are real or guessed, and without saying which."""
    statuses = [nobody.post(f"/answer/{n:032}").status_code for n in range(70)]
    assert statuses[0] == 404
    assert statuses[-1] == 429
    assert nobody.post(path).status_code == 429
    assert mail_to(engine, letter="code") == []


@on_sqlite_only
def test_every_use_is_on_the_audit_record_by_the_service(engine, nobody, request_asked, path):
    nobody.fill_in(path)
    nobody.fill_in(f"{path}/code", code="abc")
    nobody.fill_in(f"{path}/code", code=code_in(engine))
    nobody.page(f"/answering/{request_asked}/{EP}")
    nobody.fill_in(f"/answering/{request_asked}/{EP}/not-known")
    assert acts_on_record(engine) == [
        ("Trust A, by link", act)
        for act in (
            "link_code_sent",
            "link_code_wrong",
            "link_opened",
            "link_viewed",
            "answered a request",
        )
    ]


@on_sqlite_only
def test_the_visit_ends_after_half_an_hour_in_which_nothing_is_done(
    engine, nobody, request_asked, path
):
    here = f"/answering/{request_asked}/{EP}"
    at = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
    with clock.the_day(TODAY, at=at.time()):
        opens(nobody, engine, path)
    for minutes in (25, 50, 75):
        with clock.the_day(TODAY, at=(at + timedelta(minutes=minutes)).time()):
            nobody.page(here)
    with clock.the_day(TODAY, at=(at + timedelta(minutes=106)).time()):
        page = nobody.get(here)
        assert page.status_code == 403
        assert "Ada" not in page.text


@on_sqlite_only
def test_what_somebody_typed_is_theirs_to_copy_when_the_visit_has_ended(nobody, request_asked):
    answer = nobody.post(
        f"/answering/{request_asked}/{EP}/write",
        data={"needs": "A long <b>morning</b>", "provision": ""},
    )
    assert answer.status_code == 403
    assert "A long &lt;b&gt;morning&lt;/b&gt;" in answer.text
    assert "It was not recorded" in words_on(answer.text)


def test_withdrawing_ends_what_is_open_at_once(engine, nobody, kim, request_asked, path):
    opens(nobody, engine, path)
    here = f"/cases/{request_asked}/advice/{EP}/link"
    assert here in kim.page(f"/cases/{request_asked}/advice")
    assert MAILBOX in words_on(kim.page(here))
    assert kim.fill_in(here).status_code == 400
    done = kim.fill_in(here, why="Sent to a wrong mailbox")
    assert done.headers["location"].endswith("/advice?said=link-withdrawn")
    assert nobody.get(f"/answering/{request_asked}/{EP}").status_code == 403
    assert NOTHING in words_on(nobody.get(path).text)
    assert acts_on_record(engine)[-1] == ("Kim Ashdown", "link_withdrawn")
    assert here not in kim.page(f"/cases/{request_asked}/advice")


def test_closing_ends_the_visit_in_this_browser(engine, nobody, request_asked, path):
    opens(nobody, engine, path)
    here = f"/answering/{request_asked}/{EP}"
    token = nobody.cookies.get(COOKIE)
    closed = nobody.fill_in("/answering/close", page=here)
    assert closed.status_code == 200
    nobody.cookies.set(COOKIE, token, domain="counter.example", path="/")
    assert nobody.get(here).status_code == 403


@pytest.mark.parametrize(
    ("mailbox", "shown"),
    [
        ("sendteam@trust.example", "se…@trust.example"),
        ("ep@trust.example", "e…@trust.example"),
        ("e@trust.example", "e…@trust.example"),
        ("@trust.example", "…@trust.example"),
    ],
)
def test_a_mailbox_is_shown_so_that_nobody_learns_it(mailbox, shown):
    assert masked(mailbox) == shown


@on_sqlite_only
def test_the_hash_of_a_token_is_all_that_is_kept(engine, path):
    with reading(engine) as connection:
        (row,) = connection.execute(select(links)).all()
    assert row.token_hash == hash_of(path.rpartition("/")[2])
    assert row.ends_at.date() > date(2026, 5, 1)
