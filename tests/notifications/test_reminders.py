"""Promises about E2, E3 and E4: reminders come in steps, in digests, and stop when they should."""

from datetime import date, timedelta

import pytest

from ehcp.cases.alerts import AlertPolicy
from ehcp.cases.events import FROM_A_TRACKER
from ehcp.cases.kinds import Kind
from ehcp.casework.raise_alerts import raise_alerts
from ehcp.law.rules import load_rules
from tests.notifications.conftest import DECIDED, DUE, EP, HEALTH, at, words_of

A_DAY = timedelta(days=1)
MONDAY = date(2026, 3, 9)


@pytest.fixture
def reminding(office):
    """An office whose psychologists get reminders, and have been asked for advice on one case."""
    office.service(reminders=True, monday_list=False)
    return office


def days_of(office, letter, *, start, end):
    """Write the letters of every day and give the days on which one of this kind was written."""
    found, day = [], start
    while day <= end:
        if office.subjects(day, letter):
            found.append(day)
        day += A_DAY
    return found


def test_a_reminder_comes_fourteen_and_five_days_before(reminding):
    reminding.case(EP)
    days = days_of(reminding, "advice_reminder", start=DECIDED, end=DUE)
    assert days == [date(2026, 2, 18), date(2026, 2, 27)]


def test_the_reminder_says_how_many_and_by_when(reminding):
    for decided in (DECIDED, DECIDED + A_DAY):
        reminding.case(EP, on=decided)
        reminding.write(decided)
    assert reminding.subjects(date(2026, 2, 19)) == [
        "Reminder: 2 pieces of advice due by 5 March",
    ]


def test_a_service_that_has_set_a_visit_is_not_reminded(reminding):
    reference = reminding.case(EP)
    visit = DECIDED + 10 * A_DAY
    reminding.record(
        reference,
        Kind.ADVICE_ACKNOWLEDGED,
        EP,
        on=DECIDED + A_DAY,
        visit_on=visit.isoformat(),
    )
    assert days_of(reminding, "advice_reminder", start=DECIDED, end=DUE) == []


def test_a_service_that_has_it_but_no_visit_date_is_reminded(reminding):
    reference = reminding.case(EP)
    reminding.record(reference, Kind.ADVICE_ACKNOWLEDGED, EP, on=DECIDED + A_DAY)
    assert len(days_of(reminding, "advice_reminder", start=DECIDED, end=DUE)) == 2


def test_late_advice_is_chased_on_the_first_day_and_then_weekly(reminding):
    reminding.case(EP)
    days = days_of(reminding, "advice_late", start=DECIDED, end=DUE + 30 * A_DAY)
    # The 2nd of April is a Thursday; the 3rd would be Good Friday.
    assert days == [DUE + n * A_DAY for n in (1, 8, 15, 22, 29)]


def test_after_an_outage_only_the_latest_step_is_sent(reminding):
    reminding.case(EP)
    reminding.write(DECIDED)
    # Nothing ran for seven weeks: two reminders and two late letters were missed.
    written = reminding.write(DUE + 13 * A_DAY).written
    assert [(each.letter, each.items) for each in written] == [("advice_late", 1)]
    assert reminding.write(DUE + 13 * A_DAY).written == ()


def test_late_advice_goes_in_one_letter_for_each_service(reminding):
    reminding.service(HEALTH, email="trust@service.example", reminders=True, monday_list=False)
    for _ in range(3):
        reminding.case(EP, HEALTH)
    reminding.write(DECIDED)
    assert reminding.subjects(DUE + A_DAY) == ["Late: 3 pieces of advice were due"] * 2


def late_letter(office, day):
    """Write and send the letters of a day, and give the words of the latest about late advice."""
    before = {mail["Message-ID"] for mail in office.mails()}
    office.write(day)
    office.send(day)
    new = [words_of(mail) for mail in office.mails() if mail["Message-ID"] not in before]
    (late,) = [text for text in new if text.startswith("Advice is late")]
    return late


def test_the_late_letter_says_only_what_our_head_of_service_really_has(reminding):
    reminding.case(EP)
    reminding.write(DECIDED)
    reminding.send(DECIDED)
    assert "head of service" not in late_letter(reminding, DUE + 15 * A_DAY)  # no check has run
    day = DUE + 22 * A_DAY
    raise_alerts(reminding.engine, day=day, at=at(day, 6), policy=AlertPolicy(), rules=load_rules())
    said = "What is missing has been on our head of service's list since 26 March 2026."
    assert said in late_letter(reminding, day)


