"""Promises about letters that a person settles: where and when they go, and that they may not."""

import pytest

from ehcp.cases.kinds import Kind
from ehcp.outside.settling import CannotSettle
from notifications.by_hand import list_messages, settle_by_hand
from notifications.channels.channel import MayHaveGone, Refused
from tests.notifications.conftest import DECIDED, EP, HEALTH, at
from tests.notifications.test_outbox import A_DAY, Road, only


@pytest.fixture
def waiting(office):
    """An office with two letters in its outbox."""
    office.service()
    office.service(HEALTH, name="Exampleshire Trust", email="trust@service.example")
    office.case(EP, HEALTH)
    office.write(DECIDED)
    return office


def test_a_person_settles_what_is_uncertain(waiting):
    waiting.send(DECIDED, by=Road(*[MayHaveGone("broke")] * 2))
    first, second = (message["id"] for message in list_messages(waiting.engine))
    settle_by_hand(waiting.engine, message_id=first, outcome="sent", at=at(DECIDED))
    settle_by_hand(waiting.engine, message_id=second, outcome="again", at=at(DECIDED))
    road = Road()
    assert waiting.send(DECIDED, by=road).sent == 1
    assert road.carried == [second]
    for message_id in (first, "nothing"):
        with pytest.raises(CannotSettle, match=message_id):
            settle_by_hand(waiting.engine, message_id=message_id, outcome="again", at=at(DECIDED))


def test_sent_again_it_goes_to_the_new_address(waiting):
    waiting.send(DECIDED, by=Road(*[Refused("wrong address")] * 2))
    waiting.service(HEALTH, name="Exampleshire Trust", email="right@service.example")
    failed = [each for each in list_messages(waiting.engine) if "trust" in each["recipient"]]
    settle_by_hand(waiting.engine, message_id=failed[0]["id"], outcome="again", at=at(DECIDED))
    waiting.send(DECIDED)
    (mail,) = waiting.mails()
    assert mail["To"] == "right@service.example"


def test_sent_again_on_a_saturday_it_goes_on_monday(waiting):
    waiting.send(DECIDED, by=Road(*[Refused("wrong address")] * 2))
    saturday = DECIDED + 3 * A_DAY
    settle_by_hand(waiting.engine, message_id=only(waiting).id, outcome="again", at=at(saturday))
    assert waiting.send(saturday).sent == 0
    assert waiting.send(saturday + 2 * A_DAY).sent == 1


def test_sent_again_when_what_it_is_about_has_closed_it_does_not_go(office):
    office.service()
    reference = office.case(EP)
    office.write(DECIDED)
    office.send(DECIDED, by=Road(Refused("wrong address")))
    office.record(reference, Kind.ADVICE_RECEIVED, EP, on=DECIDED)
    settle_by_hand(office.engine, message_id=only(office).id, outcome="again", at=at(DECIDED, 10))
    result = office.send(DECIDED, hour=11)
    assert (result.sent, result.not_needed) == (0, 1)
    assert office.mails() == []
