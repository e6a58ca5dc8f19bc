"""Advice requests: asked, acknowledged, answered, sent back, taken back."""

import pytest
from hypothesis import given

from ehcp.cases.advice import advice_requests, misplaced_advice
from ehcp.cases.advice_kinds import AdviceKind, UnknownAdviceKind, advice_kind_named
from ehcp.cases.case_file import CaseFile
from ehcp.cases.deadlines import deadlines
from ehcp.cases.kinds import Kind
from ehcp.law.rules import load_rules
from tests.builders import CaseBuilder, a_case, day
from tests.cases.histories import histories

EP = "educational_psychology"


def assessing() -> CaseBuilder:
    return a_case().requested("2026-01-05").told_will_assess("2026-02-10")


def outstanding(file: CaseFile) -> list[str]:
    return [request.party for request in advice_requests(file) if request.is_outstanding]


def test_a_request_is_outstanding_until_the_advice_comes() -> None:
    story = assessing().advice_asked(EP, "2026-02-10")
    assert outstanding(story.file) == [EP]
    story.advice_came(EP, "2026-03-01")
    (request,) = advice_requests(story.file)
    assert outstanding(story.file) == []
    assert request.received_on == day("2026-03-01")
    assert not request.nil_reply


def test_a_nil_reply_answers_the_request_and_is_not_advice() -> None:
    story = assessing().advice_asked("social_care", "2026-02-10")
    (request,) = advice_requests(story.then(Kind.NIL_REPLY, "2026-02-20", party="social_care").file)
    assert request.nil_reply
    assert not request.is_outstanding


def test_an_acknowledgement_and_a_visit_are_remembered() -> None:
    story = assessing().advice_asked(EP, "2026-02-10")
    story.then(Kind.ADVICE_ACKNOWLEDGED, "2026-02-12", party=EP, visit_on="2026-03-02")
    story.then(Kind.ADVICE_ACKNOWLEDGED, "2026-02-20", party=EP)
    (request,) = advice_requests(story.file)
    assert (request.acknowledged_on, request.visit_on) == (day("2026-02-20"), day("2026-03-02"))
    assert request.last_heard_on == day("2026-02-20")


def test_advice_sent_back_reopens_the_same_request() -> None:
    story = assessing().advice_asked(EP, "2026-02-10").advice_came(EP, "2026-03-01")
    story.then(Kind.ADVICE_ACCEPTED, "2026-03-02", party=EP).advice_sent_back(EP, "2026-03-05")
    (request,) = advice_requests(story.file)
    assert request.is_outstanding
    assert (request.requested_on, request.sent_back) == (day("2026-02-10"), 1)


def test_advice_can_come_go_back_and_come_again_on_one_day() -> None:
    story = assessing().advice_asked(EP, "2026-03-01").advice_came(EP, "2026-03-01")
    story.advice_sent_back(EP, "2026-03-01").advice_came(EP, "2026-03-01")
    (request,) = advice_requests(story.file)
    assert (request.received_on, request.sent_back) == (day("2026-03-01"), 1)


def test_a_second_request_while_the_first_is_unanswered_is_a_reminder() -> None:
    story = assessing().advice_asked(EP, "2026-02-10").advice_asked(EP, "2026-03-01")
    (request,) = advice_requests(story.file)
    assert request.requested_on == day("2026-02-10")
    assert request.last_heard_on == day("2026-03-01")


def test_a_request_asked_again_on_its_own_day_is_one_request() -> None:
    story = assessing().advice_asked(EP, "2026-02-10").advice_cancelled(EP, "2026-02-10")
    (request,) = advice_requests(story.advice_asked(EP, "2026-02-10").file)
    assert request.is_outstanding


@pytest.mark.parametrize(
    "end",
    [Kind.WITHDRAWN, Kind.MOVED_OUT, Kind.DIED, Kind.TOLD_NO_PLAN, Kind.TOLD_WILL_NOT_ASSESS],
)
def test_nobody_owes_advice_once_the_case_is_over(end: Kind) -> None:
    story = assessing().advice_asked(EP, "2026-02-10").then(end, "2026-03-01")
    (request,) = advice_requests(story.file)
    assert request.cancelled_on == day("2026-03-01")
    assert outstanding(story.file) == []


def test_late_advice_that_came_stays_received_when_the_case_ends() -> None:
    story = assessing().advice_asked(EP, "2026-02-10").advice_came(EP, "2026-05-01")
    (request,) = advice_requests(story.withdrawn("2026-05-02").file)
    assert (request.received_on, request.cancelled_on) == (day("2026-05-01"), None)


def test_a_reply_to_nothing_is_out_of_place_and_changes_nothing() -> None:
    file = assessing().advice_came(EP, "2026-03-01").file
    assert advice_requests(file) == ()
    assert misplaced_advice(file) == {3}


@given(histories())
def test_advice_requests_and_their_limits_say_the_same(file) -> None:
    rules = [rule for rule in load_rules() if rule.id == "advice_response"]
    from_limits = [
        (each.party, each.started_on, each.met_on, each.fell_away_on)
        for each in deadlines(file, rules)
    ]
    from_requests = [
        (each.party, each.counts_from, each.received_on, each.cancelled_on)
        for each in advice_requests(file)
    ]
    assert sorted(from_limits, key=str) == sorted(from_requests, key=str)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("EP", AdviceKind.EDUCATIONAL_PSYCHOLOGY),
        ("SaLT", AdviceKind.SPEECH_AND_LANGUAGE_THERAPY),
        (" Social-Care ", AdviceKind.SOCIAL_CARE),
        ("health", AdviceKind.HEALTH),
        ("preparation for adulthood", AdviceKind.PREPARATION_FOR_ADULTHOOD),
    ],
)
def test_a_kind_of_advice_is_found_by_its_usual_names(typed: str, kind: AdviceKind) -> None:
    assert advice_kind_named(typed) is kind


@pytest.mark.parametrize("kind", AdviceKind)
def test_every_kind_of_advice_has_words_and_a_paragraph(kind: AdviceKind) -> None:
    assert kind.says
    assert kind.paragraph.startswith("reg 6(1)(")


def test_an_unknown_kind_of_advice_is_refused_with_the_names_of_all() -> None:
    with pytest.raises(UnknownAdviceKind, match="educational_psychology, health"):
        advice_kind_named("astrology")


def test_a_request_that_came_back_is_still_owed_until_the_service_takes_it_up():
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    story.advice_asked("health", "2026-02-11")
    story.then(Kind.ADVICE_REQUEST_RETURNED, "2026-02-13", party="health", reason="Trust B has it")
    (request,) = advice_requests(story.file)
    assert request.is_outstanding
    assert request.returned_on == day("2026-02-13")
    story.then(Kind.ADVICE_ACKNOWLEDGED, "2026-02-16", party="health")
    (request,) = advice_requests(story.file)
    assert request.returned_on is None
    assert request.is_outstanding


def test_a_request_that_was_answered_does_not_come_back():
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    story.advice_asked("health", "2026-02-11").advice_came("health", "2026-02-20")
    story.then(Kind.ADVICE_REQUEST_RETURNED, "2026-02-21", party="health", reason="Too late")
    assert misplaced_advice(story.file) == {story.entries[-1].sequence}
