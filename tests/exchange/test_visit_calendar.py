"""Visits out of a calendar file: references and days, nothing else of it, and no trap."""

import logging
import time
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.casework.queued import Asked, Key
from ehcp.exchange.visit_calendar import LARGEST, BadCalendar, VisitsFound, visits_in
from ehcp.web.providers.queue.calendar import calendar_of
from tests.examples import examples

OURS = frozenset({"K7Q-2ND", "AAA-222"})
DAY = "DTSTART;VALUE=DATE:20260310"
QUICKLY = 5.0
"""Seconds, on a machine that has other things to do; each of these takes well under one."""


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])


def a_calendar(*events: str) -> bytes:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Invented//EN\r\n"
    return (head + "".join(events) + "END:VCALENDAR\r\n").encode()


def found_in(*events: str) -> VisitsFound:
    return visits_in(a_calendar(*events), references=OURS)


def day_of(*lines: str) -> date | None:
    found = found_in(event("SUMMARY:Visit K7Q-2ND", *lines))
    return min(found.days.get("K7Q-2ND", ()), default=None)


@pytest.mark.parametrize(
    ("start", "on"),
    [
        ("DTSTART;VALUE=DATE:20260310", date(2026, 3, 10)),
        ("DTSTART:20260310", date(2026, 3, 10)),
        ("DTSTART:20260310T093000", date(2026, 3, 10)),
        ("DTSTART:20260310T093000Z", date(2026, 3, 10)),
        # Half past eleven at night in summer, in UTC: it is the next day in England.
        ("DTSTART:20260610T233000Z", date(2026, 6, 11)),
        ("DTSTART:20260310T233000Z", date(2026, 3, 10)),
        ("DTSTART;TZID=Europe/London:20260610T233000", date(2026, 6, 10)),
        ("DTSTART;TZID=GMT Standard Time:20260610T233000", date(2026, 6, 10)),
        ("DTSTART;TZID=America/New_York:20260310T213000", date(2026, 3, 11)),
        ("DTSTART;TZID=Nowhere/Land:20260310T093000", date(2026, 3, 10)),
        ("DTSTART;TZID=../../etc/passwd:20260310T093000", date(2026, 3, 10)),
        ("dtstart;value=date:20260310", date(2026, 3, 10)),
    ],
)
def test_a_day_is_the_day_in_england(start, on):
    assert day_of(start) == on


@pytest.mark.parametrize(
    "start",
    [
        "DTSTART:rubbish",
        "DTSTART:20260230",
        "DTSTART:99991231T235959Z",
        "DTSTART;TZID=America/New_York:99991231T235959",
        "DTSTART:093000",
        "DTSTART;VALUE=PERIOD:20260310T090000Z/PT1H",
        "DTSTART;VALUE=TEXT:20260310",
        "DTSTART",
        "DTEND:20260310",
    ],
)
def test_an_event_without_a_day_is_counted_and_gives_none(start):
    found = found_in(event("SUMMARY:Visit K7Q-2ND", start))
    assert (found.days in ({}, {"K7Q-2ND": [date(9999, 12, 31)]}), found.others) == (True, 0)
    assert found.unreadable == (not found.days)


@pytest.mark.parametrize(
    "lines",
    [
        ("SUMMARY:Visit K7Q-2ND",),
        ("SUMMARY:visit k7q-2nd\\, at ten",),
        ("SUMMARY;LANGUAGE=en:(K7Q-2ND)",),
        ("SUMMARY:Home visit", "DESCRIPTION:Take the toys.\\nK7Q-2ND\\nRing first."),
        ("SUMMARY:Vis\r\n it K7Q\r\n\t-2ND",),
    ],
)
def test_a_reference_is_found_however_it_is_written(lines):
    assert day_of(*lines, DAY) == date(2026, 3, 10)


@pytest.mark.parametrize(
    "lines",
    [
        ("SUMMARY:Visit XK7Q-2ND",),
        ("SUMMARY:Visit K7Q-2NDX",),
        ("SUMMARY:Visit ZZZ-999",),
        ("SUMMARY:Home visit", "LOCATION:K7Q-2ND"),
        ("SUMMARY:Home visit", "BEGIN:VALARM", "DESCRIPTION:K7Q-2ND", "END:VALARM"),
        (),
    ],
)
def test_what_names_no_request_is_only_counted(lines):
    found = found_in(event(*lines, DAY))
    assert (found.events, found.others, found.days, found.unreadable) == (1, 1, {}, 0)


def test_an_alarm_does_not_give_the_day():
    alarm = ("BEGIN:VALARM", "DTSTART:20260101", "SUMMARY:AAA-222", "END:VALARM")
    found = found_in(event(*alarm, "SUMMARY:Visit K7Q-2ND", DAY))
    assert found.days == {"K7Q-2ND": [date(2026, 3, 10)]}


def test_one_event_may_be_about_two_and_two_events_about_one():
    found = found_in(
        event("SUMMARY:K7Q-2ND and AAA-222", "DTSTART:20260312"),
        event("SUMMARY:Visit K7Q-2ND", DAY),
        event("SUMMARY:Team meeting", DAY),
    )
    assert found.days == {
        "K7Q-2ND": [date(2026, 3, 10), date(2026, 3, 12)],
        "AAA-222": [date(2026, 3, 12)],
    }
    assert (found.events, found.others) == (3, 1)


def test_of_what_comes_again_the_first_day_counts_and_what_was_cancelled_does_not():
    again = ("SUMMARY:Visit K7Q-2ND", "UID:1@x")
    found = found_in(
        event(*again, DAY, "RRULE:FREQ=SECONDLY;COUNT=1000000000"),
        event(*again, "RECURRENCE-ID:20260311", "DTSTART:20260301"),
        event("SUMMARY:Visit AAA-222", DAY, "STATUS:CANCELLED"),
    )
    assert found.days == {"K7Q-2ND": [date(2026, 3, 10)]}
    assert found.events == 1


