"""Promises about reminders to a school that is asked for advice: none goes to a shut door."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp.cases.advice_kinds import AdviceKind
from tests.notifications.conftest import EP, HEALTH

A_DAY = timedelta(days=1)
LARK_RISE, OFFICE_AT = "999001", "office@larkrise.example"
# Lark Rise is closed from 23 July; it opens again on 3 September, a Thursday.
ASKED = date(2026, 6, 22)
LAST_DAY, REOPENS = date(2026, 7, 22), date(2026, 9, 3)


def with_mailbox(office):
    """Give the office that knows which school reads a mailbox."""
    people = office.council.people.model_copy(update={"settings": {LARK_RISE: OFFICE_AT}})
    return replace(office, council=office.council.model_copy(update={"people": people}))


@pytest.fixture
def school(office):
    """An office that asks Lark Rise for advice, and reminds it in single letters."""
    office = with_mailbox(office)
    office.service(
        AdviceKind.EDUCATION,
        name="Lark Rise",
        email=OFFICE_AT,
        reminders=True,
        monday_list=False,
        head_name="Jo Marlow",
        head_email="head@larkrise.example",
    )
    return office


def days_of(office, letter, *, start, end, to=OFFICE_AT):
    """Write the letters of every day; give the days on which one kind went to a mailbox."""
    found, day = [], start
    while day <= end:
        written = office.write(day).written
        found += [day for each in written if (each.recipient, each.letter) == (to, letter)]
        day += A_DAY
    return found


def test_a_reminder_of_a_day_in_the_holidays_comes_on_the_last_day_before_them(school):
    school.case(AdviceKind.EDUCATION, on=ASKED + 7 * A_DAY)  # due on 10 August
    found = days_of(school, "advice_reminder", start=ASKED, end=REOPENS)
    assert found == [LAST_DAY]


def test_a_reminder_of_a_day_after_the_holidays_waits_until_they_are_over(school):
    school.case(AdviceKind.EDUCATION, on=date(2026, 7, 24))  # due on 4 September
    found = days_of(school, "advice_reminder", start=date(2026, 7, 24), end=date(2026, 9, 4))
    assert found == [REOPENS]


def test_late_advice_is_chased_on_the_first_day_after_the_holidays(school):
    school.case(AdviceKind.EDUCATION, on=ASKED)  # due on 3 August
    found = days_of(school, "advice_late", start=ASKED, end=REOPENS + 7 * A_DAY)
    assert found == [REOPENS, date(2026, 9, 8)]


def test_a_service_that_never_closes_is_chased_all_summer(school):
    school.service(EP, reminders=True, monday_list=False)
    school.case(EP, on=ASKED)
    found = days_of(
        school, "advice_late", start=ASKED, end=date(2026, 8, 31), to="ep@service.example"
    )
    assert [day.isoformat() for day in found] == [
        *("2026-08-04", "2026-08-11", "2026-08-18", "2026-08-25"),
    ]


def test_a_school_is_known_by_its_name_as_well_as_by_its_mailbox(office):
    office.service(
        AdviceKind.EDUCATION,
        name="Lark Rise Primary School",
        email="another@larkrise.example",
        reminders=True,
        monday_list=False,
    )
    office.case(AdviceKind.EDUCATION, on=ASKED)
    found = days_of(office, "advice_late", start=ASKED, end=REOPENS, to="another@larkrise.example")
    assert found == [REOPENS]


def test_the_list_before_the_holidays_shows_what_falls_due_in_them_and_the_next_comes_after(school):
    school.service(AdviceKind.EDUCATION, name="Lark Rise", email=OFFICE_AT, monday_list=True)
    school.case(AdviceKind.EDUCATION, on=date(2026, 7, 13))  # due on 24 August
    school.write(date(2026, 7, 13))
    done = school.write(date(2026, 7, 20)).written
    assert [each.subject for each in done] == ["EHC advice this week: 1 due, 0 late, 0 new"]
    found = days_of(school, "advice_digest", start=date(2026, 7, 21), end=date(2026, 9, 14))
    assert found == [REOPENS, date(2026, 9, 7), date(2026, 9, 14)]


def test_a_closed_school_is_asked_at_once_for_its_six_weeks_run(school):
    school.case(AdviceKind.EDUCATION, on=date(2026, 8, 3))
    asked = days_of(school, "advice_needed", start=date(2026, 8, 3), end=date(2026, 8, 4))
    assert asked == [date(2026, 8, 3)]


def test_what_climbs_goes_to_the_head_of_a_closed_school_after_it_and_to_others_at_once(school):
    school.service(
        HEALTH, email="trust@service.example", head_name="Lou", head_email="lou@trust.example"
    )
    school.case(AdviceKind.EDUCATION, HEALTH, on=ASKED)  # fifteen days late on 18 August
    school.write(ASKED)
    head, trust = "head@larkrise.example", "lou@trust.example"
    climbed_on = date(2026, 8, 18)
    assert days_of(school, "escalation", start=climbed_on, end=climbed_on, to=trust)
    found = days_of(school, "escalation", start=climbed_on, end=REOPENS, to=head)
    assert found == [REOPENS]
