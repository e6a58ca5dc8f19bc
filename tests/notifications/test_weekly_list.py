"""Promises about E4: one list a week in place of reminders, that anybody can use."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ehcp.cases.kinds import Kind
from ehcp.outside.links import link_of
from ehcp.register.engine import reading
from ehcp.register.tables import messages
from tests.notifications.conftest import DECIDED, DUE, EP, at, words_of

A_DAY = timedelta(days=1)
GOOD_FRIDAY = date(2026, 4, 3)
TUESDAY_AFTER = date(2026, 4, 7)
CHASERS = ("advice_reminder", "advice_late", "advice_digest")


@pytest.fixture
def listing(office):
    """An office whose psychologists have chosen the list, which they have unless they say no."""
    office.service(reminders=True)
    return office


def chased(office, *, start, end):
    """Write the letters of every day; give the day and the kind of each that chases advice."""
    found, day = [], start
    while day <= end:
        found += [
            (day, each.letter) for each in office.write(day).written if each.letter in CHASERS
        ]
        day += A_DAY
    return found


def last_list(office, day):
    """Write and send the letters of a day, and give the words of its list."""
    before = {mail["Message-ID"] for mail in office.mails()}
    office.write(day)
    office.send(day)
    new = [words_of(mail) for mail in office.mails() if mail["Message-ID"] not in before]
    (said,) = [each for each in new if each.startswith("Your EHC advice")]
    return said


def test_whoever_gets_the_list_gets_it_once_a_week_and_no_single_reminder(listing):
    listing.case(EP)
    found = chased(listing, start=DECIDED, end=DUE + 20 * A_DAY)
    assert {letter for _, letter in found} == {"advice_digest"}
    assert [day.isoformat() for day, _ in found] == [
        "2026-01-26",  # as new
        # Due on 4 March: soon since two weeks before it.
        *("2026-02-23", "2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"),
    ]


def test_where_the_council_sends_no_lists_its_services_get_single_reminders(listing):
    off = listing.with_policy("advice_digest", send=False)
    off.case(EP)
    found = chased(off, start=DECIDED, end=DUE + A_DAY)
    assert [letter for _, letter in found] == ["advice_reminder", "advice_reminder", "advice_late"]


def test_what_became_late_or_due_soon_since_the_last_list_is_marked(listing):
    first = listing.case(EP)
    later = listing.case(EP, on=DECIDED + 7 * A_DAY)
    chased(listing, start=DECIDED, end=date(2026, 3, 1))
    listing.send(date(2026, 2, 27))
    due = last_list(listing, date(2026, 3, 2))
    assert f"{first}, new" not in due
    assert f"{later}, new" in due
    late = last_list(listing, date(2026, 3, 9))
    assert f"{first}, new" in late
    assert f"{later}, new" not in late
    last_list(listing, date(2026, 3, 16))
    assert ", new" not in last_list(listing, date(2026, 3, 23))


def test_nobody_misses_a_list_because_nobody_was_there_to_send_it(listing):
    listing.case(EP)
    listing.write(DECIDED)
    # Nothing ran on Monday and Tuesday.
    found = chased(listing, start=date(2026, 3, 11), end=date(2026, 3, 13))
    assert found == [(date(2026, 3, 11), "advice_digest")]


def test_what_is_new_after_the_day_of_the_list_waits_for_the_next(listing):
    day = date(2026, 3, 4)  # a Wednesday
    listing.case(EP, on=day)
    assert chased(listing, start=day, end=day + 7 * A_DAY) == [(date(2026, 3, 9), "advice_digest")]


def test_the_list_leads_to_what_it_lists_and_needs_no_account(listing):
    references = {listing.case(EP), listing.case(EP)}
    listing.write(DECIDED)
    listing.write(date(2026, 3, 2))
    with reading(listing.engine) as connection:
        row = connection.execute(select(messages).where(messages.c.letter == "advice_digest")).one()
        address, _, token = row.facts["link"].rpartition("/")
        link = link_of(connection, token, now=at(date(2026, 3, 2)))
    assert address == "https://ehc.example/answer"
    assert link is not None
    assert len(link.about) == len(references)
    assert "The link needs no account" in " ".join(row.text.split())


def test_the_list_says_when_late_advice_goes_above_the_service(office):
    office.service(reminders=True, head_name="Jo Marlow", head_email="jo@service.example")
    office.case(EP)
    office.write(DECIDED)
    office.send(DECIDED)
    said = last_list(office, date(2026, 3, 9))
    assert "no day is promised goes to the head of your service on 19 March 2026." in said


def test_good_fridays_list_goes_on_the_tuesday_after_easter_once(office):
    office = office.with_policy("advice_digest", on="Friday")
    office.service(reminders=True)
    office.case(EP)
    office.write(DECIDED)
    found = chased(office, start=date(2026, 3, 27), end=date(2026, 4, 17))
    assert [day for day, _ in found] == [
        date(2026, 3, 27),
        TUESDAY_AFTER,
        date(2026, 4, 10),
        date(2026, 4, 17),
    ]


def test_what_a_service_says_before_its_list_goes_stands_in_it(listing):
    reference = listing.case(EP)
    listing.write(DECIDED)
    listing.send(DECIDED)
    day = date(2026, 3, 2)
    listing.write(day, hour=20)
    listing.record(reference, Kind.ADVICE_ACKNOWLEDGED, EP, on=day, visit_on="2026-03-03")
    assert "visit 3 March" in last_list(listing, day + A_DAY)
