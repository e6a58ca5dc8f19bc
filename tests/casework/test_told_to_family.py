"""What a family is told follows from the record, in words for every stage, and names nobody."""

from datetime import date, timedelta

import pytest

from ehcp.cases.deadlines import deadlines
from ehcp.cases.journeys import JOURNEYS
from ehcp.cases.stages import Stage
from ehcp.casework.family_rights import rights_now
from ehcp.casework.family_words import STAGE_WORDS, advice_words
from ehcp.casework.told_to_family import told_to_family
from ehcp.law.rules import load_rules
from tests.builders import a_case

RULES = load_rules()
DAY = date(2026, 4, 10)


def assessing():
    return a_case().requested("2026-01-05").told_will_assess("2026-02-10")


def test_every_stage_of_every_journey_has_words_for_a_family():
    assert set(STAGE_WORDS) == set(Stage)
    for journey in JOURNEYS:
        for stage in journey.stages:
            words = STAGE_WORDS[stage]
            assert words.now.endswith(".")
            assert bool(words.then) == stage.is_open


def test_the_next_date_is_the_councils_first_limit_that_still_runs():
    for days in range(0, 240, 7):
        day = date(2026, 1, 5) + timedelta(days=days)
        file = assessing().file
        told = told_to_family(file, rules=RULES, day=day)
        owed = [
            limit.due_on
            for limit in deadlines(file.as_at(day), RULES)
            if limit.is_running
            and limit.due_on
            and limit.rule.watched
            and limit.rule.owed_by == "local authority"
            and limit.rule.source.force != "planning_date"
        ]
        assert (told.next.on if told.next else None) == min(owed, default=None)
        if told.next:
            assert told.next.days_late == max(0, (day - told.next.on).days)
            assert told.is_late == (told.next.on < day)


def test_a_promise_gives_a_range_and_its_absence_an_honest_we_do_not_know():
    case = assessing().advice_asked("health", "2026-02-11").advice_asked("education", "2026-03-20")
    told = told_to_family(case.file, rules=RULES, day=DAY)
    assert [each.what for each in told.awaited] == ["advice about health", "advice about education"]
    assert told.awaited[0].days_late > 0
    assert told.expected is None
    promised = case.then(
        "advice_promised", "2026-04-02", party="health", promised_on="2026-04-20", reason="ill"
    )
    told = told_to_family(promised.file, rules=RULES, day=DAY)
    assert told.expected == (date(2026, 4, 20), date(2026, 5, 1))
    late = told_to_family(promised.file, rules=RULES, day=date(2026, 4, 21))
    assert late.expected is None


def test_a_day_that_a_service_named_is_not_told_once_it_has_sent_the_request_back():
    case = assessing().advice_asked("health", "2026-02-11")
    promise = {"promised_on": "2026-04-20", "reason": "ill"}
    case = case.then("advice_promised", "2026-04-02", party="health", **promise)
    assert told_to_family(case.file, rules=RULES, day=DAY).awaited[0].promised_on
    case = case.then("advice_request_returned", "2026-04-03", party="health", reason="Not ours")
    told = told_to_family(case.file, rules=RULES, day=DAY)
    assert told.awaited[0].promised_on is None
    assert told.expected is None


@pytest.mark.parametrize("day", ["2026-02-12", "2026-03-25", "2026-03-26", "2026-06-01"])
def test_their_own_views_are_awaited_without_a_word_of_lateness(day):
    asked = assessing().advice_asked("parent", "2026-02-11")
    on = date.fromisoformat(day)
    told = told_to_family(asked.file, rules=RULES, day=on)
    assert told.awaited == ()
    assert told.own_views is not None
    assert told.own_views.asked_on == date(2026, 2, 11)
    assert told.own_views.best_by == (date(2026, 3, 25) if on <= date(2026, 3, 25) else None)
    assert "Tell us your own views" in [right.what for right in rights_now(told)]


@pytest.mark.parametrize("then", ["advice_received", "advice_request_cancelled", "told_no_plan"])
def test_views_that_were_given_or_are_not_asked_any_more_are_not_awaited(then):
    asked = assessing().advice_asked("parent", "2026-02-11")
    party = None if then == "told_no_plan" else "parent"
    told = told_to_family(asked.then(then, "2026-04-01", party=party).file, rules=RULES, day=DAY)
    assert told.own_views is None
    assert "Tell us your own views" not in [right.what for right in rights_now(told)]


def test_every_kind_of_advice_is_named_to_a_family_in_words_that_make_sense():
    assert advice_words("speech_and_language_therapy") == "advice about speech and language therapy"
    assert advice_words("requested_by_family") == "advice that you asked us to get"
    assert advice_words("other") == advice_words("no_such_kind") == "other advice"


def test_a_case_that_ended_awaits_nothing_and_says_what_can_be_done():
    file = assessing().then("told_no_plan", "2026-04-01").file
    told = told_to_family(file, rules=RULES, day=DAY)
    assert told.has_ended
    assert told.next is None
    assert not told.awaited
    whats = [right.what for right in rights_now(told)]
    assert "Ask for mediation, or appeal" in whats


@pytest.mark.parametrize("day", [date(2025, 12, 1), date(2026, 1, 5), date(2030, 1, 1)])
def test_any_day_can_be_told(day):
    told = told_to_family(assessing().file, rules=RULES, day=day)
    assert told.now
    assert list(rights_now(told))


def test_advice_that_came_and_waits_to_be_scanned_is_not_late():
    file = (
        a_case()
        .requested("2026-01-12")
        .told_will_assess("2026-01-20")
        .advice_asked("health", "2026-01-21")
        .advice_asked("educational_psychology", "2026-01-21")
        .file
    )
    told = told_to_family(file, rules=load_rules(), day=date(2026, 4, 1), being_checked={"health"})
    assert {each.is_being_checked: each.days_late for each in told.awaited} == {True: 0, False: 28}
