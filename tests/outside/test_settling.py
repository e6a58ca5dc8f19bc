"""Promises about seeing to a letter by hand: one way for the command line and for the counter."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.casework.provider_changes import set_provider
from ehcp.outside.links import LIVES, keep_link, link_of, withdraw_links
from ehcp.outside.other_address import BadAddress
from ehcp.outside.receipts import take_receipt
from ehcp.outside.settling import WITHDRAWN, CannotSettle, settle_by_hand
from ehcp.register.audit import note
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import messages, occasions
from tests.casework.desks import desk, id_of
from tests.web.links import EP, MAILBOX, asked, service

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LETTER, TOKEN = "1" * 32, "a-token"
EVERY = ("waiting", "sending", "sent", "failed", "uncertain", "not_needed")
OUTCOMES = ("again", "sent", "arrived", "left")


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def letter(engine):
    """A request for advice with a link, which could not be sent."""
    case = asked(engine)
    service(engine)
    with writing(engine) as connection:
        connection.execute(
            messages.insert().values(
                id=LETTER,
                occasion=f"advice_needed|{EP}|2026-02-27",
                letter="advice_needed",
                recipient=MAILBOX,
                **dict.fromkeys(("subject", "text", "html"), "x"),
                **dict.fromkeys(("next_try_at", "created_at", "settled_at"), AT),
                status="failed",
                failure="wrong address: 550",
                facts={},
                attempts=1,
                urgent=False,
            )
        )
        connection.execute(
            occasions.insert().values(
                key="k", message_id=LETTER, case_id=id_of(engine, case), party=EP, service=EP
            )
        )
        keep_link(connection, TOKEN, message_id=LETTER, recipient=MAILBOX, at=AT)
    return LETTER


def settled(engine, outcome="again", **more):
    with writing(engine) as connection:
        settle_by_hand(connection, message_id=LETTER, outcome=outcome, at=AT, **more)
    return row_of(engine)


def row_of(engine):
    with reading(engine) as connection:
        return connection.execute(select(messages).where(messages.c.id == LETTER)).one()


def stands(engine, **values):
    with writing(engine) as connection:
        connection.execute(update(messages).values(**values))


@pytest.mark.usefixtures("letter")
def test_sent_again_it_waits_and_nobody_has_claimed_it(engine):
    row = settled(engine)
    assert (row.status, row.attempts, row.next_try_at) == ("waiting", 0, AT)
    assert (row.recipient, row.claimed_by, row.settled_at) == (MAILBOX, None, None)


@pytest.mark.usefixtures("letter")
def test_sent_to_another_address_its_codes_go_there_too(engine):
    row = settled(engine, to="right@trust-a.example")
    assert row.recipient == "right@trust-a.example"
    with reading(engine) as connection:
        found = link_of(connection, TOKEN, now=AT)
    assert found is not None
    assert found.recipient == "right@trust-a.example"


@pytest.mark.usefixtures("letter")
def test_the_link_in_a_letter_that_is_sent_again_works_though_its_mailbox_was_changed(engine):
    set_provider(
        engine,
        desk=desk("2026-03-02"),
        kind=AdviceKind.EDUCATIONAL_PSYCHOLOGY,
        name="Trust A",
        email="new@trust-a.example",
    )
    with reading(engine) as connection:
        assert link_of(connection, TOKEN, now=AT) is None  # it ended with the mailbox
    assert settled(engine).recipient == "new@trust-a.example"
    with reading(engine) as connection:
        found = link_of(connection, TOKEN, now=AT + LIVES - timedelta(hours=1))
    assert found is not None
    assert found.recipient == "new@trust-a.example"


def test_a_link_that_somebody_withdrew_stays_withdrawn(engine, letter):
    with writing(engine) as connection:
        case_id = connection.execute(select(occasions.c.case_id)).scalar_one()
        assert case_id is not None
        withdraw_links(connection, case_id=case_id, party=EP, service=EP, by="Kim", at=AT)
        note(connection, at=AT, by="Kim", act=WITHDRAWN, case_id=case_id, why="a wrong mailbox")
    assert letter
    settled(engine)
    with reading(engine) as connection:
        assert link_of(connection, TOKEN, now=AT) is None


@pytest.mark.usefixtures("letter")
@pytest.mark.parametrize(
    "typed", ["nobody", "a b@trust.example", "a@b", "a@b.example, c@d.example"]
)
def test_what_is_no_address_is_refused_and_nothing_is_changed(engine, typed):
    with pytest.raises(BadAddress, match="not an email address"):
        settled(engine, to=typed)
    assert row_of(engine).status == "failed"


@pytest.mark.usefixtures("letter")
def test_that_they_told_us_stands_whatever_the_road_says_later(engine):
    stands(engine, status="sent", delivery="permanent-failure", delivery_at=AT)
    told_at = AT - timedelta(hours=3)
    row = settled(engine, "arrived", told_at=told_at)
    assert (row.status, row.delivery, row.delivery_at) == ("sent", "told", told_at)
    with writing(engine) as connection:
        take_receipt(
            connection,
            message_id=LETTER,
            status="permanent-failure",
            taken_at=None,
            said_at=AT,
            source="callback",
        )
    assert row_of(engine).delivery == "told"


@pytest.mark.usefixtures("letter")
def test_what_is_left_waits_for_nobody(engine):
    assert settled(engine, "left").status == "not_needed"
    with pytest.raises(CannotSettle):
        settled(engine)


@pytest.mark.usefixtures("letter")
@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("status", EVERY)
def test_only_what_is_open_is_settled_and_a_sender_is_not_disturbed(engine, status, outcome):
    claimed = {"claimed_by": "smtp:somebody:1", "claimed_at": AT} if status == "sending" else {}
    stands(engine, status=status, **claimed)
    if status in ("failed", "uncertain"):
        assert settled(engine, outcome).status != status
        return
    with pytest.raises(CannotSettle) as refused:
        settled(engine, outcome)
    assert refused.value.status == status
    row = row_of(engine)
    assert (row.status, row.claimed_by) == (status, claimed.get("claimed_by"))


def test_of_a_letter_that_there_is_not_nothing_is_settled(engine):
    with pytest.raises(CannotSettle) as refused:
        settled(engine)
    assert refused.value.status is None
