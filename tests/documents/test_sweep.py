"""The nightly look: what a crash left is removed, what is missing or waits is told."""

import os
from datetime import timedelta

from ehcp.documents.folder import ARRIVING, new_id, place_of
from ehcp.documents.scanner import Unavailable
from ehcp.documents.sweep import YOUNGEST, sweep
from tests.documents.handing_in import AT, asked, files_left, hand_in
from tests.documents.scanners import Says

LATER = AT + timedelta(days=2)


def aged(path, at=AT):
    os.utime(path, (at.timestamp(), at.timestamp()))


def test_files_without_a_row_go_and_documents_stay(engine, folder):
    document = hand_in(engine, folder, asked(engine))
    aged(place_of(folder, document.id))
    left = [folder / ARRIVING / new_id(), place_of(folder, new_id())]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"left by a crash")
        aged(path)
    swept = sweep(engine, folder=folder, at=LATER)
    assert (swept.removed, swept.lost, swept.held_long) == (2, (), 0)
    assert files_left(folder) == [place_of(folder, document.id)]


def test_a_file_that_may_still_be_arriving_stays(engine, folder):
    path = folder / ARRIVING / new_id()
    path.parent.mkdir(parents=True)
    path.write_bytes(b"half of it")
    aged(path, LATER - YOUNGEST / 2)
    assert sweep(engine, folder=folder, at=LATER).removed == 0
    assert path.exists()


def test_what_is_not_ours_is_left_alone(engine, folder):
    folder.mkdir()
    (folder / "ab").mkdir()
    for path in (folder / "README", folder / "ab" / "notes.txt"):
        path.write_text("somebody's")
        aged(path)
    assert sweep(engine, folder=folder, at=LATER).removed == 0
    assert len(files_left(folder)) == 2


def test_a_document_whose_file_is_not_there_is_told(engine, folder):
    document = hand_in(engine, folder, asked(engine))
    place_of(folder, document.id).unlink()
    assert sweep(engine, folder=folder, at=LATER).lost == (document.id,)


def test_a_document_that_is_held_for_longer_than_a_day_is_told(engine, folder):
    case = asked(engine)
    hand_in(engine, folder, case, scanner=Says(Unavailable("away")))
    hand_in(engine, folder, case, scanner=Says(Unavailable("away")), at=LATER)
    assert sweep(engine, folder=folder, at=LATER).held_long == 1


def test_a_folder_that_is_not_there_yet_is_no_trouble(engine, folder):
    swept = sweep(engine, folder=folder, at=LATER)
    assert (swept.removed, swept.lost, swept.held_long) == (0, (), 0)
