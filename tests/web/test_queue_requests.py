"""One request of a queue: answered by whoever was asked or was given it, and by nobody else."""

from datetime import date

import pytest
from sqlalchemy import select

from ehcp.cases.kinds import Kind
from ehcp.register.engine import reading
from ehcp.register.tables import audit, events
from tests.casework.desks import put
from tests.casework.queues import EP, HEALTH, asked_of
from tests.web.outsiders import number_of
from tests.web.people import secrets_on, words_on


@pytest.fixture
def lea(signed_in):
    """The administrator of the educational psychology service."""
    return signed_in("Lea Frost", "service", kinds=[EP])


@pytest.fixture
def sam(signed_in):
    return signed_in("Sam Hale", "professional", kinds=[EP])


@pytest.fixture
def trust(signed_in):
    return signed_in("Tru Stone", "service", kinds=[HEALTH])


@pytest.fixture
def officer(signed_in):
    return signed_in("Dee Clin", "clinical_officer", kinds=[EP, HEALTH])


def test_a_request_is_answered_behind_the_sign_in(lea, engine):
    reference = asked_of(engine, "Sampleford", on="2026-02-02")
    page = f"/queue/{reference}/{EP}"
    assert "Wren Sampleford" in words_on(lea.page(page))
    answer = lea.fill_in(f"{page}/missed", missed_on=date(2026, 2, 27))
    assert answer.headers["location"].startswith(f"{page}?said=")
    answer = lea.fill_in(
        f"{page}/write",
        author="Sam Hale",
        post="Educational psychologist",
        needs="Reading.",
        provision="A reading group.",
        outcomes="Reads alone.",
    )
    assert answer.headers["location"] == page
    assert "We have your advice" in words_on(lea.page(page))
    assert "Nothing is owed" in words_on(lea.page("/queue"))
    with reading(engine) as connection:
        found = connection.execute(
            select(events.c.kind, events.c.recorded_by).order_by(events.c.sequence)
        ).all()
    assert [tuple(each) for each in found][-2:] == [
        ("appointment_missed", "Lea Frost"),
        ("advice_received", "Lea Frost"),
    ]


def test_a_guessed_request_is_not_answered(trust, sam, engine):
    reference = asked_of(engine, "Sampleford", on="2026-02-02")
    for someone in (trust, sam):
        secrets = secrets_on(someone.page("/queue/calendar"))
        for act in ("have", "not-known", "missed", "late", "return", "write", "file"):
            path = f"/queue/{reference}/{EP}/{act}"
            assert someone.get(path).status_code == 404, path
            assert someone.post(path, data=secrets).status_code == 404, path
    with reading(engine) as connection:
        assert connection.scalar(select(events.c.kind).where(events.c.recorded_by != "Kim")) is None


def test_a_professional_answers_what_they_were_given(lea, sam, engine):
    reference = asked_of(engine, "Sampleford", on="2026-02-02")
    lea.fill_in(
        "/queue", request=f"{reference}.{EP}", to=number_of(engine, "Sam Hale"), act="allocate"
    )
    page = f"/queue/{reference}/{EP}"
    answer = sam.fill_in(f"{page}/have", visit_on=date(2026, 3, 20))
    assert answer.status_code == 303
    assert "after the day on which the advice is due" in words_on(sam.page(page))
    assert "Visit after the due day" in words_on(lea.page("/queue"))


def test_who_was_given_the_old_request_does_not_see_the_new_one(lea, sam, engine):
    reference = asked_of(engine, "Sampleford", on="2026-02-02")
    lea.fill_in(
        "/queue", request=f"{reference}.{EP}", to=number_of(engine, "Sam Hale"), act="allocate"
    )
    page = f"/queue/{reference}/{EP}"
    assert sam.get(page).status_code == 200
    put(engine, reference, Kind.ADVICE_REQUEST_CANCELLED, "2026-02-09", EP)
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-02-16", EP)
    for path in (page, f"{page}/have", f"{page}/write"):
        assert sam.get(path).status_code == 404, path
    secrets = secrets_on(sam.page("/queue/calendar"))
    assert sam.post(f"{page}/not-known", data=secrets).status_code == 404
    assert lea.get(page).status_code == 200


def test_the_clinical_officer_reads_a_request_and_cannot_answer_it(officer, engine):
    reference = asked_of(engine, "Sampleford", on="2026-02-02")
    page = f"/queue/{reference}/{EP}"
    shown = officer.page(page)
    assert "Wren Sampleford" in words_on(shown)
    assert f"{page}/" not in shown
    assert officer.get(f"{page}/have").status_code == 403


def test_a_look_at_a_request_is_on_the_cases_record(lea, engine):
    reference = asked_of(engine, "Sampleford", on="2026-02-02")
    lea.page(f"/queue/{reference}/{EP}")
    with reading(engine) as connection:
        row = connection.execute(select(audit).where(audit.c.by == "Lea Frost")).one()
    assert (row.act, row.about) == ("viewed", EP)
    assert row.case_id is not None
