"""Bank holidays and working days of England."""

from datetime import date

import pytest

from config.clock import today
from ehcp.law.bank_holidays import BankHolidaysUnknown, bank_holidays, is_working_day
from tests.law import second_opinion


def test_the_bank_holidays_of_2026_and_2027_are_the_published_ones() -> None:
    assert bank_holidays(2026) == {
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 4),
        date(2026, 5, 25),
        date(2026, 8, 31),
        date(2026, 12, 25),
        date(2026, 12, 28),
    }
    assert bank_holidays(2027) == {
        date(2027, 1, 1),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 5, 3),
        date(2027, 5, 31),
        date(2027, 8, 30),
        date(2027, 12, 27),
        date(2027, 12, 28),
    }


def test_the_bank_holidays_of_next_year_are_known() -> None:
    next_year = today().year + 1
    assert bank_holidays(next_year) >= second_opinion.english_bank_holidays(next_year)


@pytest.mark.parametrize("year", range(2014, 2036))
def test_every_year_agrees_with_the_second_opinion(year: int) -> None:
    assert bank_holidays(year) == second_opinion.english_bank_holidays(year)


def test_holidays_made_by_proclamation_are_known() -> None:
    assert not is_working_day(date(2022, 9, 19))  # state funeral
    assert not is_working_day(date(2023, 5, 8))  # coronation
    assert is_working_day(date(2020, 5, 4))  # moved to 8 May 2020


def test_weekends_are_no_working_days() -> None:
    assert not is_working_day(date(2026, 11, 21))
    assert not is_working_day(date(2026, 11, 22))
    assert is_working_day(date(2026, 11, 23))


def test_scottish_and_irish_holidays_are_working_days_in_england() -> None:
    assert is_working_day(date(2026, 3, 17))
    assert is_working_day(date(2026, 11, 30))


def test_a_year_without_known_holidays_is_refused_and_not_taken_for_one_without_any() -> None:
    with pytest.raises(BankHolidaysUnknown, match=r"bank holidays of 2150 are not known"):
        is_working_day(date(2150, 1, 5))
