"""One case looked at, as at a day."""

import pytest

from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.casework.correct import correct
from ehcp.casework.look_up import NotStarted, case_shown, list_cases
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.law.rules import load_rules
from ehcp.register.engine import open_engine
from tests.builders import NOW, TODAY, day
from tests.casework.desks import follow

DESK = Desk(by="Kim", today=TODAY, at=NOW)


@pytest.fixture
def engine(sqlite_url):
    opened = open_engine(sqlite_url)
    yield opened
    opened.dispose()


@pytest.fixture
def reference(engine) -> str:
    """A case from its request to its plan."""
    found = open_case(engine, desk=DESK, received_on=day("2026-01-05"))
    for kind, on, party in (
        (Kind.TOLD_WILL_ASSESS, "2026-02-10", None),
        (Kind.ADVICE_REQUESTED, "2026-02-10", "EP"),
        (Kind.ADVICE_RECEIVED, "2026-03-20", "EP"),
        (Kind.DRAFT_SERVED, "2026-04-20", None),
        (Kind.PLAN_FINALISED, "2026-05-20", None),
    ):
        record(
            engine,
            desk=DESK,
            reference=found,
            kind=kind,
            happened_on=day(on),
            party=party,
            details=complete(kind),
        )
    return found


def shown(engine, reference, on):
    return case_shown(engine, reference=reference, rules=load_rules(), today=TODAY, on=day(on))


def test_an_early_day_shows_the_case_as_it_was(engine, reference) -> None:
    assert shown(engine, reference, "2026-05-20")["stage_says"] == "Final plan issued"
    early = shown(engine, reference, "2026-02-16")
    assert early["stage_says"] == "Awaiting advice"
    assert (early["stage_since"], early["ended_on"], early["week"]) == ("2026-02-10", None, 6)
    assert [(each["kind"], each["received_on"]) for each in early["advice"]] == [
        ("educational_psychology", None)
    ]
    limits = {limit["rule"]: limit for limit in early["limits"]}
    assert limits["final_plan"]["status"] == "running"
    assert limits["final_plan"]["met"] is None
    assert "parent_representations" not in limits
    assert "told_no_plan" in early["next"]


def test_the_record_is_shown_whole_on_any_day(engine, reference) -> None:
    early = shown(engine, reference, "2026-01-05")
    assert early["stage"] == "requested"
    assert [entry["entry"] for entry in early["record"]] == [1, 2, 3, 4, 5, 6]


def test_a_day_before_the_start_is_refused(engine, reference) -> None:
    with pytest.raises(NotStarted, match=r"started on 5 January 2026.*correct entry 1"):
        shown(engine, reference, "2026-01-04")


def test_what_was_corrected_since_is_shown_as_corrected(engine, reference) -> None:
    correct(engine, desk=DESK, reference=reference, sequence=1, happened_on=day("2026-01-02"))
    assert shown(engine, reference, "2026-01-04")["started_on"] == "2026-01-02"


def test_a_list_of_one_journey_gives_the_limit_that_is_due_next(engine, reference) -> None:
    review = open_case(
        engine,
        desk=DESK,
        journey="annual_review",
        first=(Kind.PLAN_FIRST_MADE, day("2026-05-20")),
        follows=reference,
    )
    open_case(engine, desk=DESK, received_on=day("2026-11-02"))
    (only,) = list_cases(engine, journey="annual review")
    assert (only["reference"], only["journey"]) == (review, "annual_review")
    assert (only["rule"], only["due_on"]) == ("review_meeting_by", day("2027-04-21"))
    newest = list_cases(engine, journey="needs_assessment", open_only=True)
    assert [(row["rule"], row["due_on"]) for row in newest] == [
        ("decide_to_assess", day("2026-12-14"))
    ]
    assert len(list_cases(engine)) == 3
    over = next(row for row in list_cases(engine) if row["reference"] == reference)
    assert (over["rule"], over["due_on"]) == (None, None)


def test_a_case_names_the_one_that_opened_it_and_those_it_opened(engine, reference) -> None:
    review = open_case(
        engine,
        desk=DESK,
        journey="annual_review",
        first=(Kind.PLAN_FIRST_MADE, day("2026-05-20")),
        follows=reference,
    )
    amendment = open_case(
        engine,
        desk=DESK,
        journey="amendment",
        first=(Kind.AMENDMENT_PROPOSED, day("2026-10-01")),
        details=complete(Kind.AMENDMENT_PROPOSED, "amendment"),
        person_of=reference,
    )
    plan = shown(engine, reference, "2026-11-21")
    assert plan["opened_by"] is None
    assert [case["reference"] for case in plan["opened"]] == [review]
    assert [case["reference"] for case in plan["other_cases"]] == [amendment]
    assert shown(engine, review, "2026-11-21")["opened_by"]["reference"] == reference
    assert shown(engine, review, "2026-11-21")["journey_says"] == "Annual review"


def test_what_a_notice_of_a_next_step_needs_is_shown_with_it(engine) -> None:
    opened = open_case(engine, desk=DESK, received_on=day("2026-11-02"))
    notices = {each["kind"]: each for each in shown(engine, opened, "2026-11-21")["notices"]}
    refusal = notices["told_will_not_assess"]
    assert set(complete(Kind.TOLD_WILL_NOT_ASSESS)["contains"].split(",")) == {*refusal["contains"]}
    assert "family" in refusal["sent_to"]


def test_tasks_are_shown_in_words(engine) -> None:
    opened = open_case(
        engine,
        desk=DESK,
        journey="annual_review",
        first=(Kind.PLAN_FIRST_MADE, day("2026-05-20")),
    )
    follow(engine, opened)
    (task,) = shown(engine, opened, "2026-11-21")["tasks"]
    assert task["task"] == "review_is_ours"
    assert "reg 21" in task["says"]
