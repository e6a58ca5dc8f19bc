"""Promises about the timetable: every tick on its day, also when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from config.clock import LONDON
from workflows.scheduler import at_its_hour
from workflows.timetable import DAILY, EVERY_DAY, LONGEST_OUTAGE, OFTEN, Daily, ticks_due

CHECK, REPORT, HOUSE, SCHOOL_YEAR = (
    next(job for job in DAILY if job.job == name)
    for name in ("deadline_check", "weekly_report", "house_check", "school_year")
)
MARCH, OCTOBER = date(2026, 3, 29), date(2026, 10, 25)  # the Sundays on which the clocks change


def london(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)


def test_the_check_is_due_from_half_past_six_by_london_time():
    monday = date(2026, 7, 20)
    friday = date(2026, 7, 17)
    assert ticks_due(CHECK, after=friday, now=london(monday, 6, 29)) == ()
    assert ticks_due(CHECK, after=friday, now=london(monday, 6, 30)) == (monday,)
    assert london(monday, 6, 30).hour == 5  # it is summer time


def test_the_check_leaves_out_weekends_and_bank_holidays():
    thursday, tuesday = date(2026, 4, 2), date(2026, 4, 7)  # Easter lies between
    assert ticks_due(CHECK, after=thursday, now=london(tuesday, 9)) == (tuesday,)


def test_missed_mornings_are_made_up_for_in_their_order():
    due = ticks_due(CHECK, after=date(2026, 3, 4), now=london(date(2026, 3, 10), 9))
    assert due == tuple(date(2026, 3, day) for day in (5, 6, 9, 10))


def test_a_missed_report_is_taken_for_its_own_monday():
    due = ticks_due(REPORT, after=date(2026, 3, 2), now=london(date(2026, 3, 18), 9))
    assert due == (date(2026, 3, 9), date(2026, 3, 16))


def test_one_night_does_the_work_of_all_that_were_missed():
    assert ticks_due(HOUSE, after=date(2026, 3, 4), now=london(date(2026, 3, 10), 9)) == (
        date(2026, 3, 10),
    )


def test_a_register_that_is_new_has_nothing_to_make_up_for():
    assert ticks_due(CHECK, after=None, now=london(date(2026, 3, 10), 9)) == (date(2026, 3, 10),)
    assert ticks_due(CHECK, after=None, now=london(date(2026, 3, 10), 5)) == ()


def test_an_outage_of_years_is_not_lived_through_again():
    due = ticks_due(REPORT, after=date(2019, 7, 22), now=london(date(2026, 3, 10), 9))
    assert due[0] >= date(2026, 3, 10) - LONGEST_OUTAGE
    assert due[-1] == date(2026, 3, 9)


@pytest.mark.parametrize("change", [MARCH, OCTOBER])
@pytest.mark.parametrize("job", DAILY, ids=lambda job: job.job)
def test_each_day_around_a_clock_change_has_its_tick_once(job: Daily, change: date):
    now = london(change - timedelta(days=3), 12)
    until = now + timedelta(days=7)
    last = change - timedelta(days=4)
    done: list[date] = []
    while now < until:  # a scheduler that looks every ten minutes
        for day in ticks_due(job, after=last, now=now):
            done.append(day)
            last = day
        now += timedelta(minutes=10)
    first = change - timedelta(days=3)
    week = [first + timedelta(days=n) for n in range(8)]
    assert done == [day for day in week if job.falls_on(day)][: len(done)]
    assert len(set(done)) == len(done) == sum(job.falls_on(day) for day in week[:8])


@pytest.mark.parametrize("change", [MARCH, OCTOBER])
@pytest.mark.parametrize("job", DAILY, ids=lambda job: job.job)
def test_apscheduler_rings_once_a_day_at_the_right_hour_around_a_clock_change(
    job: Daily, change: date
):
    trigger = at_its_hour(job)
    rings: list[datetime] = []
    after = london(change - timedelta(days=7), 0)
    while after < london(change + timedelta(days=7), 0):
        rung = trigger.get_next_fire_time(rings[-1] if rings else None, after)
        rings.append(rung.astimezone(LONDON))
        after = rung.astimezone(UTC) + timedelta(microseconds=1)
    rings = [ring for ring in rings if ring.date() < change + timedelta(days=7)]
    days = [change + timedelta(days=n) for n in range(-7, 7)]
    assert [ring.date() for ring in rings] == [
        day for day in days if EVERY_DAY[day.weekday()] in job.on
    ]
    assert {ring.time() for ring in rings} == {job.at}


def test_weekdays_are_named_and_no_hour_comes_twice_or_not_at_all():
    for job in DAILY:
        assert set(job.on) <= {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
        assert job.on
        assert not time(1) <= job.at < time(2)


def test_monday_means_monday():
    rung = at_its_hour(REPORT).get_next_fire_time(None, london(date(2026, 3, 3), 0))
    assert rung.strftime("%A %H:%M") == "Monday 06:00"


def test_letters_come_round_often_enough_for_the_hours_of_the_council():
    assert max(job.every for job in OFTEN) <= timedelta(minutes=5)


def test_every_job_has_a_name_of_its_own_and_says_what_it_is_for():
    names = [*(job.job for job in DAILY), *(job.job for job in OFTEN)]
    assert len(set(names)) == len(names)
    assert all([*(job.says for job in DAILY), *(job.says for job in OFTEN)])
