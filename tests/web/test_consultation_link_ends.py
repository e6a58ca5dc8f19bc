"""What ends the link of a consulted school, or brings a new one; what is dead tells nothing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from config import clock
from ehcp.cases.kinds import Kind
from ehcp.outside.links import LIVES
from ehcp.register.engine import open_engine, writing
from ehcp.register.tables import links, messages
from tests.casework.desks import put, record_of, strike_out
from tests.one_database import on_sqlite_only
from tests.web.conftest import TODAY
from tests.web.consulted_schools import (
    ACADEMY,
    OFFICE,
    Mailboxes,
    how_many_links,
    is_dead,
    opened_by,
    page_of,
    school_link,
)
from tests.web.links import NOTHING, mail_to
from tests.web.people import guest, secrets_on, staff_member, words_on
from tests.web.schools import CANDLEFORD, LARK, consulted
from tests.web.test_record import file_of as file_in


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def mailboxes() -> Mailboxes:
    return Mailboxes()


@pytest.fixture
def counter(engine, mailboxes, tmp_path):
    return mailboxes.counter(engine, documents=tmp_path / "documents")


@pytest.fixture
def case(engine, mailboxes) -> str:
    """Lark Rise and Candleford are consulted about Wren3, and each has our email."""
    reference = consulted(engine, "3", LARK, CANDLEFORD)
    mailboxes.post(engine)
    return reference


@pytest.fixture
def school(nobody, engine, case):
    """Somebody who reads the mailbox of Lark Rise, with the link open."""
    del case
    return opened_by(nobody, engine)


@pytest.mark.usefixtures("case")
def test_a_guessed_an_expired_and_a_withdrawn_link_get_one_and_the_same_page(engine, nobody):
    path = school_link(engine)
    pages = {words_on(nobody.page("/answer/" + "A" * 32, status=404))}
    with clock.the_day(TODAY + LIVES + timedelta(days=1)):
        pages.add(words_on(nobody.page(path, status=404)))
    with writing(engine) as connection:
        connection.execute(update(links).values(withdrawn_at=clock.now(), withdrawn_by="Kim"))
    pages.add(words_on(nobody.page(path, status=404)))
    assert len(pages) == 1
    assert NOTHING in pages.pop()


@on_sqlite_only
def test_a_forwarded_link_opens_nothing_for_whoever_cannot_read_the_schools_mailbox(
    engine, nobody, case
):
    path = school_link(engine)
    nobody.fill_in(path, email="thief@elsewhere.example")
    assert mail_to(engine, "thief@elsewhere.example") == []
    assert len(mail_to(engine, OFFICE, letter="code")) == 1
    assert nobody.fill_in(f"{path}/code", code="00000000").status_code in (400, 303)
    answer = nobody.get(page_of(case))
    assert answer.status_code == 403
    assert "Wren" not in answer.text


def test_the_caseworker_withdraws_a_link_and_whoever_has_it_open_sees_no_more(
    engine, counter, kim, school, case
):
    listed = f"/cases/{case}/consultations"
    (entry, _) = (
        each.sequence
        for each in file_in(engine, case).recorded
        if each.kind is Kind.SETTING_CONSULTED
    )
    here = f"{listed}/{entry}/link"
    assert here in kim.page(listed)
    words = words_on(kim.page(here))
    assert OFFICE in words
    assert "consultation of Lark Rise Primary School" in words
    assert "The same link" not in words
    assert kim.fill_in(here).status_code == 400
    done = kim.fill_in(here, why="Sent to a wrong mailbox")
    assert done.headers["location"] == f"{listed}?said=link-withdrawn"
    assert here not in kim.page(listed)
    assert school.get(page_of(case)).status_code == 403
    assert is_dead(school, school_link(engine))
    academy = opened_by(guest(counter), engine, ACADEMY)  # the other school's link goes on
    assert "Wren3" in academy.page(page_of(case, CANDLEFORD))
    for wrong in ("1", "0", "nonsense", "9" * 30):
        assert kim.get(f"{listed}/{wrong}/link").status_code == 404


@on_sqlite_only
def test_who_may_not_run_cases_withdraws_no_link(engine, counter, case):
    entry = file_in(engine, case).recorded[-1].sequence
    pat = staff_member(counter, "Pat Reader", "quality_officer")
    assert pat.get(f"/cases/{case}/consultations/{entry}/link").status_code == 403
    assert "/link" not in pat.page(f"/cases/{case}/consultations")


def test_a_link_to_a_mailbox_that_is_no_longer_the_schools_opens_nothing(
    engine, mailboxes, nobody, school, case
):
    old, secrets = school_link(engine), secrets_on(school.page(page_of(case)))
    mailboxes.are({LARK: "new@larkrise.example", CANDLEFORD: ACADEMY})
    assert is_dead(nobody, old)
    assert is_dead(school, page_of(case))
    assert is_dead(school, "/answering")
    answer = school.send_again(page_of(case), secrets, can_meet_need="yes")
    assert answer.status_code == 404
    assert record_of(engine, case)[-1][0] == "setting_consulted"
    with clock.the_day(date(2026, 3, 5)):
        mailboxes.post(engine)  # the chaser of the tenth day
        opened_by(nobody, engine, "new@larkrise.example")
        assert "Wren3" in nobody.page(page_of(case))


@on_sqlite_only
def test_a_letter_that_came_back_goes_again_only_to_the_mailbox_that_the_school_has_now(
    engine, mailboxes, nobody, kim, case
):
    with writing(engine) as connection:
        lark = messages.c.recipient == OFFICE
        connection.execute(update(messages).where(lark).values(status="failed"))
        letter = connection.scalars(select(messages.c.id).where(lark)).one()
    here = f"/letters/undelivered/{letter}"
    mailboxes.are({LARK: "new@larkrise.example", CANDLEFORD: ACADEMY})
    assert "new@larkrise.example, the mailbox of the school now" in words_on(kim.page(here))
    secrets = secrets_on(kim.page(here)) | {"act": "again"}
    elsewhere = kim.send_again(here, secrets, to="other", email="thief@elsewhere.example")
    assert elsewhere.status_code == 400
    assert kim.send_again(here, secrets, to="now").status_code == 303
    opened_by(nobody, engine, "new@larkrise.example")
    assert "Wren3" in nobody.page(page_of(case))


@on_sqlite_only
def test_a_school_that_left_the_list_opens_nothing(engine, mailboxes, school, case):
    mailboxes.are({})
    assert is_dead(school, page_of(case))
    assert is_dead(school, school_link(engine))


@pytest.mark.parametrize("kind", [Kind.TOLD_NO_PLAN, Kind.PLAN_FINALISED])
@pytest.mark.parametrize("answered", [False, True])
def test_once_the_council_has_decided_the_link_opens_nothing(
    engine, counter, nobody, case, kind, answered
):
    names = {"names": "Candleford Academy"} if kind is Kind.PLAN_FINALISED else {}
    put(engine, case, Kind.DRAFT_SERVED, "2026-03-02")
    if answered:
        opened_by(guest(counter), engine).fill_in(page_of(case), can_meet_need="yes")
    with clock.the_day(date(2026, 3, 18)):
        opened_by(nobody, engine)
        assert nobody.get(page_of(case)).status_code == 200
        put(engine, case, kind, "2026-03-18", **names)
        for path in (page_of(case), "/answering", school_link(engine)):
            assert is_dead(nobody, path), path


def test_a_consultation_that_was_struck_out_is_not_there(engine, school, case):
    (lark, _) = (
        each for each in file_in(engine, case).recorded if each.kind is Kind.SETTING_CONSULTED
    )
    strike_out(engine, case, lark.sequence, "2026-03-02")
    for path in (page_of(case), school_link(engine)):
        assert is_dead(school, path)


@on_sqlite_only
def test_asked_anew_a_school_answers_by_the_new_email_and_not_by_the_old(
    engine, mailboxes, counter, school, case
):
    old = school_link(engine)
    school.fill_in(page_of(case), can_meet_need="yes")
    with clock.the_day(date(2026, 3, 10)):
        put(engine, case, Kind.SETTING_CONSULTED, "2026-03-10", party=LARK)
        mailboxes.post(engine)
        someone = guest(counter)
        assert is_dead(someone, old)
        opened_by(someone, engine)
        assert "Wren3" in someone.page(page_of(case))


@on_sqlite_only
def test_each_chaser_brings_a_link_of_its_own_and_an_answer_closes_the_form_of_all(
    engine, mailboxes, counter, case
):
    first = school_link(engine)
    with clock.the_day(date(2026, 3, 5)):
        mailboxes.post(engine)
        chaser = school_link(engine)
        assert chaser != first
        assert how_many_links(engine) == 4
        school = opened_by(guest(counter), engine)
        school.fill_in(page_of(case), can_meet_need="yes")
        words = words_on(opened_by(guest(counter), engine).page(page_of(case)))
        assert "Yes, we can meet" in words
