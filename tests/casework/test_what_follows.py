"""Promises about what follows by itself from the record of a case."""

from datetime import date

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.casework.tasks import open_tasks
from ehcp.casework.what_follows import (
    LAST_ADVICE_IN,
    TASK,
    YEAR_9_BEGUN,
    FollowUp,
    what_follows,
)
from tests.builders import CaseBuilder, a_case

EP = AdviceKind.EDUCATIONAL_PSYCHOLOGY
ASKED = (AdviceKind.EDUCATION, EP, AdviceKind.HEALTH)
AT_PRIMARY_SCHOOL = "2018-03-02"
TURNS_14_IN_THE_SCHOOL_YEAR_2026 = "2013-01-15"  # year 8 until 31 August 2026, then year 9


def follows(case: CaseBuilder, on: str) -> tuple[FollowUp, ...]:
    return what_follows(case.file, today=date.fromisoformat(on), council_asks=ASKED)


def asked(case: CaseBuilder, on: str) -> list[str | None]:
    return [step.party for step in follows(case, on) if step.kind is Kind.ADVICE_REQUESTED]


def tasks(case: CaseBuilder, on: str) -> list[str]:
    return [step.details[TASK] for step in follows(case, on) if step.kind is Kind.NOTE_ADDED]


def decided(born_on: str | None = AT_PRIMARY_SCHOOL) -> CaseBuilder:
    return a_case(born_on=born_on).requested("2026-01-05").told_will_assess("2026-02-10")


def all_asked() -> CaseBuilder:
    case = decided()
    for kind in ASKED:
        case.advice_asked(kind, "2026-02-10")
    return case


def test_every_advice_giver_is_asked_when_the_council_decides_to_assess():
    assert asked(decided(), "2026-02-10") == ["education", "educational_psychology", "health"]


def test_nothing_follows_before_the_decision():
    assert follows(a_case().requested("2026-01-05"), "2026-01-05") == ()


def test_nothing_follows_a_refusal_or_an_ending():
    refused = a_case().requested("2026-01-05").told_will_not_assess("2026-02-10")
    assert follows(refused, "2026-02-10") == ()
    assert follows(decided().withdrawn("2026-02-11"), "2026-02-11") == ()


def test_advice_is_asked_on_the_day_it_really_is_asked():
    assert {step.happened_on for step in follows(decided(), "2026-02-13")} == {date(2026, 2, 13)}


def test_advice_is_never_asked_before_the_decision():
    assert {step.happened_on for step in follows(decided(), "2026-02-01")} == {date(2026, 2, 10)}


def test_a_decision_that_a_tracker_brought_asks_for_nothing():
    case = a_case().requested("2026-01-05")
    case.then(Kind.TOLD_WILL_ASSESS, "2026-02-10", source="tracker")
    assert follows(case, "2026-02-10") == ()


def test_existing_advice_is_not_asked_for_again():
    case = decided().then(Kind.EXISTING_ADVICE_USED, "2026-02-10", party=EP)
    assert asked(case, "2026-02-10") == ["education", "health"]


def test_what_was_asked_is_not_asked_again():
    assert asked(all_asked(), "2026-02-11") == []


def test_what_a_person_took_back_does_not_come_back_by_itself():
    cancelled = all_asked().advice_cancelled("health", "2026-02-11")
    assert asked(cancelled, "2026-02-12") == []
    struck_out = all_asked().struck_out(5)
    assert asked(struck_out, "2026-02-12") == []


def test_a_decision_made_afresh_asks_afresh():
    case = all_asked()
    for entry in (2, 3, 4, 5):
        case.struck_out(entry)
    assert follows(case, "2026-02-20") == ()
    case.told_will_assess("2026-02-23")
    assert asked(case, "2026-02-23") == ["education", "educational_psychology", "health"]


def test_advice_is_not_asked_for_when_the_plan_is_already_being_written():
    case = decided().then(Kind.DECIDED_TO_ISSUE, "2026-04-20")
    assert asked(case, "2026-04-21") == []


def test_in_year_9_preparation_for_adulthood_is_asked_for():
    assert asked(decided("2011-05-05"), "2026-02-10")[-1] == "preparation_for_adulthood"


