"""Behind every number of the report are as many cases as it says, whatever is on the register."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from ehcp.cases.kinds import Kind
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.sight import Sight
from ehcp.register.tables import cases, complaints, people
from ehcp.reports.backlog import position_on, report_on
from ehcp.reports.behind.counted import Line
from ehcp.reports.behind.hidden import hidden_references
from ehcp.reports.behind.listing import BY_CASE, BY_OFFICER, listing
from ehcp.reports.behind.numbers import BEHIND, NoSuchNumber, number_of, numbers_of
from ehcp.reports.figures import FIGURES
from ehcp.reports.seen import as_seen
from ehcp.reports.snapshots import take_snapshot
from tests.builders import a_case
from tests.reports.policy import COUNCIL
from tests.reports.random_plans import case_file, other_journeys, registers_of_plans
from tests.reports.random_registers import OFFICERS, registers_and_days
from tests.reports.registers import keep, keep_in, keep_plans

MONDAY = date(2026, 6, 1)
EVERY_SO_MANY = 29
"""Of the numbers that are nought only one in so many is asked for: there are thousands."""

random_settings = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def check_every_number(connection, at, *, skip=0, of_large=1):
    """Find the cases behind the numbers of the report of a day; give those that do not agree."""
    position, report = report_on(connection, at=at, council=COUNCIL)
    wrong = []
    for figure in report.figures:
        for place, counted in enumerate(numbers_of(report, figure.id).values()):
            every = of_large if counted.number else EVERY_SO_MANY
            if (place + skip) % every:
                continue
            lines = counted.find(position)
            if len(lines) != counted.number:
                wrong.append((figure.id, counted.part, counted.number, lines))
            assert all(len(line.values) == len(counted.heads) for line in lines)
            named = [line.reference for line in lines if line.reference]
            if counted.what in ("cases", "plans", "reviews") and figure.id != "N17":
                assert len(named) == len(set(named)), (figure.id, counted.part)
    return wrong


@random_settings
@given(drawn=registers_and_days(), others=other_journeys(), skip=st.integers(0, EVERY_SO_MANY - 1))
def test_behind_every_number_of_assessments_are_as_many_cases(engine, drawn, others, skip):
    files, at = drawn
    officers = [OFFICERS[place % 3] for place, _ in enumerate(files)]
    with engine.connect() as connection:
        keep_in(connection, files, officers=officers)
        keep_plans(connection, others)
        wrong = check_every_number(connection, at, skip=skip)
        connection.rollback()
    assert wrong == []


@random_settings
@given(drawn=registers_of_plans(), skip=st.integers(0, EVERY_SO_MANY - 1))
def test_behind_every_number_of_plans_are_as_many_plans(engine, drawn, skip):
    everybody, at = drawn
    with engine.connect() as connection:
        keep_plans(connection, everybody)
        wrong = check_every_number(connection, at, skip=skip)
        connection.rollback()
    assert wrong == []


def test_every_figure_of_the_report_has_cases_behind_it(small):
    with reading(small) as connection:
        _, report = report_on(connection, at=MONDAY, council=COUNCIL)
    assert len(FIGURES) == len(report.figures)
    assert {figure.id for figure in report.figures} == set(BEHIND)


def test_the_whole_council_of_2019_agrees(council_of_2019):
    with reading(council_of_2019) as connection:
        assert check_every_number(connection, date(2019, 7, 22), of_large=5) == []


def ago(days: int) -> str:
    return (MONDAY - timedelta(days=days)).isoformat()


def lines_behind(engine, figure_id, part="", *, at=MONDAY):
    with reading(engine) as connection:
        position, report = report_on(connection, at=at, council=COUNCIL)
        counted = number_of(report, figure_id, part)
        return counted, counted.find(position)


def test_a_line_has_the_days_that_decided(small):
    keep(small, [a_case(reference="AAA-222").requested(ago(150)).file])
    counted, (line,) = lines_behind(small, "N2")
    assert dict(zip(counted.heads, line.values, strict=True)) == {
        "Request": MONDAY - timedelta(days=150),
        "20 weeks end": MONDAY - timedelta(days=10),
        "Days since": 150,
        "Stage on the day": "Awaiting decision to assess",
        "Exception": "no",
    }


def test_a_complaint_of_a_list_and_one_that_is_a_case_are_both_behind_their_number(small):
    received = [
        (MONDAY - timedelta(days=9), Kind.COMPLAINT_RECEIVED, None, {"theme": "Timeliness"})
    ]
    with writing(small) as connection:
        keep_plans(connection, [[case_file("CCC-222", "complaint", received)]])
        connection.execute(
            insert(complaints).values(
                external_ref="L1", received_on=MONDAY - timedelta(days=20), theme="timeliness"
            )
        )
    _, lines = lines_behind(small, "N17", "timeliness")
    assert [(line.reference, line.values[2]) for line in lines] == [(None, "L1"), ("CCC-222", None)]
    _, lines = lines_behind(small, "N17", "theme.1")
    assert len(lines) == 2
    with reading(small) as connection:
        assert check_every_number(connection, MONDAY) == []


def test_appeals_and_late_answers_are_found(small):
    told = [
        (date.fromisoformat(ago(100)), Kind.COMPLAINT_RECEIVED, None, {"theme": "other"}),
        (date.fromisoformat(ago(99)), Kind.COMPLAINT_ACKNOWLEDGED, None, {}),
    ]
    refused = (
        a_case(reference="AAA-222")
        .requested(ago(200))
        .then(Kind.TOLD_WILL_NOT_ASSESS, ago(170))
        .then(Kind.APPEAL_REGISTERED, ago(100))
        .then(Kind.APPEAL_WITHDRAWN, ago(50))
    )
    keep(small, [refused.file])
    with writing(small) as connection:
        keep_plans(connection, [[case_file("CCC-222", "complaint", told)]])
    for part, reference in (
        ("appeals_registered", "AAA-222"),
        ("appeals_determined", "AAA-222"),
        ("answered_late", "CCC-222"),
    ):
        counted, (line,) = lines_behind(small, "N17", part)
        assert (counted.number, line.reference) == (1, reference)


def stored(engine, day):
    return take_snapshot(
        engine,
        at=day,
        taken_at=datetime(day.year, day.month, day.day, 5, tzinfo=UTC),
        council=COUNCIL,
    )


def test_the_parts_of_the_flow_are_found_with_what_was_corrected(small):
    keep(small, [a_case(reference="AAA-222").requested(ago(200)).file])
    stored(small, MONDAY - timedelta(days=7))
    keep(small, [a_case(reference="BBB-222").requested(ago(190)).file])  # recorded since
    with reading(small) as connection:
        position, report = report_on(connection, at=MONDAY, council=COUNCIL)
        flow = report.figure("N13").flow
        assert flow is not None
        numbers = numbers_of(report, "N13")
        found = {part: counted.find(position) for part, counted in numbers.items()}
    assert [line.reference for line in found["opening"]] == ["AAA-222"]
    assert [line.reference for line in (*found["corrections"], *found["unexplained"])] == [
        "BBB-222"
    ]
    assert sorted(line.reference or "" for line in found[""]) == ["AAA-222", "BBB-222"]


def test_a_stored_number_may_differ_from_the_record_of_now(small):
    keep(small, [a_case(reference="AAA-222").requested(ago(200)).file])
    report = stored(small, MONDAY)
    keep(small, [a_case(reference="BBB-222").requested(ago(190)).file])
    with reading(small) as connection:
        counted = number_of(report, "N2")
        lines = counted.find(position_on(connection, at=MONDAY, council=COUNCIL))
    assert (counted.number, len(lines)) == (1, 2)


def test_a_number_that_is_not_there_is_refused(small):
    with reading(small) as connection:
        _, report = report_on(connection, at=MONDAY, council=COUNCIL)
    for figure_id, part in (("N99", ""), ("N2", "nowhere"), ("N19", "officer.1")):
        with pytest.raises(NoSuchNumber):
            number_of(report, figure_id, part)


def hide(engine, reference, *, team="South"):
    with writing(engine) as connection:
        connection.execute(
            update(people)
            .where(people.c.id == cases.c.person_id, cases.c.reference == reference)
            .values(restricted_to=team)
        )


def test_what_may_not_be_seen_is_counted_and_never_named(small):
    keep(
        small,
        [a_case(reference=f"{name}-222").requested(ago(200)).file for name in ("AAA", "BBB")],
        officers=["Kim", "Kim"],
    )
    hide(small, "BBB-222")
    with reading(small) as connection:
        position, report = report_on(connection, at=MONDAY, council=COUNCIL)
        assert hidden_references(connection, Sight(team="South")) == frozenset()
        assert hidden_references(connection, None) == frozenset()
        hidden = hidden_references(connection, Sight(team="North"))
        found = listing(connection, number_of(report, "N2").find(position), hidden=hidden)
        seen = as_seen(report, hidden=hidden)
    assert hidden == {"BBB-222"}
    assert (found.count, found.restricted) == (2, 1)
    assert [row.reference for row in found.rows] == ["AAA-222"]
    assert "BBB-222" in report.model_dump_json()
    assert "BBB-222" not in seen.model_dump_json()
    assert seen.figure("N2") == report.figure("N2")
    oldest = next(each for each in seen.lists if each.id == "oldest")
    assert (oldest.total, len(oldest.lines), oldest.restricted) == (2, 1, 1)


def test_a_list_is_sorted_by_any_column_and_given_in_pages(small):
    keep(
        small,
        [a_case(reference=f"AAA-{n}").requested(ago(n)).file for n in (200, 300, 250)],
        officers=["Zoe", None, "Kim"],
    )
    _, lines = lines_behind(small, "N2")

    def order(**asked):
        with reading(small) as connection:
            rows = listing(connection, lines, hidden=(), **asked).rows
        return [(row.reference or "")[-3:] for row in rows]

    assert order(by=BY_CASE) == ["200", "250", "300"]
    assert order(by="2", down=True) == ["300", "250", "200"]
    assert order(by=BY_OFFICER) == ["250", "200", "300"]  # nobody's last
    assert order(by=BY_OFFICER, down=True) == ["200", "250", "300"]
    assert order(by="99") == order()
    assert order(by=BY_CASE, first=1, most=1) == ["250"]


def test_a_line_of_no_case_is_shown_to_everybody(small):
    with reading(small) as connection:
        found = listing(connection, [Line(None, (None, "x"))], hidden={"AAA-222"})
    assert (found.count, found.restricted, found.rows[0].officer) == (1, 0, None)
