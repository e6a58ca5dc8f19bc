"""The documents of a case: who opens one and how, and advice that came by post."""

import re
from datetime import date

import pytest
from sqlalchemy import select, update

from ehcp.cases.kinds import Kind
from ehcp.documents.scanner import Unavailable
from ehcp.register.engine import reading, writing
from ehcp.register.tables import audit, documents, people
from tests.documents.files import A_PROGRAM, EICAR, GOOD, a_bomb
from tests.documents.handing_in import asked, files_left, hand_in, rows
from tests.documents.scanners import Says, a_daemon
from tests.web.people import counter_over, secrets_on, staff_member, words_on
from tests.web.test_record import record_of

AWAY = Says(Unavailable("away"))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "documents"


@pytest.fixture
def counter(engine, folder):
    return counter_over(engine, documents=folder)


@pytest.fixture
def case(engine) -> str:
    return asked(engine)


def sent(someone, case, content=GOOD[".pdf"], *, name="advice.pdf", on=date(2026, 3, 2), **more):
    """Fill in the form for advice that came by post."""
    path = f"/cases/{case}/documents"
    data = secrets_on(someone.page(path)) | {
        "party": "educational_psychology",
        "on-day": str(on.day),
        "on-month": str(on.month),
        "on-year": str(on.year),
    }
    files = {"document": (name, content, "application/octet-stream")}
    return someone.post(path, data=data | more, files=files if content is not None else None)


def test_a_document_is_listed_with_its_kind_size_when_and_by_whom(kim, engine, folder, case):
    assert "No document has been handed in" in words_on(kim.page(f"/cases/{case}/documents"))
    hand_in(engine, folder, case)
    words = words_on(kim.page(f"/cases/{case}/documents"))
    assert f"educational-psychology-advice-{case}.pdf" in words
    assert "PDF, 1 KB" in words
    assert "2 March 2026 at 9:30am, by Sam Psychologist" in words


def test_a_document_is_given_to_take_away_and_opens_in_none_of_our_pages(kim, engine, folder, case):
    document = hand_in(engine, folder, case)
    page = kim.page(f"/cases/{case}/documents")
    (address,) = re.findall(rf'href="(/cases/{case}/documents/[0-9a-f]{{32}})"', page)
    answer = kim.get(address)
    assert answer.content == GOOD[".pdf"]
    headers = answer.headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"] == f'attachment; filename="{document.called}"'
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    with reading(engine) as connection:
        seen = connection.execute(
            select(audit.c.by, audit.c.about).where(audit.c.act == "opened a document")
        ).all()
    assert [tuple(row) for row in seen] == [("Kim Ashdown", document.called)]


def test_the_screen_of_the_case_leads_to_its_newest_documents(kim, engine, folder, case):
    assert 'id="documents"' not in kim.page(f"/cases/{case}")
    document = hand_in(engine, folder, case)
    hand_in(engine, folder, case, scanner=AWAY, party="health")
    page = kim.page(f"/cases/{case}")
    assert f'href="/cases/{case}/documents/{document.id}"' in page
    assert "Not scanned yet" in page
    assert page.count(f'href="/cases/{case}/documents/') == 1


def test_what_is_held_or_refused_is_opened_by_nobody(kim, engine, folder, case):
    document = hand_in(engine, folder, case, scanner=AWAY)
    address = f"/cases/{case}/documents/{document.id}"
    page = kim.page(f"/cases/{case}/documents")
    assert "Not scanned yet" in words_on(page)
    assert address not in page
    assert "has not been scanned" in words_on(kim.page(address, status=400))
    with writing(engine) as connection:
        connection.execute(update(documents).values(state="refused"))
    page = kim.page(f"/cases/{case}/documents")
    assert "Virus, not kept" in words_on(page)
    assert address not in page
    kim.page(address, status=404)


def test_a_document_of_a_restricted_child_is_their_teams_alone(counter, kim, engine, folder, case):
    document = hand_in(engine, folder, case)
    with writing(engine) as connection:
        connection.execute(update(people).values(restricted_to="North"))
    robin = staff_member(counter, "Robin Must-Not", "manager", team="South")
    for path in ("documents", f"documents/{document.id}"):
        robin.page(f"/cases/{case}/{path}", status=404)
        assert kim.get(f"/cases/{case}/{path}").status_code == 200
    assert sent_blindly(robin, case).status_code == 404


def sent_blindly(someone, case):
    """Send the form without having been given it."""
    secrets = secrets_on(someone.page("/cases"))
    return someone.post(
        f"/cases/{case}/documents", data=secrets, files={"document": ("x.pdf", GOOD[".pdf"])}
    )


def test_a_document_is_not_opened_through_another_case(kim, engine, folder, case):
    document = hand_in(engine, folder, case)
    other = asked(engine, "78")
    kim.page(f"/cases/{other}/documents/{document.id}", status=404)


@pytest.mark.parametrize("who", ["administrator", "service", "setting"])
def test_documents_are_for_those_who_read_cases(counter, engine, folder, case, who):
    document = hand_in(engine, folder, case)
    someone = staff_member(counter, "Addie Keys", who)
    assert someone.get(f"/cases/{case}/documents/{document.id}").status_code == 403
    inspector = staff_member(counter, "Ivy Inspector", "inspector")
    assert sent_blindly(inspector, case).status_code == 403


