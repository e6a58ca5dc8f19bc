"""The invented council's figures are those that Cheshire East published in 2019."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.demonstration import count_again as count
from workflows.demonstration.days import mondays
from workflows.demonstration.history import History, Kind, Outcome
from workflows.demonstration.invention import invent_history

LAST = date(2019, 7, 22)
EP = frozenset({Kind.EDUCATIONAL_PSYCHOLOGY})
MONDAYS = list(mondays(first=date(2018, 11, 5), last=LAST))
HEALTH_MONTHS = [
    "2018-11",
    "2018-12",
    "2019-01",
    "2019-02",
    "2019-03",
    "2019-04",
    "2019-05",
    "2019-06",
]


def test_213_are_open_on_the_last_day_and_5_of_them_over_twenty_weeks(history: History) -> None:
    assert count.n1(history, LAST) == 213
    assert count.longer_than(history, LAST, 20) == 5
    assert count.percent((208, 213)) == Decimal("97.7")


def test_155_were_over_twenty_weeks_on_26_february(history: History) -> None:
    assert count.longer_than(history, date(2019, 2, 26), 20) == 155


def test_the_backlog_peaks_once_in_february_and_then_falls_every_week(history: History) -> None:
    weekly = [count.longer_than(history, monday, 20) for monday in MONDAYS]
    peak = weekly.index(max(weekly))
    assert weekly.count(max(weekly)) == 1
    assert MONDAYS[peak].isoformat().startswith("2019-02")
    assert max(weekly) <= 165
    falling = weekly[peak:]
    assert all(0 < earlier - later <= 12 for earlier, later in pairwise(falling))


def test_the_backlog_grew_through_2018(history: History) -> None:
    ends = [date(2018, 6, 30), date(2018, 9, 30), date(2018, 12, 31)]
    sizes = [count.longer_than(history, day, 20) for day in ends]
    assert 20 < sizes[0] < sizes[1] < sizes[2] <= 160


def test_awaiting_any_advice_has_its_one_maximum_159_on_21_january(history: History) -> None:
    weekly = {monday: count.awaiting(history, monday) for monday in MONDAYS}
    assert weekly[date(2019, 1, 21)] == 159
    assert [monday for monday, n in weekly.items() if n >= 159] == [date(2019, 1, 21)]
    assert weekly[LAST] == 2


def test_awaiting_a_psychologist_has_its_one_maximum_135_on_28_january(history: History) -> None:
    weekly = {monday: count.awaiting(history, monday, EP) for monday in MONDAYS}
    assert weekly[date(2019, 1, 28)] == 135
    assert [monday for monday, n in weekly.items() if n >= 135] == [date(2019, 1, 28)]
    assert weekly[LAST] == 1


def test_nobody_awaits_a_psychologist_without_awaiting_advice(history: History) -> None:
    for monday in mondays(first=date(2018, 1, 1), last=LAST):
        assert count.awaiting(history, monday, EP) <= count.awaiting(history, monday)


def test_plans_on_time_were_6_of_67_in_january_and_48_of_50_in_june(history: History) -> None:
    assert count.n8(history, "2019-01") == (6, 67)
    assert count.percent((6, 67)) == Decimal("9.0")
    assert count.n8(history, "2019-06") == (48, 50)
    assert count.percent((48, 50)) == Decimal("96.0")


def test_plans_on_time_rise_from_month_to_month_of_2019(history: History) -> None:
    shares = [count.percent(count.n8(history, f"2019-0{month}")) for month in range(1, 7)]
    assert shares == sorted(shares)


def test_psychologists_were_on_time_in_4_percent_in_march_and_82_in_june(history: History) -> None:
    assert count.n12a(history, "2019-03", Kind.EDUCATIONAL_PSYCHOLOGY) == (4, 100)
    assert count.n12a(history, "2019-06", Kind.EDUCATIONAL_PSYCHOLOGY) == (41, 50)
    assert count.percent((41, 50)) == Decimal("82.0")


def test_by_the_month_it_was_due_psychologists_advice_improves_too(history: History) -> None:
    shares = [
        count.percent(count.n12b(history, month, Kind.EDUCATIONAL_PSYCHOLOGY))
        for month in ("2019-03", "2019-04", "2019-05", "2019-06")
    ]
    assert shares == sorted(shares)
    assert shares[0] < 20
    assert shares[-1] > 80


def test_health_is_over_90_percent_in_eight_months_in_a_row(history: History) -> None:
    for month in HEALTH_MONTHS:
        assert count.percent(count.n12a(history, month, Kind.HEALTH)) > 90, month
    assert count.percent(count.n12a(history, "2018-10", Kind.HEALTH)) < 90
    assert len(HEALTH_MONTHS) == 8


@pytest.mark.parametrize(("day", "number"), [(date(2019, 1, 1), 107), (date(2019, 6, 1), 82)])
def test_complaints_of_twelve_months(history: History, day: date, number: int) -> None:
    themes = count.n17(history, day)
    assert themes.total() == number
    (largest, most), (_, second) = themes.most_common(2)
    assert largest == "Timeliness"
    assert most > second


def test_six_then_one_wait_over_thirty_weeks(history: History) -> None:
    assert count.longer_than(history, LAST - timedelta(weeks=4), 30) == 6
    assert count.longer_than(history, LAST, 30) == 1


def test_about_a_quarter_are_refused_and_cases_end_in_every_way(history: History) -> None:
    refused = sum(case.outcome is Outcome.REFUSED for case in history.cases)
    decided = sum(case.will_assess is not None for case in history.cases)
    assert 0.20 < refused / decided < 0.28
    assert {case.outcome for case in history.cases} == set(Outcome)


def test_some_of_the_refusals_of_a_plan_came_after_sixteen_weeks(history: History) -> None:
    months = [f"2018-{n:02d}" for n in range(3, 13)] + [f"2019-{n:02d}" for n in range(1, 8)]
    pairs = [count.n11(history, month) for month in months]
    assert 0 < sum(on_time for on_time, _ in pairs) < sum(told for _, told in pairs)


def test_there_are_about_as_many_cases_as_a_council_of_this_size_has(history: History) -> None:
    assert 1_000 <= len(history.cases) <= 1_300


def test_the_same_seed_gives_the_same_history(history: History) -> None:
    assert invent_history() == history


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_figures_come_from_the_quotas_not_from_a_lucky_seed(seed: int) -> None:
    other = invent_history(seed=seed)
    assert count.n1(other, LAST) == 213
    assert count.longer_than(other, LAST, 20) == 5
    assert count.longer_than(other, date(2019, 2, 26), 20) == 155
    assert count.awaiting(other, date(2019, 1, 21)) == 159
    assert count.awaiting(other, date(2019, 1, 28), EP) == 135
    assert count.awaiting(other, LAST) == 2
    assert count.n8(other, "2019-01") == (6, 67)
    assert count.n8(other, "2019-06") == (48, 50)
    assert count.percent(count.n12a(other, "2019-03", Kind.EDUCATIONAL_PSYCHOLOGY)) == 4
    assert count.percent(count.n12a(other, "2019-06", Kind.EDUCATIONAL_PSYCHOLOGY)) == 82
