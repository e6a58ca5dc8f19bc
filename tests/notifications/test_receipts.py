"""Promises about what became of a letter: receipts, asking for them, and what is in doubt."""

from datetime import UTC, timedelta
from functools import partial
from itertools import permutations
from time import sleep
from typing import Any

import pytest
from sqlalchemy import select, update

from config import clock
from ehcp.outside.receipts import take_receipt
from ehcp.outside.settling import CannotSettle
from ehcp.register.engine import reading, writing
from ehcp.register.tables import advice, deadlines, link_visits, links, messages, receipts
from notifications import receipts as asking
from notifications.at_once import write_at_once
from notifications.by_hand import list_messages, settle_by_hand
from notifications.channels.govuk_notify import GovukNotify
from notifications.receipts import ask_for_receipts
from tests.notifications.conftest import DECIDED, EP, HEALTH, KIM_AT, at, words_of
from tests.notifications.notify_server import (
    FAULT,
    KEY,
    PERMANENT,
    RATE_LIMIT,
    TEAM_ONLY,
    TEMPLATE,
    TEMPORARY,
    notify_served,
)

A_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def notify_kept():
    with notify_served() as served:
        yield served


@pytest.fixture
def notify(notify_kept):
    """Notify, with nothing taken yet."""
    notify_kept.answers, notify_kept.taken, notify_kept.asked = [], [], []
    notify_kept.loses_answers, notify_kept.meanwhile, notify_kept.team = False, None, None
    return notify_kept


@pytest.fixture
def road(notify):
    return GovukNotify(
        key=KEY,
        address=notify.address,
        template=TEMPLATE,
        sender="ehc@exampleshire.example",
        timeout=20,
        calls_a_minute=1_000_000,
    )


@pytest.fixture
def waiting(office):
    """An office with one letter in its outbox: a request for advice."""
    office.service(email="ep@service.example")
    office.case(EP)
    office.write(DECIDED)
    return office


def only(office):
    with reading(office.engine) as connection:
        return connection.execute(select(messages).order_by(messages.c.created_at)).first()


def ask(office, road, *, day=DECIDED, hour=10):
    return ask_for_receipts(office.engine, channel=road, now=lambda: at(day, hour))


def tell(office, status, *, message_id=None, taken_at=None, said_at=None, times=1):
    """Take a receipt in, as the callback does."""
    for _ in range(times):
        with writing(office.engine) as connection:
            take_receipt(
                connection,
                message_id=message_id or only(office).id,
                status=status,
                taken_at=taken_at,
                said_at=said_at or at(DECIDED, 9),
                source="callback",
            )


def test_a_letter_that_notify_took_is_awaited_until_it_says_delivered(waiting, road, notify):
    assert waiting.send(DECIDED, by=road).sent == 1
    assert (only(waiting).status, only(waiting).delivery) == ("sent", "created")
    assert ask(waiting, road).settled == 0
    assert only(waiting).delivery == "sending"
    notify.end(only(waiting).id)
    assert ask(waiting, road, hour=11).settled == 1
    assert only(waiting).delivery == "delivered"
    assert ask(waiting, road, hour=12).asked == 0
    assert list_messages(waiting.engine)[0]["delivery"] == "delivered"


@pytest.mark.parametrize(
    ("simulator", "trouble"), [(PERMANENT, "wrong address"), (TEMPORARY, "mailbox is full")]
)
def test_the_simulators_failures_reach_the_caseworker_with_the_telephone(
    office, road, notify, simulator, trouble
):
    office.service(HEALTH, email=simulator)
    with writing(office.engine) as connection:
        connection.exec_driver_sql("UPDATE providers SET telephone = '01632 960 333'")
    reference = office.case(HEALTH)
    office.write(DECIDED)
    office.send(DECIDED, by=road)
    notify.end(only(office).id)
    ask(office, road)
    (told,) = office.write(DECIDED).written
    assert (told.letter, told.recipient) == ("not_delivered", KIM_AT)
    assert told.subject == f"Not delivered: advice request, case {reference}"
    assert office.write(DECIDED + A_DAY).written == ()
    office.send(DECIDED)
    words = words_of(office.mails()[0])
    assert trouble in words
    assert "01632 960 333" in words


def test_no_receipt_moves_a_limit(waiting, road, notify):
    def limits():
        with reading(waiting.engine) as connection:
            return [
                connection.execute(select(table).order_by(*table.primary_key)).all()
                for table in (deadlines, advice)
            ]

    waiting.send(DECIDED, by=road)
    before = limits()
    notify.end(only(waiting).id, "permanent-failure")
    ask(waiting, road)
    assert limits() == before