def test_the_due_days_of_our_own_feed_are_no_visits():
    asked = Asked(
        key=Key(1, "health", date(2026, 2, 2)),
        reference="K7Q-2ND",
        kind=AdviceKind.HEALTH,
        child=None,
        year=None,
        setting=None,
        service="health",
        due_on=date(2026, 3, 16),
        visit_on=date(2026, 3, 9),
        acknowledged_on=None,
        promised_on=None,
        sent_back=0,
        allocated_to=None,
        allocated_to_id=None,
        closed_on_visit=False,
    )
    feed = calendar_of([asked], at=datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert feed.count("BEGIN:VEVENT") == 2
    found = visits_in(feed.encode(), references=OURS)
    assert (found.events, found.days) == (0, {})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Wren Sampleford",
        b"%PDF-1.7 BEGIN:VCALENDAR",
        b"PK\x03\x04" + b"\0" * 40,
        "BEGIN:VCALENDAR\r\n".encode("utf-16"),
        b"BEGIN:VCALENDAR\r\n\0",
        b"BEGIN:VCARD\r\nFN:Wren Sampleford\r\nEND:VCARD\r\n",
    ],
)
def test_what_is_no_calendar_is_refused_without_repeating_it(content):
    with pytest.raises(BadCalendar, match="not a calendar file") as refused:
        visits_in(content, references=OURS)
    assert "Wren" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (a_calendar() + b" " * LARGEST, "larger than 1 MB"),
        (a_calendar("A\n" * 500_000), "more than 5,000 events, or more lines"),
        (a_calendar(event() * 5_001), "more than 5,000 events"),
    ],
)
def test_too_much_is_refused_with_what_to_do(content, says):
    with pytest.raises(BadCalendar, match=says) as refused:
        visits_in(content, references=OURS)
    assert "Save fewer weeks" in str(refused.value)


HOSTILE = {
    "folded": event("SUMMARY:K7Q-2ND " + "a\r\n " * 200_000, DAY),
    "one long line": event("SUMMARY:" + "K7Q-2ND" * 140_000, DAY),
    "backslashes": event("SUMMARY:K7Q-2ND " + "\\" * 900_000, DAY),
    "quotes": event("SUMMARY;X=" + '"' * 900_000 + ":K7Q-2ND", DAY),
    "parameters": event("SUMMARY" + ";X=1" * 200_000 + ":K7Q-2ND", DAY),
    "properties": event("SUMMARY:K7Q-2ND", *(["SUMMARY:A"] * 90_000), DAY),
    "nested": "BEGIN:VEVENT\r\nSUMMARY:K7Q-2ND\r\n" * 30_000,
    "ends": "END:VEVENT\r\n" * 80_000,
    "events": event("SUMMARY:K7Q-2ND AAA-222", DAY) * 5_000,
    "days": event("SUMMARY:K7Q-2ND", "DTSTART:" + "20260310," * 100_000),
    "zones": "BEGIN:VTIMEZONE\r\nTZID:Evil\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    "RRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\n"
    "END:VTIMEZONE\r\n" + event("SUMMARY:K7Q-2ND", "DTSTART;TZID=Evil:20260310T090000"),
    "uid": event("UID:due-" + "-" * 900_000, "SUMMARY:K7Q-2ND", DAY),
}


@pytest.mark.parametrize("trap", HOSTILE)
def test_a_trap_is_read_or_refused_quickly(trap):
    content = a_calendar(HOSTILE[trap])[:LARGEST]
    begun = time.process_time()
    with suppress(BadCalendar):
        visits_in(content, references=OURS)
    assert time.process_time() - begun < QUICKLY


def test_letters_that_are_no_letters_spoil_one_event_at_most():
    content = a_calendar(event("SUMMARY:K7Q-2ND Caf\xe9", DAY)).replace("é".encode(), b"\xe9\xff")
    assert visits_in(content, references=OURS).days == {"K7Q-2ND": [date(2026, 3, 10)]}
    assert visits_in(b"\xef\xbb\xbf" + content, references=OURS).events == 1


_PIECES = st.sampled_from(
    [
        *("BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", "END:VCALENDAR", "", " "),
        *("SUMMARY:K7Q-2ND", "DESCRIPTION:AAA-222", "SUMMARY;X:K7Q-2ND", "DTSTART:20260310"),
        *("DTSTART;TZID=UTC:20260310T090000", "DTSTART;VALUE=PERIOD:1", "STATUS:CANCELLED"),
    ]
)


@settings(max_examples=examples(120), deadline=None)
@given(lines=st.lists(_PIECES | st.text(max_size=30), max_size=30), ends=st.sampled_from("\r\n"))
def test_no_calendar_breaks_the_reader_and_it_only_speaks_of_our_references(lines, ends):
    content = ("BEGIN:VCALENDAR\n" + ends.join(lines)).encode("utf-8", errors="surrogatepass")
    try:
        found = visits_in(content, references=OURS)
    except BadCalendar:
        return
    assert set(found.days) <= OURS
    assert found.others + found.unreadable <= found.events


def test_nothing_of_a_calendar_is_logged(caplog, capsys):
    caplog.set_level(logging.DEBUG)
    found_in(
        event("SUMMARY:Wren Sampleford K7Q-2ND", "DTSTART:Sampleford"),
        event("SUMMARY;X=Sampleford:Wren", "RRULE:Sampleford"),
    )
    printed = capsys.readouterr()
    assert "Sampleford" not in caplog.text + printed.out + printed.err
