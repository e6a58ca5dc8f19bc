"""What a cell in a column of days may hold, and what each is read as."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp.exchange.tracker.cells import NotADay, as_day, as_text
from ehcp.exchange.tracker.written_days import days_in

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"]


@given(DAYS)
def test_a_day_is_read_the_same_however_it_is_written(day):
    ordinal = {1: "st", 2: "nd", 3: "rd"}.get(
        day.day % 10 if day.day not in (11, 12, 13) else 0, "th"
    )
    month = MONTHS[day.month - 1]
    for written in (
        day,
        datetime(day.year, day.month, day.day, 15, 30),  # noqa: DTZ001 - as a cell gives it
        (day - date(1899, 12, 30)).days,
        float((day - date(1899, 12, 30)).days) + 0.75,
        str((day - date(1899, 12, 30)).days),
        day.isoformat(),
        f"{day.isoformat()} 00:00:00",
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d.%m.%Y}",
        f"{day:%d-%m-%Y}",
        f"{day:%d/%m/%Y} 09:30",
        f"{day.day} {month} {day.year}",
        f"{day.day}-{month}-{day.year}",
        f"{day.day}{ordinal} {day:%B} {day.year}",
        f"{day:%A} {day.day} {day:%B} {day.year}",
        f"{day:%a}, {day.day}{ordinal} of {day:%B}, {day.year}",
        f"{day:%B} {day.day}, {day.year}",
        f"  {day:%d/%m/%Y}\u00a0",
    ):
        assert as_day(written) == day, written


@given(DAYS)
def test_a_workbook_from_an_old_mac_counts_from_1904(day):
    assert as_day((day - date(1904, 1, 1)).days, from_1904=True) == day


@given(DAYS)
def test_two_digits_are_no_year(day):
    for written in (f"{day:%d/%m/%y}", f"{day.day} {MONTHS[day.month - 1]} {day:%y}"):
        with pytest.raises(NotADay, match="two digits"):
            as_day(written)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("30/02/2019", "no such day"),
        ("29 February 2019", "no such day"),
        ("31/04/2019", "no such day"),
        ("2019-02-30", "no such day"),
        ("00/01/2019", "no such day"),
        ("1/13/2019", "month was written first"),
        ("13/13/2019", "no month 13"),
        ("2019-13-01", "no month 13"),
        ("5/1", "one way"),
        ("5 January", "year is missing"),
        ("January 2019", "no day"),
        ("5/1/20199", "four digits"),
        ("5//1//2019", "one way"),
        ("5/1/2019?", "one way"),
        (12, "no day"),
        (99_999_999.5, "no day"),
        (-3, "no day"),
        (float("nan"), "no day"),
        (float("inf"), "no day"),
        (time(14, 30), "time of day"),
    ],
)
def test_what_is_no_day_is_refused_with_its_reason(written, reason):
    with pytest.raises(NotADay, match=reason):
        as_day(written)


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        ("05/02/26", "Write the year in full: 05/02/2026, if"),
        ("5 Feb 26", "Write the year in full: 05/02/2026, if"),
        ("9/3/98", "Write the year in full: 09/03/1998, if"),
        ("5/2/20266", "as 05/02/YYYY"),
        ("5 February", "as 05/02/YYYY"),
        ("June 2026", "as DD/06/2026"),
        ("2/13/2026", "as 13/02/2026"),
    ],
)
def test_what_to_write_instead_has_the_day_of_the_cell_and_no_other(written, fix):
    with pytest.raises(NotADay) as refused:
        as_day(written)
    assert fix in refused.value.fix
    assert "05/01" not in refused.value.fix


@pytest.mark.parametrize(
    "words",
    ["chased", "n/a", "w/c 3 June", "w/c 03/06/2019", "TBC", "with EP", "3/6/2019 or 4/6/2019"],
)
def test_words_come_back_as_words(words):
    assert as_day(words) == words


@pytest.mark.parametrize(
    "nothing", ["", None, " ", "-", "–", "?", "...", 0, 0.0, "0", time(0), timedelta(0)]
)
def test_a_dash_and_a_formulas_zero_are_nothing(nothing):
    assert as_day(nothing) is None


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.times()))
def test_no_cell_brings_the_import_down(value):
    with suppress(NotADay):
        day = as_day(value)
        assert day is None or isinstance(day, date | str)
    assert isinstance(as_text(value), str)


@given(DAYS, DAYS)
def test_days_are_found_in_a_sentence(one, other):
    found = days_in(f"closed from {one:%d/%m/%Y} to {other.isoformat()}, 30/02/2019 and 5/1/19")
    assert found == [one, other]


def test_a_whole_number_keeps_no_point():
    assert as_text(1234.0) == "1234"
    assert as_text(date(2019, 1, 7)) == "2019-01-07"
    assert as_text("  two\n lines ") == "two lines"
