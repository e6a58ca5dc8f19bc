"""Promises about the letter that carries a code: at once, at any hour, and nothing else in it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ehcp.register.engine import reading, writing
from ehcp.register.tables import messages
from notifications.at_once import write_at_once
from notifications.outbox import send_waiting
from notifications.owner import this_process
from notifications.preview import check_words
from notifications.words import BadWords
from tests.notifications.conftest import at, words_of
from tests.notifications.html_reader import Page

SUNDAY = date(2026, 3, 8)
NIGHT = 23


@pytest.fixture
def asked(office):
    """Have a code written in the night of a Sunday."""
    with writing(office.engine) as connection:
        assert write_at_once(
            connection,
            "code",
            recipient="ep@service.example",
            key="code|1",
            facts={"code": "4071 9326", "minutes": 10},
            council=office.council,
            at=at(SUNDAY, NIGHT),
            web_address="https://ehc.example",
        )
    return office


def kept(office):
    with reading(office.engine) as connection:
        return connection.execute(select(messages)).one()


def test_a_code_goes_in_the_night_and_holds_eight_digits_ten_minutes_and_no_link(asked):
    html = kept(asked).html
    assert asked.send(SUNDAY, hour=NIGHT).sent == 1
    (mail,) = asked.mails()
    assert mail["Subject"] == "Your code for the EHC service"
    assert words_of(mail) == (
        "4071 9326 ========= This is your code. Type it in the browser in which you asked for "
        "it. It works once, for 10 minutes. If you did not ask for a code, you need do nothing. Do "
        "not pass it on. "
        "-- Exampleshire, ehc.team@exampleshire.example, 01632 960 001"
    )
    assert Page(html).all("a") == []


def test_nobody_can_read_in_the_outbox_a_code_that_has_gone(asked):
    asked.send(SUNDAY, hour=NIGHT)
    assert "4071 9326" not in repr(kept(asked))
    assert kept(asked).status == "sent"


def test_a_code_that_nobody_can_use_any_more_is_not_sent(asked):
    late = at(SUNDAY, NIGHT) + timedelta(minutes=10, seconds=1)
    done = send_waiting(
        asked.engine,
        channel=asked.mailbox,
        council=asked.council,
        now=lambda: late,
        owner=this_process(),
    )
    assert (done.sent, done.not_needed) == (0, 1)
    assert asked.mails() == []
    assert "4071 9326" not in repr(kept(asked))


def test_the_councils_words_of_it_must_hold_the_code():
    check_words("code", "Subject: Your code\n\nIt is {{ code }}.\n")
    with pytest.raises(BadWords, match="the code is missing"):
        check_words("code", "Subject: Your code\n\nIt is on its way.\n")
    with pytest.raises(BadWords, match="there is 'link'"):
        check_words("code", "Subject: Your code\n\n{{ code }} [x]({{ link }})\n")
