"""The invented council's plans are plausible, and the report counts their reviews as we do."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest

from config import clock
from ehcp.reports.backlog import backlog_report
from tests.demonstration import count_reviews_again as again
from workflows.demonstration.days import works
from workflows.demonstration.demo import REVIEWS_EVERY, import_tracker, set_up, the_day_of
from workflows.demonstration.history import History
from workflows.demonstration.plans import Decision, InventedPlan
from workflows.demonstration.published import LAST_DAY
from workflows.demonstration.review_workbook import write_review_workbook
from workflows.demonstration.stock import PLANS, invent_plans

BEFORE = LAST_DAY - REVIEWS_EVERY


@pytest.fixture(scope="module")
def plans(history: History) -> tuple[InventedPlan, ...]:
    return invent_plans(history)


def test_there_are_as_many_plans_as_an_english_county_maintained(
    plans: Sequence[InventedPlan], history: History
) -> None:
    assert len(plans) == PLANS
    assert len({plan.pupil_id for plan in plans}) == PLANS
    assert len({(plan.forename, plan.surname) for plan in plans}) == PLANS
    made = {case.pupil_id: case.final_on for case in history.cases if case.final_on}
    assert made.items() <= {plan.pupil_id: plan.made_on for plan in plans}.items()


def test_a_review_happens_in_its_order_and_on_working_days(plans: Sequence[InventedPlan]) -> None:
    for plan in plans:
        for review in plan.reviews:
            told = [
                day
                for day in (
                    review.from_on,
                    review.fixed_on,
                    review.meeting_on,
                    review.decided_on,
                    review.notice_on,
                    review.answered_on,
                    review.amended_on or review.not_amended_on,
                )
                if day is not None
            ]
            assert told == sorted(told), plan.pupil_id
            assert review.meeting_on is None or works(review.meeting_on)
            assert (review.notice_on is not None) is (review.decision is Decision.AMEND)


def test_the_next_review_runs_from_the_decision_of_the_one_before(
    plans: Sequence[InventedPlan],
) -> None:
    seen = 0
    for plan in plans:
        for before, review in zip(plan.reviews, plan.reviews[1:], strict=False):
            assert review.from_on == before.decided_on
            seen += 1
    assert seen > 800


def test_the_council_gets_better_at_its_reviews(plans: Sequence[InventedPlan]) -> None:
    worst, now = again.n15(plans, date(2019, 2, 25)), again.n15(plans, LAST_DAY)
    assert worst["over_twelve_months"] > 2 * now["over_twelve_months"] > 0
    assert 0 < now["decisions_late"] < worst["decisions_late"]
    assert 0 < now["amendments_late"] < worst["amendments_late"]


def test_every_outcome_of_a_review_occurs(plans: Sequence[InventedPlan]) -> None:
    decisions = Counter(review.decision for plan in plans for review in plan.reviews)
    assert set(decisions) == {*Decision, None}
    assert decisions[Decision.MAINTAIN] > decisions[Decision.AMEND] > decisions[Decision.CEASE]
    assert any(review.not_amended_on for plan in plans for review in plan.reviews)
    assert any(plan.ceased_on for plan in plans)


def test_an_earlier_day_knows_nothing_of_a_later_one(plans: Sequence[InventedPlan]) -> None:
    for plan in plans:
        known = plan.as_known_on(BEFORE)
        for review in known.reviews:
            # Only a meeting that is fixed lies ahead.
            days = (review.fixed_on, review.report_on, review.decided_on, review.amended_on)
            assert all(day is None or day <= BEFORE for day in days)
            assert review.meeting_on is None or review.fixed_on is not None


def test_the_same_seed_gives_the_same_plans_and_the_same_bytes(
    plans: Sequence[InventedPlan], history: History, tmp_path
) -> None:
    assert invent_plans(history) == plans
    for name in ("a.xlsx", "b.xlsx"):
        write_review_workbook(plans=plans, as_known_on=LAST_DAY, path=tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_report_counts_the_imported_reviews_as_a_second_count_does(
    plans: Sequence[InventedPlan], tmp_path
) -> None:
    demo = set_up(tmp_path / "demo")
    for monday in (BEFORE, LAST_DAY):
        with clock.the_day(monday):
            write_review_workbook(plans=plans, as_known_on=monday, path=demo.review_workbook)
            import_tracker(demo, monday, path=demo.review_workbook)
            done = the_day_of(demo, monday).as_json()
            assert done["follow_ups"]["refused"] == []
            report = backlog_report(demo.office.engine, at=monday, council=demo.office.council)
        figures = {each["id"]: each for each in report.model_dump(mode="json")["figures"]}
        assert figures["N15"]["reviews"] == again.n15(plans, monday)
        amendments = {"value": figures["A1"]["value"]} | figures["A1"]["amendments"]
        assert again.a1(plans, monday).items() <= amendments.items()
        by_month = again.n16(plans, monday)
        for cohort in figures["N16"]["cohorts"]:
            if cohort["year"] == LAST_DAY.year:
                counts = by_month.pop(date.fromisoformat(cohort["published_on"]).month)
                assert {name: cohort[name] for name in counts} == counts
        assert by_month == {}
    demo.office.engine.dispose()
