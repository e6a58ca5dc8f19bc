"""Opening a case: what is kept, and what is refused with nothing kept."""

from datetime import date

import pytest
from sqlalchemy import func, select

from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.law.rules import load_rules
from ehcp.register import files
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import cases, ledger, people
from ehcp.register.verify import verify
from tests.builders import NOW, TODAY, day

DESK = Desk(by="Kim", today=TODAY, at=NOW)
BORN = {"born_on": date(2018, 3, 2)}


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


def test_a_new_case_has_its_request_its_limits_and_a_number(engine) -> None:
    first = open_case(engine, desk=DESK, received_on=day("2026-01-05"), person=BORN, officer="Kim")
    second = open_case(
        engine, desk=DESK, received_on=day("2026-01-06"), trigger=Kind.BECAME_RESPONSIBLE
    )
    with reading(engine) as connection:
        held = files.load(connection, first)
        rows = connection.execute(
            select(cases.c.reference, cases.c.number, cases.c.stage).order_by(cases.c.number)
        ).all()
    assert held.file.born_on == BORN["born_on"]
    assert held.officer == "Kim"
    assert [event.kind for event in held.file.recorded] == [Kind.REQUEST_RECEIVED]
    assert [tuple(row) for row in rows] == [(first, 1, "requested"), (second, 2, "requested")]
    assert verify(engine, rules=load_rules()).found == 0


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"received_on": day("2066-01-05")}, "more than two years ahead"),
        ({"received_on": day("1926-01-05")}, "Check the year"),
        ({"person": {"born_on": day("2026-02-01")}}, "before the date of birth"),
        ({"person": {"born_on": day("1999-01-01")}}, "was 26 or older on 5 January 2026"),
        ({"person": {"forename": "half \udc80"}}, "characters that cannot be kept"),
        ({"trigger": Kind.DRAFT_SERVED}, "A case opens with became_responsible or "),
        ({"desk": Desk(by="nul\0", today=TODAY, at=NOW)}, "characters that cannot be kept"),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_is_kept(engine, facts, words) -> None:
    with pytest.raises(NotPossible, match=words):
        open_case(engine, **({"desk": DESK, "received_on": day("2026-01-05")} | facts))
    assert nothing_is_kept(engine)


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (BORN, "has an open case, "),
        ({"born_on": date(2017, 3, 2)}, "another date of birth"),
    ],
)
def test_an_external_id_that_cannot_be_this_request_is_refused(engine, second, words) -> None:
    child = {"external_id": "77"} | BORN
    open_case(engine, desk=DESK, received_on=day("2026-01-05"), person=child)
    with pytest.raises(NotPossible, match=words):
        open_case(engine, desk=DESK, received_on=day("2026-03-05"), person=child | second)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(cases)) == 1
    assert verify(engine, rules=load_rules()).found == 0


def test_a_later_request_for_a_child_is_a_new_case_of_the_same_person(engine) -> None:
    child = {"external_id": "77"} | BORN
    first = open_case(engine, desk=DESK, received_on=day("2026-01-05"), person=child)
    record(
        engine,
        desk=DESK,
        reference=first,
        kind=Kind.TOLD_WILL_NOT_ASSESS,
        happened_on=day("2026-02-10"),
        details=complete(Kind.TOLD_WILL_NOT_ASSESS),
    )
    open_case(engine, desk=DESK, received_on=day("2026-09-07"), person=child)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(people)) == 1
        assert connection.scalar(select(func.count()).select_from(cases)) == 2


def test_a_reference_that_another_case_has_is_drawn_again(engine, monkeypatch) -> None:
    drawn = iter(["AAA-AAA", "AAA-AAA", "BBB-BBB"])
    monkeypatch.setattr("ehcp.register.bulk.new_reference", lambda: next(drawn))
    opened = [open_case(engine, desk=DESK, received_on=day("2026-01-05")) for _ in range(2)]
    assert opened == ["AAA-AAA", "BBB-BBB"]


def nothing_is_kept(engine) -> bool:
    with reading(engine) as connection:
        kept = [connection.scalar(select(func.count()).select_from(t)) for t in (cases, people)]
        return kept == [0, 0] and connection.scalar(select(ledger.c.cases_opened)) == 0
