"""Who a child is can be set right: what hangs on it moves, and nothing tells the old or the new."""

from datetime import date

import pytest
from sqlalchemy import Engine, insert, select

from ehcp.cases.not_possible import NotPossible
from ehcp.cases.stages import Role
from ehcp.cases.upn import BadUpn, tidy_upn
from ehcp.casework.access import Changed, NotAllowed
from ehcp.casework.identity import set_identity
from ehcp.casework.open_case import open_case
from ehcp.register import files
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import audit, cases, events, people
from tests.casework.desks import desk


@pytest.fixture
def engine(sqlite_url):
    engine = open_engine(sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture
def reference(engine: Engine) -> str:
    return open_case(
        engine,
        desk=desk("2026-01-05"),
        received_on=date(2026, 1, 5),
        person={"forename": "Alex", "surname": "Hartley", "born_on": date(2015, 3, 2)},
    )


def person(engine: Engine):
    with reading(engine) as connection:
        return connection.execute(select(people)).one()


def test_name_birthday_upn_and_postcode_are_set_right(engine, reference):
    set_identity(
        engine,
        desk=desk("2026-02-02"),
        reference=reference,
        forename=" Alexa  Jane ",
        surname="Hartley",
        born_on=date(2015, 2, 3),
        upn="c999 000000001",
        postcode="ex1 1aa",
    )
    row = person(engine)
    assert (row.forename, row.born_on) == ("Alexa Jane", date(2015, 2, 3))
    assert (row.upn, row.postcode) == ("C999000000001", "EX1 1AA")
    with reading(engine) as connection:
        assert files.load(connection, reference).file.born_on == date(2015, 2, 3)


def test_what_was_set_is_told_without_its_value(engine, reference):
    set_identity(
        engine,
        desk=desk("2026-02-02"),
        reference=reference,
        surname="Brook",
        born_on=date(2015, 2, 3),
    )
    with reading(engine) as connection:
        note = connection.execute(select(events).order_by(events.c.sequence.desc())).first()
        line = connection.execute(select(audit).order_by(audit.c.id.desc())).first()
    assert note is not None
    assert line is not None
    assert note.details == {
        "note": "Set on the child's record: the last name and the date of birth."
    }
    assert (line.act, line.about) == ("set", "the last name and the date of birth")
    assert not {"Brook", "Hartley", "2015"} & set(repr((note, line)).split())


def test_every_case_of_the_child_is_looked_at_again(engine, reference):
    with writing(engine) as connection:
        connection.execute(cases.update().values(woken_version=1))
    set_identity(engine, desk=desk("2026-02-02"), reference=reference, born_on=date(2016, 3, 2))
    with reading(engine) as connection:
        row = connection.execute(select(cases)).one()
    assert row.woken_version < row.version


def test_a_birthday_with_which_a_case_could_not_have_begun_is_refused(engine, reference):
    with pytest.raises(NotPossible, match="before the date of birth"):
        set_identity(engine, desk=desk("2026-02-02"), reference=reference, born_on=date(2026, 1, 9))
    with pytest.raises(NotPossible, match="ahead of today"):
        set_identity(engine, desk=desk("2026-02-02"), reference=reference, born_on=date(2027, 1, 9))
    assert person(engine).born_on == date(2015, 3, 2)


def test_a_upn_is_one_childs_and_its_letter_fits(engine, reference):
    with writing(engine) as connection:
        connection.execute(
            insert(people).values(upn="C999000000001", more={}, year_group_by_hand=False)
        )
    with pytest.raises(NotPossible, match="Another child"):
        set_identity(engine, desk=desk("2026-02-02"), reference=reference, upn="C999000000001")
    with pytest.raises(BadUpn, match="does not fit"):
        tidy_upn("D999000000001")
    with pytest.raises(BadUpn, match="eleven digits"):
        tidy_upn("12345")
    assert tidy_upn(" r9990000 00002 ") == "R999000000002"


def test_nothing_changed_empty_and_forbidden_are_refused(engine, reference):
    at = desk("2026-02-02")
    with pytest.raises(NotPossible, match="Nothing was changed"):
        set_identity(engine, desk=at, reference=reference, forename="Alex")
    with pytest.raises(NotPossible, match="empty"):
        set_identity(engine, desk=at, reference=reference, surname="  ")
    with pytest.raises(NotAllowed):
        set_identity(
            engine,
            desk=desk("2026-02-02", may=frozenset({Role.PLAN_WRITER})),
            reference=reference,
            forename="Sam",
        )
    with pytest.raises(Changed):
        set_identity(
            engine, desk=desk("2026-02-02", as_read=0), reference=reference, forename="Sam"
        )
    assert person(engine).forename == "Alex"
