"""What can be done next: nothing is offered that would be refused, and what is missing says why."""

from datetime import UTC, date, datetime

from ehcp.cases.case_file import CaseFile
from ehcp.cases.desk import Desk
from ehcp.cases.journeys import JOURNEYS
from ehcp.cases.kinds import STARTS, Kind
from ehcp.cases.stages import Role, Stage
from ehcp.casework.next_steps import NextStep, next_steps
from tests.builders import CaseBuilder, a_case

CASEWORKER = frozenset({Role.CASEWORKER, Role.PLAN_WRITER, Role.PROVIDER})
MANAGER = frozenset(Role)


def desk(*, may: frozenset[Role] | None = None, by: str = "Kim", on: str = "2026-11-21") -> Desk:
    return Desk(by=by, today=date.fromisoformat(on), at=datetime(2026, 11, 21, tzinfo=UTC), may=may)


def step(file: CaseFile, kind: Kind, **more) -> NextStep:
    (found,) = (each for each in next_steps(file, desk=desk(**more)) if each.kind is kind)
    return found


def assessing() -> CaseBuilder:
    return a_case(born_on="2015-03-02").requested("2026-09-01").told_will_assess("2026-10-01")


def test_every_kind_of_the_table_is_told_about_once():
    for journey in JOURNEYS:
        builder = CaseBuilder(journey=journey.name, born_on="2015-03-02")
        file = builder.then(journey.starts[0], "2026-09-01").file
        told = [each.kind for each in next_steps(file, desk=desk())]
        expected = {each.when for each in journey.steps if each.at is not None}
        assert len(told) == len(set(told))
        assert set(told) == expected - {kind for kind in STARTS if kind in file.kinds}


def test_a_step_that_is_possible_is_not_refused_and_one_that_waits_says_for_what():
    file = assessing().file
    assert step(file, Kind.DRAFT_SERVED).is_possible
    assert step(file, Kind.DRAFT_SERVED).moves_to is Stage.DRAFT
    waits = step(file, Kind.PLAN_FINALISED)
    assert waits.why_not == "Not yet: this belongs to the stage 'Draft with the family'."
    assert waits.is_elsewhere
    passed = step(file, Kind.TOLD_WILL_ASSESS)
    assert (
        passed.why_not == "No longer: the case has passed the stage 'Awaiting decision to assess'."
    )


def test_a_step_of_another_role_says_who_records_it():
    file = a_case().requested("2026-11-01").file
    assert step(file, Kind.TOLD_WILL_ASSESS, may=MANAGER).is_possible
    refused = step(file, Kind.TOLD_WILL_ASSESS, may=CASEWORKER)
    assert refused.why_not == "Recorded by a manager."
    assert not refused.is_main


def test_the_main_steps_take_the_case_on_or_meet_a_limit():
    file = assessing().advice_asked("health", "2026-10-02").file
    main = {each.kind for each in next_steps(file, desk=desk(may=MANAGER)) if each.is_main}
    assert {Kind.DECIDED_TO_ISSUE, Kind.DRAFT_SERVED, Kind.ADVICE_RECEIVED} <= main
    assert main.isdisjoint({Kind.NOTE_ADDED, Kind.WITHDRAWN, Kind.DIED, Kind.CONTACT_LOGGED})


def test_advice_can_be_received_only_while_it_is_awaited_and_accepted_only_once_it_came():
    asked = assessing().advice_asked("health", "2026-10-02")
    assert step(asked.file, Kind.ADVICE_RECEIVED).is_possible
    assert "No advice has come" in (step(asked.file, Kind.ADVICE_ACCEPTED).why_not or "")
    came = asked.advice_came("health", "2026-10-20")
    assert "still awaited" in (step(came.file, Kind.ADVICE_RECEIVED).why_not or "")
    assert step(came.file, Kind.ADVICE_ACCEPTED).is_possible


def test_a_final_plan_waits_for_the_fifteen_days_of_the_family():
    file = assessing().draft_served("2026-11-15").file
    why = step(file, Kind.PLAN_FINALISED).why_not or ""
    assert "15" in why or "fifteen" in why
    assert step(file, Kind.REPRESENTATIONS_RECEIVED).is_possible


def test_an_exception_is_approved_only_by_somebody_else_and_once_it_is_claimed():
    bare = assessing()
    assert "waits for an answer" in (step(bare.file, Kind.EXCEPTION_APPROVED).why_not or "")
    facts = {"described": "illness", "from_on": "2026-10-01", "until_on": "2026-10-20"}
    claimed = bare.exception_claimed("personal_circumstances", "2026-11-01", **facts)
    own = step(claimed.file, Kind.EXCEPTION_APPROVED, by="Kim", may=MANAGER)
    assert own.why_not == "You claimed it, so somebody else has to approve it."
    assert step(claimed.file, Kind.EXCEPTION_APPROVED, by="Morgan", may=MANAGER).is_possible


def test_what_belongs_in_another_case_of_the_child_says_so():
    file = CaseBuilder(journey="annual_review").then(Kind.PLAN_FIRST_MADE, "2026-05-20").file
    steps = next_steps(file, desk=desk(), elsewhere={Kind.PLAN_CEASED: "Ceasing is under way."})
    (ceased,) = (each for each in steps if each.kind is Kind.PLAN_CEASED)
    assert ceased.why_not == "Ceasing is under way."


def test_nothing_takes_a_case_on_after_the_child_died():
    file = a_case().requested("2026-09-01").then(Kind.DIED, "2026-09-20").file
    assert not [each for each in next_steps(file, desk=desk()) if each.is_main]


def test_what_leads_on_is_told_apart_from_what_ends_the_journey():
    file = assessing().then(Kind.DRAFT_SERVED, "2026-10-20").file
    leads = {each.kind for each in next_steps(file, desk=desk()) if each.goes_on}
    assert Kind.PLAN_FINALISED in leads
    assert Kind.TOLD_NO_PLAN not in leads
