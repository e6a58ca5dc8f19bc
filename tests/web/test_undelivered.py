"""Letters that did not arrive are seen to from the case, once, by those who may see the case."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select

from ehcp.outside.other_address import BadAddress
from ehcp.outside.settling import settle_by_hand
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import audit, occasions
from ehcp.staff.roles import UserRole
from tests.casework.desks import id_of
from tests.one_database import on_sqlite_only
from tests.web.letters_back import (
    AT,
    LETTER,
    a_family,
    a_letter,
    every_letter,
    noted,
    row_of,
    sealed,
    stands,
)
from tests.web.links import EP, MAILBOX, asked, link_in, opens, post, service
from tests.web.people import counter_over, guest, secrets_on, staff_member, words_on

PATH = f"/letters/undelivered/{LETTER}"
RIGHT = "right@trust-a.example"
TOLD = {"how": "telephone", "told": date(2026, 3, 2)}


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def case(engine) -> str:
    """A case of Kim's in which advice was asked for, by a letter that could not be sent."""
    reference = asked(engine)
    service(engine)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE providers SET telephone = '01632 960 777'")
    a_letter(engine, reference)
    return reference


@on_sqlite_only
@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"status": "failed"}, "no such mailbox, or its mail server refused it"),
        ({"status": "uncertain", "failure": "The program stopped."}, "Nobody knows whether it"),
        ({"status": "sent", "delivery": "permanent-failure", "delivery_at": AT}, "came back"),
        ({"status": "sent", "delivery": "temporary-failure", "delivery_at": AT}, "is full"),
    ],
)
def test_every_place_that_tells_of_it_leads_to_its_page(engine, kim, case, row, says):
    stands(engine, **row)
    for path in ("/my-day", f"/cases/{case}", f"/cases/{case}/advice"):
        assert f'href="{PATH}?back=' in kim.page(path)
    words = words_on(kim.page(PATH))
    for each in (says, MAILBOX, "Trust A", "01632 960 777", case, "Monday to Friday"):
        assert each in words
    assert "ask an administrator" in words


def test_sent_again_it_waits_for_the_outbox_and_is_off_the_day(engine, kim, case):
    done = kim.fill_in(PATH, page=f"{PATH}?back=/my-day", act="again", to="same")
    assert done.headers["location"] == "/my-day?said=letter-again"
    assert (row_of(engine).status, row_of(engine).recipient) == ("waiting", MAILBOX)
    assert LETTER not in kim.page("/my-day")
    page = words_on(kim.page(f"/cases/{case}"))
    assert "waiting to be sent" in page
    assert "did not arrive" not in page
    assert noted(engine, "letter_sent_again") == [
        ("letter_sent_again", id_of(engine, case), "Request for advice")
    ]


@on_sqlite_only
@pytest.mark.usefixtures("case")
def test_sent_to_another_address_that_address_is_on_no_audit_record(engine, kim):
    kim.fill_in(PATH, act="again", to="other", email=RIGHT)
    assert (row_of(engine).status, row_of(engine).recipient) == ("waiting", RIGHT)
    with reading(engine) as connection:
        assert RIGHT not in str(connection.execute(select(audit)).all())
    assert noted(engine, "letter_sent_again")[0].about == "Request for advice: to another address"


@on_sqlite_only
@pytest.mark.parametrize("typed", ["", "nobody", "one@a.example, two@b.example"])
@pytest.mark.usefixtures("case")
def test_what_is_no_address_is_said_by_its_field(engine, kim, typed):
    answer = kim.fill_in(PATH, act="again", to="other", email=typed)
    assert answer.status_code == 400
    assert 'href="#email"' in answer.text
    assert row_of(engine).status == "failed"


@on_sqlite_only
@pytest.mark.usefixtures("case")
def test_where_the_service_has_another_mailbox_by_now_only_that_is_offered(engine, kim):
    with writing(engine) as connection:
        connection.exec_driver_sql(f"UPDATE providers SET email = '{RIGHT}'")  # noqa: S608 - ours
    page = words_on(kim.page(PATH))
    assert f"{RIGHT}, the mailbox of the service now" in page
    assert "as before" not in page
    assert kim.fill_in(PATH, act="again", to="same").status_code == 400
    kim.fill_in(PATH, act="again", to="now")
    assert row_of(engine).recipient == RIGHT


def test_that_it_did_arrive_is_said_with_how_and_when(engine, kim, case):
    done = kim.fill_in(PATH, page=f"{PATH}?back=/cases/{case}", act="arrived", **TOLD)
    assert done.headers["location"] == f"/cases/{case}?said=letter-arrived"
    assert row_of(engine).status == "sent"
    assert "arrived: they told us on 2 Mar 2026" in words_on(kim.page(f"/cases/{case}"))
    assert LETTER not in kim.page("/my-day")
    (line,) = noted(engine, "letter_arrived")
    assert line.about == "Request for advice: told by telephone on 2026-03-02"


