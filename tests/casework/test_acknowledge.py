"""An acknowledged alert is quiet until its day, and comes back by itself."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from ehcp.cases.alerts import AlertPolicy
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Role
from ehcp.casework.access import NotAllowed
from ehcp.casework.acknowledge import BadAcknowledgement, acknowledge, to_acknowledge
from ehcp.casework.correct import correct
from ehcp.casework.open_case import open_case
from ehcp.casework.raise_alerts import raise_alerts
from ehcp.casework.standing_alerts import (
    LimitKey,
    State,
    UnknownAlert,
    acknowledgements_of,
    standing_alerts,
)
from ehcp.law.rules import load_rules
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.sight import Sight
from ehcp.register.tables import audit, people
from tests.casework.desks import desk, id_of, put

RECEIVED = date(2026, 1, 5)
DECIDE_BY = date(2026, 2, 16)
POLICY = AlertPolicy()


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def late(days: int) -> date:
    return DECIDE_BY + timedelta(days=days)


def check(engine, day: date) -> None:
    at = desk(day.isoformat()).at.replace(hour=6)
    raise_alerts(engine, day=day, at=at, policy=POLICY, rules=load_rules())


def checked(engine, day: date, **more):
    """Let the check of a day run, and give what stands then."""
    check(engine, day)
    return standing_alerts(engine, today=day, policy=POLICY, **more)


def a_request(engine, **more) -> str:
    return open_case(engine, desk=desk("2026-01-05"), received_on=RECEIVED, **more)


def quiet(engine, alerts, *, on: date, until: date, reason="The panel meets on Thursday"):
    return acknowledge(
        engine,
        desk=desk(on.isoformat(), "Morgan", may=frozenset(Role)),
        keys=[alert.key for alert in alerts],
        reason=reason,
        until_on=until,
        policy=POLICY,
    )


def test_a_limit_stands_from_its_first_step_by_its_newest(engine):
    a_request(engine)
    assert checked(engine, late(-15)) == []
    found = {day: checked(engine, late(day)) for day in (-14, -7, 0, 1, 9, 15)}
    assert {
        day: [(each.step, each.level, each.audience) for each in stands]
        for day, stands in found.items()
    } == {
        -14: [(-14, "amber", "caseworker")],
        -7: [(-7, "amber", "caseworker")],
        0: [(-1, "amber", "caseworker")],
        1: [(1, "red", "manager")],
        9: [(8, "red", "manager")],
        15: [(15, "red", "head_of_service")],
    }


def test_what_has_been_done_stands_no_longer(engine):
    reference = a_request(engine)
    assert checked(engine, late(1))
    put(engine, reference, Kind.TOLD_WILL_NOT_ASSESS, late(1).isoformat())
    assert standing_alerts(engine, today=late(1), policy=POLICY) == []


def test_a_step_of_a_day_that_the_limit_no_longer_has_does_not_stand(engine):
    reference = a_request(engine)
    check(engine, late(-1))
    later = RECEIVED + timedelta(days=30)
    correct(engine, desk=desk("2026-02-15"), reference=reference, sequence=1, happened_on=later)
    assert standing_alerts(engine, today=late(-1), policy=POLICY) == []


def test_red_comes_first_and_the_latest_of_it(engine):
    first = a_request(engine)
    open_case(engine, desk=desk("2026-01-12"), received_on=date(2026, 1, 12))
    newest = open_case(engine, desk=desk("2026-01-06"), received_on=RECEIVED - timedelta(days=30))
    found = checked(engine, late(1))
    assert [each.key.reference for each in found][:2] == [newest, first]
    assert [each.is_red for each in found] == [True, True, False]


def test_an_acknowledged_alert_is_quiet_until_its_day(engine):
    a_request(engine)
    stands = checked(engine, late(1))
    quiet(engine, stands, on=late(1), until=late(5))
    assert [each.state for each in checked(engine, late(4))] == [State.QUIET]
    (back,) = checked(engine, late(5))
    assert (back.state, back.entries_since) == (State.NOTHING_MOVED, 0)
    said = back.acknowledged
    assert said is not None
    assert (said.by, said.reason) == ("Morgan", "The panel meets on Thursday")


def test_it_comes_back_although_the_case_moved_and_says_so(engine):
    reference = a_request(engine)
    quiet(engine, checked(engine, late(1)), on=late(1), until=late(5))
    put(engine, reference, Kind.NOTE_ADDED, late(2).isoformat(), note="rang the family")
    (back,) = checked(engine, late(5))
    assert (back.state, back.entries_since) == (State.MOVED, 1)


def test_a_new_rung_of_the_ladder_brings_it_back_at_once(engine):
    a_request(engine)
    quiet(engine, checked(engine, late(8)), on=late(8), until=late(30))
    assert [each.state for each in checked(engine, late(14))] == [State.QUIET]
    assert [each.state for each in checked(engine, late(15))] == [State.CLIMBED]


def test_from_amber_to_red_is_a_rung(engine):
    a_request(engine)
    quiet(engine, checked(engine, late(-3)), on=late(-3), until=late(10))
    assert [each.state for each in checked(engine, late(-1))] == [State.QUIET]
    assert [each.state for each in checked(engine, late(1))] == [State.CLIMBED]


def test_the_same_red_repeated_every_week_stays_quiet(engine):
    a_request(engine)
    quiet(engine, checked(engine, late(1)), on=late(1), until=late(12))
    (alert,) = checked(engine, late(8))
    assert (alert.step, alert.state) == (8, State.QUIET)


def test_a_promise_that_is_not_kept_brings_late_advice_back_at_once(engine):
    reference = late_advice(engine, "health")
    (alert,) = [each for each in checked(engine, late(3)) if each.is_late_advice]
    quiet(engine, [alert], on=late(3), until=late(14))
    promise = {"promised_on": late(6).isoformat(), "reason": "Ill"}
    put(engine, reference, Kind.ADVICE_PROMISED, late(4).isoformat(), party="health", **promise)

    def stands(day):
        found = [each for each in checked(engine, late(day)) if each.is_late_advice]
        return [(each.state, each.promised_on, each.late_reason) for each in found]

    assert stands(6) == [(State.QUIET, late(6), "Ill")]
    assert stands(7) == [(State.BROKEN, late(6), "Ill")]
    # Whoever knew of the broken promise and acknowledged it again is left in peace.
    (alert,) = [each for each in checked(engine, late(7)) if each.is_late_advice]
    quiet(engine, [alert], on=late(7), until=late(14))
    assert stands(8) == [(State.QUIET, late(6), "Ill")]
    assert stands(14) == [(State.NOTHING_MOVED, late(6), "Ill")]


def test_a_promise_binds_nobody_once_the_request_was_sent_back_to_us(engine):
    reference = late_advice(engine, "health")
    (alert,) = [each for each in checked(engine, late(3)) if each.is_late_advice]
    quiet(engine, [alert], on=late(3), until=late(14))
    promise = {"promised_on": late(6).isoformat(), "reason": "Ill"}
    put(engine, reference, Kind.ADVICE_PROMISED, late(4).isoformat(), party="health", **promise)
    back = {"party": "health", "reason": "Another trust's child"}
    put(engine, reference, Kind.ADVICE_REQUEST_RETURNED, late(5).isoformat(), **back)
    (alert,) = [each for each in checked(engine, late(7)) if each.is_late_advice]
    assert (alert.state, alert.promised_on) == (State.QUIET, None)


def test_it_can_be_acknowledged_again_and_both_stay_on_record(engine):
    reference = a_request(engine)
    quiet(engine, checked(engine, late(1)), on=late(1), until=late(2))
    quiet(engine, checked(engine, late(2)), on=late(2), until=late(6), reason="Ill")
    assert [each.state for each in checked(engine, late(3))] == [State.QUIET]
    with reading(engine) as connection:
        history = acknowledgements_of(connection, case_id=id_of(engine, reference))
    assert [(each["reason"], each["until_on"]) for each in history] == [
        ("Ill", late(6)),
        ("The panel meets on Thursday", late(2)),
    ]


@pytest.mark.parametrize(
    ("until", "reason", "said"),
    [
        (late(1), "why", "has come"),
        (late(30), "why", "28 days at most"),
        (late(3), "  ", "Say why"),
        (late(3), "x" * 1001, "at most 1,000"),
    ],
    ids=["no day ahead", "too far", "no reason", "too long"],
)
def test_a_reason_and_a_day_ahead_are_needed(engine, until, reason, said):
    a_request(engine)
    stands = checked(engine, late(1))
    with pytest.raises(BadAcknowledgement, match=said):
        quiet(engine, stands, on=late(1), until=until, reason=reason)
    assert [each.state for each in checked(engine, late(1))] == [State.STANDING]


def late_advice(engine, *parties: str) -> str:
    reference = a_request(engine)
    put(engine, reference, Kind.TOLD_WILL_ASSESS, "2026-01-06")
    for party in parties:
        put(engine, reference, Kind.ADVICE_REQUESTED, "2026-01-06", party=party)
    return reference


def test_several_at_once_are_of_one_service(engine):
    late_advice(engine, "health", "education")
    late_advice(engine, "health")
    stands = [each for each in checked(engine, late(2)) if each.key.rule_id == "advice_response"]
    assert len(stands) == 3
    with pytest.raises(BadAcknowledgement, match="the same service"):
        quiet(engine, stands, on=late(2), until=late(9))
    health = [each for each in stands if each.key.party == "health"]
    assert len(quiet(engine, health, on=late(2), until=late(9))) == 2
    assert {each.key.party for each in checked(engine, late(3)) if each.is_quiet} == {"health"}


def test_two_limits_of_no_service_are_acknowledged_one_by_one(engine):
    a_request(engine)
    a_request(engine)
    with pytest.raises(BadAcknowledgement, match="one by one"):
        quiet(engine, checked(engine, late(1)), on=late(1), until=late(3))


def test_a_restricted_case_stands_in_no_list_and_cannot_be_acknowledged_by_its_key(engine):
    reference = a_request(engine)
    with writing(engine) as connection:
        connection.execute(update(people).values(restricted_to="North"))
    (alert,) = checked(engine, late(1), sight=Sight(team="North"))
    stranger = Sight(team="South")
    assert checked(engine, late(1), sight=stranger) == []
    for key in (alert.key, LimitKey("AAA-AAA", *alert.key[1:])):
        with pytest.raises(UnknownAlert, match="does not stand any longer"):
            to_acknowledge(engine, keys=[key], today=late(1), policy=POLICY, sight=stranger)
    assert LimitKey.read(str(alert.key)) == alert.key
    assert str(alert.key) == f"{reference}~decide_to_assess~~2026-01-05"


@pytest.mark.parametrize(
    "word", ["", "a~b", "a~b~c~d", "a~b~c~2026-01-05~e", "\0~b~~2026-01-05", "é~b~~2026-01-05"]
)
def test_a_word_that_names_no_limit_is_refused(word):
    with pytest.raises(UnknownAlert):
        LimitKey.read(word)


def test_a_caseworker_acknowledges_nothing_and_what_is_done_is_on_the_audit_record(engine):
    a_request(engine)
    stands = checked(engine, late(1))
    kim = replace(desk(late(1).isoformat()), may=frozenset({Role.CASEWORKER}))
    with pytest.raises(NotAllowed):
        acknowledge(
            engine,
            desk=kim,
            keys=[stands[0].key],
            reason="why",
            until_on=late(3),
            policy=POLICY,
        )
    quiet(engine, stands, on=late(1), until=late(3))
    with reading(engine) as connection:
        said = connection.execute(select(audit.c.by, audit.c.act, audit.c.about)).all()
    assert [tuple(each) for each in said] == [
        ("Morgan", "acknowledged an alert", "decide_to_assess until 2026-02-19")
    ]
