"""Corrections and the order of recording: what counts is what happened, and when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.cases.standing import standing
from tests.builders import a_case, day, limit, limits
from tests.cases.histories import NAMES, all_that_follows, histories
from tests.examples import examples

EXAMPLES = examples(20)
EP = "educational_psychology"


def test_a_correction_moves_the_clock() -> None:
    story = (
        a_case().requested("2026-01-12").told_will_assess("2026-02-20").corrected(1, "2026-01-05")
    )
    assert story.file.started_on == day("2026-01-05")
    assert limit(story.file, "decide_to_assess").due_on == day("2026-02-16")
    assert limit(story.file, "decide_to_assess").is_late(day("2026-02-20"))
    assert limit(story.file, "notify_no_plan").due_on == day("2026-04-27")
    assert limit(story.file, "final_plan").due_on == day("2026-05-25")


def test_a_correction_of_the_request_for_advice_moves_its_six_weeks() -> None:
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    story.advice_asked(EP, "2026-02-12").corrected(3, "2026-02-16")
    assert limit(story.file, "advice_response").due_on == day("2026-03-30")


def test_a_correction_of_a_correction_counts_last() -> None:
    story = a_case().requested("2026-01-12").corrected(1, "2026-01-05").corrected(1, "2026-01-06")
    assert story.file.started_on == day("2026-01-06")


def test_an_entry_that_was_struck_out_did_not_happen() -> None:
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10").struck_out(2)
    assert standing(story.file).stage is Stage.REQUESTED
    assert limit(story.file, "decide_to_assess").is_running


def test_striking_out_the_return_of_advice_opens_the_request_again() -> None:
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    story.advice_asked(EP, "2026-02-10").advice_came(EP, "2026-03-01").struck_out(4)
    assert [each.is_running for each in limits(story.file, "advice_response")] == [True]


def test_the_record_keeps_what_was_corrected() -> None:
    story = a_case().requested("2026-01-12").corrected(1, "2026-01-05")
    assert story.file.recorded[0].happened_on == day("2026-01-12")
    assert [event.kind for event in story.file.events] == [Kind.REQUEST_RECEIVED]


@pytest.mark.parametrize("journey", NAMES)
@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data(), st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(journey: str, data, random) -> None:
    file = data.draw(histories(at_least_days_apart=1, journey=journey, longest=20))
    shuffled = list(file.recorded)
    random.shuffle(shuffled)
    recorded = tuple(
        event.model_copy(update={"sequence": place}) for place, event in enumerate(shuffled, 1)
    )
    again = replace(file, recorded=recorded)
    assert all_that_follows(again) == all_that_follows(file)


@pytest.mark.parametrize("journey", NAMES)
@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data())
def test_correcting_equals_having_recorded_it_right_the_first_time(journey: str, data) -> None:
    file = data.draw(histories(journey=journey, longest=20))
    wrong = data.draw(st.sampled_from(file.recorded))
    right = wrong.happened_on + timedelta(days=data.draw(st.integers(-30, 30)))
    moved = wrong.model_copy(update={"happened_on": right})
    at_once = replace(
        file, recorded=tuple(moved if event is wrong else event for event in file.recorded)
    )
    assert all_that_follows(corrected(file, wrong, to=right)) == all_that_follows(at_once)


@pytest.mark.parametrize("journey", NAMES)
@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data())
def test_striking_out_equals_never_having_recorded_it(journey: str, data) -> None:
    file = data.draw(histories(journey=journey, longest=20))
    # What starts the case cannot be struck out, unless something else starts it too.
    possible = [entry for entry in file.recorded if standing_is_possible(without(file, entry))]
    wrong = data.draw(st.sampled_from(possible)) if possible else None
    if wrong is not None:
        struck = corrected(file, wrong, to=None)
        assert all_that_follows(struck) == all_that_follows(without(file, wrong))


def corrected(file: CaseFile, wrong: Event, *, to: date | None) -> CaseFile:
    story = a_case()
    story.entries = list(file.recorded)
    if to is None:
        story.struck_out(wrong.sequence)
    else:
        story.corrected(wrong.sequence, to.isoformat())
    return replace(file, recorded=tuple(story.entries))


def without(file: CaseFile, entry: Event) -> CaseFile:
    return replace(file, recorded=tuple(each for each in file.recorded if each is not entry))


def standing_is_possible(file: CaseFile) -> bool:
    try:
        standing(file)
    except ValueError:
        return False
    return True


def test_a_file_as_at_a_day_holds_what_had_happened_by_then() -> None:
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    story.advice_asked(EP, "2026-02-12").draft_served("2026-04-27").plan_finalised("2026-05-20")
    assert standing(story.file).stage is Stage.PLAN_ISSUED
    early = story.file.as_at(day("2026-02-10"))
    assert [entry.sequence for entry in early.recorded] == [1, 2]
    assert standing(early).stage is Stage.ASSESSING
    assert limit(early, "final_plan").is_running
    assert story.file.as_at(day("2026-05-20")) == story.file


def test_a_file_as_at_a_day_goes_by_the_days_as_corrected() -> None:
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-01")
    story.corrected(2, "2026-02-10").draft_served("2026-04-27").corrected(4, "2026-02-11")
    assert standing(story.file.as_at(day("2026-02-05"))).stage is Stage.REQUESTED
    assert standing(story.file.as_at(day("2026-02-10"))).stage is Stage.ASSESSING
    assert standing(story.file.as_at(day("2026-02-11"))).stage is Stage.DRAFT


def test_a_file_as_at_a_day_has_its_start_in_any_event() -> None:
    story = a_case().requested("2026-01-12").brought_to_attention("2026-01-05")
    story.corrected(1, "2026-01-13").told_will_assess("2026-02-10")
    file = story.file.as_at(day("2025-12-01"))
    assert [entry.kind for entry in file.recorded] == [Kind.BECAME_RESPONSIBLE]
    assert standing(file).stage is Stage.REQUESTED


@given(histories(journey=None), st.integers(0, 400))
def test_nothing_of_a_file_as_at_a_day_is_later_than_the_day(file: CaseFile, days: int) -> None:
    assert file.started_on is not None
    at = file.started_on + timedelta(days=days)
    early = file.as_at(at)
    assert all(event.happened_on <= at for event in early.events)
    assert early.events == tuple(event for event in file.events if event.happened_on <= at)
