"""Putting on record: in one transaction with all that follows, or not at all."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.correct import correct
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.law.rules import load_rules
from ehcp.register import files
from ehcp.register.engine import open_engine, reading
from ehcp.register.files import UnknownCase
from ehcp.register.tables import advice, cases, deadlines, events
from ehcp.register.verify import verify
from tests.builders import NOW, TODAY, day

DESK = Desk(by="Kim", today=TODAY, at=NOW)


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def reference(engine) -> str:
    return open_case(engine, desk=DESK, received_on=day("2026-01-05"))


@pytest.fixture
def put(engine, reference):
    def put(kind, on, party=None, **details):
        return record(
            engine,
            desk=DESK,
            reference=reference,
            kind=kind,
            happened_on=day(on),
            party=party,
            details=complete(kind) | details,
        )

    return put


def everything(engine):
    with reading(engine) as connection:
        return [
            [tuple(map(str, row)) for row in connection.execute(select(table).order_by(*keys))]
            for table, keys in (
                (cases, [cases.c.id]),
                (events, [events.c.case_id, events.c.sequence]),
                (deadlines, list(deadlines.primary_key)),
                (advice, list(advice.primary_key)),
            )
        ]


def test_an_event_is_chained_to_the_one_before_it(engine, reference, put) -> None:
    told = put(Kind.TOLD_WILL_ASSESS, "2026-02-10")
    note = put(Kind.NOTE_ADDED, "2026-02-11", text="Rang the mother.")
    with reading(engine) as connection:
        held = files.load(connection, reference)
    first = held.file.recorded[0]
    assert told.previous_hash == first.hash_in(reference)
    assert note.previous_hash == told.hash_in(reference)
    assert held.head_hash == note.hash_in(reference)
    assert held.file.recorded[1:] == (told, note)


def test_the_kind_of_advice_is_kept_by_its_own_name_whatever_was_typed(put) -> None:
    put(Kind.TOLD_WILL_ASSESS, "2026-02-10")
    assert put(Kind.ADVICE_REQUESTED, "2026-02-10", "EP").party == "educational_psychology"
    claimed = put(
        Kind.EXCEPTION_CLAIMED,
        "2026-03-10",
        "EP",
        ground="E5",
        missed_on="2026-03-02",
        evidence="the clinic's letter",
    )
    assert claimed.party == "educational_psychology"


@pytest.mark.parametrize(
    ("kind", "on", "party"),
    [
        (Kind.PLAN_FINALISED, "2026-03-01", None),
        (Kind.TOLD_WILL_ASSESS, "2026-01-04", None),
        (Kind.TOLD_WILL_ASSESS, "2066-01-04", None),
        (Kind.ADVICE_RECEIVED, "2026-03-01", "EP"),
        (Kind.ADVICE_REQUESTED, "2026-03-01", "astrology"),
        (Kind.REQUEST_RECEIVED, "2026-03-01", None),
        (Kind.CORRECTED, "2026-03-01", None),
    ],
)
def test_what_is_refused_leaves_nothing_behind(engine, put, kind, on, party) -> None:
    before = everything(engine)
    with pytest.raises(NotPossible):
        put(kind, on, party)
    assert everything(engine) == before


def test_a_failure_half_way_leaves_nothing_behind(engine, put, monkeypatch) -> None:
    before = everything(engine)

    def fail(*_args, **_named):
        raise RuntimeError

    monkeypatch.setattr("ehcp.casework.record.set_right", fail)
    with pytest.raises(RuntimeError):
        put(Kind.TOLD_WILL_ASSESS, "2026-02-10")
    assert everything(engine) == before


def test_an_unknown_reference_is_refused(engine) -> None:
    with pytest.raises(UnknownCase, match="There is no case 'ZZZ-ZZZ'"):
        record(
            engine,
            desk=DESK,
            reference="ZZZ-ZZZ",
            kind=Kind.NOTE_ADDED,
            happened_on=day("2026-02-10"),
        )


def test_a_reference_may_be_typed_in_small_letters_without_its_hyphen(engine, reference) -> None:
    typed = reference.lower().replace("-", "")
    event = record(
        engine, desk=DESK, reference=typed, kind=Kind.NOTE_ADDED, happened_on=day("2026-02-10")
    )
    assert event.sequence == 2


def test_two_who_write_to_one_case_at_once_both_get_their_entry(engine, reference) -> None:
    def write(number: int) -> int:
        return record(
            engine,
            desk=DESK,
            reference=reference,
            kind=Kind.NOTE_ADDED,
            happened_on=day("2026-02-10"),
            details={"text": f"note {number}"},
        ).sequence

    with ThreadPoolExecutor(max_workers=4) as people:
        numbers = list(people.map(write, range(24)))
    assert sorted(numbers) == list(range(2, 26))
    assert verify(engine, rules=load_rules()).found == 0


def test_cases_opened_at_once_each_get_a_number(engine) -> None:
    def write(_: int) -> str:
        return open_case(engine, desk=DESK, received_on=day("2026-01-05"))

    with ThreadPoolExecutor(max_workers=4) as people:
        opened = list(people.map(write, range(12)))
    assert len(set(opened)) == 12
    result = verify(engine, rules=load_rules())
    assert (result.cases, result.found) == (12, 0)


def test_a_correction_moves_every_date_that_is_kept(engine, reference, put) -> None:
    put(Kind.TOLD_WILL_ASSESS, "2026-02-10")
    correct(engine, desk=DESK, reference=reference, sequence=1, happened_on=day("2026-01-02"))
    with reading(engine) as connection:
        due = dict(
            connection.execute(select(deadlines.c.rule_id, deadlines.c.due_on)).tuples().all()
        )
        started = connection.scalar(select(cases.c.started_on))
    assert due["decide_to_assess"] == day("2026-02-13")
    assert due["final_plan"] == day("2026-05-22")
    assert started == day("2026-01-02")
    assert verify(engine, rules=load_rules()).found == 0


def test_an_entry_struck_out_is_as_if_it_had_not_been(engine, reference, put) -> None:
    put(Kind.TOLD_WILL_ASSESS, "2026-02-10")
    correct(engine, desk=DESK, reference=reference, sequence=2, struck_out="The wrong child.")
    with reading(engine) as connection:
        assert files.load(connection, reference).stage == "requested"
    put(Kind.TOLD_WILL_NOT_ASSESS, "2026-02-11")
    assert verify(engine, rules=load_rules()).found == 0


@pytest.mark.parametrize(
    ("correction", "words"),
    [
        ({"sequence": 1}, "gives either the right day or the reason"),
        ({"sequence": 1, "struck_out": ""}, "gives either the right day or the reason"),
        ({"sequence": 9, "happened_on": day("2026-01-02")}, "has no entry 9 that can be corrected"),
        ({"sequence": 1, "struck_out": "Wrong."}, "starts the case, so it cannot be struck out"),
        ({"sequence": 1, "happened_on": day("2026-01-05")}, "has that day already"),
        ({"sequence": 1, "happened_on": day("1926-01-05")}, "when the law of these assessments"),
        ({"sequence": 1, "happened_on": day("2066-01-05")}, "more than two years ahead"),
        ({"sequence": 1, "happened_on": day("2026-02-11")}, "told_will_assess of 10 February 2026"),
        ({"sequence": 2, "happened_on": day("2026-01-04")}, "is before the request"),
        ({"sequence": 2, "happened_on": day("2026-02-13")}, "advice_requested of 12 February"),
        ({"sequence": 4, "happened_on": day("2026-02-11")}, "advice_received of 11 February 2026"),
        ({"sequence": 3, "happened_on": day("2026-02-15")}, "before it was sent"),
        (
            {"sequence": 3, "struck_out": "Wrong."},
            "advice_received of 1 March 2026 would no longer",
        ),
        ({"sequence": 4, "struck_out": "half \udc80"}, "characters that cannot be kept"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(
    engine, reference, put, correction, words
) -> None:
    put(Kind.TOLD_WILL_ASSESS, "2026-02-10")
    put(Kind.ADVICE_REQUESTED, "2026-02-12", "EP", received_by_body_on="2026-02-13")
    put(Kind.ADVICE_RECEIVED, "2026-03-01", "EP")
    before = everything(engine)
    with pytest.raises(NotPossible, match=words):
        correct(engine, desk=DESK, reference=reference, **correction)
    assert everything(engine) == before


def test_advice_that_was_put_down_to_the_wrong_service_is_given_to_the_right_one(
    engine, reference, put
) -> None:
    put(Kind.TOLD_WILL_ASSESS, "2026-02-10")
    put(Kind.ADVICE_REQUESTED, "2026-02-10", "EP")
    fixed = correct(engine, desk=DESK, reference=reference, sequence=3, party="SaLT")
    assert fixed.details == {"party": "speech_and_language_therapy"}
    with reading(engine) as connection:
        asked = connection.execute(select(advice.c.party)).scalars().all()
        owed = connection.execute(
            select(deadlines.c.party).where(deadlines.c.rule_id == "advice_response")
        ).scalars()
        assert [*asked, *owed] == ["speech_and_language_therapy"] * 2
    put(Kind.ADVICE_RECEIVED, "2026-03-01", "SaLT")
    assert verify(engine, rules=load_rules()).found == 0


def test_a_second_correction_of_an_entry_keeps_what_the_first_set_right(
    engine, reference, put
) -> None:
    put(Kind.TOLD_WILL_ASSESS, "2026-02-10")
    put(Kind.ADVICE_REQUESTED, "2026-02-10", "EP")
    correct(engine, desk=DESK, reference=reference, sequence=3, happened_on=day("2026-02-12"))
    correct(engine, desk=DESK, reference=reference, sequence=3, party="health")
    correct(engine, desk=DESK, reference=reference, sequence=3, happened_on=day("2026-02-13"))
    with reading(engine) as connection:
        rows = connection.execute(select(advice.c.party, advice.c.requested_on)).tuples().all()
    assert list(rows) == [("health", day("2026-02-13"))]


def test_day_and_party_are_set_right_at_once(engine, reference, put) -> None:
    put(Kind.TOLD_WILL_ASSESS, "2026-02-10")
    put(Kind.ADVICE_REQUESTED, "2026-02-10", "EP")
    correct(
        engine,
        desk=DESK,
        reference=reference,
        sequence=3,
        happened_on=day("2026-02-13"),
        party="health",
    )
    with reading(engine) as connection:
        rows = connection.execute(select(advice.c.party, advice.c.requested_on)).tuples().all()
    assert list(rows) == [("health", day("2026-02-13"))]


@pytest.mark.parametrize(
    ("correction", "words"),
    [
        ({"sequence": 3, "party": "astrology"}, "'astrology' is not a kind of advice"),
        ({"sequence": 3, "party": ""}, "is not a kind of advice"),
        ({"sequence": 3, "party": "EP"}, "has that party already"),
        ({"sequence": 3, "party": "OT"}, "advice_received of 1 March 2026 would no longer fit"),
        ({"sequence": 4, "party": "OT"}, "advice_received of 1 March 2026 would no longer fit"),
        ({"sequence": 5, "party": "EP"}, "is about the whole case. Leave --party out"),
        ({"sequence": 7, "party": "EP"}, "does not apply. The appointment of 10 March 2026"),
        ({"sequence": 3, "party": "OT", "struck_out": "Wrong."}, "either the right day or"),
        ({"sequence": 3, "party": "half \udc80"}, "is not a kind of advice"),
    ],
)
def test_another_party_is_checked_like_that_of_a_new_entry(
    engine, reference, put, correction, words
) -> None:
    put(Kind.TOLD_WILL_ASSESS, "2026-01-10")
    put(Kind.ADVICE_REQUESTED, "2026-01-12", "EP")
    put(Kind.ADVICE_RECEIVED, "2026-03-01", "EP")
    put(Kind.NOTE_ADDED, "2026-03-01", text="Rang the mother.")
    put(Kind.ADVICE_REQUESTED, "2026-02-20", "health")
    put(
        Kind.EXCEPTION_CLAIMED,
        "2026-03-11",
        "health",
        ground="E5",
        missed_on="2026-03-10",
        evidence="the clinic's letter",
    )
    before = everything(engine)
    with pytest.raises(NotPossible, match=words):
        correct(engine, desk=DESK, reference=reference, **correction)
    assert everything(engine) == before


def test_what_is_struck_out_is_not_struck_out_again(engine, reference, put) -> None:
    put(Kind.NOTE_ADDED, "2026-02-10")
    correct(engine, desk=DESK, reference=reference, sequence=2, struck_out="Wrong.")
    with pytest.raises(NotPossible, match="struck out already"):
        correct(engine, desk=DESK, reference=reference, sequence=2, struck_out="Wrong.")
    with pytest.raises(NotPossible, match="no entry 3 that can be corrected"):
        correct(engine, desk=DESK, reference=reference, sequence=3, struck_out="Wrong.")
