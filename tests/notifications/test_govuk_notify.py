"""Promises about GOV.UK Notify: what it takes, refuses, or leaves us to find out."""

import json
import socket
from time import sleep
from typing import Any

import pytest

from config.council import read_council
from config.settings import Settings
from notifications.channels import CHANNELS, gives_receipts, open_channel
from notifications.channels.channel import MayHaveGone, Refused, RoadClosed
from notifications.channels.govuk_notify import GovukNotify
from notifications.channels.notify_markdown import as_notify_markdown
from notifications.invented import invented_facts
from notifications.letters import BY_NAME
from notifications.mime import Envelope
from notifications.render import render
from tests.notifications.notify_server import (
    DAY_LIMIT,
    FAULT,
    KEY,
    RATE_LIMIT,
    TEMPLATE,
    TRIAL,
    TRIAL_LIMIT,
    error,
    notify_served,
)

WAIT = 0.3


@pytest.fixture
def notify():
    with notify_served() as served:
        yield served


@pytest.fixture
def road_to():
    """Give roads to Notify, or to whatever is at an address; hung up afterwards."""
    roads = []

    def to(address, **more):
        options: dict[str, Any] = {"key": KEY, "template": TEMPLATE, "timeout": 20} | more
        made = GovukNotify(address=address, sender="ehc@exampleshire.example", **options)
        roads.append(made)
        return made

    yield to
    for made in roads:
        made.close()


def letter(number=1, *, to="ep@service.example", text="Advice is needed.") -> Envelope:
    return Envelope(
        message_id=f"{number:032x}",
        sender="ehc@exampleshire.example",
        recipient=to,
        subject="Advice needed: case K7Q-2ND",
        text=text,
        content=b"",
    )


def test_a_letter_goes_under_our_own_id_with_its_subject_and_words(notify, road_to):
    road_to(notify.address).send(letter())
    (taken,) = notify.taken
    assert taken["reference"] == f"{1:032x}"
    assert taken["email_address"] == "ep@service.example"
    assert (taken["subject"], taken["body"]) == ("Advice needed: case K7Q-2ND", "Advice is needed.")
    assert notify.asked[0]["sanitise_content_for"] == ["subject"]


@pytest.mark.parametrize(
    ("answer", "ends", "says"),
    [
        (RATE_LIMIT, RoadClosed, "no more this minute"),
        (TRIAL_LIMIT, RoadClosed, "trial mode sends 50 a day"),
        (DAY_LIMIT, RoadClosed, "as much as it may in a day"),
        (TRIAL, Refused, "trial mode"),
        (error(403, "AuthError", "Invalid token: API key not found"), RoadClosed, "NOTIFY_KEY"),
        (
            error(403, "AuthError", "Error: Your system clock must be accurate to 30 seconds"),
            RoadClosed,
            "clock of this machine",
        ),
        (error(400, "BadRequestError", "Template has been deleted"), RoadClosed, "TEMPLATE"),
        (error(400, "BadRequestError", "Your message is too long"), Refused, "technical trouble"),
        (error(404, "NoResultFound", "No result found"), RoadClosed, "NOTIFY_ADDRESS"),
        (FAULT, MayHaveGone, "fault of its own"),
        (error(503, "ServiceUnavailable", "away"), MayHaveGone, "fault of its own"),
        ((201, "<html>taken?"), MayHaveGone, "cannot be read"),
        ((400, "<html>"), Refused, "technical trouble"),
    ],
)
def test_each_answer_is_said_as_what_it_means(notify, road_to, answer, ends, says):
    notify.answers.append(answer)
    with pytest.raises(ends, match=says):
        road_to(notify.address).send(letter())
    assert notify.taken == []


def test_a_wrong_address_is_this_letters_own_trouble(notify, road_to):
    road = road_to(notify.address)
    with pytest.raises(Refused, match=r"^wrong address"):
        road.send(letter(to="nobody"))
    road.send(letter())


def test_a_wrong_template_or_reply_to_stops_the_road_and_loses_no_letter(notify, road_to):
    with pytest.raises(RoadClosed, match="EHCP_NOTIFY_TEMPLATE"):
        road_to(notify.address, template=TEMPLATE[::-1]).send(letter())
    with pytest.raises(RoadClosed, match="EHCP_NOTIFY_REPLY_TO"):
        road_to(notify.address, reply_to=TEMPLATE).send(letter())


def test_a_team_key_writes_to_the_team_and_says_so_of_others(notify, road_to):
    notify.team = frozenset({"kim@council.example"})
    road = road_to(notify.address)
    road.send(letter(to="kim@council.example"))
    with pytest.raises(Refused, match="wrong kind of key"):
        road.send(letter(2))


def test_a_key_of_another_service_is_not_let_in(notify, road_to):
    other = f"council-{KEY[-36:]}-{KEY[-73:-37]}"
    with pytest.raises(RoadClosed, match="does not accept the key"):
        road_to(notify.address, key=other).send(letter())


