"""A school without an account answers a consultation by the link in its email, and sees no more."""

import pytest
from sqlalchemy import select

from ehcp.cases.kinds import Kind
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import audit
from tests.casework.desks import record_of
from tests.one_database import on_sqlite_only
from tests.web.admins import HOSTILE
from tests.web.consulted_schools import (
    BY,
    Mailboxes,
    is_dead,
    opened_by,
    page_of,
    school_link,
)
from tests.web.people import guest, secrets_on, staff_member, words_on
from tests.web.schools import CANDLEFORD, LARK, consulted
from tests.web.test_consultations import give, paper_of
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


def acts_on_record(engine) -> list[tuple[str, str, str]]:
    with reading(engine) as connection:
        rows = connection.execute(select(audit).order_by(audit.c.id)).all()
    return [(row.by, row.act, row.about) for row in rows if row.by == BY]


def test_a_school_without_an_account_reads_who_it_is_about_and_answers(engine, school, case):
    assert school.get("/answering").headers["location"] == page_of(case)
    words = words_on(school.page(page_of(case)))
    for said in ("Wren3 Larkspur", "Lark Rise Primary School", "10 Mar 2026", "fifteen days"):
        assert said in words
    answer = school.fill_in(
        page_of(case), can_meet_need="no", grounds=["unsuitable"], note="No hydrotherapy pool"
    )
    assert answer.headers["location"] == f"{page_of(case)}?said=consultation-answered"
    last = file_in(engine, case).recorded[-1]
    assert (last.kind, last.party, last.recorded_by) == (Kind.SETTING_REPLIED, LARK, BY)
    assert last.details == {
        "can_meet_need": "no",
        "unsuitable": "yes",
        "note": "No hydrotherapy pool",
    }


@on_sqlite_only
def test_before_the_code_nothing_says_which_child_case_or_school(nobody, engine, case):
    path = school_link(engine)
    for page in (nobody.page(path), nobody.fill_in(path) and nobody.page(f"{path}/code")):
        words = words_on(page)
        assert not [word for word in ("Wren", "Larkspur", "Lark Rise", LARK, case) if word in words]
    assert "consults you about a plan" in words_on(nobody.page(path))


def test_an_answer_is_given_once_and_a_second_try_says_what_was_answered(
    engine, counter, school, case
):
    second = opened_by(guest(counter), engine)
    secrets = secrets_on(second.page(page_of(case)))
    school.fill_in(page_of(case), can_meet_need="no", grounds=["resources"], note="Wren is 11")
    again = second.send_again(page_of(case), secrets, can_meet_need="yes")
    assert again.headers["location"] == page_of(case)
    for someone in (school, second, opened_by(guest(counter), engine)):
        words = words_on(someone.page(page_of(case)))
        assert "Your school has answered" in words
        assert "No, we cannot" in words
        assert "efficient use of resources" in words
        assert "Wren" not in words
        assert "Candleford" not in words
    kinds = [kind for kind, *_ in record_of(engine, case)]
    assert kinds.count("setting_replied") == 1


@on_sqlite_only
def test_a_slip_comes_back_with_what_was_typed_and_nothing_is_recorded(engine, school, case):
    answer = school.fill_in(page_of(case), can_meet_need="no", note="<b>Full</b>")
    assert answer.status_code == 400
    assert "Choose at least one reason" in words_on(answer.text)
    assert "&lt;b&gt;Full&lt;/b&gt;" in answer.text
    assert record_of(engine, case)[-1][0] == "setting_consulted"


@on_sqlite_only
@pytest.mark.parametrize("typed", [*HOSTILE, "x" * 5_000])
def test_whatever_is_typed_comes_back_as_text_or_as_a_kind_error(school, kim, case, typed):
    secrets = secrets_on(school.page(page_of(case)))
    for fields in (
        {"can_meet_need": typed},
        {"can_meet_need": "no", "grounds": [typed], "note": "Full"},
        {"can_meet_need": "no", "grounds": ["resources"], "note": typed},
    ):
        answer = school.send_again(page_of(case), secrets, **fields)
        assert answer.status_code in (303, 400)
        assert "<script>alert" not in answer.text + kim.page(f"/cases/{case}/consultations")


