"""The deadline check raises each alert exactly once, whatever happens around it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from ehcp.cases.alerts import AlertPolicy
from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.casework.correct import correct
from ehcp.casework.exceptions import approve, claim
from ehcp.casework.open_case import open_case
from ehcp.casework.raise_alerts import alerts_raised_on, raise_alerts
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.law.rules import load_rules
from ehcp.law.targets import with_targets
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import alerts, cases

RECEIVED = date(2026, 1, 5)
DECIDE_BY = date(2026, 2, 16)
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
KIM = Desk(by="Kim", today=date(2026, 6, 1), at=AT)
POLICY = AlertPolicy()


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def check(engine, day, *, policy=POLICY, rules=None):
    return raise_alerts(engine, day=day, at=AT, policy=policy, rules=rules or load_rules())


def steps(engine, rule="decide_to_assess"):
    with reading(engine) as connection:
        return (
            connection.execute(
                select(alerts.c.step).where(alerts.c.rule_id == rule).order_by(alerts.c.step)
            )
            .scalars()
            .all()
        )


def a_request(engine, received_on=RECEIVED):
    return open_case(engine, desk=KIM, received_on=received_on)


def test_each_threshold_is_raised_on_its_day_and_only_then(engine):
    a_request(engine)
    raised = {
        day: done.raised
        for day in (RECEIVED + timedelta(days=n) for n in range(65))
        if (done := check(engine, day)).raised
    }
    assert raised == {
        DECIDE_BY + timedelta(days=step): 1 for step in (-14, -7, -3, -1, 1, 8, 15, 22)
    }


def test_a_second_check_of_the_day_raises_nothing(engine):
    a_request(engine)
    first = check(engine, DECIDE_BY - timedelta(days=14))
    second = check(engine, DECIDE_BY - timedelta(days=14))
    assert (first.raised, first.already_raised) == (1, 0)
    assert (second.raised, second.already_raised) == (0, 1)


def test_after_an_outage_every_step_passed_meanwhile_is_raised_once(engine):
    a_request(engine)
    check(engine, DECIDE_BY - timedelta(days=14))
    check(engine, DECIDE_BY + timedelta(days=9))
    assert steps(engine) == [-14, -7, -3, -1, 1, 8]


def test_a_case_that_comes_on_record_late_raises_only_the_step_it_has_reached(engine):
    a_request(engine)
    check(engine, DECIDE_BY + timedelta(days=100))
    assert steps(engine) == [99]
    check(engine, DECIDE_BY + timedelta(days=106))
    assert steps(engine) == [99, 106]


def test_two_schedulers_at_once_raise_each_alert_once(engine):
    for _ in range(20):
        a_request(engine)
    day = DECIDE_BY + timedelta(days=1)
    check(engine, DECIDE_BY - timedelta(days=20))
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: check(engine, day), range(4)))
    assert sum(each.raised for each in done) == 20 * 5
    assert steps(engine) == sorted([-14, -7, -3, -1, 1] * 20)


def test_a_decision_ends_the_alerts(engine):
    reference = a_request(engine)
    check(engine, DECIDE_BY - timedelta(days=14))
    record(
        engine,
        desk=KIM,
        reference=reference,
        kind=Kind.TOLD_WILL_NOT_ASSESS,
        happened_on=DECIDE_BY - timedelta(days=10),
        details=complete(Kind.TOLD_WILL_NOT_ASSESS),
    )
    assert check(engine, DECIDE_BY + timedelta(days=200)).raised == 0


def test_a_correction_that_moves_the_clock_is_alerted_on_its_own_days(engine):
    reference = a_request(engine)
    check(engine, DECIDE_BY - timedelta(days=7))
    correct(
        engine,
        desk=KIM,
        reference=reference,
        sequence=1,
        happened_on=RECEIVED + timedelta(days=7),
    )
    assert check(engine, DECIDE_BY - timedelta(days=7)).raised == 1, "14 days before the new date"
    assert check(engine, DECIDE_BY).raised == 1, "7 days before the new date"


def test_undoing_a_mistaken_decision_brings_the_alerts_back_but_none_twice(engine):
    reference = a_request(engine)
    check(engine, DECIDE_BY - timedelta(days=14))
    record(
        engine,
        desk=KIM,
        reference=reference,
        kind=Kind.TOLD_WILL_ASSESS,
        happened_on=DECIDE_BY - timedelta(days=13),
        details=complete(Kind.TOLD_WILL_ASSESS),
    )
    check(engine, DECIDE_BY - timedelta(days=12))
    correct(engine, desk=KIM, reference=reference, sequence=2, struck_out="another case")
    assert check(engine, DECIDE_BY - timedelta(days=11)).raised == 0
    assert check(engine, DECIDE_BY - timedelta(days=7)).raised == 1
    assert steps(engine) == [-14, -7]


def test_who_is_told_climbs_the_ladder(engine):
    a_request(engine)
    told = {}
    for step in (-14, 1, 8, 15):
        day = DECIDE_BY + timedelta(days=step)
        check(engine, day)
        with reading(engine) as connection:
            alert = next(each for each in alerts_raised_on(connection, day) if each["step"] == step)
        told[step] = (alert["level"], alert["audience"])
    assert told == {
        -14: ("amber", "caseworker"),
        1: ("red", "manager"),
        8: ("red", "manager"),
        15: ("red", "head_of_service"),
    }


def late_advice(engine, *promises: tuple[int, int]) -> date:
    """Ask for advice of health; give its limit. Promises: given and for, in days after it."""
    reference = a_request(engine)
    due = date(2026, 2, 24)
    for kind, on, party, details in (
        (Kind.TOLD_WILL_ASSESS, date(2026, 1, 13), None, complete(Kind.TOLD_WILL_ASSESS)),
        (Kind.ADVICE_REQUESTED, date(2026, 1, 13), "health", {}),
        *(
            (
                Kind.ADVICE_PROMISED,
                due + timedelta(days=given),
                "health",
                {"promised_on": (due + timedelta(days=ahead)).isoformat(), "reason": "Ill"},
            )
            for given, ahead in promises
        ),
    ):
        record(
            engine,
            desk=KIM,
            reference=reference,
            kind=kind,
            happened_on=on,
            party=party,
            details=details,
        )
    return due


def told_of_advice(engine, due: date, *steps: int, policy=POLICY) -> dict[int, str]:
    told = {}
    for step in steps:
        day = due + timedelta(days=step)
        check(engine, day, policy=policy)
        with reading(engine) as connection:
            for alert in alerts_raised_on(connection, day):
                if alert["rule"] == "advice_response":
                    told[alert["step"]] = alert["audience"]
    return told


def test_a_promise_keeps_late_advice_from_the_head_of_service_until_its_day_and_from_nobody_else(
    engine,
):
    due = late_advice(engine, (3, 20))
    assert told_of_advice(engine, due, -1, 1, 8, 15, 22) == {
        -1: "caseworker",
        1: "manager",
        8: "manager",
        15: "manager",
        22: "head_of_service",
    }


@pytest.mark.parametrize(
    ("promise", "told"),
    [
        ((16, 40), "head_of_service"),  # given when our head of service had been told
        ((3, 43), "head_of_service"),  # further off than we wait
        ((3, 42), "manager"),
    ],
)
def test_what_has_climbed_stays_and_too_far_off_holds_nothing(engine, promise, told):
    due = late_advice(engine)
    reached = told_of_advice(engine, due, 1) if promise[0] < 15 else {}
    reached = reached or told_of_advice(engine, due, 1, 15)
    with reading(engine) as connection:
        reference = connection.execute(select(cases.c.reference)).scalar_one()
    record(
        engine,
        desk=KIM,
        reference=reference,
        kind=Kind.ADVICE_PROMISED,
        happened_on=due + timedelta(days=promise[0]),
        party="health",
        details={
            "promised_on": (due + timedelta(days=promise[1])).isoformat(),
            "reason": "Ill",
        },
    )
    assert told_of_advice(engine, due, 22)[22] == told


def test_new_thresholds_hold_from_the_next_check_and_repeat_nothing(engine):
    a_request(engine)
    check(engine, DECIDE_BY - timedelta(days=14))
    tighter = AlertPolicy(amber_days_before=(10, 5), red_repeat_days=2)
    check(engine, DECIDE_BY - timedelta(days=5), policy=tighter)
    check(engine, DECIDE_BY + timedelta(days=3), policy=tighter)
    assert steps(engine) == [-14, -5, 1, 3]


def test_a_target_alerts_before_the_law_does_and_never_turns_red(engine):
    rules = with_targets(load_rules(), shorter={"decide_to_assess": "5 weeks"})
    desk = Desk(by="Kim", today=RECEIVED, at=AT, rules=rules)
    open_case(engine, desk=desk, received_on=RECEIVED)
    day = RECEIVED + timedelta(weeks=5, days=1)
    check(engine, day, rules=rules)
    with reading(engine) as connection:
        found = {each["rule"]: each for each in alerts_raised_on(connection, day)}
    assert found["decide_to_assess_target"]["level"] == "amber"
    assert found["decide_to_assess_target"]["due"] == RECEIVED + timedelta(weeks=5)


def test_an_excepted_limit_keeps_its_date_and_is_not_called_a_breach(engine):
    reference = a_request(engine)
    record(
        engine,
        desk=KIM,
        reference=reference,
        kind=Kind.TOLD_WILL_ASSESS,
        happened_on=date(2026, 2, 10),
        details=complete(Kind.TOLD_WILL_ASSESS),
    )
    claim(
        engine,
        desk=KIM,
        reference=reference,
        ground="E4",
        evidence="the school's register of attendance",
        facts={"absent_from": "2026-03-01", "absent_until": "2026-04-15"},
    )
    approve(engine, desk=replace(KIM, by="Morgan"), reference=reference, ground="E4")
    day = date(2026, 5, 26)
    check(engine, day)
    with reading(engine) as connection:
        final = next(
            each for each in alerts_raised_on(connection, day) if each["rule"] == "final_plan"
        )
    assert (final["due"], final["level"]) == (date(2026, 5, 25), "amber")


def test_a_check_of_a_later_day_by_mistake_blinds_nobody(engine):
    a_request(engine)
    check(engine, DECIDE_BY + timedelta(days=300))
    for step in (-14, -7, 1):
        check(engine, DECIDE_BY + timedelta(days=step))
    assert steps(engine) == [-14, -7, 1, 295]


def test_after_more_than_a_year_only_the_step_reached_is_raised(engine):
    a_request(engine)
    check(engine, DECIDE_BY - timedelta(days=14))
    check(engine, DECIDE_BY + timedelta(days=400))
    assert steps(engine) == [-14, 400]


def test_a_planning_date_of_a_review_is_alerted_and_never_turns_red(engine):
    """To plan the meeting four weeks before the year ends is prudent, and no law."""
    open_case(
        engine,
        desk=KIM,
        journey="annual_review",
        first=(Kind.PLAN_LAST_REVIEWED, date(2025, 6, 2)),
    )
    colours: dict[str, set[str]] = {"review_meeting_by": set(), "review_next": set()}
    for day in (date(2026, 5, 5) + timedelta(days=n) for n in range(40)):
        check(engine, day)
        with reading(engine) as connection:
            for each in alerts_raised_on(connection, day):
                if each["step"] >= 1:
                    colours[each["rule"]].add(each["level"])
    assert colours == {"review_meeting_by": {"amber"}, "review_next": {"red"}}