@on_sqlite_only
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"how": "telephone"},
        TOLD | {"how": "pigeon"},
        TOLD | {"told": date(2026, 2, 26)},
        TOLD | {"told": date(2026, 3, 3)},
    ],
)
@pytest.mark.usefixtures("case")
def test_how_and_when_are_asked_for(engine, kim, fields):
    secrets = secrets_on(kim.page(PATH))
    assert kim.send_again(PATH, secrets | {"act": "arrived"}, **fields).status_code == 400
    assert row_of(engine).status == "failed"


def test_what_is_left_is_off_the_day_and_the_case_says_so(engine, kim, case):
    kim.fill_in(PATH, act="left")
    assert row_of(engine).status == "not_needed"
    assert LETTER not in kim.page("/my-day")
    assert "was left: it is not needed any more" in words_on(kim.page(f"/cases/{case}"))
    assert "it is not needed any more" in words_on(kim.page(PATH))


@pytest.mark.usefixtures("case")
def test_sent_twice_it_is_done_once(engine, kim):
    secrets = secrets_on(kim.page(PATH)) | {"act": "again"}
    with ThreadPoolExecutor(max_workers=2) as pool:
        answers = list(pool.map(lambda _: kim.send_again(PATH, secrets, to="same"), range(2)))
    assert sorted(answer.headers["location"].partition("said=")[2] for answer in answers) == [
        "already",
        "letter-again",
    ]
    assert len(noted(engine, "letter_sent_again")) == 1


@on_sqlite_only
@pytest.mark.parametrize("act", ["again", "arrived", "left"])
@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"status": "waiting"}, "waits to be sent again"),
        ({"status": "sending", "claimed_by": "smtp:x:1", "claimed_at": AT}, "at this moment"),
        ({"status": "sent", "delivery": None}, "Nothing is left to do"),
        ({"status": "not_needed"}, "not needed any more"),
    ],
)
@pytest.mark.usefixtures("case")
def test_what_was_settled_meanwhile_is_refused_kindly(engine, kim, act, row, says):
    secrets = secrets_on(kim.page(PATH)) | {"act": act}
    stands(engine, **row)
    answer = kim.send_again(PATH, secrets, to="same", **TOLD)
    assert answer.status_code == 400
    assert says in words_on(answer.text)
    assert row_of(engine).status == row["status"]
    assert row_of(engine).claimed_by == row.get("claimed_by")
    assert not noted(engine, "letter_sent_again", "letter_arrived", "letter_left")


def test_of_a_case_that_may_not_be_seen_the_letter_may_not_be_seen(engine, kim, morgan, case):
    sealed(engine, case)
    for someone in (kim, morgan):
        assert someone.get(PATH).status_code == 404
        assert someone.send_again(PATH, secrets_on(kim.page("/my-day"))).status_code in (400, 404)
    assert LETTER not in morgan.page("/letters/undelivered")
    assert row_of(engine).status == "failed"


def test_a_letter_about_several_cases_names_only_those_that_may_be_seen(engine, kim, case):
    other = asked(engine, surname="Heron", forename="Bo")
    with writing(engine) as connection:
        connection.execute(
            insert(occasions).values(
                key="o", message_id=LETTER, case_id=id_of(engine, other), party=EP, service=EP
            )
        )
    words = words_on(kim.page(PATH))
    assert case in words
    assert other in words
    assert "about several cases" in words
    sealed(engine, other)
    words = words_on(kim.page(PATH))
    assert case in words
    assert other not in words
    assert "about several cases" in words
    kim.fill_in(PATH, act="again", to="same")
    assert {line.case_id for line in noted(engine, "letter_sent_again")} == {
        id_of(engine, case),
        id_of(engine, other),
    }


@on_sqlite_only
def test_no_other_address_is_taken_for_a_family_at_any_door(engine, case):
    a_family(engine, case)
    with pytest.raises(BadAddress, match="on the child's page"), writing(engine) as connection:
        settle_by_hand(
            connection, message_id="f" * 32, outcome="again", at=AT, to="anybody@else.example"
        )


def test_a_family_is_written_to_at_the_address_on_the_childs_page_alone(engine, kim, case):
    path = a_family(engine, case)
    page = kim.page(path)
    assert f'href="/cases/{case}/person"' in page
    assert 'name="email"' not in page
    answer = kim.fill_in(path, act="again", to="other", email="anybody@elsewhere.example")
    assert answer.status_code == 400
    kim.fill_in(path, act="again")
    assert row_of(engine, "f" * 32).recipient == "parent@home.example"