def test_advice_that_came_by_post_is_on_record_with_its_file(kim, engine, folder, case):
    answer = sent(kim, case, on=date(2026, 2, 20))
    assert answer.headers["location"] == f"/cases/{case}/documents?said=document-recorded"
    entry = record_of(engine, case)[-1]
    assert (entry.kind, entry.party, entry.happened_on, entry.recorded_by) == (
        Kind.ADVICE_RECEIVED,
        "educational_psychology",
        date(2026, 2, 20),
        "Kim Ashdown",
    )
    (path,) = files_left(folder)
    assert path.read_bytes() == GOOD[".pdf"]
    assert "Advice was received, 20 Feb 2026" in words_on(kim.page(f"/cases/{case}/documents"))


def test_the_form_sent_twice_keeps_one_document(kim, engine, folder, case):
    secrets = secrets_on(kim.page(f"/cases/{case}/documents"))
    for _ in range(2):
        assert sent(kim, case, **secrets).status_code == 303
    assert rows(engine) == len(files_left(folder)) == 1


REFUSED = {
    "no file": (None, "Choose a file"),
    "nothing": (b"", "empty"),
    "the test virus": (EICAR, "virus"),
    "a renamed program": (A_PROGRAM, "a program"),
    "a bomb": (a_bomb(), "far more"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_is_said_at_the_field_and_leaves_nothing(kim, engine, folder, case, what):
    content, said = REFUSED[what]
    before = record_of(engine, case)
    answer = sent(kim, case, content)
    assert answer.status_code == 400
    assert said in words_on(answer.text)
    assert 'href="#document"' in answer.text
    assert 'id="document-error"' in answer.text
    assert (files_left(folder), rows(engine)) == ([], 0)
    assert record_of(engine, case) == before


@pytest.mark.parametrize("name", ["advice.pdf.exe", "x" * 1_000, "..\u202efdp.pdf", "a/../b.pdf"])
def test_a_hostile_name_is_refused_and_never_repeated(kim, engine, folder, case, name):
    answer = sent(kim, case, name=name)
    assert answer.status_code == 400
    assert "The name of the file" in words_on(answer.text)
    assert name not in answer.text
    assert (files_left(folder), rows(engine)) == ([], 0)


def test_what_has_no_place_in_the_record_keeps_no_file(kim, engine, folder, case):
    assert sent(kim, case, on=date(2026, 1, 3)).status_code == 400
    assert (files_left(folder), rows(engine)) == ([], 0)


def test_where_the_scanner_is_away_it_is_kept_and_nothing_is_recorded_yet(engine, folder, case):
    counter = counter_over(engine, documents=folder, scanner="clamd:127.0.0.1:1")
    kim = staff_member(counter, "Kim Ashdown", "caseworker")
    before = record_of(engine, case)
    answer = sent(kim, case)
    assert answer.headers["location"].endswith("said=document-held")
    assert record_of(engine, case) == before
    assert "Nothing until it is found clean" in words_on(kim.page(f"/cases/{case}/documents"))


def test_the_scanner_of_the_settings_is_asked(engine, folder, case):
    with a_daemon() as daemon:
        counter = counter_over(engine, documents=folder, scanner=f"clamd:{daemon.address}")
        kim = staff_member(counter, "Kim Ashdown", "caseworker")
        assert sent(kim, case).headers["location"].endswith("said=document-recorded")
    assert daemon.streams == [GOOD[".pdf"]]


def test_the_form_is_there_for_whoever_runs_cases_where_advice_is_awaited(counter, kim, engine):
    case = asked(engine, "79")
    assert "Add advice that came by post" in kim.page(f"/cases/{case}/documents")
    inspector = staff_member(counter, "Ivy Inspector", "inspector")
    assert "Add advice" not in inspector.page(f"/cases/{case}/documents")


def test_a_file_that_cannot_be_opened_is_put_aside_with_a_reason(kim, engine, folder, case):
    document = hand_in(engine, folder, case, scanner=AWAY)
    page = f"/cases/{case}/documents"
    assert "Put this file aside" not in words_on(kim.page(page))
    with writing(engine) as connection:
        connection.execute(update(documents).values(tries=3, let_go_at=document.stored_at))
    assert "Cannot be opened" in words_on(kim.page(page))
    data = secrets_on(kim.page(page)) | {"aside": document.id, "reason": ""}
    answer = kim.post(f"{page}/aside", data=data)
    assert "Enter why it is put aside" in words_on(answer.text)
    assert len(files_left(folder)) == 1
    data |= secrets_on(answer.text) | {"reason": "A smaller one is on its way"}
    assert kim.post(f"{page}/aside", data=data).headers["location"].endswith("document-aside")
    words = words_on(kim.page(page))
    assert "Put aside, not kept" in words
    assert "Virus" not in words
    assert "Put this file aside" not in words
    assert files_left(folder) == []


def test_a_file_that_waits_for_its_scan_is_not_put_aside(kim, engine, folder, case):
    document = hand_in(engine, folder, case, scanner=AWAY)
    page = f"/cases/{case}/documents"
    data = secrets_on(kim.page(page)) | {"aside": document.id, "reason": "x"}
    assert kim.post(f"{page}/aside", data=data).status_code == 400
    assert len(files_left(folder)) == 1
