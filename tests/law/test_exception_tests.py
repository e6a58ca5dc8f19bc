"""The exact tests of the statutory grounds, on their boundaries."""

from datetime import date, timedelta
from inspect import signature

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp.law import exception_tests
from ehcp.law.exception_tests import absence, closure, missed_appointment, personal_circumstances
from ehcp.law.grounds import Ground, load_grounds

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))
TOLD_BY_THE_CASE = {"period_from", "period_until", "at_least_days"}
PERIOD_FROM, PERIOD_UNTIL = date(2026, 1, 5), date(2026, 2, 16)


@given(closed_from=DAYS, days_closed=st.integers(1, 90), offset=st.integers(-30, 120))
def test_a_closure_counts_exactly_as_the_regulation_words_it(
    closed_from: date, days_closed: int, offset: int
) -> None:
    reopens = closed_from + timedelta(days=days_closed)
    asked = closed_from + timedelta(days=offset)
    result = closure(closed_from=closed_from, reopens=reopens, advice_requested_on=asked)
    a_week_later = asked + timedelta(days=7)
    assert result.passes is (days_closed >= 28 and closed_from <= a_week_later <= reopens)


def test_a_closure_of_27_days_is_one_too_few() -> None:
    closed = date(2026, 7, 23)
    asked = date(2026, 7, 23)
    enough = closure(
        closed_from=closed, reopens=closed + timedelta(days=28), advice_requested_on=asked
    )
    short = closure(
        closed_from=closed, reopens=closed + timedelta(days=27), advice_requested_on=asked
    )
    assert enough.passes
    assert not short.passes
    assert short.why == (
        "It was closed for 27 days, and the law asks for at least 28 without a break."
    )


def test_a_closure_that_ends_before_it_begins_is_refused_with_a_sentence() -> None:
    result = closure(
        closed_from=date(2026, 9, 2),
        reopens=date(2026, 7, 23),
        advice_requested_on=date(2026, 7, 20),
    )
    assert not result.passes
    assert "Check the two days." in result.why


@given(start=DAYS, length=st.integers(1, 60), offset=st.integers(-60, 60))
def test_only_days_of_absence_inside_the_period_count(
    start: date, length: int, offset: int
) -> None:
    period_from, period_until = start, start + timedelta(days=42)
    first = start + timedelta(days=offset)
    away = {first + timedelta(days=n) for n in range(length)}
    inside = {day for day in away if period_from <= day <= period_until}
    result = absence(
        absent_from=first,
        absent_until=first + timedelta(days=length - 1),
        period_from=period_from,
        period_until=period_until,
    )
    assert result.passes is (len(inside) >= 28)


def test_an_absence_before_the_request_does_not_count() -> None:
    result = absence(
        absent_from=date(2025, 12, 1),
        absent_until=date(2025, 12, 31),
        period_from=PERIOD_FROM,
        period_until=PERIOD_UNTIL,
    )
    assert not result.passes
    assert result.why.startswith("0 days of absence")


def test_an_absence_that_ends_before_it_begins_is_refused_with_a_sentence() -> None:
    result = absence(
        absent_from=date(2026, 2, 1),
        absent_until=date(2026, 1, 6),
        period_from=PERIOD_FROM,
        period_until=PERIOD_UNTIL,
    )
    assert not result.passes
    assert "before it begins" in result.why


@pytest.mark.parametrize(
    ("from_on", "until_on", "passes"),
    [
        (date(2025, 12, 1), date(2026, 1, 4), False),
        (date(2025, 12, 1), date(2026, 1, 5), True),
        (date(2026, 2, 16), None, True),
        (date(2026, 2, 17), None, False),
        (date(2025, 12, 1), None, True),
        (date(2026, 2, 1), date(2026, 1, 6), False),
    ],
)
def test_personal_circumstances_must_touch_the_period(
    from_on: date, until_on: date | None, *, passes: bool
) -> None:
    result = personal_circumstances(
        described="A bereavement in the family",
        from_on=from_on,
        until_on=until_on,
        period_from=PERIOD_FROM,
        period_until=PERIOD_UNTIL,
    )
    assert result.passes is passes


def test_personal_circumstances_must_be_described() -> None:
    result = personal_circumstances(
        described="  ",
        from_on=date(2026, 1, 6),
        until_on=None,
        period_from=PERIOD_FROM,
        period_until=PERIOD_UNTIL,
    )
    assert not result.passes
    assert "not described" in result.why


@pytest.mark.parametrize(
    ("missed_on", "passes"),
    [
        (date(2026, 2, 15), False),
        (date(2026, 2, 16), True),
        (date(2026, 3, 30), True),
        (date(2026, 3, 31), False),
    ],
)
def test_a_missed_appointment_must_fall_in_the_bodys_six_weeks(
    missed_on: date, *, passes: bool
) -> None:
    result = missed_appointment(missed_on=missed_on, request_received_on=date(2026, 2, 16))
    assert result.passes is passes


def test_a_fact_that_passes_still_needs_to_have_made_the_limit_impractical() -> None:
    result = missed_appointment(missed_on=date(2026, 3, 1), request_received_on=date(2026, 2, 16))
    assert result.why.endswith("only if it made keeping the limit impractical.")


@pytest.mark.parametrize("each", load_grounds(), ids=lambda each: each.id)
def test_a_ground_asks_for_the_facts_that_its_test_needs(each: Ground) -> None:
    needed = set(signature(getattr(exception_tests, each.tested_by)).parameters)
    assert set(each.facts) == needed - TOLD_BY_THE_CASE


def test_absence_and_closure_last_four_weeks_everywhere_but_after_an_order() -> None:
    lengths = {each.id: str(each.at_least) for each in load_grounds() if each.at_least}
    tested = {each.id for each in load_grounds() if each.tested_by in ("closure", "absence")}
    assert lengths == dict.fromkeys(tested, "4 weeks") | {"order_absent_two_weeks": "2 weeks"}
    assert exception_tests.FOUR_WEEKS_IN_DAYS == 28
