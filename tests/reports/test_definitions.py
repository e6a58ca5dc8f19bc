"""Each figure counts what its definition says, shown on the smallest register that can tell."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from ehcp.cases.kinds import Kind
from ehcp.register.engine import writing
from ehcp.register.tables import complaints
from ehcp.reports.figures import FIGURES
from tests.builders import a_case
from tests.reports.registers import keep, report

MONDAY = date(2026, 6, 1)


def told(*stories):
    """Give each story a reference of its own."""
    return [
        replace(story.file, reference=f"{number:03}-AAA") for number, story in enumerate(stories)
    ]


def on(days_before_monday: int) -> str:
    return (MONDAY - timedelta(days=days_before_monday)).isoformat()


@pytest.fixture
def value(small):
    """Give a way to tell stories and to ask for one figure of them."""

    def asked(figure, *stories, at=MONDAY):
        keep(small, told(*stories))
        return report(small, at).figure(figure)

    return asked


def test_every_figure_has_a_number_a_name_and_a_definition(small):
    made = report(small, MONDAY)
    assert len(made.figures) == len(FIGURES) == 25
    assert len({figure.id for figure in made.figures}) == len(FIGURES)
    assert all(figure.name and figure.definition.endswith(".") for figure in made.figures)


def test_an_empty_register_gives_none_and_nought_and_no_error(small):
    made = report(small, MONDAY)
    assert made.figure("N1").value == 0
    assert made.figure("N3").value is None
    assert made.figure("N8").value is None
    assert [listed.total for listed in made.lists] == [0, 0, 0]


def test_n1_a_case_is_open_on_the_day_of_its_request_and_not_on_the_day_it_ends(value):
    figure = value("N1", a_case().requested(on(0)), a_case().requested(on(10)).withdrawn(on(0)))
    assert figure.value == 1


def test_n1_counts_apart_the_cases_that_await_the_decision(value):
    figure = value(
        "N1", a_case().requested(on(5)), a_case().requested(on(30)).told_will_assess(on(1))
    )
    assert (figure.value, figure.awaiting_decision) == (2, 1)


@pytest.mark.parametrize(("waited", "late"), [(140, 0), (141, 1)])
def test_n2_the_140th_day_is_inside_and_the_141st_is_not(value, waited, late):
    assert value("N2", a_case().requested(on(waited))).value == late


def test_n2_for_a_day_in_the_past_counts_what_was_open_then(value):
    figure = value(
        "N2",
        a_case().requested(on(300)).withdrawn(on(20)),
        at=MONDAY - timedelta(days=21),
    )
    assert figure.value == 1


def test_n2_finds_the_peak_and_its_first_day(value):
    stories = [a_case().requested(on(400)).withdrawn(on(200)) for _ in range(3)]
    figure = value("N2", *stories, a_case().requested(on(150)))
    first_monday_over = date(2025, 4, 27) + timedelta(days=141)
    assert figure.value == 1
    assert figure.peak.value == 3
    assert figure.peak.on.weekday() == 0
    assert timedelta(0) <= figure.peak.on - first_monday_over < timedelta(days=7)


def test_n2_a_case_that_ended_on_its_second_late_day_was_over_on_the_first(value):
    # The 141st day after the request is Monday, and the case ends on Tuesday.
    figure = value("N2", a_case().requested(on(148)).withdrawn(on(6)))
    assert [week.value for week in figure.series[-2:]] == [1, 0]
    assert figure.peak is not None
    assert figure.peak.value == 1


def test_n3_is_the_share_of_open_cases_that_is_not_over_twenty_weeks(value):
    inside = (a_case().requested(on(140)), a_case().requested(on(1)))
    figure = value("N3", a_case().requested(on(141)), *inside)
    assert (figure.numerator, figure.denominator, figure.value) == (2, 3, 66.7)


def test_n4_the_last_day_of_a_band_belongs_to_it(value):
    figure = value("N4", *(a_case().requested(on(days)) for days in (42, 43, 140, 141, 364, 365)))
    assert figure.bands == {
        "to 6": 1,
        "6-16": 1,
        "16-20": 1,
        "20-30": 1,
        "30-40": 0,
        "40-52": 1,
        "over 52": 1,
    }
    assert figure.value == 2


def test_n5_is_the_mean_and_the_longest_wait_in_weeks(value):
    figure = value(
        "N5", a_case().requested(on(147)), a_case().requested(on(217)), a_case().requested(on(7))
    )
    assert (figure.value, figure.oldest_weeks) == (26.0, 31.0)


def test_n6_counts_a_case_once_however_many_services_are_late(value):
    story = a_case().requested(on(100)).told_will_assess(on(90))
    for kind in ("educational_psychology", "health"):
        story.advice_asked(kind, on(60))
    figure = value("N6", story)
    assert figure.value == 1
    assert figure.series[-1].value == 1


@pytest.mark.parametrize(("asked", "late"), [(42, 0), (43, 1)])
def test_n6_advice_is_late_on_the_day_after_its_six_weeks(value, asked, late):
    story = a_case().requested(on(100)).told_will_assess(on(90)).advice_asked("health", on(asked))
    assert value("N6", story).value == late


def test_n6_a_report_sent_back_is_awaited_again(value):
    story = a_case().requested(on(100)).told_will_assess(on(90)).advice_asked("health", on(60))
    story.advice_came("health", on(30)).advice_sent_back("health", on(3))
    assert value("N6", story).value == 1


def test_n6_does_not_count_a_closed_case_or_a_request_taken_back(value):
    closed = a_case().requested(on(100)).told_will_assess(on(90)).advice_asked("health", on(60))
    closed.withdrawn(on(1))
    back = a_case().requested(on(100)).told_will_assess(on(90)).advice_asked("health", on(60))
    back.advice_cancelled("health", on(1))
    assert value("N6", closed, back).value == 0


def test_n7_counts_each_kind_of_advice(value):
    story = a_case().requested(on(100)).told_will_assess(on(90))
    story.advice_asked("educational_psychology", on(60)).advice_asked("health", on(10))
    figure = value("N7", story)
    assert figure.value == 1
    assert figure.by_kind["educational_psychology"] == 1
    assert figure.by_kind["health"] == 0


def _plan(requested: str, drafted: str, final: str):
    story = a_case().requested(requested).told_will_assess(requested)
    return story.draft_served(drafted).plan_finalised(final)


def test_n8_counts_plans_by_the_month_of_issue_with_and_without_exceptions(value):
    late = _plan("2025-10-01", "2026-03-01", "2026-05-20")
    late.exception_approved(
        "personal_circumstances", "2026-01-05", described="x", from_on="2025-11-01"
    )
    figure = value("N8", late, _plan("2026-01-05", "2026-04-10", "2026-05-25"))
    assert (figure.numerator, figure.denominator, figure.value) == (1, 2, 50.0)
    assert figure.percent_excluding_exceptions == 100.0
    assert figure.month == "2026-05"


def test_n8_shows_the_month_that_still_runs_as_not_complete(value):
    figure = value("N8", _plan("2026-01-12", "2026-05-01", "2026-06-01"))
    assert figure.series[-1].month == "2026-06"
    assert figure.series[-1].denominator == 1
    assert not figure.series[-1].complete
    assert figure.denominator == 0
    assert figure.value is None


def test_n9_an_open_case_counts_as_not_answered(value):
    # The 140th day of both is in May.
    figure = value(
        "N9", a_case().requested("2025-12-20"), _plan("2025-12-20", "2026-04-01", "2026-05-05")
    )
    assert (figure.numerator, figure.denominator) == (1, 2)


def test_n9_leaves_out_refusals_and_the_cases_that_left(value):
    begun = "2025-12-20"
    refused = a_case().requested(begun).told_will_not_assess("2026-01-20")
    refused_late = a_case().requested(begun).told_will_not_assess("2026-05-20")
    gone = [
        a_case().requested(begun).then(kind, "2026-02-01")
        for kind in (Kind.WITHDRAWN, Kind.MOVED_OUT, Kind.DIED)
    ]
    figure = value("N9", refused, refused_late, *gone, a_case().requested(begun))
    assert (figure.numerator, figure.denominator) == (0, 1)


def test_n9_a_refusal_after_the_day_leaves_nothing_out_yet(value):
    refused_later = a_case().requested("2025-12-20").told_will_not_assess("2026-06-02")
    figure = value("N9", refused_later)
    assert (figure.numerator, figure.denominator) == (0, 1)


@pytest.mark.parametrize(("told_on", "in_time"), [("2026-04-11", 1), ("2026-04-12", 0)])
def test_n9_a_notice_of_no_plan_is_an_answer_by_its_112th_day(value, told_on, in_time):
    story = a_case().requested("2025-12-20").told_will_assess("2026-01-20")
    figure = value("N9", story.then(Kind.TOLD_NO_PLAN, told_on))
    assert (figure.numerator, figure.denominator) == (in_time, 1)


def test_n9_a_case_that_still_has_today_has_not_missed_its_limit(value):
    assert value("N9", a_case().requested(on(140))).series[-1].denominator == 0


def test_n9_a_case_whose_limit_was_yesterday_has_missed_it(value):
    yesterday = date(2026, 6, 15)
    figure = value("N9", a_case().requested("2026-01-25"), at=yesterday)
    assert (figure.series[-1].numerator, figure.series[-1].denominator) == (0, 1)


def test_n10_counts_decisions_and_those_still_awaited(value):
    figure = value(
        "N10",
        a_case().requested("2026-04-01").told_will_assess("2026-05-13"),
        a_case().requested("2026-04-01").told_will_not_assess("2026-05-14"),
        a_case().requested(on(43)),
        a_case().requested(on(42)),
    )
    assert (figure.numerator, figure.denominator, figure.still_open_past_limit) == (1, 2, 1)


def test_n11_counts_only_notices_of_no_plan(value):
    story = a_case().requested("2026-01-20").told_will_assess("2026-02-20")
    story.then(Kind.TOLD_NO_PLAN, "2026-05-12")
    refused = a_case().requested("2026-04-01").told_will_not_assess("2026-05-05")
    figure = value("N11", story, refused)
    assert (figure.numerator, figure.denominator) == (1, 1)


def test_n12a_a_reply_that_the_child_is_not_known_is_an_answer(value):
    story = a_case().requested("2026-04-01").told_will_assess("2026-04-02")
    story.advice_asked("social_care", "2026-04-03").then(
        Kind.NIL_REPLY, "2026-05-04", party="social_care"
    )
    kind = value("N12a", story).by_kind["social_care"]
    assert (kind.numerator, kind.denominator, kind.median_days) == (1, 1, 31)


def test_n12b_what_never_came_stays_late_when_its_case_ends(value):
    story = a_case().requested("2026-03-01").told_will_assess("2026-03-10")
    story.advice_asked("health", "2026-04-01").withdrawn("2026-05-28")
    figure = value("N12b", story)
    assert (figure.numerator, figure.denominator) == (0, 1)
    assert figure.as_at == MONDAY


def test_n12b_what_was_taken_back_before_its_day_does_not_count(value):
    story = a_case().requested("2026-03-01").told_will_assess("2026-03-10")
    story.advice_asked("health", "2026-04-01").advice_cancelled("health", "2026-05-01")
    assert value("N12b", story).denominator == 0


def test_n12b_june_is_restated_when_late_advice_is_recorded_as_in_time(small):
    story = a_case().requested("2026-03-01").told_will_assess("2026-03-10")
    story.advice_asked("health", "2026-04-01").advice_came("health", "2026-05-20")
    keep(small, [story.file])
    assert report(small, MONDAY).figure("N12b").value == 0.0
    again = a_case(reference="K7Q-2NE").requested("2026-03-01").told_will_assess("2026-03-10")
    again.advice_asked("health", "2026-04-01").advice_came("health", "2026-05-20")
    again.corrected(4, "2026-05-12")
    keep(small, [again.file])
    assert report(small, MONDAY).figure("N12b").value == 50.0


def test_n17_is_twelve_months_that_begin_after_the_same_day_of_last_year(small):
    days = ["2025-06-01", "2025-06-02", "2026-06-01", "2026-06-02"]
    with writing(small) as connection:
        connection.execute(
            insert(complaints),
            [
                {"external_ref": f"C{n}", "received_on": date.fromisoformat(day), "theme": theme}
                for n, (day, theme) in enumerate(
                    zip(days, ["Timeliness", " timeliness ", None, "Timeliness"], strict=True)
                )
            ],
        )
    figure = report(small, MONDAY).figure("N17")
    assert (figure.value, figure.numerator, figure.percent) == (2, 1, 50.0)
    assert figure.themes == {"no theme": 1, "timeliness": 1}


def test_n19_shows_the_load_of_each_officer_and_what_nobody_has(small):
    stories = told(*(a_case().requested(on(9)) for _ in range(6)))
    keep(small, stories, officers=["Kim", "Kim", "Kim", "Morgan", None, " "])
    figure = report(small, MONDAY).figure("N19")
    assert figure.by_officer == {"Kim": 3, "Morgan": 1}
    assert (figure.value, figure.highest, figure.unallocated) == (1, 3, 2)


def test_the_colour_follows_the_councils_rule_and_the_rule_is_printed(value):
    figure = value("N3", a_case().requested(on(200)))
    assert figure.colour == "red"
    assert figure.colour_rule == "Green from 95, amber from 80."
