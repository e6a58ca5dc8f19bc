"""Who may correct an entry: whoever may put one of its kind on record."""

from dataclasses import replace
from datetime import date

import pytest

from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Role
from ehcp.casework.access import NotAllowed, may_correct
from ehcp.casework.correct import correct
from ehcp.casework.exceptions import approve, claim
from ehcp.casework.foresee import foresee_correction
from ehcp.casework.open_case import open_case
from ehcp.register import files
from ehcp.register.engine import open_engine, reading
from tests.casework.desks import desk, put, record_of

WRITER = frozenset({Role.PLAN_WRITER})
CASEWORKER = frozenset({Role.CASEWORKER, Role.PLAN_WRITER, Role.PROVIDER})
MANAGER = frozenset(Role)
START, DECISION, CLAIM, APPROVAL = 1, 2, 3, 4


@pytest.fixture
def engine(sqlite_url):
    engine = open_engine(sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture
def case(engine) -> str:
    """The manager decided to assess and approved the exception that the caseworker claimed."""
    found = open_case(engine, desk=desk("2026-01-12"), received_on=date(2026, 1, 12), person={})
    put(engine, found, Kind.TOLD_WILL_ASSESS, "2026-02-02", by="Morgan")
    days = {"absent_from": "2026-01-19", "absent_until": "2026-02-22"}
    kim, morgan, ground = desk("2026-03-02"), desk("2026-03-02", "Morgan"), "absent_four_weeks"
    claim(engine, desk=kim, reference=found, ground=ground, evidence="Letter", facts=days)
    approve(engine, desk=morgan, reference=found, ground=ground)
    return found


def whoever(may: frozenset[Role] | None):
    return replace(desk("2026-03-03", "Robin"), may=may)


def file_of(engine, case):
    with reading(engine) as connection:
        return files.load(connection, case)


def foreseen(engine, case, may, entry, **right):
    with reading(engine) as connection:
        held = files.load(connection, case)
        return foresee_correction(connection, held, desk=whoever(may), sequence=entry, **right)


@pytest.mark.parametrize(
    ("may", "entry", "words"),
    [
        (WRITER, DECISION, "corrected by a manager"),
        (CASEWORKER, DECISION, "corrected by a manager"),
        (CASEWORKER, APPROVAL, "corrected by a manager"),
        (WRITER, CLAIM, "corrected by a caseworker"),
        (WRITER, START, "corrected by a caseworker"),
        (frozenset(), START, "corrected by a caseworker"),
    ],
)
def test_what_another_role_records_is_neither_moved_nor_struck_out(
    engine, case, may, entry, words
) -> None:
    before = record_of(engine, case)
    rights = ({"happened_on": date(2026, 1, 20)}, {"struck_out": "by mistake"})
    for right in rights:
        with pytest.raises(NotAllowed, match=words):
            correct(engine, desk=whoever(may), reference=case, sequence=entry, **right)
        with pytest.raises(NotAllowed, match=words):
            foreseen(engine, case, may, entry, **right)
    assert record_of(engine, case) == before


def test_whoever_may_record_it_corrects_it(engine, case) -> None:
    for may, entry in ((CASEWORKER, START), (MANAGER, DECISION), (None, DECISION)):
        held = file_of(engine, case)
        day = date(2026, 1, 5 if entry == START else 20 if may else 21)
        foreseen(engine, case, may, entry, happened_on=day)
        correct(engine, desk=whoever(may), reference=case, sequence=entry, happened_on=day)
        assert (held.file.recorded[entry - 1].kind.value, day.isoformat()) in record_of(
            engine, case
        )


def test_what_has_no_place_in_the_journey_is_corrected_by_a_caseworker(engine, case) -> None:
    file = file_of(engine, case).file
    stray = Kind.COMPLAINT_ANSWERED
    assert may_correct(file, stray, desk=whoever(CASEWORKER))
    assert not may_correct(file, stray, desk=whoever(WRITER))
