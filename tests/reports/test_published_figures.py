"""What Cheshire East published in 2019 comes out of the ordinary report."""

import pytest

from ehcp.reports.figure import Kind
from tests.demonstration import count_again
from tests.reports.registers import report


@pytest.fixture(scope="module")
def july(council_of_2019):
    return report(council_of_2019, "2019-07-22")


@pytest.mark.parametrize(
    ("at", "figure", "value"),
    [
        ("2019-07-22", "N1", 213),
        ("2019-07-22", "N2", 5),
        ("2019-02-26", "N2", 155),
        ("2019-07-22", "N3", 97.7),
        ("2019-06-24", "N4", 6),
        ("2019-07-22", "N4", 1),
        ("2019-01-21", "N6", 159),
        ("2019-07-22", "N6", 2),
        ("2019-01-28", "N7", 135),
        ("2019-07-22", "N7", 1),
        ("2019-02-04", "N8", 9.0),
        ("2019-07-22", "N8", 96.0),
        ("2019-01-01", "N17", 107),
        ("2019-06-01", "N17", 82),
    ],
)
def test_a_published_figure_comes_out_of_the_report(council_of_2019, at, figure, value):
    assert report(council_of_2019, at).figure(figure).value == value


def test_the_peak_of_cases_awaiting_advice_is_found(july):
    peak = july.figure("N6").peak
    assert (str(peak.on), peak.value) == ("2019-01-21", 159)


def test_advice_of_psychologists_was_4_per_cent_in_march_and_82_in_june(july):
    months = {m.month: m.percent for m in _kind(july, "educational_psychology").series}
    assert (months["2019-03"], months["2019-06"]) == (4.0, 82.0)


def test_health_advice_was_above_its_target_for_eight_months_in_a_row(july):
    assert _kind(july, "health").months_in_a_row == 8


def test_the_months_and_weeks_are_those_that_a_second_count_finds(history, july):
    for week in july.figure("N2").series:
        assert week.value == count_again.longer_than(history, week.on, 20)
    for week in july.figure("N6").series:
        assert week.value == count_again.awaiting(history, week.on)
    for month in july.figure("N8").series:
        assert (month.numerator, month.denominator) == count_again.n8(history, month.month)
    for month in july.figure("N11").series:
        assert (month.numerator, month.denominator) == count_again.n11(history, month.month)


def _kind(made, name) -> Kind:
    kind = made.figure("N12a").by_kind[name]
    assert isinstance(kind, Kind)
    return kind
