"""What is kept of a case is what follows from its record, however it came to be there."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.correct import correct
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.law.rules import load_rules
from ehcp.law.targets import with_targets
from ehcp.register import files, projection
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.rebuild import keep_up_with_rules, rebuild_projection
from ehcp.register.tables import advice, cases, deadlines
from ehcp.register.verify import verify
from tests.builders import day
from tests.cases.histories import histories
from tests.examples import examples
from tests.register.conftest import DESK

RULES = load_rules()


def kept(engine):
    """Give every projected row, and the standing of every case."""
    with reading(engine) as connection:
        return [
            [dict(row) for row in connection.execute(query).mappings()]
            for query in (
                select(deadlines).order_by(*deadlines.primary_key),
                select(advice).order_by(*advice.primary_key),
                select(cases).order_by(cases.c.id),
            )
        ]


@pytest.mark.usefixtures("three_cases")
def test_the_projection_equals_a_rebuild_from_the_events(engine) -> None:
    before = kept(engine)
    assert rebuild_projection(engine, rules=RULES) == 3
    assert kept(engine) == before


@pytest.mark.usefixtures("three_cases")
def test_a_rebuild_mends_whatever_was_done_to_the_projection(engine) -> None:
    before = kept(engine)
    with writing(engine) as connection:
        connection.execute(delete(deadlines).where(deadlines.c.rule_id == "final_plan"))
        connection.execute(update(deadlines).values(due_on=date(2030, 1, 1)))
        connection.execute(update(advice).values(received_on=date(2030, 1, 1), sent_back=7))
        connection.execute(
            update(cases).values(stage="died", issued_on=None, excepted=False, version=1)
        )
        case_id = connection.scalar(select(cases.c.id).order_by(cases.c.id))
        connection.execute(
            insert(deadlines).values(
                case_id=case_id, rule_id="made_up", started_on=day("2026-01-01"), party="",
                due_on=day("2026-02-01"),
            )
        )  # fmt: skip
    rebuild_projection(engine, rules=RULES)
    assert kept(engine) == before
    assert verify(engine, rules=RULES).found == 0


@pytest.mark.usefixtures("three_cases")
def test_a_new_target_of_the_council_comes_with_a_rebuild(engine) -> None:
    rules = with_targets(RULES, shorter={"decide_to_assess": "5 weeks"})
    assert verify(engine, rules=rules).found == 4  # three limits, and the first of them in its case
    rebuild_projection(engine, rules=rules)
    assert verify(engine, rules=rules).found == 0


def test_a_limit_that_a_check_has_seen_stays_seen_while_its_date_stands(
    engine, three_cases
) -> None:
    waiting = three_cases[1]
    with writing(engine) as connection:
        connection.execute(
            update(deadlines).where(deadlines.c.watch.is_not(None)).values(watch=projection.SEEN)
        )
    rebuild_projection(engine, rules=RULES)
    assert watches(engine, waiting) == {"seen"}
    put(engine, waiting, Kind.ADVICE_ACKNOWLEDGED, "2026-03-12", "health")
    assert watches(engine, waiting) == {"seen"}
    correct(engine, desk=DESK, reference=waiting, sequence=1, happened_on=day("2026-02-02"))
    assert watches(engine, waiting, "final_plan") == {"new"}
    assert watches(engine, waiting, "advice_response") == {"seen"}


def test_advice_sent_back_is_new_to_the_checks_again(engine, three_cases) -> None:
    waiting = three_cases[1]
    put(engine, waiting, Kind.ADVICE_RECEIVED, "2026-03-20", "health")
    put(engine, waiting, Kind.ADVICE_RECEIVED, "2026-03-20", "EP")
    assert watches(engine, waiting, "advice_response") == set()
    put(engine, waiting, Kind.ADVICE_SENT_BACK, "2026-03-21", "EP")
    assert watches(engine, waiting, "advice_response") == {"new"}


def test_the_officer_is_whoever_was_named_last_in_the_order_of_happening(
    engine, three_cases
) -> None:
    waiting = three_cases[1]
    put(engine, waiting, Kind.OFFICER_CHANGED, "2026-04-01", officer="Morgan")
    put(engine, waiting, Kind.OFFICER_CHANGED, "2026-03-20", officer="Sam")
    with reading(engine) as connection:
        assert files.load(connection, waiting).officer == "Morgan"


SLOW = settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def opened(engine, file) -> str:
    """Open a case as an invented history begins."""
    first = file.recorded[0]
    return open_case(
        engine,
        desk=DESK,
        journey=file.journey,
        first=(first.kind, first.happened_on),
        details=first.details,
        person={"born_on": file.born_on},
    )


def put_event(engine, reference, event) -> None:
    record(
        engine,
        desk=DESK,
        reference=reference,
        kind=event.kind,
        happened_on=event.happened_on,
        party=event.party,
        details=event.details,
    )


@pytest.mark.parametrize("way", ["event by event", "corrected", "at once"])
@pytest.mark.parametrize("journey", ["needs_assessment", "annual_review", None])
@SLOW
@given(data=st.data())
def test_however_a_history_is_recorded_what_is_kept_is_what_follows(
    sqlite_url, journey, way, data
) -> None:
    file = data.draw(histories(journey=journey, longest=20))
    engine = open_engine(sqlite_url)
    reference = opened(engine, file)
    for event in file.recorded[1:]:
        put_event(engine, reference, event)
    if way == "corrected":
        wrong = data.draw(st.sampled_from(file.recorded))
        right = wrong.happened_on + timedelta(days=data.draw(st.integers(-9, 9)))
        with suppress(NotPossible):
            correct(
                engine,
                desk=DESK,
                reference=reference,
                sequence=wrong.sequence,
                happened_on=right,
            )
    if way == "at once":
        with writing(engine) as connection:
            connection.execute(delete(deadlines))
            connection.execute(delete(advice))
        rebuild_projection(engine, rules=RULES)
    result = verify(engine, rules=RULES)
    engine.dispose()
    assert [str(finding) for finding in result.findings] == []


@SLOW
@given(data=st.data())
def test_a_review_recorded_in_another_order_or_corrected_leaves_the_same_rows(
    sqlite_url, data
) -> None:
    file = data.draw(histories(journey="annual_review", at_least_days_apart=1, longest=15))
    engine = open_engine(sqlite_url)
    straight, shuffled = opened(engine, file), opened(engine, file)
    for event in file.recorded[1:]:
        put_event(engine, straight, event)
    waiting = data.draw(st.permutations(file.recorded[1:]))
    wrong_days = data.draw(st.integers(0, 3))
    while waiting:
        kept_back = []
        for event in waiting:
            slip = event.model_copy(
                update={"happened_on": event.happened_on + timedelta(days=wrong_days)}
            )
            try:
                put_event(engine, shuffled, slip)
            except NotPossible:
                try:
                    put_event(engine, shuffled, event)
                except NotPossible:
                    kept_back.append(event)
                continue
            if wrong_days:
                sequence = len(the_file(engine, shuffled).recorded)
                with suppress(NotPossible):
                    correct(
                        engine,
                        desk=DESK,
                        reference=shuffled,
                        sequence=sequence,
                        happened_on=event.happened_on,
                    )
        if len(kept_back) == len(waiting):
            break  # these cannot be recorded in this order
        waiting = kept_back
    assert verify(engine, rules=RULES).found == 0
    # Some orders are refused, as they should be; then there is nothing to compare.
    comparable = same_happenings(the_file(engine, straight), the_file(engine, shuffled))
    rows = rows_of(engine, straight), rows_of(engine, shuffled)
    engine.dispose()
    assume(comparable)
    assert rows[0] == rows[1]


def the_file(engine, reference):
    with reading(engine) as connection:
        return files.load(connection, reference).file


def same_happenings(one, other) -> bool:
    told = [
        [(event.kind, event.happened_on, event.party, event.details) for event in file.events]
        for file in (one, other)
    ]
    return told[0] == told[1]


def rows_of(engine, reference):
    """Give what is kept of a case, without what names the case and counts its entries."""
    own = {"id", "case_id", "number", "reference", "person_id", "version", "head_hash"}
    with reading(engine) as connection:
        case_id = connection.scalar(select(cases.c.id).where(cases.c.reference == reference))
        return [
            [
                {name: value for name, value in row.items() if name not in own}
                for row in connection.execute(
                    select(table).where(key == case_id).order_by(*table.primary_key)
                ).mappings()
            ]
            for table, key in (
                (deadlines, deadlines.c.case_id),
                (advice, advice.c.case_id),
                (cases, cases.c.id),
            )
        ]


def put(engine, reference, kind, on, party=None, **details) -> None:
    record(
        engine,
        desk=DESK,
        reference=reference,
        kind=kind,
        happened_on=day(on),
        party=party,
        details=complete(kind) | details,
    )


def watches(engine, reference, rule_id=None) -> set[str]:
    query = (
        select(deadlines.c.watch)
        .join(cases, cases.c.id == deadlines.c.case_id)
        .where(cases.c.reference == reference, deadlines.c.watch.is_not(None))
    )
    if rule_id:
        query = query.where(deadlines.c.rule_id == rule_id)
    with reading(engine) as connection:
        return {str(watch) for watch in connection.scalars(query)}


def test_a_new_target_reaches_the_cases_that_were_there_and_a_dropped_one_leaves_them(engine):
    open_case(engine, desk=DESK, received_on=date(2026, 1, 5))
    aimed = with_targets(RULES, shorter={"final_plan": "18 weeks"})

    def limits():
        with reading(engine) as connection:
            return set(connection.scalars(select(deadlines.c.rule_id)))

    assert keep_up_with_rules(engine, rules=aimed) == 1
    assert "final_plan_target" in limits()
    assert keep_up_with_rules(engine, rules=aimed) == 0
    assert keep_up_with_rules(engine, rules=RULES) == 1
    assert "final_plan_target" not in limits()
