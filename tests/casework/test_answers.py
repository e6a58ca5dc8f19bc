"""What a service says of a request is on record once, and a request is answered once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Role
from ehcp.casework.access import NotAllowed
from ehcp.casework.answers import (
    NothingOwed,
    advice_came,
    appointment_missed,
    does_not_know,
    has_it,
    say,
    sends_it_back,
    will_be_late,
)
from ehcp.casework.asked import Standing, asked_lines, asked_of
from ehcp.casework.open_case import open_case
from ehcp.register import files
from ehcp.register.engine import open_engine, reading
from ehcp.register.projection import advice_rows
from ehcp.register.tables import advice
from tests.casework.desks import desk, id_of, put, strike_out
from tests.examples import examples
from tests.one_database import on_sqlite_only

TODAY = date(2026, 3, 2)
BY = "Trust A, by link"
EP = "educational_psychology"
MAY = frozenset({Role.PROVIDER})


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


def a_request(engine) -> str:
    reference = open_case(
        engine,
        desk=desk("2026-01-12"),
        received_on=date(2026, 1, 12),
        person={"born_on": date(2015, 3, 2)},
        officer="Kim",
    )
    put(engine, reference, Kind.TOLD_WILL_ASSESS, "2026-02-16", by="Morgan")
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-02-27", EP)
    return reference


def says(engine, reference, saying, **more):
    return say(
        engine,
        desk=desk(TODAY.isoformat(), BY, **({"may": MAY} | more)),
        reference=reference,
        party=EP,
        service=EP,
        saying=saying,
    )


def said(engine, reference) -> list[Kind]:
    with reading(engine) as connection:
        recorded = files.load(connection, reference).file.recorded
    return [entry.kind for entry in recorded if entry.recorded_by == BY]


def test_handed_in_ten_times_at_once_it_came_once(engine):
    reference = a_request(engine)
    with ThreadPoolExecutor(8) as several:
        entries = list(
            several.map(
                lambda _: says(engine, reference, advice_came(today=TODAY)).sequence, range(10)
            )
        )
    assert len(set(entries)) == 1
    assert said(engine, reference) == [Kind.ADVICE_RECEIVED]


def test_two_different_answers_at_once_leave_one(engine):
    reference = a_request(engine)

    def tries(saying):
        try:
            return says(engine, reference, saying).kind
        except NothingOwed:
            return None

    with ThreadPoolExecutor(2) as both:
        kinds = list(both.map(tries, [advice_came(today=TODAY), does_not_know(today=TODAY)]))
    assert kinds.count(None) == 1
    assert len(said(engine, reference)) == 1


@on_sqlite_only
def test_what_is_done_within_is_done_with_the_entry_or_not_at_all(engine):
    reference = a_request(engine)

    def breaks(connection, event):
        del connection, event
        raise RuntimeError

    with pytest.raises(RuntimeError):
        say(
            engine,
            desk=desk(TODAY.isoformat(), BY, may=MAY),
            reference=reference,
            party=EP,
            service=EP,
            saying=advice_came(today=TODAY),
            within=breaks,
        )
    assert said(engine, reference) == []


@on_sqlite_only
def test_what_was_struck_out_can_be_said_again(engine):
    reference = a_request(engine)
    first = says(engine, reference, has_it(today=TODAY))
    strike_out(engine, reference, first.sequence)
    assert says(engine, reference, has_it(today=TODAY)).sequence > first.sequence


@on_sqlite_only
def test_who_may_record_nothing_answers_nothing(engine):
    reference = a_request(engine)
    with pytest.raises(NotAllowed):
        says(engine, reference, has_it(today=TODAY), may=frozenset())


@on_sqlite_only
def test_nobody_answers_what_nobody_asked(engine):
    reference = a_request(engine)
    with pytest.raises(NothingOwed):
        say(
            engine,
            desk=desk(TODAY.isoformat(), BY, may=MAY),
            reference=reference,
            party="health",
            service="health",
            saying=has_it(today=TODAY),
        )


@on_sqlite_only
def test_a_service_answers_no_request_that_is_another_services(engine):
    reference = a_request(engine)
    with pytest.raises(NothingOwed):
        say(
            engine,
            desk=desk(TODAY.isoformat(), BY, may=MAY),
            reference=reference,
            party=EP,
            service=f"{EP}-2",
            saying=has_it(today=TODAY),
        )
    assert said(engine, reference) == []


def test_asked_for_again_the_newest_request_is_the_one_that_is_shown(engine):
    reference = a_request(engine)
    put(engine, reference, Kind.ADVICE_REQUEST_CANCELLED, "2026-02-28", EP)
    about = {(id_of(engine, reference), EP)}
    with reading(engine) as connection:
        (closed,) = asked_lines(connection, about)
    assert closed.standing is Standing.CLOSED
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-03-02", EP)
    with reading(engine) as connection:
        (line,) = asked_lines(connection, about)
        whole = asked_of(connection, reference, EP, today=TODAY)
        assert asked_lines(connection, ()) == ()
    assert (line.standing, line.due_on) == (Standing.WAITS, date(2026, 4, 13))
    assert whole is not None
    assert (whole.standing, whole.due_on) == (line.standing, line.due_on)


SAYINGS = st.one_of(
    st.builds(lambda day: has_it(today=TODAY, visit_on=day), st.dates(TODAY, date(2026, 6, 1))),
    st.just(has_it(today=TODAY)),
    st.just(does_not_know(today=TODAY)),
    st.just(advice_came(today=TODAY)),
    st.builds(lambda day: appointment_missed(on=day), st.dates(date(2026, 2, 27), TODAY)),
    st.builds(
        lambda day: will_be_late(today=TODAY, promised_on=day, reason="Snow"),
        st.dates(TODAY, date(2026, 6, 1)),
    ),
    st.just(sends_it_back(today=TODAY, reason="Trust B has it")),
)


@on_sqlite_only
def test_whatever_a_service_says_in_whatever_order_it_answers_once(engine):
    @settings(max_examples=examples(15), deadline=None)
    @given(st.lists(SAYINGS, max_size=6))
    def tells(sayings):
        reference = a_request(engine)
        for saying in sayings:
            try:
                says(engine, reference, saying)
            except NothingOwed:
                continue
            assert says(engine, reference, saying).kind is saying.kind
        kinds = said(engine, reference)
        answers = [kind for kind in kinds if kind in (Kind.ADVICE_RECEIVED, Kind.NIL_REPLY)]
        assert len(answers) <= 1
        assert not answers or kinds[-1] is answers[0]
        with reading(engine) as connection:
            held = files.load(connection, reference)
            rows = connection.execute(advice.select().where(advice.c.case_id == held.case_id))
            kept = [dict(row) for row in rows.mappings()]
        assert kept == [
            {name: row[name] for name in kept[0]}
            for row in advice_rows(held.file, case_id=held.case_id)
        ]

    tells()
