"""A consultation is answered once, and the lines of a list are those of its schools alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from ehcp.cases.closures import NO_CLOSURES
from ehcp.cases.kinds import Kind
from ehcp.casework.consultation import AnsweredAlready, answer_consultation
from ehcp.casework.consultations_listed import consultation_lines
from ehcp.register.engine import open_engine, reading
from ehcp.register.files import UnknownCase
from tests.casework.desks import desk, id_of, put, record_of
from tests.web.schools import CANDLEFORD, LARK, consulted

AT_ONCE = 4


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


def answered(engine, reference, urn=LARK, can="yes"):
    return answer_consultation(
        engine,
        desk=desk("2026-03-02"),
        reference=reference,
        urn=urn,
        details={"can_meet_need": can},
    )


def lines(engine, *about, urns=(LARK,), asked_by="2026-03-02"):
    with reading(engine) as connection:
        return consultation_lines(
            connection,
            about,
            urns=urns,
            closures=NO_CLOSURES,
            asked_by=date.fromisoformat(asked_by),
        )


def test_of_answers_that_come_at_the_same_moment_one_is_on_record(engine):
    reference = consulted(engine, "3", LARK)
    together = Barrier(AT_ONCE)

    def answer(can):
        together.wait()
        try:
            return answered(engine, reference, can=can)
        except AnsweredAlready:
            return None

    with ThreadPoolExecutor(AT_ONCE) as people:
        done = [event for event in people.map(answer, ["yes", "no"] * 2) if event]
    assert len(done) == 1
    assert [kind for kind, _ in record_of(engine, reference)].count("setting_replied") == 1


def test_who_was_not_consulted_or_is_no_longer_asked_answers_nothing(engine):
    reference = consulted(engine, "3", LARK)
    with pytest.raises(UnknownCase):
        answered(engine, reference, urn=CANDLEFORD)
    put(engine, reference, Kind.TOLD_NO_PLAN, "2026-03-02")
    with pytest.raises(UnknownCase):
        answered(engine, reference)


def test_a_list_has_the_consultations_that_it_is_asked_for_and_no_other(engine):
    first, second, third = (consulted(engine, number, LARK, CANDLEFORD) for number in "345")
    one, two, three = (id_of(engine, each) for each in (first, second, third))
    answered(engine, second)
    put(engine, third, Kind.TOLD_NO_PLAN, "2026-03-02")
    found = lines(engine, (one, LARK), (two, LARK), (three, LARK), (one, CANDLEFORD))
    assert [(line.reference, line.urn, line.waits) for line in found] == [
        (first, LARK, True),
        (second, LARK, False),
    ]
    assert lines(engine, (one, LARK), urns=(CANDLEFORD,)) == ()
    assert lines(engine, (one, LARK), urns=()) == ()
    assert lines(engine) == ()
    assert lines(engine, (one, LARK), asked_by="2026-02-22") == ()
