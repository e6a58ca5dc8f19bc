"""Promises about E2, E3 and E4: nobody is asked and chased on one day, nor chased twice over."""

from datetime import date, timedelta

import pytest

from ehcp.cases.kinds import Kind
from ehcp.documents.scanner import Infected
from tests.notifications.conftest import DECIDED, DUE, EP, words_of

A_DAY = timedelta(days=1)
MONDAY = date(2026, 3, 9)
OPENS_AGAIN = date(2026, 3, 13)  # a Friday


@pytest.fixture
def reminding(office):
    """An office whose psychologists get single reminders."""
    office.service(reminders=True, monday_list=False)
    return office


@pytest.fixture
def listing(office):
    """An office whose psychologists get the list."""
    office.service(reminders=True)
    return office


def asked(office):
    """Open a case and send the request for its advice."""
    reference = office.case(EP)
    went_on(office, DECIDED)
    return reference


def asked_late(office, day):
    """Open a case whose advice was due weeks ago, and was never asked for in a letter."""
    reference = office.case(on=day - 50 * A_DAY)
    office.record(reference, Kind.ADVICE_REQUESTED, EP, on=day - 50 * A_DAY)
    return reference


def went_on(office, day, *, hour=9):
    """Write and send the letters of a day; give the subject and the words of each that went."""
    before = {mail["Message-ID"] for mail in office.mails()}
    office.write(day, hour=hour)
    office.send(day, hour=hour)
    new = [mail for mail in office.mails() if mail["Message-ID"] not in before]
    return [(mail["Subject"], words_of(mail)) for mail in new]


def subjects_on(office, day, *, hour=9):
    return [subject for subject, _ in went_on(office, day, hour=hour)]


def written_only(office, start, end):
    """Write the letters of every day while none can be sent."""
    for n in range((end - start).days + 1):
        office.write(start + n * A_DAY)


def bad_file(office, handed_in, *, found_on):
    """Hand in a file a day before the limit, in which a virus is found later."""
    reference = asked(office)
    handed_in(reference, EP, day=DUE - A_DAY)
    handed_in.scan(Infected("x"), day=found_on)
    return reference


def test_who_is_asked_to_send_a_file_again_is_not_chased_on_that_day(reminding, handed_in):
    case = bad_file(reminding, handed_in, found_on=MONDAY)
    assert subjects_on(reminding, MONDAY) == [f"Please send it again: your file for case {case}"]
    assert subjects_on(reminding, MONDAY + A_DAY) == ["Late: 1 piece of advice was due"]


def test_who_is_asked_to_send_a_file_again_is_not_on_the_list_of_that_day(listing, handed_in):
    case = bad_file(listing, handed_in, found_on=MONDAY)
    assert subjects_on(listing, MONDAY) == [f"Please send it again: your file for case {case}"]


def test_a_reminder_that_waits_is_dropped_when_a_file_is_asked_for_anew(reminding, handed_in):
    reference = asked(reminding)
    reminding.write(DUE + A_DAY)  # it is late, and the letter waits
    handed_in(reference, EP, day=DUE + A_DAY)
    handed_in.scan(Infected("x"), day=DUE + A_DAY)
    assert subjects_on(reminding, DUE + A_DAY, hour=10) == [
        f"Please send it again: your file for case {reference}"
    ]


def test_whose_file_could_not_be_taken_is_not_told_that_nobody_replied(reminding, handed_in):
    bad_file(reminding, handed_in, found_on=MONDAY)
    went_on(reminding, MONDAY)
    ((_, words),) = went_on(reminding, MONDAY + A_DAY)
    assert "If we could not open your file" in words
    assert "no reply" not in words


def test_the_list_knows_that_a_file_came(listing, handed_in):
    bad_file(listing, handed_in, found_on=MONDAY)
    went_on(listing, MONDAY)
    ((_, words),) = went_on(listing, MONDAY + 7 * A_DAY)
    assert "a file came on" in words
    assert "no reply" not in words


def test_a_file_that_answered_an_earlier_request_is_no_reply_to_this_one(reminding, handed_in):
    case = bad_file(reminding, handed_in, found_on=DUE)
    reminding.record(case, Kind.ADVICE_REQUEST_CANCELLED, EP, on=DUE, reason="Not needed")
    reminding.record(case, Kind.ADVICE_REQUESTED, EP, on=DUE)
    went_on(reminding, DUE)
    ((_, words),) = went_on(reminding, date(2026, 4, 1))  # a fortnight before the new limit
    assert "no reply" in words


