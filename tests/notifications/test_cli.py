"""Promises about `ehcp provider` and `ehcp outbox`: what programs and people read from them."""

import json
from datetime import timedelta

import pytest
import typer
from sqlalchemy import make_url
from typer.testing import CliRunner

from config import clock
from ehcp.casework.provider_changes import BadProvider
from ehcp.casework.providers import list_providers
from ehcp.cli import door, provider
from ehcp.outside.other_address import BadAddress
from ehcp.outside.settling import CannotSettle
from notifications import cli
from notifications.channels.channel import MayHaveGone
from tests.notifications.conftest import DECIDED, EP, HEALTH, office_on
from tests.notifications.test_outbox import Road


@pytest.fixture
def office(sqlite_url, tmp_path):
    """Open the office on one kind of database: what is promised here is about words."""
    with office_on(sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def ehcp(office, monkeypatch):
    """Run a command on the office's register, on the day of the decision; give what it printed."""
    address = make_url(office.engine.url).render_as_string(hide_password=False)
    monkeypatch.setenv("EHCP_DATABASE_URL", address)
    monkeypatch.setenv("EHCP_MAILBOX", str(office.folder))
    app = typer.Typer()
    provider.add_to(app)
    cli.add_to(app)

    def command(*words: str, day=DECIDED) -> str:
        with clock.the_day(day):
            result = CliRunner().invoke(app, words, catch_exceptions=False)
        door.close()
        assert result.exit_code == 0, result.output
        return result.stdout

    return command


def test_a_service_is_named_changed_and_listed(ehcp, office):
    ehcp("provider", "set", "EP", "--name", "Exampleshire EP", "--email", "ep@service.example")
    ehcp(
        *("provider", "set", "ep", "--name", "EP Service", "--email", "new@service.example"),
        *("--telephone", "01632 960 123", "--reminders", "on"),
    )
    ehcp("provider", "set", "EP", "--name", "EP Service", "--email", "new@service.example")
    assert json.loads(ehcp("provider", "list", "--json")) == [
        {
            "code": "educational_psychology",
            "kind": "educational_psychology",
            "name": "EP Service",
            "email": "new@service.example",
            "telephone": "01632 960 123",
            "reminders": True,
            "monday_list": True,
            "head_name": None,
            "head_email": None,
        }
    ]
    assert "EP Service, new@service.example" in ehcp("provider", "list")
    assert len(list_providers(office.engine)) == 1


def test_a_second_service_of_a_kind_has_a_code_by_which_it_is_changed(ehcp, office):
    added = ("--name", "South Trust", "--email", "advice@south.example")
    ehcp("provider", "set", "health", "--name", "North Trust", "--email", "advice@north.example")
    assert "health-2: South Trust, advice@south.example" in ehcp(
        "provider", "add", "health", *added
    )
    changed = ("--name", "South Trust", "--email", "new@south.example", "--service", "health-2")
    ehcp("provider", "set", "health", *changed, "--reminders", "on")
    assert [(each.code, each.email) for each in list_providers(office.engine)] == [
        ("health", "advice@north.example"),
        ("health-2", "new@south.example"),
    ]
    listed = ehcp("provider", "list")
    assert listed.index("health: North Trust") < listed.index("health-2: South Trust")


def test_the_head_of_a_service_is_named_and_taken_away_with_name_and_address(ehcp, office):
    of_ep = ("provider", "set", "EP", "--name", "EP", "--email", "ep@service.example")
    ehcp(*of_ep, "--head-name", "Jo Marlow", "--head-email", "jo@service.example")
    ehcp(*of_ep)
    assert "head Jo Marlow, jo@service.example" in ehcp("provider", "list")
    with pytest.raises(BadProvider, match="has no address"):
        office.service(head_email="")
    ehcp(*of_ep, "--head-name", "", "--head-email", "")
    assert "Jo Marlow" not in ehcp("provider", "list")
    with pytest.raises(BadProvider, match="has no name"):
        office.service(head_email="jo@service.example")


WRONG = (
    *("nonsense", "a@b", "two@service.example, three@service.example", "a b@service.example"),
    *("a@service.example\nBcc: b@service.example", ".a@service.example", "a..b@x.example", ""),
    *("é@service.example", f"{'a' * 70}@service.example", "a@-service.example", "@x.example"),
)


def test_an_address_that_cannot_be_right_is_refused_in_a_sentence(office):
    for address in WRONG:
        with pytest.raises(BadProvider, match=r"is not an email address\. Write one address"):
            office.service(email=address)
    assert list_providers(office.engine) == ()


def test_the_outbox_is_listed_without_its_words(ehcp, office):
    office.service()
    reference = office.case(EP, HEALTH)
    office.write(DECIDED)
    listed = json.loads(ehcp("outbox", "list", "--json"))
    assert listed["counts"]["waiting"] == 1
    (message,) = listed["messages"]
    assert (message["letter"], message["status"]) == ("advice_needed", "waiting")
    assert message["subject"].endswith(reference)
    assert {"text", "html", "facts"} & set(message) == set()
    (unsent,) = listed["cannot_be_sent"]
    assert unsent["says"] == "cannot be sent: no address for health"
    shown = ehcp("outbox", "list")
    assert "waiting 1" in shown
    assert "1 cannot be sent: no address for health" in shown


def test_a_preview_writes_and_sends_nothing(ehcp, office):
    office.service()
    office.case(EP, HEALTH)
    for _ in range(2):
        seen = json.loads(ehcp("outbox", "preview", "--json"))
        assert [each["letter"] for each in seen["would_write"]] == ["advice_needed"]
        assert "cannot be sent: no address for health" in [
            why["says"] for why in seen["not_written"]
        ]
        assert seen["waiting"] == []
    assert "1 would be written, 0 wait already" in ehcp("outbox", "preview")
    assert office.statuses() == []


def test_a_preview_of_a_closed_day_still_says_what_cannot_be_sent(ehcp, office):
    office.case(HEALTH)
    saturday = DECIDED + timedelta(days=3)
    seen = json.loads(ehcp("outbox", "preview", "--on", str(saturday), "--json"))
    assert [why["reason"] for why in seen["not_written"]] == ["closed_today", "no_address"]


def test_sending_by_hand_sends_what_waits_whatever_the_hour(ehcp, office):
    office.service()
    office.case(EP)
    office.write(DECIDED, hour=20)
    sent = json.loads(ehcp("outbox", "send", "--json"))
    assert (sent["sent"], sent["road_closed"]) == (1, None)
    assert len(office.mails()) == 1
    assert "sent 0" in ehcp("outbox", "send")


def test_a_closed_road_is_a_sentence_and_not_a_success(ehcp, office, monkeypatch):
    office.service()
    office.case(EP)
    office.write(DECIDED)
    monkeypatch.setenv("EHCP_CHANNEL", "smtp")
    monkeypatch.setenv("EHCP_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("EHCP_SMTP_PORT", "9")
    monkeypatch.setenv("EHCP_SMTP_SENDER", "ehc@exampleshire.example")
    with pytest.raises(cli.OutboxClosed, match=r"cannot be reached.*The letters wait"):
        ehcp("outbox", "send")
    assert office.statuses() == ["waiting"]


def test_what_is_uncertain_is_settled_at_the_command_line(ehcp, office):
    office.service()
    office.case(EP)
    office.write(DECIDED)
    office.send(DECIDED, by=Road(MayHaveGone("The line broke.")))
    (message,) = json.loads(ehcp("outbox", "list", "--status", "uncertain", "--json"))["messages"]
    right = ("--to", "right@service.example")
    assert "waits to be sent again" in ehcp("outbox", "settle", message["id"], "again", *right)
    assert json.loads(ehcp("outbox", "send", "--json"))["sent"] == 1
    with pytest.raises(CannotSettle, match="is sent: there is nothing to settle"):
        ehcp("outbox", "settle", message["id"], "sent")
    assert [mail["To"] for mail in office.mails()] == ["right@service.example"]


def test_what_is_not_needed_is_left_at_the_command_line(ehcp, office):
    office.service()
    office.case(EP)
    office.write(DECIDED)
    office.send(DECIDED, by=Road(MayHaveGone("The line broke.")))
    (message,) = json.loads(ehcp("outbox", "list", "--json"))["messages"]
    assert "is left" in ehcp("outbox", "settle", message["id"], "left")
    assert office.statuses() == ["not_needed"]


def test_a_link_goes_to_none_of_our_own_people_at_the_command_line_either(ehcp, office):
    office.service()
    office.case(EP)
    office.write(DECIDED)
    office.send(DECIDED, by=Road(MayHaveGone("The line broke.")))
    (message,) = json.loads(ehcp("outbox", "list", "--json"))["messages"]
    with pytest.raises(BadAddress, match="our own people"):
        ehcp("outbox", "settle", message["id"], "again", "--to", door.council().about.team_mailbox)
    assert office.statuses() == ["uncertain"]


def test_services_that_share_a_mailbox_no_longer_are_said_to_be_written_to_anew(ehcp, office):
    shared = "hub@service.example"
    office.service(email=shared)
    office.service(HEALTH, name="Exampleshire Trust", email=shared)
    office.case(EP, HEALTH)
    office.write(DECIDED)
    office.send(DECIDED, by=Road(MayHaveGone("The line broke.")))
    office.service(HEALTH, name="Exampleshire Trust", email="trust@service.example")
    (message,) = json.loads(ehcp("outbox", "list", "--json"))["messages"]
    assert "each is written to anew" in ehcp("outbox", "settle", message["id"], "again")
    office.write(DECIDED)
    assert json.loads(ehcp("outbox", "send", "--json"))["sent"] == 2
    assert {mail["To"] for mail in office.mails()} == {shared, "trust@service.example"}
