"""Promises about sending: each message once, whatever fails and whoever else is sending."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from subprocess import PIPE

import pytest
from sqlalchemy import select, update

from ehcp.register.engine import reading, writing
from ehcp.register.tables import messages
from notifications import claims
from notifications.by_hand import counts_by_status, list_messages
from notifications.channels.channel import MayHaveGone, NotNow, Refused, RoadClosed
from notifications.channels.mailbox import Mailbox
from notifications.claims import LEASE, Claimant, begin, claim
from notifications.outbox import send_waiting
from notifications.owner import is_known_dead, this_process
from tests.notifications.conftest import DECIDED, EP, HEALTH, at

A_DAY = timedelta(days=1)


class Road:
    """A road which does what it is told to, and remembers what it carried."""

    name = "road"
    sender = "ehc@exampleshire.example"
    gives_receipts = False

    def __init__(self, *ends, knows=None):
        self.ends = list(ends)
        self.knows = knows
        self.carried = []

    def send(self, envelope):
        end = self.ends.pop(0) if self.ends else None
        if end is not None:
            raise end
        self.carried.append(envelope.message_id)

    def was_sent(self, message_id):
        return None if self.knows is None else message_id in self.knows

    def close(self):
        pass


@pytest.fixture
def waiting(office):
    """An office with two letters in its outbox."""
    office.service()
    office.service(HEALTH, name="Exampleshire Trust", email="trust@service.example")
    office.case(EP, HEALTH)
    office.write(DECIDED)
    return office


def only(office):
    with reading(office.engine) as connection:
        return connection.execute(select(messages).order_by(messages.c.recipient)).first()


def test_what_was_sent_is_not_sent_again(waiting):
    road = Road()
    assert waiting.send(DECIDED, by=road).sent == 2
    assert waiting.send(DECIDED, by=road).sent == 0
    assert len(set(road.carried)) == len(road.carried) == 2


def test_many_senders_at_once_send_each_message_once(office):
    for number, kind in enumerate(list(type(EP))[:8]):
        office.service(kind, email=f"service{number}@service.example")
    office.case(*list(type(EP))[:8])
    office.write(DECIDED)
    roads = [Road() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        results = list(
            pool.map(lambda road: office.send(DECIDED, by=road, owner=f"sender {id(road)}"), roads)
        )
    carried = [message for road in roads for message in road.carried]
    assert sum(result.sent for result in results) == 8
    assert len(carried) == len(set(carried)) == 8


def test_a_message_not_taken_is_tried_again_later(waiting):
    road = Road(NotNow("not taken: 451 try later"))
    result = waiting.send(DECIDED, by=road)
    assert (result.sent, result.again) == (1, 1)
    assert waiting.send(DECIDED, by=road).sent == 0  # not before its next try
    assert waiting.send(DECIDED, hour=10, by=road).sent == 1
    assert only(waiting).attempts in (1, 2)


def test_each_wait_is_longer_than_the_one_before(waiting):
    waits = []
    for _ in range(3):
        road = Road(*[NotNow("not taken")] * 2)
        now = only(waiting).next_try_at
        send_waiting(
            waiting.engine,
            channel=road,
            council=waiting.council,
            now=partial(datetime.fromisoformat, now.isoformat()),
            owner=this_process(),
        )
        waits.append(only(waiting).next_try_at - now)
    assert waits == [timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=45)]


def test_after_the_last_try_it_is_given_up_and_shown(waiting):
    day = DECIDED
    while "waiting" in waiting.statuses():
        waiting.send(day, by=Road(*[NotNow("not taken: 451")] * 2))
        day += A_DAY
    assert counts_by_status(waiting.engine)["failed"] == 2
    assert only(waiting).attempts == waiting.council.letters.tries
    assert only(waiting).failure == "not taken: 451"


def test_a_refusal_for_good_is_not_tried_again(waiting):
    assert waiting.send(DECIDED, by=Road(Refused("wrong address: 550"))).failed == 1
    assert sorted(waiting.statuses()) == ["failed", "sent"]


def test_a_broken_line_leaves_it_uncertain_and_never_resent_by_itself(waiting):
    road = Road(MayHaveGone("broke"))
    assert waiting.send(DECIDED, by=road).uncertain == 1
    for days in range(1, 5):
        waiting.send(DECIDED + days * A_DAY, by=road)
    assert sorted(waiting.statuses()) == ["sent", "uncertain"]
    assert len(road.carried) == 1


def test_the_council_may_choose_to_send_what_is_uncertain_again(waiting):
    letters = waiting.council.letters.model_copy(update={"when_uncertain": "send_again"})
    council = waiting.council.model_copy(update={"letters": letters})
    waiting = type(waiting)(waiting.engine, council, waiting.folder)
    road = Road(MayHaveGone("broke"))
    assert waiting.send(DECIDED, by=road).again == 1
    assert waiting.send(DECIDED, hour=10, by=road).sent == 1


def test_a_closed_road_uses_up_no_tries_and_says_why(waiting):
    result = waiting.send(DECIDED, by=Road(RoadClosed("The mail server does not answer.")))
    assert (result.sent, result.again) == (0, 1)
    assert result.road_closed == "The mail server does not answer."
    assert {message["attempts"] for message in list_messages(waiting.engine)} == {0}
    assert waiting.send(DECIDED, hour=10, by=Road()).sent == 2


def caught_mid_send(office, owner, *, channel="road", when=None):
    """Leave one message as a sender leaves it that dies in the middle of sending."""
    claimant = Claimant(owner=owner, channel=channel)
    now = when or at(DECIDED)
    with writing(office.engine) as connection:
        (message_id,) = claim(connection, by=claimant, now=now, count=1, due_only=True)
        assert begin(connection, message_id, by=claimant, now=now)
    return message_id


def a_dead_process():
    """Give the name of a process that has just ended."""
    script = "from notifications.owner import this_process; print(this_process())"
    ended = subprocess.run(  # noqa: S603 - this same Python
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    return ended.stdout.strip()


def test_what_a_dead_sender_left_half_sent_is_uncertain(waiting):
    caught = caught_mid_send(waiting, a_dead_process())
    road = Road()
    result = waiting.send(DECIDED, by=road)
    assert (result.sent, result.uncertain) == (1, 1)
    assert caught not in road.carried
    assert list_messages(waiting.engine, status="uncertain")[0]["id"] == caught


def test_a_living_sender_is_left_alone_until_its_lease_ends(waiting):
    caught = caught_mid_send(waiting, "another machine/1/abc")
    assert waiting.send(DECIDED, by=Road()).uncertain == 0
    assert timedelta(hours=1) > LEASE
    assert waiting.send(DECIDED, hour=10, by=Road()).uncertain == 1
    assert list_messages(waiting.engine, status="uncertain")[0]["id"] == caught


SAYS_ITS_NAME = """
from notifications.owner import this_process
print(this_process(), flush=True)
input()
"""


class SlowRoad(Road):
    """A road that takes so long over each letter, and lets somebody else come meanwhile."""

    def __init__(self, *, takes, meanwhile):
        super().__init__()
        self.takes = takes
        self.meanwhile = meanwhile
        self.time = at(DECIDED)

    def send(self, envelope):
        self.time += self.takes
        self.meanwhile(self.time)
        super().send(envelope)


def passes(office, road, *, now, owner=None):
    return send_waiting(
        office.engine,
        channel=road,
        council=office.council,
        now=now,
        owner=owner or this_process(),
    )


def from_elsewhere(office, road, *, now):
    """Let somebody on another machine send, who cannot see what goes on in this process."""
    claims.UNDER_WAY.clear()
    return passes(office, road, now=now)


def test_a_slow_pass_of_this_process_is_never_believed_dead(waiting):
    other = Road()
    slow = SlowRoad(
        takes=timedelta(minutes=16),
        meanwhile=lambda time: passes(waiting, other, now=lambda: time),
    )
    result = passes(waiting, slow, now=lambda: slow.time)
    assert (result.sent, result.uncertain) == (2, 0)
    assert sorted(slow.carried) == sorted(
        message["id"] for message in list_messages(waiting.engine)
    )
    assert other.carried == []
    assert waiting.statuses() == ["sent", "sent"]


def test_a_slow_pass_of_another_process_on_this_machine_is_left_alone(waiting):
    with subprocess.Popen(  # noqa: S603 - this same Python
        [sys.executable, "-c", SAYS_ITS_NAME], stdin=PIPE, stdout=PIPE, text=True
    ) as living:
        assert living.stdout is not None
        caught_mid_send(waiting, living.stdout.readline().strip())
        result = waiting.send(DECIDED, hour=10, by=Road())
        living.communicate("\n")
    assert (result.sent, result.uncertain) == (1, 0)
    assert waiting.send(DECIDED, hour=10, by=Road()).uncertain == 1


def test_each_message_of_a_slow_pass_has_the_whole_lease(waiting):
    seen = []
    slow = SlowRoad(
        takes=timedelta(minutes=10),
        meanwhile=lambda time: seen.append(from_elsewhere(waiting, Road(), now=lambda: time)),
    )
    result = passes(waiting, slow, now=lambda: slow.time, owner="another machine/1/abc")
    assert result.sent == 2
    assert [(other.sent, other.uncertain) for other in seen] == [(0, 0)] * 2


def test_what_another_has_settled_meanwhile_stays_settled(waiting):
    # Somebody believes the pass dead, finds that the letter went, and says so.
    class Knowing(Road):
        def was_sent(self, _message_id):
            return True

    slow = SlowRoad(
        takes=timedelta(minutes=16),
        meanwhile=lambda time: from_elsewhere(waiting, Knowing(), now=lambda: time),
    )
    slow.ends = [NotNow("the reply came too late")]
    result = passes(waiting, slow, now=lambda: slow.time, owner="another machine/1/abc")
    assert (result.sent, result.again) == (0, 0)
    assert waiting.statuses() == ["sent", "sent"]


def test_what_an_error_left_half_sent_in_this_process_is_seen_at_once(waiting):
    with pytest.raises(ZeroDivisionError):
        waiting.send(DECIDED, by=Road(ZeroDivisionError()))
    assert waiting.send(DECIDED, by=Road()).uncertain == 1


def test_a_road_that_can_be_asked_settles_what_was_half_sent(waiting):
    went = caught_mid_send(waiting, a_dead_process())
    road = Road(knows={went})
    assert waiting.send(DECIDED, by=road).sent == 2
    assert went not in road.carried


def test_a_mailbox_is_looked_into_for_what_was_half_sent(waiting):
    first = caught_mid_send(waiting, a_dead_process(), channel="mailbox")
    result = waiting.send(DECIDED)  # no file: it did not go
    assert (result.sent, result.uncertain) == (2, 0)
    assert (waiting.folder / f"{first}.eml").exists()
    with writing(waiting.engine) as connection:
        connection.execute(
            update(messages).values(
                status="sending", claimed_by=f"mailbox:{a_dead_process()}", claimed_at=at(DECIDED)
            )
        )
    before = {file: file.stat().st_mtime_ns for file in waiting.folder.iterdir()}
    assert waiting.send(DECIDED).sent == 2  # the files are there: both went
    assert {file: file.stat().st_mtime_ns for file in waiting.folder.iterdir()} == before


def test_what_one_road_left_half_sent_another_is_not_asked_about(waiting):
    caught_mid_send(waiting, a_dead_process(), channel="smtp")
    assert waiting.send(DECIDED).uncertain == 1


def test_what_a_dead_sender_had_only_claimed_is_sent(waiting):
    claimant = Claimant(owner=a_dead_process(), channel="road")
    with writing(waiting.engine) as connection:
        assert claim(connection, by=claimant, now=at(DECIDED), count=9, due_only=True)
    assert waiting.send(DECIDED, by=Road()).sent == 2


def test_a_process_knows_its_own_name_from_that_of_one_before_it():
    host, process, _ = this_process().split("/")
    assert not is_known_dead(this_process())
    assert is_known_dead(f"{host}/{process}/0000beef")  # a container's process 1, started again
    assert not is_known_dead(f"elsewhere/{process}/0000beef")
    assert not is_known_dead("whatever")
    assert int(process) == os.getpid()


def test_an_interrupted_sender_gives_back_what_it_had_not_begun(waiting):
    with pytest.raises(KeyboardInterrupt):
        waiting.send(DECIDED, by=Road(KeyboardInterrupt()))
    assert sorted(waiting.statuses()) == ["sending", "waiting"]
    assert waiting.send(DECIDED, by=Road(), owner="somebody else").sent == 1


def test_no_letter_goes_on_a_day_without_post(waiting):
    saturday = DECIDED + 3 * A_DAY
    assert waiting.send(saturday).sent == 0
    assert waiting.send(saturday + 2 * A_DAY).sent == 2


def test_a_mailbox_that_cannot_be_written_to_is_named(waiting, tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("a file, no folder")
    result = waiting.send(DECIDED, by=Mailbox(taken, sender="ehc@exampleshire.example"))
    assert "EHCP_MAILBOX" in (result.road_closed or "")
    assert waiting.send(DECIDED, hour=10).sent == 2


def test_a_limit_is_kept(waiting):
    result = send_waiting(
        waiting.engine,
        channel=Road(),
        council=waiting.council,
        now=lambda: at(DECIDED),
        owner=this_process(),
        limit=1,
    )
    assert result.sent == 1
    assert sorted(waiting.statuses()) == ["sent", "waiting"]
