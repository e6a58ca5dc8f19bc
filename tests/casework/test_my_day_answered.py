"""My day says nothing of what has been answered: promises, replies, and letters that chase."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from ehcp.cases.kinds import Kind
from ehcp.casework.day_reasons import Section
from ehcp.casework.my_day import my_day
from ehcp.register.engine import open_engine, writing
from ehcp.register.tables import messages, occasions
from tests.casework.desks import put
from tests.casework.test_my_day import KIM, MONDAY, asked, drafted, said, sections


@pytest.fixture
def engine(sqlite_url):
    opened = open_engine(sqlite_url)
    yield opened
    opened.dispose()


def of_a_promise(engine) -> str:
    """All that the day says of a day that a service named."""
    found = my_day(engine, officers=(KIM,), day=MONDAY, sight=None).sections
    rows = [row for rows in found.values() for row in rows]
    every = [reason for row in rows for reason in (row.reason, *row.others)]
    speaks = ("promised", Kind.ADVICE_PROMISED.says)
    told = [f"{each.why} {each.do}" for each in every]
    return "\n".join(each for each in told if any(words in each for words in speaks))


@pytest.mark.parametrize("answer", [Kind.ADVICE_RECEIVED, Kind.NIL_REPLY])
@pytest.mark.parametrize("promised_on", ["2026-03-01", "2026-04-20"])
def test_a_promise_is_not_spoken_of_once_the_advice_came(engine, promised_on, answer):
    reference = asked(engine)
    promise = {"promised_on": promised_on, "reason": "Ill"}
    put(engine, reference, Kind.ADVICE_PROMISED, "2026-02-28", party="health", by="Sam", **promise)
    assert of_a_promise(engine)
    put(engine, reference, answer, "2026-03-02", party="health", by="Sam")
    assert of_a_promise(engine) == ""
    assert sections(engine) == {reference: Section.REPLIES}


def test_of_two_days_that_a_service_names_overnight_the_last_is_news(engine):
    reference = asked(engine)
    for on, promised_on in (("2026-02-28", "2026-04-20"), ("2026-03-01", "2026-04-27")):
        promise = {"promised_on": promised_on, "reason": "Ill"}
        put(engine, reference, Kind.ADVICE_PROMISED, on, party="health", by="Sam", **promise)
    (day,) = my_day(engine, officers=(KIM,), day=MONDAY, sight=None).sections[Section.REPLIES]
    assert day.reason.on == date(2026, 3, 1)
    assert day.others == ()


@pytest.mark.parametrize(
    "then", [(Kind.ADVICE_REQUEST_CANCELLED, {}), (Kind.ADVICE_REQUEST_RETURNED, {"reason": "x"})]
)
def test_a_promise_is_not_spoken_of_once_the_request_is_with_us_or_over(engine, then):
    reference = asked(engine)
    promise = {"promised_on": "2026-04-20", "reason": "Ill"}
    put(engine, reference, Kind.ADVICE_PROMISED, "2026-02-28", party="health", by="Sam", **promise)
    assert of_a_promise(engine)
    kind, details = then
    put(engine, reference, kind, "2026-03-01", party="health", by=KIM, **details)
    assert of_a_promise(engine) == ""


def test_a_missed_appointment_is_not_spoken_of_once_the_advice_came(engine):
    reference = asked(engine)
    put(engine, reference, Kind.APPOINTMENT_MISSED, "2026-02-28", party="health", by="Sam")
    assert sections(engine) == {reference: Section.REPLIES}
    put(engine, reference, Kind.ADVICE_RECEIVED, "2026-02-28", party="health", by=KIM)
    assert sections(engine) == {}


@pytest.mark.parametrize("done", [Kind.ADVICE_ACCEPTED, Kind.ADVICE_SENT_BACK])
def test_advice_is_to_be_read_until_it_is_accepted_or_sent_back(engine, done):
    reference = asked(engine)
    reply = {"party": "health", "by": "Sam"}
    put(engine, reference, Kind.ADVICE_RECEIVED, "2026-02-28", **reply)
    assert "Read the advice: accept it, or send it back." in said(engine)
    put(engine, reference, done, "2026-03-01", party="health", by=KIM, reason="A page is missing")
    assert sections(engine) == {}
    if done is Kind.ADVICE_SENT_BACK:
        put(engine, reference, Kind.ADVICE_RECEIVED, "2026-03-02", **reply)
        assert sections(engine) == {reference: Section.REPLIES}


def test_a_service_that_knows_no_child_is_no_news_once_another_was_asked(engine):
    reference = asked(engine)
    put(engine, reference, Kind.NIL_REPLY, "2026-02-28", party="health", by="Sam")
    assert sections(engine) == {reference: Section.REPLIES}
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-03-01", party="health", by=KIM)
    assert sections(engine) == {}


def test_what_a_family_said_is_no_news_once_it_was_taken_up(engine):
    reference = drafted(engine)
    put(engine, reference, Kind.REPRESENTATIONS_RECEIVED, "2026-02-28", by="Sam")
    put(engine, reference, Kind.DRAFT_MEETING_REQUESTED, "2026-02-28", by="Sam")
    assert "Read it, and record the next step." in said(engine)
    put(engine, reference, Kind.DRAFT_MEETING_HELD, "2026-03-01", by=KIM)
    assert sections(engine) == {}


@pytest.mark.parametrize("letter", ["advice_reminder", "advice_late", "escalation"])
def test_a_chaser_that_did_not_arrive_is_no_news_once_the_advice_came(engine, letter):
    reference = asked(engine)
    at = datetime(2026, 2, 28, tzinfo=UTC)
    with writing(engine) as connection:
        words = dict.fromkeys(("occasion", "recipient", "subject", "text", "html"), "x")
        when = {"next_try_at": at, "created_at": at, "settled_at": at}
        fixed = {"id": "m1", "letter": letter, "status": "failed", "facts": {}, "attempts": 1}
        connection.execute(insert(messages).values(**words, **when, **fixed))
        about = {"case_id": 1, "party": "health", "service": "health"}
        connection.execute(insert(occasions).values(key="k", message_id="m1", **about))
    assert sections(engine) == {reference: Section.REPLIES}
    put(engine, reference, Kind.ADVICE_RECEIVED, "2026-02-28", party="health", by=KIM)
    assert sections(engine) == {}
