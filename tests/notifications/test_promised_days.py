"""Promises about E2, E3 and E4 to services that have answered: what they said is not ignored."""

import re
from datetime import date, timedelta

import pytest

from ehcp.cases.kinds import Kind
from tests.notifications.conftest import DECIDED, DUE, EP, words_of
from tests.notifications.html_reader import Page

A_DAY = timedelta(days=1)
PROMISED = date(2026, 3, 13)  # nine days after the limit
SAID_ON = DECIDED + 10 * A_DAY


@pytest.fixture
def reminding(office):
    """An office whose psychologists get single reminders."""
    office.service(reminders=True, monday_list=False)
    return office


def promise(office, reference, *, day=PROMISED, on=SAID_ON):
    details = {"promised_on": day.isoformat(), "reason": "Staff sickness"}
    office.record(reference, Kind.ADVICE_PROMISED, EP, on=on, **details)


def chasers(office, *, start, end):
    """Write and send the letters of every day; give the day, the subject and the words of each.

    All but those that ask for advice.
    """
    found, day, seen = [], start, set()
    while day <= end:
        office.write(day)
        office.send(day)
        for mail in office.mails():
            if mail["Message-ID"] not in seen and not words_of(mail).startswith("Advice is needed"):
                page = mail.get_body(("html",)).get_content()
                found.append((day, mail["Subject"], Page(page.replace("\r\n", "\n")).text))
            seen.add(mail["Message-ID"])
        day += A_DAY
    return found


def test_a_service_that_has_promised_a_day_is_reminded_once_shortly_before_that_day(reminding):
    promise(reminding, reminding.case(EP))
    found = chasers(reminding, start=SAID_ON, end=PROMISED)
    # Five days before the promised Friday is a Sunday, on which no letters go.
    assert [(day, subject) for day, subject, _ in found] == [
        (date(2026, 3, 9), "Reminder: 1 piece of advice expected by 13 March")
    ]
    assert "You told us to expect this advice by 13 March 2026." in found[0][2]


def test_whoever_has_answered_is_not_told_that_nobody_replied(reminding):
    missed, promised, silent = (reminding.case(EP) for _ in range(3))
    reminding.record(missed, Kind.APPOINTMENT_MISSED, EP, on=SAID_ON)
    promise(reminding, promised, day=DUE)
    found = chasers(reminding, start=SAID_ON, end=DUE)
    (last,) = [words for day, _, words in found if day == date(2026, 2, 27)]
    so_far = dict(
        re.findall(r"([0-9A-Z]{3}-[0-9A-Z]{3}) educational psychology 4 March 2026 (.{9})", last)
    )
    assert so_far == {missed: "last hear", promised: "promised ", silent: "no reply "}
    assert "last heard 31 January" in last
    assert "promised for 4 March" in last
    assert "Of 2 we do not know yet when they will come" in last


def test_a_promise_that_was_broken_before_the_limit_is_said_once_before_it(reminding):
    promise(reminding, reminding.case(EP), day=date(2026, 2, 13))
    found = chasers(reminding, start=SAID_ON, end=DUE)
    assert [day for day, *_ in found] == [date(2026, 2, 9), date(2026, 2, 27)]
    assert "by 13 February 2026. It has not come." in found[1][2]


def test_a_promise_further_away_than_the_council_waits_leaves_one_reminder(reminding):
    promise(reminding, reminding.case(EP), day=DUE + 43 * A_DAY)
    found = chasers(reminding, start=SAID_ON, end=DUE)
    assert [day for day, *_ in found] == [date(2026, 2, 27)]
    assert "You told us to expect this advice by 16 April 2026." in found[0][2]


def test_a_reminder_is_dropped_when_a_day_was_promised_before_it_went(reminding):
    reference = reminding.case(EP)
    reminding.write(DECIDED)
    reminding.send(DECIDED)
    day = date(2026, 2, 18)
    reminding.write(day)
    promise(reminding, reference, on=day)
    assert reminding.send(day).not_needed == 1


def test_a_visit_stops_reminders_and_a_day_that_was_let_pass_does_not(reminding):
    kept, broken = reminding.case(EP), reminding.case(EP)
    for each in (kept, broken):
        visit = {"visit_on": date(2026, 2, 20).isoformat()}
        reminding.record(each, Kind.ADVICE_ACKNOWLEDGED, EP, on=DECIDED + A_DAY, **visit)
    promise(reminding, broken, day=date(2026, 2, 13))
    found = chasers(reminding, start=SAID_ON, end=DUE)
    assert [day for day, *_ in found] == [date(2026, 2, 27)]
    assert broken in found[0][2]
    assert kept not in found[0][2]


def test_the_weekly_list_says_what_was_promised_and_what_was_heard(office):
    office.service(reminders=True)
    promised, missed = office.case(EP), office.case(EP)
    promise(office, promised)
    office.record(missed, Kind.APPOINTMENT_MISSED, EP, on=SAID_ON)
    found = chasers(office, start=SAID_ON, end=date(2026, 3, 16))
    lists = {day: words for day, _, words in found}
    late = lists[date(2026, 3, 9)]
    assert "promised for 13 March" in late
    assert "last heard 31 January" in late
    assert "promised for 13 March, not kept" in lists[date(2026, 3, 16)]