def test_whatever_the_order_of_receipts_what_they_mean_decides(office):
    words = ("created", "sending", "delivered", "temporary-failure")
    with writing(office.engine) as connection:
        for place, order in enumerate(permutations(words)):
            row: dict[str, Any] = {
                "id": f"{place:032x}",
                "occasion": f"{place}",
                **dict.fromkeys(("letter", "recipient", "subject", "text", "html"), "x"),
                **dict.fromkeys(("next_try_at", "created_at", "settled_at"), at(DECIDED)),
                "status": "sent",
                "facts": {},
                "attempts": 1,
                "urgent": False,
            }
            connection.execute(messages.insert().values(**row))
            for status in (*order, *order[:2]):
                take_receipt(
                    connection,
                    message_id=row["id"],
                    status=status,
                    taken_at=None,
                    said_at=at(DECIDED, 9 + words.index(status)),
                    source="callback",
                )
        found = set(connection.execute(select(messages.c.delivery, messages.c.delivery_at)))
    assert found == {("delivered", at(DECIDED, 11).astimezone(UTC))}


def test_a_receipt_twice_is_one_receipt(waiting, road):
    waiting.send(DECIDED, by=road)
    tell(waiting, "permanent-failure", times=3)
    with reading(waiting.engine) as connection:
        assert len(connection.execute(select(receipts)).all()) == 1


def test_a_receipt_may_come_before_the_answer_to_our_call(waiting, road, notify):
    notify.meanwhile = lambda receipt: tell(waiting, receipt["status"])
    assert waiting.send(DECIDED, by=road).sent == 1
    assert (only(waiting).status, only(waiting).delivery) == ("sent", "delivered")


def test_a_word_that_nobody_knows_is_passed_over(waiting):
    with writing(waiting.engine) as connection:
        known = take_receipt(
            connection,
            message_id=only(waiting).id,
            status="virus-scan-failed",
            taken_at=None,
            said_at=at(DECIDED),
            source="callback",
        )
    assert not known
    assert only(waiting).delivery is None


@pytest.mark.parametrize("trouble", [FAULT, 0.6])
def test_a_letter_in_doubt_is_settled_by_asking_and_goes_once(waiting, road, notify, trouble):
    notify.answers, road.timeout = [trouble], 0.3
    assert waiting.send(DECIDED, by=road).uncertain == 1
    road.timeout = 20
    assert only(waiting).status == "sending"  # nobody need decide
    while trouble != FAULT and not notify.taken:
        sleep(0.01)  # ten minutes later it has it, or will not
    later = waiting.send(DECIDED, hour=10, by=road)
    assert (later.sent, later.uncertain) == (1, 0)
    assert len(notify.taken) == 1
    assert only(waiting).status == "sent"


def test_an_answer_that_was_lost_is_no_second_letter(waiting, road, notify):
    notify.loses_answers = True
    waiting.send(DECIDED, by=road)
    notify.loses_answers = False
    assert waiting.send(DECIDED, hour=10, by=road).sent == 1
    assert len(notify.taken) == 1


def test_notify_is_not_believed_in_the_same_minute_that_it_has_nothing(waiting, road, notify):
    notify.answers = [FAULT]
    waiting.send(DECIDED, by=road)
    assert waiting.send(DECIDED, by=road).sent == 0
    assert only(waiting).status == "sending"


def test_a_receipt_settles_a_letter_in_doubt(waiting, road, notify):
    notify.answers = [FAULT]
    waiting.send(DECIDED, by=road)
    tell(waiting, "delivered")
    assert waiting.send(DECIDED, hour=10, by=road).sent == 1
    assert notify.taken == []
    assert (only(waiting).status, only(waiting).delivery) == ("sent", "delivered")


@pytest.mark.parametrize("status", ["uncertain", "waiting"])
def test_a_receipt_shows_that_a_letter_went_of_which_nobody_was_sure(waiting, status):
    with writing(waiting.engine) as connection:
        connection.execute(update(messages).values(status=status, attempts=1))
    tell(waiting, "sending")
    assert only(waiting).status == "sent"


def test_a_letter_in_doubt_waits_while_notify_cannot_be_asked_and_then_for_a_person(
    waiting, road, notify
):
    notify.answers = [FAULT, FAULT, FAULT]
    waiting.send(DECIDED, by=road)
    waiting.send(DECIDED, hour=10, by=road)
    assert only(waiting).status == "sending"
    assert waiting.send(DECIDED + 7 * A_DAY, by=road).uncertain == 1
    assert only(waiting).status == "uncertain"
    assert notify.taken == []


def test_too_many_calls_lose_no_letter_and_no_try(waiting, road, notify):
    notify.answers = [RATE_LIMIT]
    assert "this minute" in (waiting.send(DECIDED, by=road).road_closed or "")
    assert (only(waiting).status, only(waiting).attempts) == ("waiting", 0)
    assert waiting.send(DECIDED, hour=10, by=road).sent == 1


def test_what_a_key_does_not_let_through_is_given_up_with_the_reason(waiting, road, notify):
    notify.answers = [TEAM_ONLY]
    assert waiting.send(DECIDED, by=road).failed == 1
    assert "wrong kind of key" in only(waiting).failure


