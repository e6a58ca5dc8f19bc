"""Promises about doing what follows by itself, in the register."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.follow_ups import FollowedUp, cases_entering_year_9, do_what_follows
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.register import files
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import advice, cases

DECIDED = date(2026, 2, 10)
ASKED = (AdviceKind.EDUCATION, AdviceKind.EDUCATIONAL_PSYCHOLOGY, AdviceKind.HEALTH)


def desk(day: date = DECIDED, by: str = "ehcp") -> Desk:
    return Desk(by=by, today=day, at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def opened(engine: Engine, *, born_on: date | None = None, decided_on: date = DECIDED) -> int:
    morgan = desk(decided_on, by="Morgan")
    reference = open_case(
        engine, desk=morgan, received_on=date(2026, 1, 5), person={"born_on": born_on}
    )
    record(
        engine,
        desk=morgan,
        reference=reference,
        kind=Kind.TOLD_WILL_ASSESS,
        happened_on=decided_on,
        details=complete(Kind.TOLD_WILL_ASSESS),
    )
    with reading(engine) as connection:
        found = connection.execute(select(cases.c.id).where(cases.c.reference == reference))
        return int(found.scalar_one())


def follow(engine: Engine, case_id: int, day: date = DECIDED) -> FollowedUp:
    return do_what_follows(engine, desk=desk(day), case_id=case_id, council_asks=ASKED)


def requests(engine: Engine, case_id: int) -> list[str]:
    with reading(engine) as connection:
        return list(
            connection.execute(select(advice.c.party).where(advice.c.case_id == case_id)).scalars()
        )


def test_advice_is_asked_for_and_put_on_record_in_the_softwares_own_name(engine):
    case_id = opened(engine)
    followed = follow(engine, case_id)
    assert [step.party for step in followed.done] == [kind.value for kind in ASKED]
    assert followed.stage is Stage.ASSESSING
    assert followed.version == 5
    assert sorted(requests(engine, case_id)) == sorted(kind.value for kind in ASKED)
    with reading(engine) as connection:
        entries = files.load(connection, followed.reference).file.recorded
    assert [entry.recorded_by for entry in entries] == ["Morgan", "Morgan", "ehcp", "ehcp", "ehcp"]


def test_doing_it_twice_does_nothing_more(engine):
    case_id = opened(engine)
    first, second = follow(engine, case_id), follow(engine, case_id, date(2026, 2, 11))
    assert (second.done, second.refused) == ((), ())
    assert second.version == first.version


def test_two_at_once_open_nothing_twice(engine):
    case_ids = [opened(engine) for _ in range(5)]
    with ThreadPoolExecutor(4) as together:
        done = list(together.map(lambda case_id: follow(engine, case_id), case_ids * 4))
    assert sum(len(followed.done) for followed in done) == 5 * len(ASKED)
    for case_id in case_ids:
        assert len(requests(engine, case_id)) == len(ASKED)


def test_a_case_that_is_not_there_is_said_to_be_unknown(engine):
    with pytest.raises(files.UnknownCase, match="no case number 7"):
        follow(engine, 7)


def test_on_1_september_the_cases_that_came_into_year_9_are_found(engine):
    found = opened(engine, born_on=date(2013, 1, 15), decided_on=date(2026, 7, 10))
    opened(engine, born_on=date(2013, 9, 1), decided_on=date(2026, 7, 10))  # a year younger
    opened(engine, born_on=date(2012, 8, 31), decided_on=date(2026, 7, 10))  # was in year 9 before
    opened(engine, born_on=None, decided_on=date(2026, 7, 10))
    follow(engine, found, date(2026, 7, 10))
    assert cases_entering_year_9(engine, today=date(2026, 8, 31)) == ()
    assert cases_entering_year_9(engine, today=date(2026, 9, 1)) == (found,)
    assert follow(engine, found, date(2026, 9, 1)).done[0].kind is Kind.NOTE_ADDED
    assert follow(engine, found, date(2026, 9, 2)).done == ()
