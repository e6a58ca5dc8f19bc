"""Promises about the door by which GOV.UK Notify reports: with its token, and never a 500."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from ehcp.cases.kinds import Kind
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import messages, occasions, receipts
from tests.casework.desks import id_of, put
from tests.notifications.notify_server import KEY, TEMPLATE
from tests.one_database import postgres_again
from tests.web.people import counter_over, guest, staff_member, words_on
from tests.web.test_record import requested
from workflows.counter import environment_of

pytestmark = postgres_again

TOKEN = "a-token-of-the-council"  # noqa: S105 - nobody's
SENT = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
OURS = "1" * 32


@pytest.fixture
def counter(database_url):
    engine = open_engine(database_url)
    yield counter_over(engine, notify_callback_token=TOKEN)
    engine.dispose()


def receipt(**more):
    return {
        "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
        "reference": OURS,
        "to": "somebody@service.example",
        "status": "delivered",
        "created_at": "2026-03-02T08:15:30.000000Z",
        "completed_at": "2026-03-02T08:16:30.000000Z",
        "sent_at": "2026-03-02T08:15:31.000000Z",
        "notification_type": "email",
        "template_id": TEMPLATE,
        "template_version": 1,
    } | more


def kept(counter):
    with reading(counter.engine) as connection:
        return connection.execute(select(receipts.c.message_id, receipts.c.status)).all()


def a_letter(counter, case, **more):
    """Put a request for health advice on record as sent by a road."""
    at = counter.now
    row = {
        "id": OURS,
        "occasion": "k",
        "letter": "advice_needed",
        **dict.fromkeys(("recipient", "subject", "text", "html"), "x"),
        **dict.fromkeys(("next_try_at", "created_at", "settled_at"), at),
        "status": "sent",
        "facts": {},
        "attempts": 1,
        "urgent": False,
    } | more
    with writing(counter.engine) as connection:
        connection.execute(messages.insert().values(**row))
        connection.execute(
            occasions.insert().values(
                key="k",
                message_id=OURS,
                case_id=id_of(counter.engine, case),
                party="health",
                service="health",
            )
        )


def test_a_receipt_with_the_token_is_kept_once(counter, nobody):
    for _ in range(3):
        answer = nobody.post("/notify/receipts", json=receipt(), headers=SENT)
        assert (answer.status_code, answer.text) == (200, "ok\n")
    assert kept(counter) == [(OURS, "delivered")]


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"bearer {TOKEN}", TOKEN, "Bearer \xe9"],
)
def test_without_the_token_nothing_is_kept(counter, nobody, given):
    headers: dict[str, str | bytes] = {**SENT, "authorization": given.encode()}
    answer = nobody.post("/notify/receipts", json=receipt(), headers=headers)
    assert answer.status_code == 401
    assert kept(counter) == []


def test_where_no_token_is_set_the_door_is_shut(counter):
    shut = guest(counter_over(counter.engine))
    assert shut.post("/notify/receipts", json=receipt(), headers=SENT).status_code == 401
    empty = SENT | {"authorization": "Bearer "}
    assert shut.post("/notify/receipts", json=receipt(), headers=empty).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"\xff\xfe",
        b"{" * 9_000,
        b"[" * 9_000,
        b'{"reference": ' + b"1" * 6_000 + b"}",
        b"x" * 400_000,
    ],
)
def test_what_is_no_receipt_is_refused_and_never_breaks_the_door(counter, nobody, body):
    answer = nobody.post("/notify/receipts", content=body, headers=SENT)
    assert answer.status_code in (400, 413)
    assert kept(counter) == []


@pytest.mark.parametrize(
    "more",
    [
        {"reference": None},
        {"reference": 7},
        {"reference": "\0" * 32},
        {"reference": "\ud800"},
        {"reference": OURS + "\n"},
        {"reference": "an order of the council's other software"},
        {"status": None},
        {"status": ["delivered"]},
        {"status": "virus\0"},
        {"status": "validation-failed"},
    ],
)
def test_a_receipt_that_says_nothing_to_us_is_taken_and_not_kept(counter, nobody, more):
    body = json.dumps(receipt(**more)).encode()
    assert nobody.post("/notify/receipts", content=body, headers=SENT).status_code == 200
    assert kept(counter) == []


@pytest.mark.parametrize(
    "moment", [None, 7, "soon", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026"]
)
def test_an_odd_moment_is_no_reason_to_lose_a_receipt(counter, nobody, moment):
    body = receipt(created_at=moment, completed_at=moment, sent_at=moment)
    assert nobody.post("/notify/receipts", json=body, headers=SENT).status_code == 200
    assert kept(counter) == [(OURS, "delivered")]


def test_a_receipt_may_come_before_we_know_of_the_letter(counter, nobody):
    assert nobody.post("/notify/receipts", json=receipt(), headers=SENT).status_code == 200
    assert kept(counter) == [(OURS, "delivered")]


def test_a_form_at_this_door_is_no_receipt(nobody):
    headers = {"authorization": SENT["authorization"]}
    answer = nobody.post("/notify/receipts", data={"reference": OURS}, headers=headers)
    assert answer.status_code == 400


def test_a_browser_cannot_be_led_to_this_door(counter, nobody):
    """The guard of our forms stands here as everywhere else."""
    headers = SENT | {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert nobody.post("/notify/receipts", json=receipt(), headers=headers).status_code == 400
    assert kept(counter) == []


def test_the_pages_know_the_token_and_not_the_key(counter):
    given = {"notify_key": KEY, "notify_template": TEMPLATE, "notify_callback_token": TOKEN}
    settings = type(counter.settings)(channel="govuk_notify", **given)
    told = environment_of(settings)
    assert [name for name in told if "NOTIFY" in name] == ["EHCP_NOTIFY_CALLBACK_TOKEN"]
    assert KEY not in told.values()


@pytest.fixture
def case(counter) -> str:
    """A case in which health advice was asked for on 17 February 2026."""
    reference = requested(counter.engine)
    put(counter.engine, reference, Kind.TOLD_WILL_ASSESS, "2026-02-16", by="Morgan Eastlake")
    put(counter.engine, reference, Kind.ADVICE_REQUESTED, "2026-02-17", "health")
    return reference


SENT_AT = datetime(2026, 2, 25, 9, tzinfo=UTC)  # three working days before


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"delivery": None}, "handed to the mail server; nobody tells us whether it arrived"),
        ({"delivery": "filed"}, "written to a file on this computer; it was not sent to anybody"),
        ({"delivery": "delivered"}, "delivered on 25 Feb 2026"),
        ({"delivery": "permanent-failure"}, "did not arrive: wrong address"),
        ({"delivery": "technical-failure"}, "did not arrive: technical trouble"),
        ({"status": "failed", "failure": "wrong address: 550"}, "could not be sent: wrong address"),
        ({"delivery": "sending"}, "sent, delivery not confirmed yet"),
        (
            {"delivery": "sending", "settled_at": SENT_AT - timedelta(days=1)},
            "not proven to have arrived",
        ),
        ({"status": "waiting"}, "waiting to be sent"),
    ],
)
def test_the_pages_of_a_case_say_whether_the_request_arrived(counter, case, row, says):
    moments = dict.fromkeys(("created_at", "settled_at", "delivery_at"), SENT_AT)
    a_letter(counter, case, **moments | row)
    kim = staff_member(counter, "Kim Ashdown", "caseworker")
    page = words_on(kim.page(f"/cases/{case}"))
    assert page.casefold().count(says.casefold()) == 2  # who owes what, and the chronology
    assert f"request {says}" in words_on(kim.page(f"/cases/{case}/advice"))


def test_a_request_that_did_not_arrive_is_a_task_until_the_service_has_it(counter, case, nobody):
    engine = counter.engine
    with writing(engine) as connection:
        connection.exec_driver_sql(
            "INSERT INTO providers"
            " (code, kind, name, email, telephone, reminders, monday_list) VALUES"
            " ('health', 'health', 'Exampleshire Trust', "
            "'x@y.example', '01632 960 333', false, false)"
        )
        connection.exec_driver_sql("UPDATE cases SET officer = 'Kim Ashdown'")
    a_letter(counter, case)
    kim = staff_member(counter, "Kim Ashdown", "caseworker")
    assert "did not arrive" not in words_on(kim.page("/my-day"))
    body = receipt(status="permanent-failure")
    assert nobody.post("/notify/receipts", json=body, headers=SENT).status_code == 200
    page = words_on(kim.page("/my-day"))
    assert "The request for health advice did not arrive: wrong address" in page
    assert "Ring Exampleshire Trust on 01632 960 333" in page
    with writing(engine) as connection:
        long_ago = counter.now.replace(day=1, month=2)
        connection.execute(update(messages).values(settled_at=long_ago, delivery_at=long_ago))
    assert "did not arrive" in words_on(kim.page("/my-day"))  # not only while it is news
    put(engine, case, Kind.ADVICE_ACKNOWLEDGED, "2026-03-02", "health")
    assert "did not arrive" not in words_on(kim.page("/my-day"))


def of_kim(counter):
    with writing(counter.engine) as connection:
        connection.exec_driver_sql("UPDATE cases SET officer = 'Kim Ashdown'")
    return staff_member(counter, "Kim Ashdown", "caseworker")


def test_a_request_that_was_given_up_is_a_task_too(counter, case):
    long_ago = {"settled_at": SENT_AT, "created_at": SENT_AT}
    a_letter(counter, case, status="failed", failure="wrong kind of key: x", **long_ago)
    page = words_on(of_kim(counter).page("/my-day"))
    assert "The request for health advice did not arrive: wrong kind of key" in page
    assert "Ring the service, ask for the right address" in page


@pytest.mark.parametrize(("at", "shown"), [(SENT_AT, False), (SENT_AT + timedelta(days=5), True)])
def test_a_reminder_that_did_not_arrive_is_news_and_no_task(counter, case, at, shown):
    moments = dict.fromkeys(("created_at", "settled_at", "delivery_at"), at)
    a_letter(counter, case, letter="advice_reminder", delivery="temporary-failure", **moments)
    page = words_on(of_kim(counter).page("/my-day"))
    assert ("A letter about the case may not have arrived" in page) is shown
