"""What is held is scanned again: clean, its entry is on record; infected, somebody is told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from ehcp.cases.kinds import Kind
from ehcp.casework.day_reasons import Section, Today
from ehcp.casework.my_day import my_day
from ehcp.casework.papers import LEFT_AFTER, record_with, turned_clean
from ehcp.documents.document import State
from ehcp.documents.scanner import Infected, Unavailable
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import audit, documents
from tests.casework.desks import desk, put
from tests.documents.files import EICAR
from tests.documents.handing_in import AT, asked, files_left, hand_in
from tests.documents.scanners import Says
from tests.web.test_record import file_of, record_of
from workflows.held_documents import LookedAgain, look_again

AWAY = Says(Unavailable("the scanner cannot be reached"))
LATER = replace(desk("2026-03-05", by="ehcp"), at=datetime(2026, 3, 5, 9, tzinfo=UTC))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "documents"


def the_row(engine, document):
    with reading(engine) as connection:
        return (
            connection.execute(select(documents).where(documents.c.id == document.id))
            .mappings()
            .one()
        )


def done(**counts: object) -> LookedAgain:
    none: dict[str, Any] = {"clean": 0, "refused": 0, "held": 0, "left": 0, "why": ()}
    return LookedAgain(**none | counts)


def test_what_turns_out_clean_is_on_record_as_of_the_day_of_handing_in(engine, folder):
    case = asked(engine)
    document = hand_in(engine, folder, case, scanner=AWAY)
    before = len(record_of(engine, case))
    assert look_again(engine, desk=LATER, folder=folder, scanner=Says()) == done(clean=1)
    entry = record_of(engine, case)[-1]
    assert (entry.kind, entry.party) == (Kind.ADVICE_RECEIVED, "educational_psychology")
    assert entry.happened_on == date(2026, 3, 2)
    assert (entry.recorded_by, entry.recorded_at) == ("Sam Psychologist", LATER.at)
    row = the_row(engine, document)
    assert (row["state"], row["entry"], row["scanned_at"]) == ("clean", entry.sequence, LATER.at)
    assert look_again(engine, desk=LATER, folder=folder, scanner=Says()) == done()
    assert len(record_of(engine, case)) == before + 1


def test_what_still_cannot_be_scanned_stays_held_and_nothing_is_on_record(engine, folder):
    case = asked(engine)
    hand_in(engine, folder, case, scanner=AWAY)
    before = record_of(engine, case)
    assert look_again(engine, desk=LATER, folder=folder, scanner=AWAY) == done(
        held=1, why=("the scanner cannot be reached",)
    )
    assert record_of(engine, case) == before
    assert len(files_left(folder)) == 1


def test_what_turns_out_infected_is_gone_and_the_caseworker_is_to_ring_them(engine, folder):
    case = asked(engine)
    document = hand_in(engine, folder, case, scanner=AWAY)
    found = Says(Infected("Doc.Dropper"))
    assert look_again(engine, desk=LATER, folder=folder, scanner=found) == done(refused=1)
    assert files_left(folder) == []
    assert the_row(engine, document)["state"] == "refused"
    with reading(engine) as connection:
        why = connection.scalars(
            select(audit.c.why).where(audit.c.act == "refused a document")
        ).one()
    assert why == "virus: Doc.Dropper"
    assert [each for each in tasks_of_kim(engine) if "virus" in each.do]


def test_the_task_stands_until_that_service_hands_it_in_again(engine, folder):
    case = asked(engine)
    hand_in(engine, folder, case, scanner=AWAY)
    look_again(engine, desk=LATER, folder=folder, scanner=Says(Infected("x")))
    put(engine, case, Kind.ADVICE_RECEIVED, "2026-03-06", "health")
    assert [each for each in tasks_of_kim(engine, "2026-03-06") if "virus" in each.do]
    put(engine, case, Kind.ADVICE_RECEIVED, "2026-03-06", "educational_psychology")
    assert not [each for each in tasks_of_kim(engine, "2026-03-06") if "virus" in each.do]


def tasks_of_kim(engine, on="2026-03-05"):
    today = date.fromisoformat(on)
    day = Today(
        today=today,
        whose=frozenset({"Kim Ashdown"}),
        since=AT,
        stalled_working_days=10,
    )
    found = my_day(engine, officers=["Kim Ashdown"], day=day, sight=None)
    return [
        reason
        for shown in found.sections.values()
        for each in shown
        for reason in (each.reason, *each.others)
        if reason.section is Section.TASKS
    ]


def test_what_has_no_place_any_more_becomes_a_task_and_can_be_opened(engine, folder):
    case = asked(engine)
    document = hand_in(engine, folder, case, scanner=AWAY)
    put(engine, case, Kind.ADVICE_RECEIVED, "2026-03-03", "educational_psychology")
    assert look_again(engine, desk=LATER, folder=folder, scanner=Says()) == done(clean=1)
    row = the_row(engine, document)
    note = file_of(engine, case).recorded[-1]
    assert (row["state"], row["entry"]) == ("clean", note.sequence)
    assert note.kind is Kind.NOTE_ADDED
    assert [each for each in tasks_of_kim(engine) if "Documents" in each.do]


def test_two_that_look_at_once_record_one_entry(engine, folder):
    case = asked(engine)
    document = hand_in(engine, folder, case, scanner=AWAY)
    assert turned_clean(engine, desk=LATER, document_id=document.id) is not None
    assert turned_clean(engine, desk=LATER, document_id=document.id) is None


def test_our_own_look_for_the_test_virus_is_taken_again_too(engine, folder):
    case = asked(engine)
    hand_in(engine, folder, case, scanner=AWAY)
    (path,) = files_left(folder)
    path.write_bytes(EICAR)
    assert look_again(engine, desk=LATER, folder=folder, scanner=Says()).refused == 1


def test_a_file_that_is_not_there_stays_held(engine, folder):
    case = asked(engine)
    hand_in(engine, folder, case, scanner=AWAY)
    (path,) = files_left(folder)
    path.unlink()
    looked = look_again(engine, desk=LATER, folder=folder, scanner=Says())
    assert looked == done(held=1, why=("its file is not there",))


def test_an_entry_that_a_crash_cut_off_is_made_up_for_after_a_while(engine, folder):
    case = asked(engine)
    document = hand_in(engine, folder, case)
    soon = replace(LATER, at=AT + LEFT_AFTER / 2)
    assert look_again(engine, desk=soon, folder=folder, scanner=Says()) == done()
    later = replace(LATER, at=AT + LEFT_AFTER + timedelta(seconds=1))
    assert look_again(engine, desk=later, folder=folder, scanner=Says()) == done(left=1)
    entry = record_of(engine, case)[-1]
    assert entry.kind is Kind.ADVICE_RECEIVED
    assert the_row(engine, document)["entry"] == entry.sequence
    assert look_again(engine, desk=later, folder=folder, scanner=Says()) == done()


def test_a_document_that_was_recorded_with_its_entry_is_left_alone(engine, folder):
    case = asked(engine)
    document = hand_in(engine, folder, case)
    assert document.state is State.CLEAN
    record_with(
        engine,
        desk=desk("2026-03-02"),
        reference=case,
        kind=document.kind,
        happened_on=document.happened_on,
        party=document.party,
        details={},
        document_id=document.id,
    )
    before = record_of(engine, case)
    assert look_again(engine, desk=LATER, folder=folder, scanner=Says()) == done()
    assert record_of(engine, case) == before


def test_the_facts_of_an_entry_wait_with_its_document(engine, folder):
    case = asked(engine)
    document = hand_in(engine, folder, case, scanner=AWAY)
    with writing(engine) as connection:
        connection.execute(
            update(documents)
            .where(documents.c.id == document.id)
            .values(details={"note": "Two of three parts."})
        )
    look_again(engine, desk=LATER, folder=folder, scanner=Says())
    assert record_of(engine, case)[-1].details == {"note": "Two of three parts."}
