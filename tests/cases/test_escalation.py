"""The ladder above a service: climbed by days late, held by an open promise and nothing else."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp.cases.advice import AdviceRequest, advice_requests
from ehcp.cases.deadlines import deadlines
from ehcp.cases.escalation import (
    Escalation,
    EscalationPolicy,
    Promise,
    Rung,
    escalation,
    promise_on,
)
from ehcp.cases.kinds import Kind
from ehcp.law.rules import load_rules
from tests.builders import CaseBuilder, a_case
from tests.examples import examples

A_DAY = timedelta(days=1)
DUE = date(2026, 3, 4)
POLICY = EscalationPolicy(head_teacher_from=22, health=frozenset({"health"}))
PARTIES = ("health", "education", "educational_psychology")


def late(days: int) -> date:
    return DUE + days * A_DAY


def asked(party="health", *, promised: int | None = None, since: int | None = None, **more):
    return AdviceRequest(
        party=party,
        service=party,
        requested_on=DUE - 42 * A_DAY,
        counts_from=DUE - 42 * A_DAY,
        last_heard_on=DUE - 42 * A_DAY,
        promised_on=None if promised is None else late(promised),
        promised_since=None if since is None else late(since),
        **more,
    )


def on(request: AdviceRequest, days: int, policy=POLICY, **more) -> Escalation:
    return escalation(request, due_on=DUE, day=late(days), policy=policy, **more)


def climbed(request: AdviceRequest, **more) -> dict[int, Rung]:
    """Give the days late on which it comes to another rung, of the first sixty."""
    rungs = {days: on(request, days, **more).rung for days in range(-5, 60)}
    return {days: rung for days, rung in rungs.items() if rungs.get(days - 1, Rung.OURS) != rung}


def test_without_a_promise_it_climbs_by_the_days_that_it_is_late():
    assert climbed(asked()) == {15: Rung.SERVICE_HEAD, 29: Rung.CLINICAL_OFFICER}
    assert climbed(asked("education")) == {15: Rung.SERVICE_HEAD, 22: Rung.HEAD_TEACHER}
    assert climbed(asked("educational_psychology")) == {15: Rung.SERVICE_HEAD}


def test_nobody_climbs_to_whom_there_is_nobody_to_write():
    heads = frozenset({Rung.HEAD_TEACHER})
    assert climbed(asked("education"), reachable=heads) == {22: Rung.HEAD_TEACHER}
    assert climbed(asked(), reachable=heads) == {}
    nobody = EscalationPolicy()
    assert climbed(asked("education"), policy=nobody) == {15: Rung.SERVICE_HEAD}
    assert climbed(asked(), policy=nobody) == {15: Rung.SERVICE_HEAD}


def test_a_promise_holds_it_until_its_day_and_then_it_stands_where_its_days_have_brought_it():
    assert climbed(asked(promised=20, since=3)) == {
        21: Rung.SERVICE_HEAD,
        29: Rung.CLINICAL_OFFICER,
    }
    assert climbed(asked(promised=35, since=3)) == {36: Rung.CLINICAL_OFFICER}
    assert on(asked(promised=20, since=3), 20).promise is Promise.OPEN
    assert on(asked(promised=20, since=3), 21).promise is Promise.BROKEN


def test_a_promise_given_on_a_rung_leaves_it_there():
    given_late = asked(promised=40, since=16)
    assert [on(given_late, days).rung for days in (16, 29, 40, 41)] == [
        *[Rung.SERVICE_HEAD] * 3,
        Rung.CLINICAL_OFFICER,
    ]


def test_a_promise_beyond_the_longest_wait_holds_nothing():
    assert climbed(asked(promised=43, since=3)) == climbed(asked())
    assert on(asked(promised=43, since=3), 20).promise is Promise.TOO_FAR
    assert on(asked(promised=42, since=3), 20).rung is Rung.OURS
    none_holds = replace(POLICY, longest_wait=0)
    assert climbed(asked(promised=20, since=3), policy=none_holds) == climbed(asked())


def test_what_is_answered_sent_back_to_us_or_taken_back_has_not_climbed():
    assert climbed(asked(received_on=late(10))) == {}
    assert climbed(asked(returned_on=late(10))) == {}
    assert climbed(asked(cancelled_on=late(10))) == {}


def test_it_says_when_it_climbs_next():
    fresh = on(asked(), 1)
    assert (fresh.next_on, fresh.next_rung) == (late(15), Rung.SERVICE_HEAD)
    held = on(asked(promised=35, since=3), 4)
    assert (held.next_on, held.next_rung) == (late(36), Rung.CLINICAL_OFFICER)
    top = on(asked(), 30)
    assert (top.next_on, top.next_rung) == (None, None)


DAYS = st.integers(-60, 200)
POLICIES = st.builds(
    lambda head, more, teacher, wait, health: EscalationPolicy(
        service_head_from=head,
        clinical_officer_from=head + more,
        head_teacher_from=teacher,
        longest_wait=wait,
        health=frozenset(health),
    ),
    st.integers(1, 60),
    st.integers(1, 60),
    st.none() | st.integers(1, 120),
    st.integers(0, 120),
    st.sets(st.sampled_from(PARTIES)),
)
REQUESTS = st.builds(
    lambda party, promised, before: asked(
        party,
        promised=promised,
        since=None if promised is None else promised - before,
    ),
    st.sampled_from(PARTIES),
    st.none() | DAYS,
    st.integers(0, 60),
)


@settings(max_examples=examples(200))
@given(request=REQUESTS, policy=POLICIES, days=DAYS)
def test_every_request_stands_somewhere_on_every_day(request, policy, days):
    stands = on(request, days, policy)
    known = {Rung.OURS, *(rung for _, rung in policy.rungs(request.party))}
    assert stands.rung in known
    assert stands.days_late == days
    if days <= 0:
        assert stands.rung is Rung.OURS
    assert (stands.next_on is None) == (stands.next_rung is None)


@settings(max_examples=examples(200))
@given(request=REQUESTS, policy=POLICIES, days=DAYS)
def test_an_open_promise_holds_and_a_broken_or_too_far_one_is_as_none(request, policy, days):
    stands = on(request, days, policy)
    bare = on(replace(request, promised_on=None, promised_since=None), days, policy)
    if stands.promise is Promise.OPEN:
        names = [Rung.OURS, *(rung for _, rung in policy.rungs(request.party))]
        assert names.index(stands.rung) <= names.index(bare.rung)
        assert request.promised_since is not None
        if late(days - 1) >= request.promised_since:
            assert on(request, days - 1, policy).rung is stands.rung
    else:
        assert (stands.rung, stands.next_on) == (bare.rung, bare.next_on)


@settings(max_examples=examples(100))
@given(request=REQUESTS, policy=POLICIES, days=st.integers(-10, 130))
def test_it_never_climbs_down_and_next_is_the_first_day_on_which_it_climbs(request, policy, days):
    """From a day on which its promise, if any, had been given: nobody foresees a promise."""
    if request.promised_since is not None:
        days = max(days, (request.promised_since - DUE).days)
    stands = on(request, days, policy)
    names = [Rung.OURS, *(rung for _, rung in policy.rungs(request.party))]
    until = (stands.next_on - DUE).days if stands.next_on else days + 150
    for ahead in range(days + 1, until):
        assert on(request, ahead, policy).rung is stands.rung
    if stands.next_on:
        assert on(request, until, policy).rung is stands.next_rung
        assert names.index(stands.next_rung) > names.index(stands.rung)


def promised(story: CaseBuilder, given_on: str, day: str, reason: str = "Ill") -> CaseBuilder:
    return story.then(
        Kind.ADVICE_PROMISED, given_on, party="health", promised_on=day, reason=reason
    )


def late_health() -> CaseBuilder:
    return (
        a_case()
        .requested("2026-01-05")
        .told_will_assess("2026-01-21")
        .advice_asked("health", "2026-01-21")
    )


def test_the_last_promise_counts_and_those_broken_before_are_counted():
    story = promised(late_health(), "2026-03-06", "2026-03-10")
    promised(story, "2026-03-12", "2026-03-20", "Holiday")
    promised(story, "2026-03-18", "2026-03-27", "Still away")
    (request,) = advice_requests(story.file)
    assert (request.promised_on, request.late_reason) == (date(2026, 3, 27), "Still away")
    assert request.promises_broken == 1
    # The third was given while the second was open: it has been held since the second.
    assert request.promised_since == date(2026, 3, 12)


def test_advice_that_came_and_was_sent_back_broke_no_promise():
    story = promised(late_health(), "2026-03-06", "2026-03-20").advice_came("health", "2026-03-19")
    (request,) = advice_requests(story.advice_sent_back("health", "2026-03-23").file)
    assert request.is_outstanding
    assert (request.promised_on, request.late_reason, request.promises_broken) == (None, None, 0)
    day = date(2026, 3, 30)
    assert (
        promise_on(promised_on=request.promised_on, due_on=DUE, day=day, policy=POLICY)
        is Promise.NONE
    )


@settings(max_examples=examples(60))
@given(given_after=st.integers(0, 120), ahead=st.integers(0, 300))
def test_a_promise_moves_no_limit(given_after, ahead):
    story = late_health()
    before = list(deadlines(story.file, load_rules()))
    day = date(2026, 1, 21) + given_after * A_DAY
    promised(story, day.isoformat(), (day + ahead * A_DAY).isoformat())
    assert list(deadlines(story.file, load_rules())) == before
