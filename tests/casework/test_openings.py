"""Promises about cases that open by themselves, and follow what happens in the one before."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.open_case import open_case
from ehcp.law.notices import complete
from ehcp.law.rules import load_rules
from ehcp.register.engine import open_engine, reading
from ehcp.register.rebuild import rebuild_projection
from ehcp.register.tables import cases
from ehcp.register.verify import verify
from tests.casework.desks import (
    BORN,
    a_plan,
    a_review,
    all_cases,
    desk,
    entry,
    follow,
    id_of,
    move,
    put,
    record_of,
    stage_of,
    strike_out,
    the,
)
from tests.examples import examples


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    assert [str(finding) for finding in verify(engine, rules=load_rules()).findings] == []
    engine.dispose()


def test_a_final_plan_opens_its_first_review_once(engine) -> None:
    plan = a_plan(engine)
    followed = follow(engine, plan)
    review = the(engine, "annual_review")
    assert followed.opened == (review,)
    assert record_of(engine, review) == [("plan_first_made", "2026-05-20")]
    again = follow(engine, plan)
    assert (again.opened, again.set_right, again.refused) == ((), (), ())
    assert len(all_cases(engine)) == 2
    with reading(engine) as connection:
        row = connection.execute(select(cases).where(cases.c.reference == review)).one()
    assert row.follows_case_id == id_of(engine, plan)
    assert (row.officer, row.woken_version, row.version) == ("Kim", 0, 1)


def test_a_plan_that_a_tracker_brought_opens_nothing(engine) -> None:
    plan = a_plan(engine)
    strike_out(engine, plan, entry(engine, plan, Kind.PLAN_FINALISED))
    put(engine, plan, Kind.PLAN_FINALISED, "2026-05-21", source="tracker")
    assert follow(engine, plan).opened == ()


def test_a_correction_of_the_plan_moves_the_start_of_its_review(engine) -> None:
    plan = a_plan(engine)
    follow(engine, plan)
    review = the(engine, "annual_review")
    move(engine, plan, entry(engine, plan, Kind.PLAN_FINALISED), "2026-05-18")
    assert follow(engine, plan).set_right == (review,)
    assert record_of(engine, review) == [("plan_first_made", "2026-05-18")]
    assert follow(engine, plan).set_right == ()
    strike_out(engine, plan, entry(engine, plan, Kind.PLAN_FINALISED))
    assert follow(engine, plan).set_right == (review,)
    assert stage_of(engine, review) == "not_needed"
    assert follow(engine, plan).set_right == ()
    move(engine, plan, entry(engine, plan, Kind.PLAN_FINALISED), "2026-05-25")
    assert follow(engine, plan).set_right == (review,)
    assert record_of(engine, review) == [("plan_first_made", "2026-05-25")]
    assert stage_of(engine, review) == "review_due"


def test_a_start_that_a_person_corrected_stays_until_the_plan_itself_moves(engine) -> None:
    plan = a_plan(engine)
    follow(engine, plan)
    review = the(engine, "annual_review")
    move(engine, review, 1, "2026-05-11")
    assert follow(engine, plan).set_right == ()
    assert record_of(engine, review) == [("plan_first_made", "2026-05-11")]
    move(engine, plan, entry(engine, plan, Kind.PLAN_FINALISED), "2026-05-22")
    assert follow(engine, plan).set_right == (review,)
    assert record_of(engine, review) == [("plan_first_made", "2026-05-22")]


@pytest.mark.parametrize(
    "decision", [Kind.TOLD_WILL_MAINTAIN, Kind.TOLD_WILL_AMEND, Kind.REVIEW_DECIDED_TO_CEASE]
)
def test_a_decided_review_opens_the_next_from_the_day_of_the_decision(engine, decision) -> None:
    review = a_review(engine)
    assert follow(engine, review).opened == ()
    put(engine, review, decision, "2027-06-01")
    follow(engine, review, "2027-06-02")
    follow(engine, review, "2027-06-03")
    following = the(engine, "annual_review", but=review)
    assert record_of(engine, following) == [("plan_last_reviewed", "2027-06-01")]
    assert follow(engine, following, "2027-06-04").opened == ()


def test_the_next_review_may_count_from_the_meeting_which_is_sooner(engine) -> None:
    review = a_review(engine)
    put(engine, review, Kind.TOLD_WILL_MAINTAIN, "2027-06-01")
    follow(engine, review, "2027-06-02", next_review_from="meeting")
    following = the(engine, "annual_review", but=review)
    assert record_of(engine, following) == [("plan_last_reviewed", "2027-05-10")]


def test_a_review_that_ends_in_ceasing_opens_the_case_of_ceasing_with_its_notice(engine) -> None:
    review = a_review(engine)
    put(engine, review, Kind.REVIEW_DECIDED_TO_CEASE, "2027-06-01")
    assert len(follow(engine, review, "2027-06-02").opened) == 2
    ceasing = the(engine, "ceasing")
    assert record_of(engine, ceasing) == [
        ("ceasing_considered", "2027-06-01"),
        ("told_will_cease", "2027-06-01"),
    ]
    assert stage_of(engine, ceasing) == "cease_notified"
    move(engine, review, entry(engine, review, Kind.REVIEW_DECIDED_TO_CEASE), "2027-06-04")
    follow(engine, review, "2027-06-05")
    assert {on for _, on in record_of(engine, ceasing)} == {"2027-06-04"}


def test_a_decision_struck_out_takes_back_what_it_opened_unless_that_was_decided_too(engine):
    review = a_review(engine)
    put(engine, review, Kind.TOLD_WILL_AMEND, "2027-06-01")
    follow(engine, review, "2027-06-02")
    following = the(engine, "annual_review", but=review)
    put(engine, following, Kind.REVIEW_MEETING_HELD, "2028-03-01")
    put(engine, following, Kind.TOLD_WILL_MAINTAIN, "2028-03-08")
    strike_out(engine, review, entry(engine, review, Kind.TOLD_WILL_AMEND), "2028-03-09")
    assert follow(engine, review, "2028-03-10").set_right == ()
    assert stage_of(engine, following) == "review_maintained"


def test_a_review_that_is_there_already_is_not_opened_again(engine) -> None:
    plan = a_plan(engine)
    by_hand = open_case(
        engine,
        desk=desk(),
        journey="annual_review",
        first=(Kind.PLAN_FIRST_MADE, date(2026, 5, 19)),
        person_of=plan,
    )
    assert follow(engine, plan).opened == ()
    assert follow(engine, plan).set_right == ()
    assert record_of(engine, by_hand) == [("plan_first_made", "2026-05-19")]
    assert len(all_cases(engine)) == 2


def test_a_later_review_stands_for_the_next_one_though_it_is_over(engine) -> None:
    """A tracker may hold the reviews of several years."""
    first = a_review(engine)
    put(engine, first, Kind.TOLD_WILL_MAINTAIN, "2027-06-01")
    later = open_case(
        engine,
        desk=desk("2028-06-01"),
        journey="annual_review",
        first=(Kind.PLAN_LAST_REVIEWED, date(2027, 5, 28)),
        person_of=first,
    )
    put(engine, later, Kind.REVIEW_MEETING_HELD, "2028-05-02")
    put(engine, later, Kind.TOLD_WILL_MAINTAIN, "2028-05-20")
    assert follow(engine, first, "2028-06-02").opened == ()
    assert len(follow(engine, later, "2028-06-02").opened) == 1
    assert follow(engine, first, "2028-06-03").opened == ()


@pytest.mark.parametrize(
    ("known", "starts"),
    [
        ({"plan_last_reviewed_on": "2026-02-02"}, ("plan_last_reviewed", "2026-02-02")),
        ({"plan_made_on": "2026-03-10"}, ("plan_first_made", "2026-03-10")),
        ({}, ("plan_first_made", "2027-01-13")),
    ],
)
def test_a_plan_taken_over_keeps_its_own_anniversary(engine, known, starts) -> None:
    moved = open_case(
        engine,
        desk=desk("2027-01-13", authority="Exampleshire"),
        journey="transfer_in",
        first=(Kind.TRANSFERRED_IN, date(2027, 1, 13)),
        details={"from_authority": "Elsewhere"} | known,
        person={"born_on": BORN},
    )
    follow(engine, moved, "2027-01-14")
    review = the(engine, "annual_review")
    assert record_of(engine, review) == [starts, ("plan_taken_over", "2027-01-13")]
    assert follow(engine, moved, "2027-01-15").set_right == ()


def test_an_order_to_assess_opens_an_assessment_with_its_own_days(engine) -> None:
    refused = open_case(engine, desk=desk("2026-01-05"), received_on=date(2026, 1, 5))
    put(engine, refused, Kind.TOLD_WILL_NOT_ASSESS, "2026-02-10")
    put(
        engine,
        refused,
        Kind.TRIBUNAL_ORDERED,
        "2026-09-01",
        order="assess",
        order_b="2026-09-20",
        judge="who knows",
    )
    follow(engine, refused, "2026-09-02")
    ordered = the(engine, "ordered_assessment")
    with reading(engine) as connection:
        from ehcp.register import files

        details = files.load(connection, ordered).file.recorded[0].details
    assert {name: details[name] for name in ("order", "basis", "order_b")} == {
        "order": "assess",
        "basis": "order",
        "order_b": "2026-09-20",
    }
    assert "judge" not in details
    assert follow(engine, refused, "2026-09-03").opened == ()
    strike_out(engine, refused, entry(engine, refused, Kind.TRIBUNAL_ORDERED), "2026-09-04")
    put(engine, refused, Kind.TRIBUNAL_ORDERED, "2026-09-01", order="make_plan")
    followed = follow(engine, refused, "2026-09-05")
    assert stage_of(engine, ordered) == "not_needed"
    assert "something else" in followed.refused[0]


def test_an_order_about_contents_opens_nothing(engine) -> None:
    plan = a_plan(engine)
    follow(engine, plan)
    put(engine, plan, Kind.TRIBUNAL_ORDERED, "2026-11-01", order="amend_contents")
    assert follow(engine, plan).opened == ()


def test_a_second_case_of_a_journey_is_refused_and_of_another_is_not(engine) -> None:
    review = a_review(engine)
    again: dict[str, Any] = {
        "journey": "annual_review",
        "first": (Kind.PLAN_LAST_REVIEWED, date(2027, 5, 1)),
        "person_of": review,
    }
    with pytest.raises(NotPossible, match=f"{review} \\(Annual review\\)"):
        open_case(engine, desk=desk("2027-06-01"), **again)
    open_case(
        engine,
        desk=desk("2027-06-01"),
        journey="amendment",
        first=(Kind.AMENDMENT_PROPOSED, date(2027, 6, 1)),
        details=complete(Kind.AMENDMENT_PROPOSED, "amendment"),
        follows=review,
    )
    with pytest.raises(NotPossible, match="Nothing is opened twice"):
        open_case(
            engine,
            desk=desk("2027-06-01"),
            journey="amendment",
            first=(Kind.AMENDMENT_PROPOSED, date(2027, 6, 1)),
            follows=review,
        )
    assert follow(engine, review, "2027-06-02").set_right == ()


STEPS = st.lists(
    st.sampled_from(["follow", "follow twice", "strike out", "put back", "move"]),
    max_size=8,
)


@settings(
    max_examples=examples(20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, data=st.data())
def test_however_often_a_decision_is_corrected_one_next_review_starts_on_its_day(
    sqlite_url, steps, data
) -> None:
    engine = open_engine(sqlite_url)
    review = a_review(engine, person={"born_on": BORN})
    put(engine, review, Kind.TOLD_WILL_MAINTAIN, "2027-06-01")
    decision = entry(engine, review, Kind.TOLD_WILL_MAINTAIN)
    day, stands = "2027-06-01", True
    for step in steps:
        if step.startswith("follow"):
            for _ in step.split():
                follow(engine, review, "2027-09-01")
        elif step == "strike out" and stands:
            strike_out(engine, review, decision, "2027-09-01")
            stands = False
        elif step in ("put back", "move"):
            on = f"2027-06-{data.draw(st.integers(1, 30)):02}"
            if not (stands and on == day):
                move(engine, review, decision, on, "2027-09-01")
                day, stands = on, True
    follow(engine, review, "2027-09-01")
    with reading(engine) as connection:
        query = select(cases.c.reference).where(cases.c.follows_case_id == id_of(engine, review))
        followers = connection.execute(query).scalars().all()
    rebuild_projection(engine, rules=load_rules())
    assert verify(engine, rules=load_rules()).found == 0
    assert follow(engine, review, "2027-09-02").set_right == ()
    if stands:
        (next_review,) = followers
        assert record_of(engine, next_review) == [("plan_last_reviewed", day)]
    else:
        assert [stage_of(engine, each) for each in followers] in ([], ["not_needed"])
    engine.dispose()