@on_sqlite_only
def test_a_family_without_an_address_is_not_written_to_again(engine, kim, case):
    path = a_family(engine, case, email=None)
    assert "has no address for them" in words_on(kim.page(path))
    assert kim.fill_in(path, act="again", to="same").status_code == 400
    assert row_of(engine, "f" * 32).status == "failed"


def test_managers_and_administrators_have_a_list_of_all_that_waits(engine, counter, morgan, case):
    a_family(engine, case)
    a_letter(engine, message_id="w" * 32, letter="weekly_report", status="uncertain")
    a_letter(engine, case, message_id="d" * 32, status="sent", delivery="delivered")
    a_letter(engine, message_id="c" * 32, letter="code")
    page = morgan.page("/letters/undelivered")
    shown = {name for name in "afwdc" if name * 32 in page}
    assert shown == {"a", "f", "w"}
    assert case in page
    admin = staff_member(counter, "Ash Quill", "administrator")
    page = admin.page("/letters/undelivered")
    assert {name for name in "afwdc" if name * 32 in page} == {"a", "w"}
    assert case not in page
    morgan.fill_in(f"/letters/undelivered/{'w' * 32}", act="left")
    assert "w" * 32 not in morgan.page("/letters/undelivered")


@on_sqlite_only
def test_one_letter_is_said_in_the_singular(morgan, case):
    assert case in morgan.page("/letters/undelivered")
    assert "1 letter could not be sent" in words_on(morgan.page("/letters/undelivered"))


def test_an_administrator_sees_to_a_letter_without_seeing_a_case(engine, counter, case):
    admin = staff_member(counter, "Ash Quill", "administrator")
    page = admin.page(PATH)
    assert case not in page
    assert f'href="/admin/services/{EP}"' in page
    assert admin.get(a_family(engine, case)).status_code == 404
    told: dict[str, Any] = {"act": "arrived"} | TOLD
    admin.fill_in(PATH, **told)
    assert (row_of(engine).status, row_of(engine).delivery) == ("sent", "told")


@on_sqlite_only
def test_a_letter_of_the_house_is_no_caseworkers(engine, kim, morgan):
    a_letter(engine, letter="weekly_report", recipient="head@council.example")
    assert kim.get(PATH).status_code == 404
    words = words_on(morgan.page(PATH))
    assert "head@council.example" in words
    assert "Another address" not in words


@on_sqlite_only
@pytest.mark.parametrize("role", ["inspector", "quality_officer"])
def test_who_only_reads_is_told_and_not_asked_to_see_to_it(counter, case, role):
    someone = staff_member(counter, "Robin Reader", UserRole(role).value)
    page = someone.page(f"/cases/{case}")
    assert "could not be sent" in page
    assert PATH not in page
    assert someone.get(PATH).status_code == 403


@on_sqlite_only
def test_nobody_comes_to_a_letter_without_signing_in(counter, case):
    assert case
    assert guest(counter_over(counter.engine)).get(PATH).status_code == 303


@on_sqlite_only
def test_a_consulted_school_without_a_mailbox_is_not_written_to_again(engine, kim, case):
    a_letter(engine, case, message_id="s" * 32, letter="consultation")
    path = f"/letters/undelivered/{'s' * 32}"
    assert "has no mailbox in our list" in words_on(kim.page(path))
    assert kim.fill_in(path, act="again", to="same").status_code == 400


def test_from_the_letter_that_came_back_to_the_answer_at_the_right_address(engine, counter, kim):
    reference = asked(engine)
    service(engine)
    post(engine)
    link = link_in(engine)
    (letter,) = [row.id for row in every_letter(engine) if row.letter == "advice_needed"]
    stands(engine, letter, status="sent", settled_at=AT, delivery="permanent-failure")
    stands(engine, letter, delivery_at=counter.now)
    path = f"/letters/undelivered/{letter}"
    assert path in kim.page("/my-day")
    kim.fill_in(path, act="again", to="other", email=RIGHT)
    assert path not in kim.page("/my-day")
    somebody = opens(guest(counter), engine, link, mailbox=RIGHT)
    assert somebody.get("/answering").headers["location"] == f"/answering/{reference}/{EP}"


@on_sqlite_only
@pytest.mark.usefixtures("case")
def test_a_manager_comes_back_to_the_day_that_they_looked_at(kim, morgan):
    assert f'href="{PATH}?back=/my-day"' in kim.page("/my-day")
    page = morgan.page("/my-day?officer=Kim+Ashdown")
    (there,) = re.findall(rf'href="({PATH}[^"]+)"', page)
    done = morgan.fill_in(PATH, page=there, act="left")
    assert done.headers["location"] == "/my-day?officer=Kim+Ashdown&said=letter-left"
