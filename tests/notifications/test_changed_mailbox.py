"""A mailbox is changed: what it was never asked it is asked, once, with a link that works."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ehcp.cases.kinds import Kind
from ehcp.casework.open_there import open_with_service
from ehcp.casework.provider_changes import set_provider
from ehcp.council.new_mailbox import links_for_a_service
from ehcp.outside.other_address import Sender
from ehcp.register.engine import reading
from ehcp.register.tables import links, messages
from tests.notifications.conftest import DECIDED, EP, HEALTH, words_of
from tests.notifications.test_letters_to_staff import Refusing

A_DAY = timedelta(days=1)
OLD, NEW = "old@service.example", "new@service.example"
NEXT_DAY = DECIDED + A_DAY


@pytest.fixture
def asked(office):
    """Give the office, with a service that is to be asked."""
    office.service(email=OLD, reminders=True, monday_list=False)
    return office


def moves(office, day, *, to=NEW, follow=True, kind=EP):
    desk = office.desk(day)
    moved = links_for_a_service(kind.value, desk=desk, sender=Sender()) if follow else None
    set_provider(office.engine, desk=desk, kind=kind, name="Exampleshire EP", email=to, moved=moved)


def goes(office, day):
    office.write(day)
    office.send(day)


def stands(office):
    """Give each letter: which, to whom, and how it stands."""
    with reading(office.engine) as connection:
        found = connection.execute(
            select(messages.c.letter, messages.c.recipient, messages.c.status).order_by(
                messages.c.created_at
            )
        )
        return [tuple(row) for row in found]


def to_the_new(office):
    """Give the words of what went to the new mailbox."""
    return [words_of(mail) for mail in office.mails() if mail["To"] == NEW]


def dead_letters(office):
    """Give to whom letters went whose links open nothing."""
    with reading(office.engine) as connection:
        found = connection.execute(
            select(messages.c.recipient)
            .join(links, links.c.message_id == messages.c.id)
            .where(messages.c.status == "sent", links.c.withdrawn_at.is_not(None))
        )
        return list(found.scalars())


@pytest.mark.parametrize("follow", [True, False])
def test_a_request_that_waits_goes_to_the_new_mailbox_with_all_it_says_and_a_living_link(
    asked, follow
):
    asked.case(EP)
    asked.write(DECIDED, hour=19)
    moves(asked, NEXT_DAY, follow=follow)
    for days in range(3):
        goes(asked, NEXT_DAY + days * A_DAY)
    assert stands(asked) == [("advice_needed", NEW, "sent")]
    assert dead_letters(asked) == []
    (mail,) = asked.mails()
    assert mail["To"] == NEW
    assert "Within six weeks of your receiving the request" in words_of(mail)
    assert "21 January 4 March 2026" in words_of(mail)


def test_a_request_that_the_mail_server_refused_is_written_anew_to_the_new_mailbox(asked):
    asked.case(EP)
    asked.write(DECIDED)
    asked.send(DECIDED, by=Refusing())
    moves(asked, NEXT_DAY)
    for days in range(3):
        goes(asked, NEXT_DAY + days * A_DAY)
    assert stands(asked) == [
        ("advice_needed", OLD, "not_needed"),
        ("advice_needed", NEW, "sent"),
    ]
    (mail,) = asked.mails()
    assert "Within six weeks of your receiving the request" in words_of(mail)
    assert "21 January 4 March 2026" in words_of(mail)
    assert "not a new request" not in words_of(mail)


def test_refused_at_two_mailboxes_on_one_day_it_is_written_to_the_third(asked):
    asked.case(EP)
    asked.write(DECIDED)
    asked.send(DECIDED, by=Refusing())
    moves(asked, DECIDED, to="second@service.example")
    asked.write(DECIDED)
    asked.send(DECIDED, by=Refusing())
    moves(asked, DECIDED)
    goes(asked, DECIDED)
    assert stands(asked)[-1] == ("advice_needed", NEW, "sent")


def test_what_was_told_before_is_listed_and_what_never_arrived_is_asked(asked):
    told = asked.case(EP)
    goes(asked, DECIDED)
    never = asked.case(EP, on=NEXT_DAY)
    asked.write(NEXT_DAY)
    asked.send(NEXT_DAY, by=Refusing())
    moves(asked, NEXT_DAY + A_DAY)
    goes(asked, NEXT_DAY + A_DAY)
    listed, anew = (
        next(text for text in to_the_new(asked) if words in text)
        for words in ("This is not a new request", "Advice is needed")
    )
    assert told in listed
    assert never not in listed
    assert never in anew
    assert told not in anew


def test_what_a_service_says_it_has_is_not_asked_anew(asked):
    case = asked.case(EP)
    asked.write(DECIDED)
    asked.send(DECIDED, by=Refusing())
    asked.record(case, Kind.ADVICE_ACKNOWLEDGED, EP, on=DECIDED)
    moves(asked, NEXT_DAY)
    goes(asked, NEXT_DAY)
    assert stands(asked)[-1] == ("mailbox_changed", NEW, "sent")


def test_a_waiting_request_for_two_services_goes_to_each_where_one_of_them_moves(asked):
    asked.service(HEALTH, name="North", email=OLD)
    asked.case(EP, HEALTH)
    asked.write(DECIDED, hour=19)
    moves(asked, NEXT_DAY, follow=False)
    for days in range(3):
        goes(asked, NEXT_DAY + days * A_DAY)
    assert sorted(stands(asked)) == [
        ("advice_needed", NEW, "sent"),
        ("advice_needed", OLD, "not_needed"),
        ("advice_needed", OLD, "sent"),
    ]
    assert dead_letters(asked) == []


def test_taken_back_and_asked_again_before_it_went_it_is_asked_once(asked):
    case = asked.case(EP)
    asked.write(DECIDED, hour=19)
    asked.record(case, Kind.ADVICE_REQUEST_CANCELLED, EP, on=NEXT_DAY, reason="the wrong child")
    asked.record(case, Kind.ADVICE_REQUESTED, EP, on=NEXT_DAY)
    for days in range(3):
        goes(asked, NEXT_DAY + days * A_DAY)
    assert [each[2] for each in stands(asked)] == ["not_needed", "sent"]
    (mail,) = asked.mails()
    assert "22 January 5 March 2026" in words_of(mail)


def test_a_request_whose_file_is_being_checked_is_not_counted_as_open(asked, handed_in):
    asked.case(EP)
    waits = asked.case(EP)
    goes(asked, DECIDED)
    handed_in(waits, day=NEXT_DAY)
    with reading(asked.engine) as connection:
        assert len(open_with_service(connection, EP.value, sight=None).seen) == 1
    moves(asked, NEXT_DAY)
    goes(asked, NEXT_DAY)
    (text,) = to_the_new(asked)
    assert waits not in text
