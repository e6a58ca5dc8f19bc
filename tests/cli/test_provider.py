"""`ehcp provider set`: what is open with a service goes to its new mailbox, and it is said."""

import pytest

from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import fresh_links
from tests.web.links import EP, MAILBOX, asked, service

NEW = "ep@new.example"
BY_NAME = ("educational_psychology", "--name", "Trust A", "--email")


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def two(engine) -> list[str]:
    """Two cases in which the service was asked."""
    service(engine)
    return [asked(engine, surname=name) for name in ("Finch", "Heron")]


def wanted(engine):
    with reading(engine) as connection:
        return [
            (row.party, row.service, row.recipient)
            for row in connection.execute(fresh_links.select())
        ]


def test_what_is_open_goes_to_the_new_mailbox_and_it_is_said(ehcp, engine, two):
    del two
    status, said, _ = ehcp("provider", "set", *BY_NAME, NEW)
    assert status == 0
    assert "2 requests are open there: one letter with a link that works" in said
    assert wanted(engine) == [(EP, EP, NEW)] * 2
    _, said, _ = ehcp("provider", "set", *BY_NAME, NEW)
    assert "open there" not in said  # nothing has changed


def test_without_links_no_letter_goes_and_that_is_said(ehcp, engine, two):
    del two
    _, said, _ = ehcp("provider", "set", *BY_NAME, NEW, "--no-links")
    assert "2 requests are open there: the links that it had work no more" in said
    assert wanted(engine) == []


def test_one_of_our_own_people_gets_no_links(ehcp, engine, two):
    del two
    ours = "ehc.team@exampleshire.example"
    status, _, why = ehcp("provider", "set", *BY_NAME, ours)
    assert status == 1
    assert "an address of our own people" in why
    assert "`--no-links` sends none." in why
    assert MAILBOX in ehcp("provider", "list")[1]
    assert wanted(engine) == []
    assert ehcp("provider", "set", *BY_NAME, ours, "--no-links")[0] == 0


def test_where_nothing_is_open_nothing_is_said_of_it(ehcp, engine):
    service(engine)
    assert "open there" not in ehcp("provider", "set", *BY_NAME, NEW)[1]
    assert wanted(engine) == []
