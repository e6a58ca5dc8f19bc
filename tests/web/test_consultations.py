"""What schools are given to read when they are consulted, and how their answers are seen."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from config import clock
from ehcp.cases.alerts import AlertPolicy
from ehcp.cases.kinds import Kind
from ehcp.casework.raise_alerts import raise_alerts
from ehcp.law.rules import load_rules
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import documents
from tests.casework.desks import put
from tests.documents.files import a_pdf
from tests.one_database import postgres_again
from tests.web.admins import on_record
from tests.web.people import counter_over, secrets_on, staff_member, words_on
from tests.web.schools import CANDLEFORD, LARK, UNKNOWN, assessment_of, consulted, review_of

pytestmark = postgres_again


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def counter(engine, tmp_path):
    return counter_over(engine, documents=tmp_path / "documents")


@pytest.fixture
def school(counter):
    return staff_member(counter, "Priya Nair", "setting", settings=[LARK])


def give(kim, reference):
    path = f"/cases/{reference}/consultations"
    return kim.post(
        path,
        data=secrets_on(kim.page(path)),
        files={"file": ("Wren Larkspur draft.pdf", a_pdf(), "application/pdf")},
    )


def paper_of(engine):
    with reading(engine) as connection:
        return connection.execute(select(documents)).one()


def test_a_school_reads_the_draft_behind_its_sign_in_until_it_has_answered(engine, kim, school):
    reference = consulted(engine, "3", LARK)
    path = f"/school/consultations/{reference}/{LARK}"
    assert "has put nothing here yet" in words_on(school.page(path))
    assert give(kim, reference).status_code == 303
    paper = paper_of(engine)
    assert f"paper-for-schools-{reference}.pdf" in school.page(path)
    answer = school.get(f"{path}/{paper.id}")
    assert (answer.status_code, answer.content) == (200, a_pdf())
    assert answer.headers["content-disposition"].startswith("attachment")
    about = f"paper-for-schools-{reference}.pdf"
    assert ("Priya Nair", about, None) in on_record(engine, "opened a document")
    school.fill_in(path, can_meet_need="yes")
    assert school.get(f"{path}/{paper.id}").status_code == 404


def test_a_school_that_is_not_consulted_reads_nothing(engine, kim, counter):
    reference = consulted(engine, "3", LARK)
    give(kim, reference)
    academy = staff_member(counter, "Jo Reed", "setting", settings=[CANDLEFORD])
    for urn in (LARK, CANDLEFORD):
        path = f"/school/consultations/{reference}/{urn}/{paper_of(engine).id}"
        assert academy.get(path).status_code == 404


def test_a_school_reads_no_other_document_of_the_case(engine, kim, school):
    reference = consulted(engine, "3", LARK)
    path = f"/cases/{reference}/documents"
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-02-10", party="health")
    page = kim.page(path)
    answer = kim.post(
        path,
        data=secrets_on(page)
        | {"party": "health", "on-day": "1", "on-month": "3", "on-year": "2026"},
        files={"document": ("a.pdf", a_pdf(), "application/pdf")},
    )
    assert answer.status_code == 303
    paper = paper_of(engine)
    assert paper.kind == "advice_received"
    answer = school.get(f"/school/consultations/{reference}/{LARK}/{paper.id}")
    assert answer.status_code == 404


def test_the_caseworker_sees_each_answer_with_its_grounds(engine, kim, school):
    reference = consulted(engine, "3", LARK, CANDLEFORD)
    school.fill_in(
        f"/school/consultations/{reference}/{LARK}",
        can_meet_need="no",
        grounds=["resources"],
        note="Two adults <all day>",
    )
    page = words_on(kim.page(f"/cases/{reference}/consultations"))
    assert "by Priya Nair, Lark Rise Primary School It cannot" in page
    assert "inefficient use of resources" in page
    assert "Two adults &lt;all day&gt;" in page
    assert "Candleford Academy 999002" in page
    assert "Due soon 10 Mar 2026" in page  # the other school has still to answer
    assert f"/cases/{reference}/consultations" in kim.page(f"/cases/{reference}")


_IN_WORDS = {
    LARK: "Lark Rise Primary School",  # of the calendar
    "777001": "Hill Nursery",  # of the record of a pupil there
    UNKNOWN: f"setting with URN {UNKNOWN}",
    "setting": "a school or college that the tracker does not name",
    "Brook Lane School": "Brook Lane School",
}


@pytest.mark.parametrize(("party", "named"), _IN_WORDS.items())
def test_a_consulted_school_is_named_on_every_page_whatever_stands_on_record(
    engine, kim, morgan, party, named
):
    review_of(engine, "9", urn="777001", setting="Hill Nursery")
    reference = assessment_of(engine, "3", urn=None)
    put(engine, reference, Kind.DECIDED_TO_ISSUE, "2026-02-11")
    put(engine, reference, Kind.SETTING_CONSULTED, "2026-02-12", party=party)
    raise_alerts(
        engine, day=clock.today(), at=clock.now(), policy=AlertPolicy(), rules=load_rules()
    )
    of_the_case = f"/cases/{reference}"
    paths = (of_the_case, f"{of_the_case}/consultations", "/my-day", "/cases")
    pages = {path: words_on(kim.page(path)) for path in paths}
    pages["/alerts"] = words_on(morgan.page("/alerts"))
    for path, page in pages.items():
        assert named.casefold() in page.casefold(), path
    if party.isdigit():
        shown = "".join(pages.values()).replace(f"URN {party}", "")
        assert shown.count(party) == (0 if party == UNKNOWN else 1)  # beside its name, once


def test_without_a_consultation_nothing_can_be_given(engine, kim):
    reference = assessment_of(engine, "2")
    page = kim.page(f"/cases/{reference}/consultations")
    assert "Give it to the schools" not in page
    answer = kim.post(
        f"/cases/{reference}/consultations",
        data=secrets_on(kim.page(f"/cases/{reference}")),
        files={"file": ("a.pdf", a_pdf(), "application/pdf")},
    )
    assert answer.status_code == 400


def test_what_cannot_be_scanned_is_given_to_no_school(engine, counter):
    settings = counter.settings.model_copy(update={"scanner": "clamd:127.0.0.1:9"})
    kim = staff_member(replace(counter, settings=settings), "Kim Ashdown", "caseworker")
    reference = consulted(engine, "3", LARK)
    answer = give(kim, reference)
    assert answer.status_code == 400
    assert "cannot be scanned" in answer.text
    with reading(engine) as connection:
        assert connection.execute(select(documents)).all() == []
