"""Correcting an entry: the dates that move are seen first, and nothing is unwritten."""

from datetime import date

from ehcp.cases.kinds import Kind
from tests.casework.desks import put
from tests.web.people import secrets_on, words_on
from tests.web.test_record import record_of, requested


def test_the_dates_that_move_are_shown_before_anything_is_recorded(engine, kim):
    case = requested(engine, on="2026-01-12")
    path = f"/cases/{case}/entries/1/correct"
    shown = kim.fill_in(path, what="day", on=date(2026, 1, 5))
    assert shown.status_code == 200
    words = words_on(shown.text)
    assert "Monday 12 January 2026" in words
    assert "From Monday 23 February 2026 to Monday 16 February 2026" in words
    assert len(record_of(engine, case)) == 1

    done = kim.send_again(
        path, secrets_on(shown.text), what="day", on=date(2026, 1, 5), confirmed="yes"
    )
    assert done.headers["location"] == f"/cases/{case}?said=corrected"
    entry = record_of(engine, case)[-1]
    assert (entry.kind, entry.corrects, entry.details) == (
        Kind.CORRECTED,
        1,
        {"happened_on": "2026-01-05"},
    )


def test_an_entry_is_struck_out_with_a_reason(engine, kim):
    case = requested(engine)
    put(engine, case, Kind.NOTE_ADDED, "2026-02-01", note="of another child")
    path = f"/cases/{case}/entries/2/correct"
    assert "why the entry is there" in words_on(kim.fill_in(path, what="never").text)
    shown = kim.fill_in(path, what="never", reason="Entered in the wrong case")
    done = kim.send_again(
        path,
        secrets_on(shown.text),
        what="never",
        reason="Entered in the wrong case",
        confirmed="yes",
    )
    assert done.status_code == 303
    assert record_of(engine, case)[-1].details == {"struck_out": "Entered in the wrong case"}


def test_another_party_is_chosen_from_those_that_fit(engine, kim):
    case = requested(engine)
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-02-02", by="Morgan Eastlake")
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-02-03", "health")
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-02-03", "education")
    put(engine, case, Kind.ADVICE_RECEIVED, "2026-02-20", "health")
    path = f"/cases/{case}/entries/5/correct"
    page = kim.page(path)
    assert 'value="education"' in page
    assert 'value="social_care"' not in page
    shown = kim.fill_in(path, what="party", party="education", note="From the school.")
    done = kim.send_again(
        path,
        secrets_on(shown.text),
        what="party",
        party="education",
        note="From the school.",
        confirmed="yes",
    )
    assert done.status_code == 303
    assert record_of(engine, case)[-1].details == {"party": "education", "note": "From the school."}


def test_a_correction_that_makes_no_sense_is_refused_in_words(engine, kim):
    case = requested(engine)
    answer = kim.fill_in(f"/cases/{case}/entries/1/correct", what="never", reason="slip")
    assert answer.status_code == 400
    words = words_on(answer.text)
    assert "This entry starts the case" in words
    assert "no_longer_needed" not in words
    assert len(record_of(engine, case)) == 1


def test_what_is_no_entry_is_not_found(engine, kim):
    case = requested(engine)
    for entry in ("0", "2", "99999999999999999999", "x", "-1"):
        assert kim.get(f"/cases/{case}/entries/{entry}/correct").status_code == 404


def test_who_may_only_read_corrects_nothing(engine, signed_in):
    case = requested(engine)
    for role in ("inspector", "quality_officer", "administrator"):
        someone = signed_in(f"Only {role}", role)
        assert someone.get(f"/cases/{case}/entries/1/correct").status_code == 403


def test_the_link_and_the_page_are_for_whoever_may_record_such_an_entry(engine, kim, signed_in):
    case = requested(engine)
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-02-02", by="Morgan Eastlake")
    writer = signed_in("Wil Writer", "plan_writer")
    manager = signed_in("Mary Manager", "manager")
    for someone, may in ((kim, {1}), (writer, set()), (manager, {1, 2})):
        page = someone.page(f"/cases/{case}")
        for entry in (1, 2):
            path = f"/cases/{case}/entries/{entry}/correct"
            assert (f'href="{path}"' in page) is (entry in may)
            assert someone.get(path).status_code == (200 if entry in may else 403)


def test_a_form_sent_past_the_page_moves_no_decision(engine, kim):
    case = requested(engine)
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-02-02", by="Morgan Eastlake")
    answer = kim.fill_in(
        f"/cases/{case}/entries/2/correct",
        page=f"/cases/{case}/entries/1/correct",
        what="day",
        on=date(2026, 1, 20),
        confirmed="yes",
    )
    assert answer.status_code == 403
    assert len(record_of(engine, case)) == 2
