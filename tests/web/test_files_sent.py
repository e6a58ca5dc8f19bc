"""Files that a form brings: streamed to disk, bounded, and only where a route takes them."""

import http.client
import time
from pathlib import Path

import pytest

from ehcp.web import reading
from ehcp.web.bounds import LARGEST_BODY, MOST_FILES
from ehcp.web.forms import Sent
from tests.browser.served import served
from tests.documents.files import GOOD
from tests.documents.handing_in import asked, files_left, rows
from tests.web.people import counter_over, guest, secrets_on, staff_member, words_on
from tests.web.test_record import record_of

A_MEGABYTE = 1024 * 1024
BOUNDARY = "x7f3a9"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "documents"


@pytest.fixture
def counter(engine, folder):
    return counter_over(engine, documents=folder)


def most_memory(*, from_now: bool = False) -> int:
    """Give the most megabytes that this process has held; `from_now` begins to count again."""
    if from_now:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def streamed(address, path, cookies, fields, *, megabytes):
    """Send a form with a file of so many megabytes, a megabyte at a time, as a browser does."""
    head = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="document"; '
        'filename="scan.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    )
    end = f"\r\n--{BOUNDARY}--\r\n".encode()
    piece = b"%PDF-1.7\n".ljust(A_MEGABYTE, b"x")
    length = len(head) + megabytes * A_MEGABYTE + len(end)

    def body():
        yield head.encode()
        for _ in range(megabytes):
            yield piece
        yield end

    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
    connection.request(
        "POST",
        path,
        body=body(),
        headers={
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Content-Length": str(length),
            "Cookie": cookies,
        },
    )
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_a_file_of_200_megabytes_is_refused_with_a_sentence_and_never_in_memory(
    counter, engine, folder
):
    case = asked(engine)
    kim = staff_member(counter, "Kim Ashdown", "caseworker")
    path = f"/cases/{case}/documents"
    fields = secrets_on(kim.page(path)) | {"party": "health"}
    fields |= {"on-day": "2", "on-month": "3", "on-year": "2026"}
    cookies = "; ".join(f"{each.name}={each.value}" for each in kim.cookies.jar)
    with served(counter) as running:
        began = time.monotonic()
        before = most_memory(from_now=True)
        status, text = streamed(running.address, path, cookies, fields, megabytes=200)
        grown = most_memory() - before
    assert status == 400
    assert "The file is larger than 20 MB" in words_on(text)
    assert grown < 60, f"{grown} MB more memory"
    assert time.monotonic() - began < 30
    assert (files_left(folder), rows(engine)) == ([], 0)
    assert len(record_of(engine, case)) == 4


def test_the_largest_file_that_is_taken_is_a_setting(engine, tmp_path):
    case = asked(engine)
    small = counter_over(engine, documents=tmp_path / "documents", largest_file_mb=1)
    kim = staff_member(small, "Kim Ashdown", "caseworker")
    path = f"/cases/{case}/documents"
    data = secrets_on(kim.page(path)) | {"party": "health"}
    data |= {"on-day": "2", "on-month": "3", "on-year": "2026"}
    text = b"Seen at school. " * (A_MEGABYTE // 16)
    answer = kim.post(path, data=data, files={"document": ("a.txt", text + b"!")})
    assert "larger than 1 MB" in words_on(answer.text)
    data |= secrets_on(answer.text)
    assert kim.post(path, data=data, files={"document": ("a.txt", text)}).status_code == 303


def test_whoever_has_not_signed_in_is_turned_away_before_their_file_is_read(
    counter, engine, monkeypatch
):
    def is_read(*_args, **_named):
        raise AssertionError

    monkeypatch.setattr(reading, "_FilesBounded", is_read)
    path = f"/cases/{asked(engine)}/documents"
    answer = guest(counter).post(path, files={"document": ("a.pdf", GOOD[".pdf"])})
    assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in")


def test_a_route_that_takes_no_files_sees_none(counter, monkeypatch):
    seen = []

    class Watched(Sent):
        def __init__(self, data=None):
            super().__init__(data)
            seen.append(self)

    monkeypatch.setattr(reading, "Sent", Watched)
    kim = staff_member(counter, "Kim Ashdown", "caseworker")
    sent = {"once": "x", "note": "words"}
    kim.post("/cases/AAA-AAA/contact", data=sent, files={"document": ("a.pdf", GOOD[".pdf"])})
    (form,) = (each for each in seen if each.names())
    assert form.text("note") == "words"
    assert form.file("document") is None


def test_a_route_that_takes_no_files_takes_no_large_form(counter, engine):
    case = asked(engine)
    kim = staff_member(counter, "Kim Ashdown", "caseworker")
    big = b"x" * (LARGEST_BODY + 1)
    answer = kim.post(f"/cases/{case}/contact", files={"note": ("a.pdf", big)})
    assert answer.status_code == 413


def test_a_form_with_more_files_than_any_of_ours_is_not_read(counter, engine, folder):
    case = asked(engine)
    kim = staff_member(counter, "Kim Ashdown", "caseworker")
    many = [("document", (f"{n}.pdf", GOOD[".pdf"])) for n in range(MOST_FILES + 1)]
    assert kim.post(f"/cases/{case}/documents", files=many).status_code == 400
    assert files_left(folder) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x7f3a9",
        b"no parts at all",
        b'--x7f3a9\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\nhalf',
        b"--x7f3a9\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x7f3a9--\r\n",
        b'--x7f3a9\r\nContent-Disposition: form-data; name="a\0b"\r\n\r\nx\r\n--x7f3a9--\r\n',
    ],
)
def test_a_broken_form_with_files_is_a_kind_page(counter, engine, folder, body):
    case = asked(engine)
    kim = staff_member(counter, "Kim Ashdown", "caseworker")
    answer = kim.post(
        f"/cases/{case}/documents",
        content=body,
        headers={"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"},
    )
    assert answer.status_code in (400, 403)
    assert "went wrong" not in answer.text
    assert files_left(folder) == []


def test_files_lie_on_disk_and_are_gone_when_the_form_is_answered(counter, engine, monkeypatch):
    assert reading._FilesBounded.spool_max_size < LARGEST_BODY  # noqa: SLF001
    closed = []
    seen = reading._FilesBounded.parse  # noqa: SLF001

    async def watched(self):
        data = await seen(self)
        closed.extend(self._files_to_close_on_error)
        return data

    monkeypatch.setattr(reading._FilesBounded, "parse", watched)  # noqa: SLF001
    case = asked(engine)
    kim = staff_member(counter, "Kim Ashdown", "caseworker")
    data = secrets_on(kim.page(f"/cases/{case}/documents"))
    kim.post(f"/cases/{case}/documents", data=data, files={"document": ("a.pdf", b"x" * 10**6)})
    assert [file.closed for file in closed] == [True]
