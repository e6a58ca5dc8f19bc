"""What may not be recorded about a plan, its review or a dispute, and the sentence that says so."""

import pytest

from ehcp.cases.kinds import Kind
from ehcp.law.in_words import day_in_words
from tests.builders import CaseBuilder, a_case, day


def reviewing(*, born_on: str | None = None) -> CaseBuilder:
    story = a_case(journey="annual_review", born_on=born_on)
    return story.then(Kind.PLAN_FIRST_MADE, "2026-03-10")


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        (Kind.REVIEW_MEETING_HELD, {}),
        (Kind.REVIEW_MEETING_FIXED, {"meeting_on": "2026-04-01"}),
    ],
)
def test_a_meeting_before_the_plan_exists_is_refused(kind: Kind, details: dict[str, str]) -> None:
    sentence = reviewing().refuses(kind, "2026-03-03", **details)
    assert "There was no plan yet on 3 March 2026" in sentence
    assert "the plan of case K7Q-2ND was first made on 10 March 2026" in sentence


def test_a_meeting_of_a_later_review_is_not_before_the_last_one() -> None:
    story = a_case(journey="annual_review").then(Kind.PLAN_LAST_REVIEWED, "2026-03-10")
    sentence = story.refuses(Kind.REVIEW_MEETING_HELD, "2026-03-03")
    assert "It is too early on 3 March 2026" in sentence


def test_a_meeting_is_not_fixed_for_a_day_that_was_over() -> None:
    sentence = reviewing().refuses(Kind.REVIEW_MEETING_FIXED, "2026-10-12", meeting_on="2026-10-11")
    assert "meeting_on is 11 October 2026, before the entry itself, 12 October 2026" in sentence


@pytest.mark.parametrize(
    "decision", [Kind.TOLD_WILL_MAINTAIN, Kind.TOLD_WILL_AMEND, Kind.REVIEW_DECIDED_TO_CEASE]
)
def test_a_decision_before_its_meeting_is_refused(decision: Kind) -> None:
    words = "a review is decided after its meeting (reg 20(10))"
    fixed = reviewing().then(Kind.REVIEW_MEETING_FIXED, "2026-10-12", meeting_on="2026-11-20")
    assert words in fixed.refuses(decision, "2026-11-19")
    fixed.then(Kind.REVIEW_MEETING_HELD, "2026-11-20")
    assert words in fixed.refuses(decision, "2026-11-19")
    fixed.allows(decision, "2026-11-20")


def test_an_amendment_notice_after_the_final_plan_is_refused() -> None:
    story = reviewing().then(Kind.REVIEW_MEETING_HELD, "2026-06-01")
    story.then(Kind.TOLD_WILL_AMEND, "2026-06-20").then(Kind.AMENDMENT_NOTICE_SENT, "2026-06-20")
    story.then(Kind.AMENDED_PLAN_FINALISED, "2026-08-01")
    sentence = story.refuses(Kind.AMENDMENT_NOTICE_SENT, "2026-08-03")
    assert "the amendment of case K7Q-2ND was finished on 1 August 2026" in sentence


@pytest.mark.parametrize(
    ("born", "on", "fits"),
    [
        ("2001-05-01", "2026-08-31", True),
        ("2001-05-01", "2026-09-01", False),
        ("2000-11-01", "2026-11-02", False),
    ],
)
def test_a_plan_ends_with_the_school_year_of_turning_25(born: str, on: str, *, fits: bool) -> None:
    story = reviewing(born_on=born)
    if fits:
        story.allows(Kind.REVIEW_MEETING_HELD, on)
        return
    sentence = story.refuses(Kind.REVIEW_MEETING_HELD, on)
    assert "A plan ends at the latest with the school year in which they turn 25" in sentence


def test_a_young_person_who_would_be_26_starts_no_review() -> None:
    story = a_case(journey="annual_review", born_on="2000-03-10")
    assert "was 26 or older on 10 March 2026" in story.refuses(Kind.PLAN_FIRST_MADE, "2026-03-10")
    meeting = reviewing(born_on="2001-05-01")
    assert "too old for a plan on 30 November 2026" in meeting.refuses(
        Kind.REVIEW_MEETING_FIXED, "2026-08-20", meeting_on="2026-11-30"
    )


@pytest.mark.parametrize(
    ("born", "kind", "on"),
    [
        ("2000-03-10", Kind.PLAN_FIRST_MADE, "2026-03-10"),
        ("2026-03-11", Kind.PLAN_FIRST_MADE, "2026-03-10"),
        ("2001-05-02", Kind.REVIEW_MEETING_HELD, "2026-09-01"),
    ],
)
def test_no_refusal_tells_the_date_of_birth(born: str, kind: Kind, on: str) -> None:
    story = a_case(journey="annual_review", born_on=born)
    if kind is not Kind.PLAN_FIRST_MADE:
        story.then(Kind.PLAN_FIRST_MADE, "2026-03-10")
    sentence = story.refuses(kind, on)
    assert "date of birth" in sentence
    assert day_in_words(day(born)) not in sentence
    assert born not in sentence


