"""Which of several services is asked: chosen at every form that asks, and set right later."""

from datetime import date

import pytest

from ehcp.cases.kinds import Kind
from ehcp.casework.look_up import file_of
from tests.casework.desks import put
from tests.web.people import secrets_on, words_on
from tests.web.test_bulk import of, to_send
from tests.web.test_record import record_of, requested
from tests.web.trusts import A, B, two_trusts

ON = date(2026, 2, 27)


@pytest.fixture
def assessing(engine) -> str:
    """A case whose family has been told that the authority will assess; two trusts give advice."""
    two_trusts(engine)
    case = requested(engine)
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-02-16", by="Morgan Eastlake")
    return case


def asked(engine, case) -> list[tuple[str, str | None]]:
    file = file_of(engine, case)
    found = file.of((Kind.ADVICE_REQUESTED,))
    return [(event.party or "", event.details.get("service")) for _, event in found]


def test_each_trust_has_a_box_of_its_own_and_the_usual_one_is_ticked(engine, kim, assessing):
    path = f"/cases/{assessing}/advice/send-all"
    page = kim.page(path)
    assert 'value="health" checked' in page
    assert 'value="health-2" checked' not in page
    words = words_on(page)
    assert "Health: North Trust Usually asked" in words
    assert "Health: South Trust Instead of the usual one" in words
    assert "Social care No service is named" in words
    kim.fill_in(path, kinds=[B, "education"], on=ON, family="no")
    assert asked(engine, assessing) == [("health", B), ("education", None)]
    tab = words_on(kim.page(f"/cases/{assessing}/advice"))
    assert "South Trust, 01632 960 002" in tab
    assert "North Trust" not in tab


def test_two_trusts_are_not_asked_for_one_kind_at_once(engine, kim, assessing):
    path = f"/cases/{assessing}/advice/send-all"
    answer = kim.fill_in(path, kinds=[A, B], on=ON, family="no")
    assert answer.status_code == 400
    assert "Choose one service for health advice, not two." in words_on(answer.text)
    assert asked(engine, assessing) == []


def test_the_usual_one_leaves_nothing_on_the_record(engine, kim, assessing):
    kim.fill_in(f"/cases/{assessing}/advice/send-all", kinds=[A], on=ON, family="no")
    assert asked(engine, assessing) == [("health", None)]


def test_one_kind_is_asked_of_the_service_that_is_chosen(engine, kim, assessing):
    path = f"/cases/{assessing}/advice/health/ask"
    page = kim.page(path)
    assert 'value="health" checked' in page
    kim.fill_in(path, on=ON, service=B)
    assert asked(engine, assessing) == [("health", B)]
    assert "Which service" not in words_on(kim.page(f"/cases/{assessing}/advice/education/ask"))


def test_the_one_that_was_asked_last_proposes_itself_unless_it_sent_the_request_back(
    engine, kim, assessing
):
    path = f"/cases/{assessing}/advice/health/ask"
    put(engine, assessing, Kind.ADVICE_REQUESTED, "2026-02-17", "health", service=B)
    put(engine, assessing, Kind.ADVICE_REQUEST_CANCELLED, "2026-02-18", "health", reason="twice")
    assert f'value="{B}" checked' in kim.page(path)
    put(engine, assessing, Kind.ADVICE_REQUESTED, "2026-02-19", "health", service=B)
    put(engine, assessing, Kind.NIL_REPLY, "2026-02-20", "health")
    assert f'value="{A}" checked' in kim.page(path)
    put(engine, assessing, Kind.ADVICE_REQUESTED, "2026-02-21", "health")
    put(engine, assessing, Kind.ADVICE_REQUEST_RETURNED, "2026-02-22", "health", reason="moved")
    put(engine, assessing, Kind.ADVICE_REQUEST_CANCELLED, "2026-02-23", "health", reason="moved")
    assert f'value="{B}" checked' in kim.page(path)


