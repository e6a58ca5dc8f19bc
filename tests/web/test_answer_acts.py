"""What a service says by a one-time link: each answer is on record, once, under its own name."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ehcp.cases.kinds import Kind
from ehcp.casework.asked import asked_of
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import documents
from tests.casework.desks import put
from tests.one_database import on_sqlite_only
from tests.web.conftest import TODAY
from tests.web.links import EP, asked, link_in, opens, post, service
from tests.web.people import counter_over, guest, secrets_on, words_on
from tests.web.test_record import record_of

BY = "Trust A, by link"
ADVICE = {
    "needs": "Reading is hard work.\nShe tires by noon.",
    "provision": "Fifteen minutes each day with a teaching assistant.",
    "outcomes": "By July she reads a page alone.",
    "author": "Sam Rivers",
    "post": "Educational psychologist",
}
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} ${x} '; DROP TABLE events; -- \u202e \u0000"


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def counter(engine, tmp_path):
    return counter_over(engine, documents=tmp_path / "documents")


@pytest.fixture
def case(engine) -> str:
    service(engine)
    reference = asked(engine)
    post(engine)
    return reference


@pytest.fixture
def sam(counter, engine, case):
    """Sam reads the mailbox of Trust A, and has opened the link."""
    del case
    return opens(guest(counter), engine, link_in(engine))


@pytest.fixture
def here(case) -> str:
    return f"/answering/{case}/{EP}"


def last(engine, case):
    entry = record_of(engine, case)[-1]
    return entry.kind, entry.party, entry.happened_on, entry.details, entry.recorded_by


def answers(engine, case) -> list[Kind]:
    return [entry.kind for entry in record_of(engine, case) if entry.recorded_by == BY]


def kept(engine):
    with reading(engine) as connection:
        return connection.execute(select(documents)).all()


@pytest.mark.parametrize(
    ("act", "fields", "kind", "on", "details"),
    [
        ("have", {}, Kind.ADVICE_ACKNOWLEDGED, TODAY, {}),
        (
            "have",
            {"visit_on": date(2026, 3, 20)},
            Kind.ADVICE_ACKNOWLEDGED,
            TODAY,
            {"visit_on": "2026-03-20"},
        ),
        ("not-known", {"note": "Try Trust B"}, Kind.NIL_REPLY, TODAY, {"note": "Try Trust B"}),
        (
            "missed",
            {"missed_on": date(2026, 2, 28), "note": "Nobody was at home"},
            Kind.APPOINTMENT_MISSED,
            date(2026, 2, 28),
            {"note": "Nobody was at home"},
        ),
        (
            "late",
            {"reason": "Staff sickness", "promised_on": date(2026, 4, 24)},
            Kind.ADVICE_PROMISED,
            TODAY,
            {"promised_on": "2026-04-24", "reason": "Staff sickness"},
        ),
        (
            "late",
            {"reason": "other", "other": "Snow", "promised_on": date(2026, 4, 24)},
            Kind.ADVICE_PROMISED,
            TODAY,
            {"promised_on": "2026-04-24", "reason": "Snow"},
        ),
        (
            "return",
            {"reason": "She lives in another area now"},
            Kind.ADVICE_REQUEST_RETURNED,
            TODAY,
            {"reason": "She lives in another area now"},
        ),
    ],
)
def test_each_answer_is_on_record_under_the_name_of_the_service(
    engine, sam, case, here, act, fields, kind, on, details
):
    done = sam.fill_in(f"{here}/{act}", **fields)
    assert done.status_code == 303
    assert last(engine, case) == (kind, EP, on, details, BY)
    page = sam.page(done.headers["location"])
    assert "Done" in words_on(page)


@on_sqlite_only
def test_an_answer_sent_twice_is_recorded_once(engine, sam, case, here):
    secrets = secrets_on(sam.page(f"{here}/have"))
    for _ in range(3):
        assert sam.send_again(f"{here}/have", secrets, visit_on=date(2026, 3, 20)).is_redirect
    assert answers(engine, case) == [Kind.ADVICE_ACKNOWLEDGED]


@on_sqlite_only
def test_another_visit_is_another_answer(engine, sam, case, here):
    for day in (20, 23):
        sam.fill_in(f"{here}/have", visit_on=date(2026, 3, day))
    assert answers(engine, case) == [Kind.ADVICE_ACKNOWLEDGED] * 2
    assert "Monday 23 March 2026" in words_on(sam.page(here))


@on_sqlite_only
def test_a_visit_after_the_due_day_warns_at_once_and_tells_the_caseworker(sam, kim, case, here):
    done = sam.fill_in(f"{here}/have", visit_on=date(2026, 4, 13))
    words = words_on(sam.page(done.headers["location"]))
    assert "Monday 13 April 2026 is after the day on which the advice is due" in words
    assert "A visit is planned after the due day: educational psychology" in words_on(
        kim.page("/my-day")
    )
    assert "Visit after the due day" in words_on(kim.page(f"/cases/{case}/advice"))


@on_sqlite_only
def test_a_request_sent_back_stays_open_and_is_on_the_caseworkers_day(engine, sam, kim, case, here):
    sam.fill_in(f"{here}/return", reason="She lives in another area now")
    words = words_on(sam.page(here))
    assert "You sent this request back on Monday 2 March 2026" in words
    assert "Hand in a file" in words
    assert "sent the request for advice back: educational psychology" in words_on(
        kim.page("/my-day")
    )
    shown = words_on(kim.page(f"/cases/{case}/advice"))
    assert "Sent back to us" in shown
    assert "She lives in another area now" in shown
    assert answers(engine, case) == [Kind.ADVICE_REQUEST_RETURNED]


@on_sqlite_only
def test_not_known_is_confirmed_first_and_closes_the_request(engine, sam, case, here):
    asks = words_on(sam.page(f"{here}/not-known"))
    assert "Is this child or young person not known to you?" in asks
    assert "Ada Finch, born on Monday 2 March 2015" in asks
    assert answers(engine, case) == []
    sam.fill_in(f"{here}/not-known")
    words = words_on(sam.page(here))
    assert "Not known to you" in words
    assert "Ada" not in words


@on_sqlite_only
def test_a_missed_appointment_says_what_it_may_excuse(sam, here):
    assert "may excuse their limit" in words_on(sam.page(f"{here}/missed"))


@on_sqlite_only
@pytest.mark.parametrize(
    ("act", "fields", "says"),
    [
        ("have", {"visit_on": date(2026, 2, 26)}, "must not be before the day of the request"),
        ("have", {"visit_on": date(2029, 2, 26)}, "Check the year"),
        ("have", {"visit_on-day": "31", "visit_on-month": "2"}, "must include a year"),
        (
            "have",
            {"visit_on-day": "9" * 30, "visit_on-month": "2", "visit_on-year": "2026"},
            "must be a real day",
        ),
        (
            "have",
            {"visit_on-day": "1", "visit_on-month": "9" * 30, "visit_on-year": "2026"},
            "must be a real day",
        ),
        ("missed", {}, "Enter the day of the appointment."),
        ("missed", {"missed_on": date(2026, 3, 3)}, "must be today or earlier"),
        ("missed", {"missed_on": date(2026, 2, 1)}, "must not be before the day of the request"),
        ("late", {}, "Choose why it is late."),
        ("late", {"reason": "other"}, "Enter the reason."),
        ("late", {"reason": "Because", "promised_on": date(2026, 4, 1)}, "Choose why it is late."),
        (
            "late",
            {"reason": "Staff sickness", "promised_on": date(2026, 3, 1)},
            "must be today or later",
        ),
        ("return", {}, "Enter why you send it back."),
        ("return", {"reason": "x" * 1_001}, "1,001 characters"),
        ("not-known", {"note": "x" * 1_001}, "1,001 characters"),
        ("write", {}, "Enter the needs."),
        ("write", ADVICE | {"needs": "x" * 10_001}, "10,001 characters"),
        ("write", ADVICE | {"author": ""}, "Enter your name."),
        ("write", ADVICE | {"needs": "<script>alert(1)</script>"}, "pieces of a web page"),
    ],
)
def test_a_slip_is_said_at_its_field_and_nothing_is_recorded(
    engine, sam, case, here, act, fields, says
):
    answer = sam.fill_in(f"{here}/{act}", **fields)
    assert answer.status_code == 400
    assert "There is a problem" in answer.text
    assert says in words_on(answer.text)
    assert answers(engine, case) == []
    assert kept(engine) == []


def test_written_advice_is_kept_as_a_document_with_a_receipt(engine, counter, sam, case, here):
    done = sam.fill_in(f"{here}/write", **ADVICE)
    assert done.headers["location"] == here
    assert last(engine, case) == (Kind.ADVICE_RECEIVED, EP, TODAY, {}, BY)
    (document,) = kept(engine)
    assert (document.state, document.stored_by) == ("clean", BY)
    assert document.entry == len(record_of(engine, case))
    written = _text_of(counter, document)
    assert all(part in written for part in ADVICE.values())
    assert case in written
    assert "Ada" not in document.called
    words = words_on(sam.page(here))
    assert "We have your advice" in words
    assert "Received on 2 March 2026 at" in words
    assert "Ada" not in words


def _text_of(counter, document) -> str:
    (file,) = [each for each in counter.settings.documents.rglob(document.id) if each.is_file()]
    return str(file.read_text())


def test_a_file_is_taken_once_with_a_receipt(engine, sam, case, here):
    secrets = secrets_on(sam.page(f"{here}/file"))
    files = {"file": ("report.txt", b"Needs, provision and outcomes.", "text/plain")}
    for _ in range(2):
        done = sam.post(f"{here}/file", data=secrets, files=files)
        assert done.headers["location"] == here
    assert answers(engine, case) == [Kind.ADVICE_RECEIVED]
    (document,) = kept(engine)
    assert document.called == f"educational-psychology-advice-{case}.txt"
    assert "Received on 2 March 2026 at" in words_on(sam.page(here))


@on_sqlite_only
def test_advice_is_not_taken_twice_in_any_way(engine, sam, case, here):
    secrets = secrets_on(sam.page(f"{here}/write"))
    sam.fill_in(f"{here}/write", **ADVICE)
    for act in ("write", "have", "not-known", "late", "return", "missed"):
        again = sam.send_again(
            f"{here}/{act}",
            secrets,
            **ADVICE,
            reason="Staff sickness",
            promised_on=date(2026, 4, 24),
            missed_on=TODAY,
        )
        assert again.headers["location"].startswith(here), act
        assert sam.get(f"{here}/{act}").headers["location"] == here
    files = {"file": ("report.txt", b"Another report.", "text/plain")}
    assert sam.post(f"{here}/file", data=secrets, files=files).headers["location"] == here
    assert answers(engine, case) == [Kind.ADVICE_RECEIVED]
    assert len(kept(engine)) == 1


@on_sqlite_only
def test_two_who_read_the_mailbox_hand_in_one_report(engine, counter, sam, here):
    other = opens(guest(counter), engine, link_in(engine))
    secrets = secrets_on(other.page(f"{here}/write"))
    sam.fill_in(f"{here}/write", **ADVICE)
    late = other.send_again(f"{here}/write", secrets, **ADVICE)
    assert late.headers["location"] == here
    assert "We have your advice" in words_on(other.page(here))
    assert len(kept(engine)) == 1


@on_sqlite_only
def test_a_report_that_is_sent_back_can_be_handed_in_again(engine, counter, sam, case, here):
    sam.fill_in(f"{here}/write", **ADVICE)
    put(engine, case, Kind.ADVICE_SENT_BACK, "2026-03-02", EP, reason="No outcomes")
    words = words_on(opens(guest(counter), engine, link_in(engine)).page(here))
    assert "we ask you to go over it" in words
    assert "No outcomes" in words
    sam.fill_in(f"{here}/write", **ADVICE)
    assert answers(engine, case) == [Kind.ADVICE_RECEIVED] * 2
    assert len(kept(engine)) == 2


@on_sqlite_only
def test_a_request_that_is_closed_meanwhile_says_so_kindly(engine, sam, case, here):
    put(engine, case, Kind.ADVICE_REQUEST_CANCELLED, "2026-03-02", EP, reason="x")
    words = words_on(sam.page(here))
    assert "No longer needed" in words
    assert "Ada" not in words


@on_sqlite_only
def test_a_file_that_is_held_is_not_asked_for_again(engine, case, tmp_path, sqlite_url):
    del sqlite_url
    waiting = counter_over(
        engine, documents=tmp_path / "documents", scanner=f"clamd:{tmp_path}/none.sock"
    )
    sam = opens(guest(waiting), engine, link_in(engine))
    here = f"/answering/{case}/{EP}"
    assert sam.fill_in(f"{here}/write", **ADVICE).headers["location"] == here
    words = words_on(sam.page(here))
    assert "It is being checked for viruses" in words
    assert "Hand in a file" not in words
    assert answers(engine, case) == []
    sam.fill_in(f"{here}/write", page=here, **ADVICE)
    assert len(kept(engine)) == 1


@on_sqlite_only
def test_a_bad_file_is_refused_with_a_sentence_and_leaves_nothing(engine, sam, case, here):
    secrets = secrets_on(sam.page(f"{here}/file"))
    for files in (
        None,
        {"file": ("report.pdf", b"MZ\x90\x00" + b"\0" * 200, "application/pdf")},
        {"file": ("../../etc/passwd", b"Needs", "text/plain")},
    ):
        answer = sam.post(f"{here}/file", data=secrets, files=files)
        assert answer.status_code == 400, files
        assert "There is a problem" in answer.text
    assert kept(engine) == []
    assert answers(engine, case) == []


@on_sqlite_only
def test_no_file_is_read_from_who_has_no_link_open(engine, counter, case):
    stranger = guest(counter)
    files = {"file": ("report.txt", b"x" * 5_000_000, "text/plain")}
    answer = stranger.post(f"/answering/{case}/{EP}/file", files=files)
    assert answer.status_code == 403
    assert kept(engine) == []


@on_sqlite_only
@pytest.mark.parametrize("act", ["have", "not-known", "missed", "late", "return", "write"])
def test_hostile_words_in_every_field_are_only_words(sam, here, act):
    secrets = secrets_on(sam.page(f"{here}/{act}"))
    fields = dict.fromkeys(
        ("note", "reason", "other", *ADVICE, "visit_on-day", "missed_on-month", "once", "party"),
        HOSTILE.replace("\0", ""),
    )
    answer = sam.post(f"{here}/{act}", data=secrets | fields)
    assert answer.status_code in (303, 400)
    assert "<script>alert" not in answer.text
    assert "<script>alert" not in sam.page(here)
    with_a_null = sam.post(f"{here}/{act}", data=secrets | dict.fromkeys(fields, HOSTILE))
    assert with_a_null.status_code == 400


@on_sqlite_only
@pytest.mark.parametrize("act", ["nonsense", "FILE", "%2e%2e", "write/x", "\u202e"])
def test_there_are_no_other_forms(sam, here, act):
    assert sam.get(f"{here}/{act}").status_code == 404
    secrets = secrets_on(sam.page(here))
    assert sam.post(f"{here}/{act}", data=secrets).status_code in (404, 405)


def test_a_request_says_what_it_is_and_who_is_asked_besides(engine, case):
    service(engine, "health")
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-03-02", "health")
    with reading(engine) as connection:
        found = asked_of(connection, case, EP, today=TODAY)
        assert asked_of(connection, case, "social_care", today=TODAY) is None
    assert found is not None
    assert (found.asked_at, found.also) == ("Trust A", ("health",))
    assert found.due_on == date(2026, 2, 27) + timedelta(weeks=6)
    assert not found.visit_is_late