@pytest.mark.parametrize("ending", [Kind.WITHDRAWN, Kind.MOVED_OUT])
def test_a_review_that_is_owed_is_not_withdrawn_and_does_not_move(ending: Kind) -> None:
    assert "belongs to: no stage" in reviewing().refuses(ending, "2026-04-10")
    reviewing().allows(Kind.PLAN_TRANSFERRED, "2026-04-10")
    reviewing().allows(Kind.NO_LONGER_NEEDED, "2026-04-10")


def test_what_ends_or_disputes_a_plan_may_come_after_it() -> None:
    story = reviewing(born_on="2001-05-01")
    story.allows(Kind.PLAN_CEASED, "2026-09-20")
    story.allows(Kind.NOTE_ADDED, "2026-09-20")
    a_case(journey="complaint", born_on="1999-05-01").allows(
        Kind.COMPLAINT_RECEIVED, "2026-09-20", theme="delay"
    )


@pytest.mark.parametrize(
    ("journey", "kind", "detail"),
    [
        ("annual_review", Kind.REVIEW_MEETING_FIXED, "meeting_on"),
        ("annual_review", Kind.REVIEW_ARRANGER_SET, "arranged_by"),
        ("phase_transfer", Kind.PHASE_TRANSFER_TO_SCHOOL_DUE, "transfer_on"),
        ("phase_transfer", Kind.POST16_MOVE_PLANNED, "move_on"),
        ("transfer_out", Kind.MOVE_LEARNED, "to_authority"),
        ("transfer_in", Kind.TRANSFERRED_IN, "from_authority"),
        ("ordered_assessment", Kind.ASSESSMENT_ORDERED, "order"),
        ("complaint", Kind.COMPLAINT_RECEIVED, "theme"),
    ],
)
def test_what_an_entry_needs_is_named_with_an_example(
    journey: str, kind: Kind, detail: str
) -> None:
    story = reviewing() if journey == "annual_review" else a_case(journey=journey)
    sentence = story.refuses(kind, "2026-04-10")
    assert f"{kind} needs " in sentence
    assert f"--detail {detail}=" in sentence


@pytest.mark.parametrize(
    ("kind", "order", "known"),
    [
        (Kind.TRIBUNAL_ORDERED, "dismiss_ceasing", True),
        (Kind.TRIBUNAL_ORDERED, "other", False),
        (Kind.MEDIATION_AGREED, "other", True),
        (Kind.MEDIATION_AGREED, "dismiss_ceasing", False),
        (Kind.APPEAL_UNOPPOSED, "reconsider", False),
    ],
)
def test_an_order_is_one_that_the_law_knows(kind: Kind, order: str, *, known: bool) -> None:
    story = a_case(journey="ceasing").then(Kind.CEASING_CONSIDERED, "2026-03-10")
    story.then(Kind.TOLD_WILL_CEASE, "2026-04-20")
    if known:
        story.allows(kind, "2026-07-01", order=order)
    else:
        sentence = story.refuses(kind, "2026-07-01", order=order)
        assert f"order is '{order}', which is none of assess, make_plan" in sentence


def test_an_order_sets_a_day_only_for_a_limit_that_exists() -> None:
    story = reviewing().then(Kind.REVIEW_MEETING_HELD, "2026-04-01")
    story.then(Kind.TOLD_WILL_MAINTAIN, "2026-04-20")
    order = {"order": "amend_contents"}
    story.allows(Kind.TRIBUNAL_ORDERED, "2026-07-01", order_e="2026-07-20", **order)
    for name, value, words in (
        ("order_z", "2026-07-20", "order_z is no limit for which an order can set a day"),
        ("order_e", "2026-06-20", "before the entry itself"),
        ("order_e", "soon", "order_e is 'soon', which is not a day"),
        ("order_e", "2036-07-20", "at most two years ahead"),
    ):
        sentence = story.refuses(Kind.TRIBUNAL_ORDERED, "2026-07-01", **order, **{name: value})
        assert words in sentence


def test_a_plan_taken_over_was_not_made_after_the_transfer() -> None:
    sentence = reviewing().refuses(
        Kind.PLAN_TAKEN_OVER, "2026-04-01", twelve_months_from="2026-05-01"
    )
    assert "twelve_months_from is 1 May 2026, after the entry itself" in sentence


def test_amendments_are_not_served_before_they_are_sent_or_long_after() -> None:
    story = reviewing().then(Kind.REVIEW_MEETING_HELD, "2026-06-01")
    story.then(Kind.TOLD_WILL_AMEND, "2026-06-20")
    early = story.refuses(Kind.AMENDMENT_NOTICE_SENT, "2026-06-20", served_on="2026-06-19")
    assert "before the entry itself" in early
    late = story.refuses(Kind.AMENDMENT_NOTICE_SENT, "2026-06-20", served_on="2026-08-20")
    assert "more than 42 days after it was sent" in late


def test_what_a_tracker_brought_is_taken_as_it_is() -> None:
    reviewing().allows(
        Kind.REVIEW_MEETING_FIXED, "2026-06-01", meeting_on="2026-05-01", source="tracker"
    )
