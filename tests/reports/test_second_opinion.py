"""Whatever is on the register: the SQL counts what plain Python counts from the events."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.register.engine import open_engine
from ehcp.reports.figure import Month
from ehcp.reports.quality_rules import RULES
from tests.examples import examples
from tests.reports import count_again as again
from tests.reports.random_plans import other_journeys
from tests.reports.random_registers import FIRST, OFFICERS, registers_and_days
from tests.reports.registers import keep_in, keep_plans, report


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@settings(
    max_examples=examples(20),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=registers_and_days(), others=other_journeys())
def test_every_figure_is_what_the_events_say_whatever_else_is_on_the_register(
    engine, drawn, others
):
    files, at = drawn
    officers = {file.reference: OFFICERS[place % 3] for place, file in enumerate(files)}
    with engine.connect() as connection:
        keep_in(connection, files, officers=officers.values())
        alone = report(connection, at)
        keep_plans(connection, others)
        made = report(connection, at)
        connection.rollback()
    _check_that_nothing_else_counts(made, alone)
    cases = [again.Case(file) for file in files]
    _check_open_cases(made, cases, at)
    _check_over_time(made, cases, at)
    _check_months(made, cases, at)
    _check_the_rest(made, cases, at, officers)


def _check_that_nothing_else_counts(made, alone):
    """Compare with the report of the same register without the other journeys, part by part."""
    of_assessments = [f"N{number}" for number in (*range(1, 12), 13, 19)]
    for name in (*of_assessments, "N12a", "N12b", "S1", "S2", "S3"):
        assert made.figure(name) == alone.figure(name)
    assert made.lists == alone.lists
    n20, before = made.figure("N20"), alone.figure("N20")
    assert (n20.value, n20.denominator) == (before.value, before.denominator)
    about_assessments = len(RULES) + 2
    assert n20.rules[:about_assessments] == before.rules[:about_assessments]


def _check_open_cases(made, cases, s):
    is_open = [case for case in cases if case.open(s)]
    late = [case for case in cases if case.over_20(s)]
    n1, n3, n4, n5 = (made.figure(name) for name in ("N1", "N3", "N4", "N5"))
    assert n1.value == len(is_open)
    assert n1.awaiting_decision == sum(case.stage(s) == "requested" for case in is_open)
    assert (n3.numerator, n3.denominator) == (len(is_open) - len(late), len(is_open))
    assert n3.value == again.per_cent(len(is_open) - len(late), len(is_open))
    assert n3.denominator_excluding_exceptions == sum(not case.excepted for case in is_open)
    assert n4.bands == again.bands(cases, s)
    for stage in ("requested", "assessing", "drafting", "draft"):
        counted = sum(by_stage[stage] for by_stage in n4.bands_by_stage.values())
        assert counted == sum(case.stage(s) == stage for case in is_open)
    assert (n5.value, n5.oldest_weeks) == again.mean_weeks(cases, s)


def _check_over_time(made, cases, s):
    first = FIRST - timedelta(days=40)
    counts = {
        "N1": lambda day: sum(case.open(day) for case in cases),
        "N2": lambda day: sum(case.over_20(day) for case in cases),
        "N6": lambda day: sum(case.awaiting(day) for case in cases),
        "N7": lambda day: sum(case.awaiting(day, "educational_psychology") for case in cases),
    }
    for name, count in counts.items():
        figure = made.figure(name)
        assert figure.value == count(s)
        assert {str(week.on): week.value for week in figure.series} == again.weekly(count, s)
        peak = figure.peak and (str(figure.peak.on), figure.peak.value)
        assert peak == again.peak(count, first=first, s=s)
    for name in ("N2", "N6", "N7"):
        assert made.figure(name).last_week == counts[name](s - timedelta(days=7))
        assert made.figure(name).four_weeks_ago == counts[name](s - timedelta(days=28))
    by_kind = made.figure("N7").by_kind
    for kind in AdviceKind:
        assert by_kind[kind.value] == sum(case.awaiting(s, kind.value) for case in cases)


def _check_months(made, cases, s):
    for name in ("N8", "N9", "N10", "N11"):
        count = getattr(again, name.lower())
        for month in made.figure(name).series:
            assert _pairs(month) == count(cases, month.month, s)
    for name in ("N12a", "N12b"):
        count = getattr(again, name.lower())
        for kind, found in made.figure(name).by_kind.items():
            for month in found.series:
                assert _pairs(month) == count(cases, month.month, s, kind)
    past = sum(
        case.open(s) and case.stage(s) == "requested" and (s - case.r).days > 42 for case in cases
    )
    assert made.figure("N10").still_open_past_limit == past


def _pairs(month: Month) -> again.Pairs:
    share = again.per_cent(month.numerator, month.denominator)
    assert month.percent == share
    return (
        month.numerator,
        month.denominator,
        month.numerator_excluding_exceptions,
        month.denominator_excluding_exceptions,
    )


def _check_the_rest(made, cases, s, officers):
    flow = made.figure("N13").flow
    parts = (
        flow.opening,
        flow.newly_over,
        flow.issued_late,
        flow.otherwise_closed_late,
        flow.closing,
    )
    assert parts == again.flow(cases, s)
    held = again.load(officers, cases, s)
    n19 = made.figure("N19")
    assert n19.unallocated == held.pop(None, 0)
    assert n19.by_officer == dict(held)
    lists = {listed.id: [line.reference for line in listed.lines] for listed in made.lists}
    by_age = sorted((case.r, case.reference) for case in cases if case.open(s))
    assert lists["oldest"] == [reference for _, reference in by_age[:10]]
    assert lists["will_breach"] == [
        reference for r, reference in by_age if 126 <= (s - r).days <= 140
    ]