def test_what_is_asked_for_on_the_day_of_the_list_is_not_on_it(listing):
    listed = asked(listing)
    new = asked_late(listing, MONDAY)
    (_, asks), (_, lists) = sorted(went_on(listing, MONDAY))  # "Advice needed", "EHC advice"
    assert new in asks
    assert listed in lists
    assert new not in lists


def test_a_second_letter_of_a_day_counts_as_asking_too(reminding):
    reminding.case(EP)
    assert subjects_on(reminding, DECIDED, hour=9)
    case = asked_late(reminding, DECIDED)
    assert subjects_on(reminding, DECIDED, hour=12) == [
        f"Advice needed by {(DECIDED - 8 * A_DAY).day} January: case {case}"
    ]
    assert subjects_on(reminding, DECIDED + A_DAY) == ["Late: 1 piece of advice was due"]


def test_a_request_that_goes_late_goes_alone(reminding):
    case = reminding.case(EP)
    written_only(reminding, DECIDED, OPENS_AGAIN - A_DAY)
    assert subjects_on(reminding, OPENS_AGAIN) == [f"Advice needed by 4 March: case {case}"]


def test_after_a_time_without_sending_only_the_latest_step_goes(reminding):
    asked(reminding)
    went_on(reminding, date(2026, 2, 18))
    written_only(reminding, date(2026, 2, 26), OPENS_AGAIN - A_DAY)
    assert subjects_on(reminding, OPENS_AGAIN) == ["Late: 1 piece of advice was due"]
    assert reminding.statuses() == ["sent", "sent", "not_needed", "not_needed", "sent"]


def test_a_reminder_whose_day_has_passed_is_not_sent(reminding):
    asked(reminding)
    reminding.write(date(2026, 2, 27))
    reminding.send(DUE + A_DAY)
    assert reminding.statuses() == ["sent", "not_needed"]


def test_of_two_reminders_that_wait_the_later_goes(reminding):
    asked(reminding)
    written_only(reminding, date(2026, 2, 18), date(2026, 2, 27))
    reminding.send(date(2026, 2, 27))
    assert reminding.statuses() == ["sent", "not_needed", "sent"]


def test_what_no_later_letter_names_still_goes(reminding):
    first = asked(reminding)
    second = reminding.case(EP, on=DECIDED + 3 * A_DAY)
    went_on(reminding, DECIDED + 5 * A_DAY)
    reminding.write(DUE + A_DAY)
    reminding.write(DUE + 6 * A_DAY)  # the second is late now; the next step of the first is not
    reminding.send(DUE + 6 * A_DAY)
    late = [words_of(mail) for mail in reminding.mails() if mail["Subject"].startswith("Late")]
    assert sorted((first in words, second in words) for words in late) == [
        (False, True),
        (True, False),
    ]


def test_of_two_lists_that_wait_only_the_latest_goes(listing):
    asked(listing)
    written_only(listing, MONDAY, MONDAY + 6 * A_DAY)
    assert subjects_on(listing, MONDAY + 7 * A_DAY) == [
        "EHC advice this week: 0 due, 1 late, 0 new"
    ]


def test_last_weeks_list_of_what_was_new_does_not_go_beside_this_weeks(listing):
    asked(listing)
    listing.case(EP, on=MONDAY - 3 * A_DAY)
    went_on(listing, MONDAY - 3 * A_DAY)
    written_only(listing, MONDAY, MONDAY + 6 * A_DAY)
    assert subjects_on(listing, MONDAY + 7 * A_DAY) == [
        "EHC advice this week: 0 due, 1 late, 0 new"
    ]


def test_last_weeks_list_does_not_go_on_the_morning_before_this_weeks(listing):
    asked(listing)
    listing.write(MONDAY)
    listing.send(MONDAY + 7 * A_DAY, hour=8)
    assert listing.statuses()[-1] == "not_needed"


def test_a_list_that_was_held_up_for_some_days_goes_in_its_week(listing):
    asked(listing)
    listing.write(MONDAY)
    assert subjects_on(listing, MONDAY + 3 * A_DAY) == [
        "EHC advice this week: 0 due, 1 late, 0 new"
    ]