@on_sqlite_only
def test_a_form_without_the_secret_of_the_links_own_page_is_not_taken(engine, school, case):
    answer = school.post(page_of(case), data={"can_meet_need": "yes"})
    assert answer.status_code == 400
    assert record_of(engine, case)[-1][0] == "setting_consulted"


@on_sqlite_only
def test_the_link_opens_no_other_school_case_or_page(engine, school, case):
    other = consulted(engine, "4", LARK)  # its own letter has not gone yet
    for path in (
        page_of(case, CANDLEFORD),
        page_of(other),
        page_of(case, "0"),
        page_of(case, "%27--"),
        page_of("ZZZ-ZZZ"),
        f"{page_of(case)}/{'0' * 32}",
        f"/answering/{case}/education",
        f"/answering/{case}/{LARK}",
    ):
        assert is_dead(school, path), path
    answer = school.get(f"/school/consultations/{case}/{LARK}")
    assert answer.status_code == 303  # to the sign-in
    words = school.page(page_of(case))
    assert "Candleford" not in words
    assert other not in words


def test_the_papers_for_the_schools_are_read_by_the_link_until_the_answer(
    engine, kim, school, case
):
    assert give(kim, case).status_code == 303
    paper = paper_of(engine)
    path = f"{page_of(case)}/{paper.id}"
    assert path in school.page(page_of(case))
    answer = school.get(path)
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert (BY, "opened a document", f"paper-for-schools-{case}.pdf") in acts_on_record(engine)
    school.fill_in(page_of(case), can_meet_need="yes")
    assert is_dead(school, path)


@on_sqlite_only
def test_several_consultations_of_one_email_are_a_list_without_names(engine, mailboxes, nobody):
    first, second = consulted(engine, "3", LARK, CANDLEFORD), consulted(engine, "4", LARK)
    mailboxes.post(engine)
    school = opened_by(nobody, engine)
    words = words_on(school.page("/answering"))
    assert "Consultations Our email was about these" in words
    assert all(each in words for each in (first, second, "Tuesday 10 March 2026"))
    assert not [word for word in ("Larkspur", "Wren", "Candleford", "Lark Rise") if word in words]
    assert "Wren4" not in school.page(page_of(first))
    school.fill_in(page_of(first), can_meet_need="yes")
    assert "You have answered" in words_on(school.page("/answering"))
    assert "All consultations of this link" in school.page(page_of(second))


def test_every_use_is_on_the_audit_record_by_the_school(engine, nobody, case):
    path = school_link(engine)
    nobody.fill_in(path)
    nobody.fill_in(f"{path}/code", code="abc")
    opened_by(nobody, engine)
    nobody.fill_in(page_of(case), can_meet_need="yes")
    about = "by a one-time link"
    assert [each for each in acts_on_record(engine) if each[1] != "link_code_sent"] == [
        (BY, "link_code_wrong", about),
        (BY, "link_opened", about),
        (BY, "link_viewed", f"consultation of {LARK}"),
        (BY, "recorded", "setting_replied"),
    ]


@on_sqlite_only
def test_what_a_school_typed_is_theirs_to_copy_when_the_visit_has_ended(nobody, case):
    answer = nobody.post(page_of(case), data={"note": "A long <b>morning</b>"})
    assert answer.status_code == 403
    assert "A long &lt;b&gt;morning&lt;/b&gt;" in answer.text


@on_sqlite_only
def test_a_school_with_users_answers_behind_its_sign_in_as_before(engine, counter, case):
    priya = staff_member(counter, "Priya Nair", "setting", settings=[LARK])
    priya.fill_in(f"/school/consultations/{case}/{LARK}", can_meet_need="yes")
    assert file_in(engine, case).recorded[-1].recorded_by == "Priya Nair, Lark Rise Primary School"
    school = opened_by(guest(counter), engine)
    assert "Yes, we can meet" in words_on(school.page(page_of(case)))