def test_the_late_letter_says_when_it_goes_to_our_head_of_service(reminding):
    reminding.case(EP)
    reminding.write(DECIDED)
    reminding.send(DECIDED)
    reminding.write(DUE + A_DAY)
    reminding.send(DUE + A_DAY)
    words = [words_of(mail) for mail in reminding.mails()]
    (late,) = [text for text in words if text.startswith("Advice is late")]
    assert "What is still missing on 19 March 2026 goes on our head of service's list." in late


def test_nobody_is_asked_and_reminded_on_one_day(reminding):
    reference = reminding.case()
    reminding.record(reference, Kind.ADVICE_REQUESTED, EP, on=DECIDED)
    late = DUE + A_DAY
    assert [each.letter for each in reminding.write(late).written] == ["advice_needed"]
    assert [each.letter for each in reminding.write(late + A_DAY).written] == ["advice_late"]


def test_reminders_are_off_until_they_are_turned_on(office):
    office.service()
    office.case(EP, source=FROM_A_TRACKER)
    done = office.write(DUE + A_DAY)
    assert done.written == ()
    assert "late, but reminders are off for educational_psychology" in [
        why.says for why in done.not_written
    ]
    office.service(reminders=True, monday_list=False)
    assert office.subjects(DUE + A_DAY) == ["Late: 1 piece of advice was due"]


def test_advice_that_came_in_is_not_chased(reminding):
    reference = reminding.case(EP)
    reminding.write(DECIDED)
    reminding.record(reference, Kind.ADVICE_RECEIVED, EP, on=DUE)
    assert days_of(reminding, "advice_late", start=DUE, end=DUE + 10 * A_DAY) == []


def test_on_mondays_one_list_comes_in_place_of_reminders(office):
    office.service(reminders=True)  # the Monday list is on unless it is turned off
    office.case(EP, on=date(2026, 1, 25))  # a Sunday; due on 8 March
    office.case(EP, on=date(2026, 1, 27))  # due on 10 March
    for day in (date(2026, 1, 26), date(2026, 1, 27)):
        office.write(day)
    office.case(EP, on=date(2026, 3, 6))
    office.write(date(2026, 3, 6))
    written = office.write(MONDAY).written
    assert [(each.letter, each.subject) for each in written] == [
        ("advice_digest", "EHC advice this week: 1 due, 1 late, 1 new")
    ]
    # Its reminders are used up: the first late letter would have been Monday's.
    assert office.write(MONDAY + A_DAY).written == ()
    assert office.write(MONDAY).written == ()


def test_the_list_waits_for_its_hour_and_so_do_the_reminders_that_it_replaces(office):
    office.service(reminders=True)
    office.case(EP, on=date(2026, 1, 19))
    office.write(date(2026, 1, 19))
    assert [each.letter for each in office.write(MONDAY, hour=7).written] == []
    assert [each.letter for each in office.write(MONDAY, hour=8).written] == ["advice_digest"]


def test_after_a_bank_holiday_monday_the_list_comes_on_tuesday(office):
    office.service(reminders=True)
    office.case(EP, on=date(2026, 2, 24))
    office.write(date(2026, 2, 24))  # due on 7 April, the Tuesday after Easter
    assert office.write(date(2026, 4, 6)).written == ()
    assert [each.letter for each in office.write(date(2026, 4, 7)).written] == ["advice_digest"]


def test_closing_before_sending_sends_nothing(reminding):
    reference = reminding.case(EP)
    reminding.write(DECIDED)
    reminding.record(reference, Kind.WITHDRAWN, on=DECIDED)
    result = reminding.send(DECIDED)
    assert (result.sent, result.not_needed) == (0, 1)
    assert reminding.mails() == []


def test_what_closed_before_sending_is_left_out_of_the_letter(reminding):
    answered, owed = reminding.case(EP), reminding.case(EP)
    reminding.write(DECIDED)
    reminding.record(answered, Kind.ADVICE_RECEIVED, EP, on=DECIDED)
    assert reminding.send(DECIDED).sent == 1
    (mail,) = reminding.mails()
    assert mail["Subject"] == f"Advice needed by 4 March: case {owed}"
    for part in ("plain", "html"):
        assert answered not in mail.get_body((part,)).get_content()


def test_a_reminder_is_dropped_when_the_visit_was_set_before_it_went(reminding):
    reference = reminding.case(EP)
    reminding.write(DECIDED)
    reminding.send(DECIDED)
    day = date(2026, 2, 18)
    reminding.write(day)
    reminding.record(
        reference, Kind.ADVICE_ACKNOWLEDGED, EP, on=day, visit_on=date(2026, 2, 25).isoformat()
    )
    assert reminding.send(day).not_needed == 1