def test_sent_again_by_hand_only_the_new_sending_counts(waiting, road, notify):
    waiting.send(DECIDED, by=road)
    tell(waiting, "permanent-failure")
    waiting.service(email="new@service.example")
    again_at = clock.now()
    settle_by_hand(waiting.engine, message_id=only(waiting).id, outcome="again", at=again_at)
    assert (only(waiting).status, only(waiting).delivery) == ("waiting", None)
    tell(waiting, "permanent-failure", taken_at=again_at - A_DAY)  # the old one, late
    assert (only(waiting).status, only(waiting).delivery) == ("waiting", None)
    waiting.send(again_at.date() + A_DAY * (7 - again_at.weekday()), by=road)
    assert notify.taken[-1]["email_address"] == "new@service.example"
    tell(waiting, "permanent-failure", taken_at=again_at + A_DAY)
    assert only(waiting).delivery == "permanent-failure"


def test_the_codes_of_a_letter_sent_again_go_where_the_letter_goes(waiting, road):
    waiting.send(DECIDED, by=road)
    tell(waiting, "permanent-failure")
    with reading(waiting.engine) as connection:
        assert connection.scalars(select(links.c.recipient)).all() == ["ep@service.example"]
        link = connection.scalar(select(links.c.token_hash))
    until = at(DECIDED + A_DAY)
    with writing(waiting.engine) as connection:
        visit = {"link": link, "csrf": "x", "started_at": at(DECIDED), "ends_at": until}
        connection.execute(link_visits.insert().values(token_hash="x", **visit))  # noqa: S106
    waiting.service(email="new@service.example")
    again = at(DECIDED, 10)
    settle_by_hand(waiting.engine, message_id=only(waiting).id, outcome="again", at=again)
    with reading(waiting.engine) as connection:
        assert connection.scalars(select(links.c.recipient)).all() == ["new@service.example"]
        assert connection.scalar(select(link_visits.c.ends_at)) == again


def test_a_code_in_doubt_is_not_kept_once_it_has_gone(office, road, notify):
    with writing(office.engine) as connection:
        write_at_once(
            connection,
            "code",
            recipient="ep@service.example",
            key="a code",
            facts={"code": "407193", "minutes": 10},
            council=office.council,
            at=at(DECIDED),
            web_address="https://ehc.example",
        )
    notify.loses_answers = True
    assert office.send(DECIDED, by=road).uncertain == 1
    notify.loses_answers = False
    assert "407193" in only(office).text
    office.send(DECIDED, hour=10, by=road)
    assert only(office).status == "sent"
    assert "407193" not in f"{only(office)}"


def test_what_was_delivered_is_not_settled_again(waiting, road):
    waiting.send(DECIDED, by=road)
    tell(waiting, "delivered")
    with pytest.raises(CannotSettle, match="did not arrive"):
        settle_by_hand(
            waiting.engine, message_id=only(waiting).id, outcome="again", at=at(DECIDED, 10)
        )


def test_asking_grows_rarer_and_ends_after_seven_days(waiting, road):
    waiting.send(DECIDED, by=road)
    asked = [
        ask_for_receipts(
            waiting.engine, channel=road, now=partial(at(DECIDED).__add__, moment)
        ).asked
        for moment in (
            timedelta(minutes=2),
            timedelta(minutes=6),
            timedelta(minutes=8),
            timedelta(minutes=12),
            timedelta(minutes=80),
            timedelta(minutes=90),
            timedelta(hours=3),
            timedelta(days=6),
            timedelta(days=8),
        )
    ]
    assert asked == [0, 1, 0, 1, 1, 0, 1, 1, 0]


def test_asking_stops_where_notify_says_no_more_and_goes_on_where_it_stopped(
    office, road, notify, monkeypatch
):
    office.service()
    office.service(HEALTH, email="trust@service.example")
    office.case(EP, HEALTH)
    office.write(DECIDED)
    office.send(DECIDED, by=road)
    notify.answers = [0.0, RATE_LIMIT]
    done = ask(office, road)
    assert (done.asked, done.road_closed) == (1, "GOV.UK Notify takes no more this minute.")
    first = {each["reference"] for each in notify.taken}
    monkeypatch.setattr(asking, "_AT_ONCE", 1)
    for reference in first:
        notify.end(reference)
    assert ask(office, road, hour=11).settled == 2


def test_a_letter_that_became_a_file_is_known_for_that_until_a_road_says_more(waiting):
    assert waiting.send(DECIDED).sent == 1
    with reading(waiting.engine) as connection:
        message = connection.execute(select(messages)).one()
    assert (message.status, message.delivery) == ("sent", "filed")
    with writing(waiting.engine) as connection:
        take_receipt(
            connection,
            message_id=message.id,
            status="permanent-failure",
            taken_at=None,
            said_at=at(DECIDED, 10),
            source="callback",
        )
    with reading(waiting.engine) as connection:
        assert connection.scalar(select(messages.c.delivery)) == "permanent-failure"
