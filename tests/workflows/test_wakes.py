"""Promises about waking: every change is followed up, once, by whoever comes first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.casework.follow_ups import FollowedUp
from tests.workflows.conftest import MONDAY, Cases, at, spoil
from workflows import wakes
from workflows.office import BY_ITSELF, Office
from workflows.wakes import claim_wakes, follow_up, follow_up_all, how_many_wait, mark_woken

NOW = at(MONDAY)


def test_a_case_waits_from_its_first_entry_until_it_is_followed_up(office: Office):
    reference = Cases(office.engine).decided()
    assert Cases(office.engine).waiting() == [reference]
    done = follow_up_all(office, desk=office.desk(day=MONDAY, at=NOW))
    assert (done.cases, done.entries, done.refused) == (1, 5, ())
    assert Cases(office.engine).waiting() == []
    assert len(Cases(office.engine).asked(reference)) == 5


def test_nothing_new_follows_a_second_time(office: Office):
    Cases(office.engine).decided()
    desk = office.desk(day=MONDAY, at=NOW)
    follow_up_all(office, desk=desk)
    entries = Cases(office.engine).entries()
    assert follow_up_all(office, desk=desk).cases == 0
    assert Cases(office.engine).entries() == entries


def test_each_new_entry_wakes_its_case_again(office: Office):
    reference = Cases(office.engine).opened()
    desk = office.desk(day=MONDAY, at=NOW)
    follow_up_all(office, desk=desk)
    Cases(office.engine).then(reference, Kind.NOTE_ADDED, MONDAY)
    assert Cases(office.engine).waiting() == [reference]
    assert follow_up_all(office, desk=desk).cases == 1


def test_a_claimed_case_is_left_to_its_holder_until_the_lease_ends(office: Office):
    Cases(office.engine).opened()
    lease = timedelta(seconds=60)
    assert len(claim_wakes(office.engine, now=NOW, limit=9, lease=lease)) == 1
    assert claim_wakes(office.engine, now=NOW + lease, limit=9, lease=lease) == ()
    later = NOW + lease + timedelta(seconds=1)
    assert len(claim_wakes(office.engine, now=later, limit=9, lease=lease)) == 1


def test_a_lease_from_another_day_of_training_holds_nothing(office: Office):
    Cases(office.engine).opened()
    claim_wakes(office.engine, now=NOW + timedelta(days=4000), limit=9)
    assert len(claim_wakes(office.engine, now=NOW, limit=9)) == 1


def test_an_entry_that_comes_during_the_wake_keeps_the_case_waiting(office: Office):
    told = Cases(office.engine)
    reference = told.opened()
    claim_wakes(office.engine, now=NOW, limit=9)
    told.then(reference, Kind.NOTE_ADDED, MONDAY)
    mark_woken(office.engine, {told.id_of(reference): 1})
    assert told.waiting() == [reference]


def test_somebody_slow_does_not_undo_what_a_quicker_one_has_seen(office: Office):
    told = Cases(office.engine)
    reference = told.opened()
    told.then(reference, Kind.NOTE_ADDED, MONDAY)
    mark_woken(office.engine, {told.id_of(reference): 2})
    mark_woken(office.engine, {told.id_of(reference): 1})
    assert told.waiting() == []


def test_any_number_of_dispatchers_open_nothing_twice(office: Office):
    told = Cases(office.engine)
    references = [told.decided() for _ in range(12)]

    def dispatcher(_: int) -> int:
        woken = 0
        while claimed := claim_wakes(office.engine, now=NOW, limit=3):
            ids = [wake.case_id for wake in claimed]
            woken += follow_up(office, ids, desk=office.desk(day=MONDAY, at=NOW)).entries
        return woken

    with ThreadPoolExecutor(4) as together:
        assert sum(together.map(dispatcher, range(4))) == 12 * 5
    assert how_many_wait(office.engine) == 0
    assert {len(told.asked(reference)) for reference in references} == {5}


def test_a_case_that_cannot_be_read_is_named_and_the_others_go_on(office: Office):
    told = Cases(office.engine)
    damaged, sound = told.decided(), told.decided()
    spoil(office, told.id_of(damaged))
    done = follow_up_all(office, desk=office.desk(day=MONDAY, at=NOW))
    assert (done.cases, done.entries) == (1, 5)
    (sentence,) = done.refused
    assert sentence.startswith(f"Case {damaged} could not be followed up (ValidationError). ")
    assert "Quackenbush" not in sentence
    assert told.waiting() == [damaged]
    assert len(told.asked(sound)) == 5


def test_a_case_in_which_nothing_can_be_done_is_named_and_the_others_go_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    told = Cases(office.engine)
    damaged, sound = told.decided(), told.decided()
    do = Office.do_what_follows

    def fails_on_the_first(self: Office, case_id: int, *, desk: Desk) -> FollowedUp:
        if case_id == told.id_of(damaged):
            raise ValueError("Planted Name")
        return do(self, case_id, desk=desk)

    monkeypatch.setattr(Office, "do_what_follows", fails_on_the_first)
    (sentence,) = follow_up_all(office, desk=office.desk(day=MONDAY, at=NOW)).refused
    assert sentence.startswith(f"Case {damaged} could not be followed up (ValueError)")
    assert "Planted" not in sentence
    assert told.waiting() == [damaged]
    assert len(told.asked(sound)) == 5


def test_what_follows_is_recorded_in_the_softwares_own_name(office: Office):
    assert office.desk(day=MONDAY, at=NOW).by == BY_ITSELF


def test_what_would_follow_for_ever_is_stopped_and_said(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    Cases(office.engine).opened()
    one = claim_wakes(office.engine, now=NOW, limit=1)
    monkeypatch.setattr(wakes, "claim_wakes", lambda *_, **__: one)
    done = follow_up_all(office, desk=office.desk(day=MONDAY, at=NOW), batch=1)
    assert done.cases == 11
    (sentence,) = done.refused
    assert sentence.startswith("After 11 cases there is still something that follows. Stopped")