def test_the_year_is_that_of_the_day_of_asking():
    # Worked example 55: in year 8 at the request, in year 9 when advice is sought.
    case = a_case(born_on=TURNS_14_IN_THE_SCHOOL_YEAR_2026).requested("2026-07-20")
    case.told_will_assess("2026-08-28")
    assert "preparation_for_adulthood" not in asked(case, "2026-08-28")
    assert "preparation_for_adulthood" in asked(case, "2026-09-01")


def test_a_school_year_that_begins_after_the_asking_is_put_to_the_caseworker_once():
    case = a_case(born_on=TURNS_14_IN_THE_SCHOOL_YEAR_2026).requested("2026-06-01")
    case.told_will_assess("2026-07-10")
    for kind in ASKED:
        case.advice_asked(kind, "2026-07-10")
    assert follows(case, "2026-08-31") == ()
    assert tasks(case, "2026-09-01") == [YEAR_9_BEGUN]
    assert asked(case, "2026-09-01") == []
    case.then(Kind.NOTE_ADDED, "2026-09-01", task=YEAR_9_BEGUN)
    assert follows(case, "2026-09-02") == ()


def test_a_child_whose_birthday_is_not_known_is_left_to_a_person():
    assert "preparation_for_adulthood" not in asked(decided(born_on=None), "2026-02-10")


def test_the_caseworker_is_told_when_the_last_advice_is_in():
    case = all_asked().advice_came("education", "2026-03-02").advice_came("health", "2026-03-09")
    assert follows(case, "2026-03-09") == ()
    case.then(Kind.NIL_REPLY, "2026-03-10", party=EP)
    assert tasks(case, "2026-03-10") == [LAST_ADVICE_IN]


def told(case: CaseBuilder, on: str) -> CaseBuilder:
    """Do what follows, and nothing else."""
    for step in follows(case, on):
        case.entry(step.kind, step.happened_on, party=step.party, details=step.details)
    return case


def answered() -> CaseBuilder:
    case = all_asked()
    for kind in ASKED:
        case.advice_came(kind, "2026-03-02")
    return case


def test_the_caseworker_is_told_once():
    case = told(answered(), "2026-03-02")
    assert follows(case, "2026-03-02") == follows(case, "2026-03-20") == ()


def test_the_caseworker_is_told_again_when_a_rework_is_in():
    case = told(answered(), "2026-03-02").advice_sent_back("health", "2026-03-04")
    assert follows(case, "2026-03-04") == ()
    case.advice_came("health", "2026-03-20")
    assert tasks(case, "2026-03-20") == [LAST_ADVICE_IN]
    assert follows(told(case, "2026-03-20"), "2026-03-21") == ()


def waiting(case: CaseBuilder) -> list[str | None]:
    """Name the answers that the notes on the caseworker's day are about."""
    return [note.details["entry"] for note in open_tasks(case.file)]


def test_the_last_advice_is_no_task_while_a_rework_is_awaited():
    case = told(answered(), "2026-03-02")
    assert waiting(case) == ["8"]
    case.advice_sent_back("health", "2026-03-04")
    assert waiting(case) == []
    told(case.advice_came("health", "2026-03-20"), "2026-03-20")
    assert waiting(case) == ["11"]


def test_the_last_advice_is_no_task_while_something_is_asked_anew():
    case = told(answered(), "2026-03-02").advice_asked("social_care", "2026-03-05")
    assert waiting(case) == []
    told(case.advice_cancelled("social_care", "2026-03-06"), "2026-03-06")
    assert waiting(case) == ["8"]


def test_a_rework_is_told_once_even_where_the_note_of_it_was_struck_out():
    case = told(answered(), "2026-03-02").advice_sent_back("health", "2026-03-04")
    told(case.advice_came("health", "2026-03-20"), "2026-03-20").struck_out(12)
    assert waiting(case) == []


def test_advice_that_a_tracker_brought_tells_nobody():
    case = all_asked().advice_came("education", "2026-03-02").advice_came("health", "2026-03-02")
    case.then(Kind.ADVICE_RECEIVED, "2026-03-02", party=EP, source="tracker")
    assert follows(case, "2026-03-02") == ()
