"""Handing a case over: one page that says what the next caseworker must know."""

from datetime import date

import pytest

from ehcp.cases.kinds import Kind
from ehcp.register import files
from ehcp.register.engine import reading
from tests.casework.desks import put
from tests.web.people import words_on
from tests.web.test_record import record_of, requested

NEW = "Jo Bellweather"


@pytest.fixture
def case(engine) -> str:
    """A case that waits for advice, in which the family waits for an answer."""
    case = requested(engine, on="2026-01-12")
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-02-09", by="Morgan Eastlake")
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-02-10", "health")
    put(
        engine,
        case,
        Kind.CONTACT_LOGGED,
        "2026-02-20",
        **{"with": "family", "note": "Asked for the date of the draft", "answer_owed": "yes"},
    )
    return case


def hand_over(guest, case, **fields):
    path = f"/cases/{case}/hand-over"
    return guest.fill_in(path, **({"officer": NEW, "note": "The mother works nights."} | fields))


def test_the_note_is_filled_in_beforehand(kim, case):
    words = words_on(kim.page(f"/cases/{case}/hand-over"))
    assert "Awaiting advice" in words
    assert "Health advice, asked on Tuesday 10 February 2026" in words
    assert "Asked for the date of the draft" in words
    assert "waits for an answer" in words


def test_a_caseworker_hands_their_case_over(engine, kim, case):
    done = hand_over(kim, case)
    entry = record_of(engine, case)[-1]
    assert done.headers["location"] == (
        f"/cases/{case}/hand-over/{entry.sequence}?said=handed-over"
    )
    assert (entry.kind, entry.happened_on, entry.details) == (
        Kind.OFFICER_CHANGED,
        date(2026, 3, 2),
        {"officer": NEW, "note": "The mother works nights."},
    )
    with reading(engine) as connection:
        assert files.load(connection, case).officer == NEW


def test_the_note_stays_as_the_case_was_handed_over(engine, kim, case):
    note = hand_over(kim, case).headers["location"].partition("?")[0]
    put(engine, case, Kind.ADVICE_RECEIVED, "2026-03-02", "health", by=NEW)
    words = words_on(kim.page(note))
    assert "From Kim Ashdown to Jo Bellweather" in words
    assert "The mother works nights." in words
    assert "Health advice, asked on Tuesday 10 February 2026" in words
    assert "arrived" not in words


def test_earlier_notes_are_found_again(kim, case):
    note = hand_over(kim, case).headers["location"].partition("?")[0]
    assert f'href="{note}"' in kim.page(f"/cases/{case}/hand-over")


def test_only_somebody_who_can_have_cases_takes_one_over(engine, kim, signed_in, case):
    signed_in("Pat Writer", "plan_writer")
    signed_in("Ines Pector", "inspector")
    page = kim.page(f"/cases/{case}/hand-over")
    assert 'value="Pat Writer"' in page
    assert 'value="Ines Pector"' not in page
    assert 'value="Kim Ashdown"' not in page, "she has it already"
    for nobody in ("Ines Pector", "Kim Ashdown", "A Stranger", ""):
        assert hand_over(kim, case, officer=nobody).status_code == 400
    assert record_of(engine, case)[-1].kind is not Kind.OFFICER_CHANGED


def test_a_note_is_needed_and_is_one_page(kim, case):
    assert "Enter what they should know" in words_on(hand_over(kim, case, note="").text)
    assert "Write at most 4,000" in words_on(hand_over(kim, case, note="x" * 4_001).text)


def test_what_is_no_note_is_not_found(kim, case):
    for number in ("1", "99", "x"):
        assert kim.get(f"/cases/{case}/hand-over/{number}").status_code == 404


def test_the_general_form_leads_to_the_page_of_its_own(kim, case):
    answer = kim.get(f"/cases/{case}/record/officer_changed")
    assert answer.headers["location"] == f"/cases/{case}/hand-over"


def test_the_new_caseworker_finds_the_note_on_the_case_and_on_their_day(kim, signed_in, case):
    jo = signed_in(NEW, "caseworker")
    note = hand_over(kim, case).headers["location"].partition("?")[0]
    assert f'href="{note}"' in jo.page(f"/cases/{case}")
    assert "It was handed over to you" in words_on(jo.page("/my-day"))
    assert "It was handed over to you" not in words_on(kim.page("/my-day"))