def test_the_form_of_every_kind_names_the_other_services(engine, kim, assessing):
    path = f"/cases/{assessing}/record/advice_requested"
    words = words_on(kim.page(path))
    assert "The usual one for this advice" in words
    assert "Health: South Trust" in words
    wrong = kim.fill_in(path, party="education", service=B, on=ON)
    assert wrong.status_code == 400
    assert "South Trust gives health advice" in words_on(wrong.text)
    kim.fill_in(path, party="health", service=B, on=ON)
    kim.fill_in(path, party="education", service="usual", on=ON)
    assert asked(engine, assessing) == [("health", B), ("education", None)]
    assert "Asked of: South Trust" in words_on(kim.page(f"/cases/{assessing}"))


def test_a_council_with_one_service_for_each_kind_is_never_asked_which(engine, kim):
    case = requested(engine)
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-02-16", by="Morgan Eastlake")
    for path in ("advice/health/ask", "record/advice_requested"):
        assert "Which service is asked" not in words_on(kim.page(f"/cases/{case}/{path}"))


def test_a_request_is_set_right_where_another_trust_was_asked(engine, kim, assessing):
    put(engine, assessing, Kind.ADVICE_REQUESTED, "2026-02-17", "health")
    number = record_of(engine, assessing)[-1].sequence
    path = f"/cases/{assessing}/entries/{number}/correct"
    assert 'value="health-2"' in kim.page(path)
    shown = kim.fill_in(path, what="service", service=B)
    words = words_on(shown.text)
    assert "It was asked of health: North Trust" in words
    assert "It is asked of health: South Trust" in words
    kim.send_again(path, secrets_on(shown.text), what="service", service=B, confirmed="yes")
    assert asked(engine, assessing) == [("health", B)]
    page = words_on(kim.page(f"/cases/{assessing}"))
    assert "Corrected asked of South Trust" in page
    assert "Health South Trust 01632 960 002" in page
    again = kim.fill_in(path, what="service", service=B)
    assert again.status_code == 400


def test_a_form_that_was_tampered_with_asks_nobody(engine, kim, assessing):
    for path in ("advice/health/ask", "record/advice_requested"):
        answer = kim.fill_in(f"/cases/{assessing}/{path}", party="health", service="zzz", on=ON)
        assert answer.status_code == 400
    assert asked(engine, assessing) == []


def test_several_cases_at_once_ask_the_usual_service_and_say_so(engine, kim, assessing):
    page = words_on(kim.page(of("/cases/bulk/requests", [assessing])))
    assert "the usual one is asked" in page
    assert "health: North Trust" in page
    path = "/cases/bulk/requests"
    sent = to_send(engine, [assessing])
    done = kim.fill_in(path, page=of(path, [assessing]), case=sent)
    assert ("health", None) in asked(engine, assessing)
    assert "health: North Trust" in words_on(kim.page(done.headers["location"]))


def test_the_pages_of_staff_say_for_which_trust_a_case_waits(engine, kim, assessing):
    put(engine, assessing, Kind.ADVICE_REQUESTED, "2026-02-17", "health", service=B)
    put(engine, assessing, Kind.ADVICE_REQUESTED, "2026-02-17", "education")
    assert "Health South Trust 01632 960 002" in words_on(kim.page(f"/cases/{assessing}"))
    assert "health: South Trust" in words_on(kim.page("/cases"))
    facts = words_on(kim.page(f"/cases/{assessing}/hand-over"))
    assert "Health advice of South Trust, asked on" in facts
    assert "Education advice, asked on" in facts
    put(engine, assessing, Kind.ADVICE_REQUEST_RETURNED, "2026-02-27", "health", by="A", reason="?")
    day = words_on(kim.page("/my-day"))
    assert "The service sent the request for advice back: health: South Trust" in day


def test_advice_that_is_late_is_chased_at_its_own_trust(engine, kim):
    two_trusts(engine)
    case = requested(engine, on="2025-11-03")
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2025-12-08", by="Morgan Eastlake")
    put(engine, case, Kind.ADVICE_REQUESTED, "2025-12-09", "health", service=B)
    assert "Chase the advice: health: South Trust." in words_on(kim.page("/my-day"))