def test_no_answer_in_time_leaves_us_in_doubt_until_notify_is_asked(notify, road_to):
    notify.answers.append(WAIT * 2)
    with pytest.raises(MayHaveGone):
        road_to(notify.address, timeout=WAIT).send(letter())
    while not notify.taken:
        sleep(0.01)
    road = road_to(notify.address)
    assert road.was_sent(f"{1:032x}")
    assert not road.was_sent(f"{2:032x}")


def test_an_answer_that_is_lost_leaves_us_in_doubt(notify, road_to):
    notify.loses_answers = True
    road = road_to(notify.address)
    with pytest.raises(MayHaveGone):
        road.send(letter())
    notify.loses_answers = False
    assert road.was_sent(f"{1:032x}")


def test_nothing_has_gone_where_nobody_listens(road_to):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(RoadClosed, match="cannot be reached"):
        road_to(f"http://127.0.0.1:{port}").send(letter())
    with pytest.raises(RoadClosed, match="cannot be reached"):
        road_to("http://no-such-machine.invalid").send(letter())


@pytest.mark.parametrize("answer", [FAULT, (200, "<html>"), (200, "[]"), RATE_LIMIT])
def test_notify_that_cannot_say_is_asked_another_time(notify, road_to, answer):
    notify.answers.append(answer)
    with pytest.raises(RoadClosed):
        road_to(notify.address).was_sent("0" * 32)


def test_no_error_shows_an_address_or_the_key(notify, road_to, caplog):
    road = road_to(notify.address)
    said = []
    for answer in (FAULT, RATE_LIMIT, TRIAL, error(400, "X", "secret@service.example")):
        notify.answers.append(answer)
        with pytest.raises((Refused, RoadClosed, MayHaveGone)) as ended:
            road.send(letter(to="secret@service.example"))
        said.append(str(ended.value))
    seen = " ".join([*said, repr(road), caplog.text])
    assert "secret@" not in seen
    assert KEY[-36:] not in seen


def test_calls_keep_under_the_rate_that_notify_takes(notify, road_to):
    waits: list[float] = []
    road = road_to(notify.address, calls_a_minute=1_400, sleep=waits.append)
    for number in range(4):
        road.send(letter(number))
    assert all(0 < wait <= 60 / 1_400 for wait in waits)
    assert waits


def test_the_newest_of_two_sendings_counts(notify, road_to):
    road = road_to(notify.address)
    road.send(letter())
    notify.end(f"{1:032x}", "permanent-failure")
    road.send(letter())
    told = road.told(f"{1:032x}")
    assert told is not None
    assert told.status == "sending"


def test_every_letter_can_be_said_in_notifys_markdown():
    for name in BY_NAME:
        for facts in invented_facts(name):
            words = render(name, facts)
            said = as_notify_markdown(words.text)
            assert "  " not in said, name
            assert "\n===" not in said, name
            assert "](" not in said, name
            for address in {word for word in words.text.split() if "://" in word}:
                assert address in said.splitlines(), name
            for word in words.text.split():
                assert word.strip("-=") in said, (name, word)


def test_a_table_becomes_a_list_and_a_heading_stays_one():
    text = (
        "Advice needed\n=============\n\n"
        "We ask for advice, which takes more than one line of a mail to say, so that "
        "it\nbreaks.\n\n"
        "Case     Due      Kind\n-------  -------  ------\n"
        "K7Q-2ND  4 March  health\nM3E-3D9  5 March\n\n"
        "Open the letter:\nhttps://ehc.example/answer/abc\n\n"
        "* First, with more than one\n  line\n* Second\n\n"
        "-- \nExampleshire, 01632\nNames are never written.\n"
    )
    assert as_notify_markdown(text) == (
        "# Advice needed\n\n"
        "We ask for advice, which takes more than one line of a mail to say, so that it breaks.\n\n"
        "* Case: K7Q-2ND, Due: 4 March, Kind: health\n* Case: M3E-3D9, Due: 5 March\n\n"
        "Open the letter:\nhttps://ehc.example/answer/abc\n\n"
        "* First, with more than one line\n* Second\n\n"
        "---\n\nExampleshire, 01632\nNames are never written."
    )


def test_what_somebody_typed_makes_no_link_with_words_of_its_own():
    said = as_notify_markdown("Ring [the council](https://evil.example) now.")
    assert "](" not in said


def test_the_setting_names_the_road(tmp_path):
    settings = Settings(
        channel="govuk_notify", notify_key=KEY, notify_template=TEMPLATE, mailbox=tmp_path
    )
    road = open_channel(settings, read_council())
    assert gives_receipts(road)
    assert road.name == "govuk_notify" in CHANNELS
    assert json.dumps(settings.model_dump(mode="json")).count(KEY[-36:]) == 0
