"""Taking a file in: kept whole under a random name, or refused with nothing left behind."""

import io
import re
import stat
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from ehcp.documents import take_in as taking
from ehcp.documents.bad_file import BadFile
from ehcp.documents.document import State
from ehcp.documents.folder import NoFolder, place_of
from ehcp.documents.listed import NoSuchDocument, NotToOpen, document_to_open, documents_of
from ehcp.documents.scanner import Infected, Unavailable
from ehcp.documents.take_in import throw_away
from ehcp.register.engine import reading, writing
from ehcp.register.tables import documents
from tests.casework.desks import id_of
from tests.documents.files import A_PROGRAM, EICAR, GOOD, a_bomb, a_docx_with, a_locked_docx, a_zip
from tests.documents.handing_in import asked, files_left, hand_in, rows
from tests.documents.scanners import Says

REFUSED = {
    "the test virus": (EICAR, "virus"),
    "the test virus in a document": (a_docx_with({"word/x.txt": EICAR}), "virus"),
    "the test virus in an archive": (a_zip({"x.txt": EICAR}), "archive"),
    "a renamed program": (A_PROGRAM, "a program"),
    "a bomb": (a_bomb(), "far more"),
    "a locked document": (a_locked_docx(), "password"),
    "a web page": (b"<html><script>x</script></html>", "web page"),
    "nothing": (b"", "empty"),
}


def opened(engine, folder: Path, case: str, document_id: str):
    with reading(engine) as connection:
        return document_to_open(
            connection, folder=folder, case_id=id_of(engine, case), document_id=document_id
        )


def test_a_clean_file_is_kept_whole_under_a_random_name(engine, folder):
    case = asked(engine)
    document = hand_in(engine, folder, case)
    assert document.state is State.CLEAN
    assert document.called == f"educational-psychology-advice-{case}.pdf"
    assert re.fullmatch(r"[0-9a-f]{32}", document.id)
    (path,) = files_left(folder)
    assert path == place_of(folder, document.id)
    assert path.read_bytes() == GOOD[".pdf"]
    found, where = opened(engine, folder, case, document.id)
    assert (found, where) == (document, path)


def test_nobody_else_on_the_machine_reads_what_was_handed_in(engine, folder):
    document = hand_in(engine, folder, asked(engine))
    path = place_of(folder, document.id)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for each in (path.parent, folder):
        assert stat.S_IMODE(each.stat().st_mode) == 0o700


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_leaves_nothing_behind(engine, folder, what):
    content, said = REFUSED[what]
    case = asked(engine)
    with pytest.raises(BadFile, match=said):
        hand_in(engine, folder, case, content=content)
    assert files_left(folder) == []
    assert rows(engine) == 0


def test_what_the_scanner_finds_leaves_nothing_behind(engine, folder):
    case = asked(engine)
    with pytest.raises(BadFile, match="virus"):
        hand_in(engine, folder, case, scanner=Says(Infected("Doc.Dropper")))
    assert (files_left(folder), rows(engine)) == ([], 0)


def test_a_file_one_byte_too_large_is_refused_and_read_no_further(engine, folder):
    case = asked(engine)
    content = GOOD[".txt"] * 100
    hand_in(engine, folder, case, content=content, largest=len(content))
    with pytest.raises(BadFile, match="larger than"):
        hand_in(engine, folder, case, content=content, largest=len(content) - 1)
    assert rows(engine) == len(files_left(folder)) == 1


def test_what_could_not_be_scanned_is_held_and_nobody_opens_it(engine, folder):
    case = asked(engine)
    document = hand_in(engine, folder, case, scanner=Says(Unavailable("away")))
    assert document.state is State.HELD
    assert document.scanned_at is None
    with pytest.raises(NotToOpen, match="not been scanned"):
        opened(engine, folder, case, document.id)


def test_the_scanner_sees_the_file_that_is_kept(engine, folder):
    scanner = Says()
    hand_in(engine, folder, asked(engine), scanner=scanner)
    assert scanner.seen == [GOOD[".pdf"]]


def test_a_document_is_opened_in_its_own_case_alone(engine, folder):
    case, other = asked(engine), asked(engine, "78")
    document = hand_in(engine, folder, case)
    for where, document_id in ((other, document.id), (case, "0" * 32), (case, "../x")):
        with pytest.raises(NoSuchDocument):
            opened(engine, folder, where, document_id)


@pytest.mark.parametrize("what", ["changed", "gone"])
def test_a_file_that_is_not_as_it_was_is_not_opened(engine, folder, what):
    case = asked(engine)
    document = hand_in(engine, folder, case)
    path = place_of(folder, document.id)
    path.write_bytes(b"another") if what == "changed" else path.unlink()
    with pytest.raises(NotToOpen, match="not as it was"):
        opened(engine, folder, case, document.id)


def test_where_the_register_fails_no_file_stays(engine, folder, monkeypatch):
    case = asked(engine)
    first = hand_in(engine, folder, case)
    with writing(engine) as connection:
        connection.execute(
            insert(documents).values(**taking._row(first) | {"id": "f" * 32})  # noqa: SLF001
        )
    monkeypatch.setattr(taking, "new_id", lambda: "f" * 32)
    with pytest.raises(IntegrityError):
        hand_in(engine, folder, case)
    assert files_left(folder) == [place_of(folder, first.id)]


def test_where_the_stream_breaks_nothing_stays(engine, folder):
    case = asked(engine)

    class Breaks(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise ConnectionResetError
            return super().read(min(size, 10))

    with pytest.raises(ConnectionResetError):
        hand_in(engine, folder, case, content=b"x", stream=Breaks(GOOD[".pdf"]))
    assert (files_left(folder), rows(engine)) == ([], 0)


def test_a_folder_that_cannot_be_written_is_a_refusal(engine, tmp_path):
    folder = tmp_path / "file"
    folder.write_text("not a folder")
    case = asked(engine)
    with pytest.raises(NoFolder, match="Nothing was recorded"):
        hand_in(engine, folder, case)
    assert rows(engine) == 0


def test_what_is_thrown_away_is_gone(engine, folder):
    document = hand_in(engine, folder, asked(engine))
    throw_away(engine, folder=folder, document=document)
    assert (files_left(folder), rows(engine)) == ([], 0)


def test_the_documents_of_a_request_are_its_own_newest_first(engine, folder):
    case = asked(engine)
    first = hand_in(engine, folder, case)
    hand_in(engine, folder, case, party="health")
    second = hand_in(engine, folder, case, at=first.stored_at.replace(hour=10))
    with reading(engine) as connection:
        found = documents_of(
            connection,
            case_id=id_of(engine, case),
            kind=first.kind,
            party="educational_psychology",
        )
        assert len(documents_of(connection, case_id=id_of(engine, case))) == 3
    assert [each.id for each in found] == [second.id, first.id]
