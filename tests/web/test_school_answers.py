"""What a school answers and sends: reviews step by step, consultations, advice about education."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from ehcp.cases.kinds import Kind
from ehcp.casework.look_up import file_of
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import documents
from tests.casework.desks import put, record_of
from tests.documents.files import A_PROGRAM, a_pdf
from tests.one_database import postgres_again
from tests.web.people import counter_over, secrets_on, staff_member, words_on
from tests.web.schools import CANDLEFORD, LARK, assessment_of, consulted, review_of
from tests.web.test_hostile_forms import HOSTILE

pytestmark = postgres_again

PDF = a_pdf()
BY = "Priya Nair, Lark Rise Primary School"


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


def send_file(someone, path, content=PDF, name="report.pdf", **fields):
    data = secrets_on(someone.page(path))
    for field, value in fields.items():
        if isinstance(value, date):
            data |= {
                f"{field}-day": str(value.day),
                f"{field}-month": str(value.month),
                f"{field}-year": str(value.year),
            }
        else:
            data[field] = value
    return someone.post(path, data=data, files={"file": (name, content, "application/pdf")})


def kept(engine):
    with reading(engine) as connection:
        return connection.execute(select(documents)).all()


# ------------------------------------------------------------------------------------ reviews


def test_a_review_goes_from_the_day_of_its_meeting_to_its_report(engine, school):
    reference = review_of(engine, "1", made="2025-04-10")
    path = f"/school/reviews/{reference}"
    school.fill_in(f"{path}/meeting", on=date(2026, 3, 20))
    page = words_on(school.page(path))
    assert "Fixed for 20 Mar 2026" in page
    assert "Due soon 6 Mar 2026" in page  # invitations and advice, two weeks before
    school.fill_in(f"{path}/invitations", on=date(2026, 3, 2))
    assert "Sent on 2 Mar 2026" in words_on(school.page(path))
    assert (
        send_file(school, f"{path}/advice", on=date(2026, 3, 2), from_whom="speech therapist")
        .headers["location"]
        .startswith(path)
    )
    school.fill_in(f"{path}/circulated", on=date(2026, 3, 2))
    assert record_of(engine, reference) == [
        ("plan_first_made", "2025-04-10"),
        ("review_meeting_fixed", "2026-03-02"),
        ("invitations_sent", "2026-03-02"),
        ("review_advice_received", "2026-03-02"),
        ("review_advice_circulated", "2026-03-02"),
    ]
    (paper,) = kept(engine)
    assert (paper.kind, paper.party, paper.state, paper.entry) == (
        "review_advice_received",
        "speech therapist",
        "clean",
        4,
    )


def test_the_report_goes_straight_into_the_case_and_ends_what_is_owed(engine, school):
    reference = review_of(engine, "1", made="2025-04-10")
    path = f"/school/reviews/{reference}"
    school.fill_in(f"{path}/held", on=date(2026, 2, 20))
    page = words_on(school.page("/school"))
    assert "Reports of review meetings (1)" in page
    assert "6 Mar 2026" in page  # two weeks after the meeting
    answer = send_file(school, f"{path}/report", on=date(2026, 3, 2))
    assert answer.headers["location"] == f"{path}?said=school-recorded"
    assert "Reports of review meetings" not in words_on(school.page("/school"))
    (paper,) = kept(engine)
    assert (paper.kind, paper.entry, paper.stored_by) == ("review_report_sent", 3, BY)
    assert "Report of the meeting" in words_on(school.page(path))


def test_a_file_that_is_refused_leaves_nothing_and_is_said_at_its_field(engine, school):
    reference = review_of(engine, "1", made="2025-04-10")
    school.fill_in(f"/school/reviews/{reference}/held", on=date(2026, 2, 20))
    answer = send_file(
        school, f"/school/reviews/{reference}/report", A_PROGRAM, on=date(2026, 3, 2)
    )
    assert answer.status_code == 400
    assert 'id="file-error"' in answer.text
    assert kept(engine) == []
    assert len(record_of(engine, reference)) == 2


def test_an_entry_that_is_refused_keeps_no_file(engine, school, tmp_path):
    reference = review_of(engine, "1", made="2025-04-10")
    school.fill_in(f"/school/reviews/{reference}/held", on=date(2026, 2, 20))
    answer = send_file(school, f"/school/reviews/{reference}/report", on=date(2026, 2, 1))
    assert answer.status_code == 400  # before the meeting
    assert kept(engine) == []
    assert [each for each in (tmp_path / "documents").rglob("*") if each.is_file()] == []


def test_a_report_that_waits_for_the_scanner_is_not_on_record_yet(engine, counter):
    # Nothing listens there: the scanner is away.
    settings = counter.settings.model_copy(update={"scanner": "clamd:127.0.0.1:9"})
    school = staff_member(
        replace(counter, settings=settings), "Priya Nair", "setting", settings=[LARK]
    )
    reference = review_of(engine, "1", made="2025-04-10")
    path = f"/school/reviews/{reference}"
    school.fill_in(f"{path}/held", on=date(2026, 2, 20))
    answer = send_file(school, f"{path}/report", on=date(2026, 3, 2))
    assert answer.headers["location"] == f"{path}?said=document-held"
    assert len(record_of(engine, reference)) == 2
    assert "Being checked for viruses" in words_on(school.page(path))
    (paper,) = kept(engine)
    assert (paper.state, paper.entry, str(paper.happened_on)) == ("held", None, "2026-03-02")


def test_the_form_says_what_is_done_to_a_file_and_no_more(engine, counter):
    step = f"/school/reviews/{review_of(engine, '1', made='2025-04-10')}/advice"
    for scanner, says, says_not in (
        ("none", "We look at what kind of file it is.", "viruses"),
        ("clamd:127.0.0.1:9", "and is checked for viruses.", "kind of file it is"),
    ):
        settings = counter.settings.model_copy(update={"scanner": scanner})
        at = replace(counter, settings=settings)
        school = staff_member(at, f"Reader of {scanner}", "setting", settings=[LARK])
        words = words_on(school.page(step))
        assert says in words
        assert says_not not in words


def test_a_meeting_that_is_still_ahead_was_not_held(engine, school):
    reference = review_of(engine, "1", made="2025-04-10")
    answer = school.fill_in(f"/school/reviews/{reference}/held", on=date(2026, 3, 20))
    assert answer.status_code == 400
    assert "The day must be today or earlier" in answer.text
    answer = school.fill_in(f"/school/reviews/{reference}/meeting", on=date(2026, 3, 1))
    assert answer.status_code == 400
    assert len(record_of(engine, reference)) == 1


def test_a_step_out_of_its_order_is_not_there(engine, school):
    reference = review_of(engine, "1", made="2025-04-10")
    school.page(f"/school/reviews/{reference}/report", status=404)
    school.page(f"/school/reviews/{reference}/nonsense", status=404)


def test_a_form_sent_twice_is_done_once(engine, school):
    reference = review_of(engine, "1", made="2025-04-10")
    path = f"/school/reviews/{reference}/meeting"
    secrets = secrets_on(school.page(path))
    for _ in range(2):
        assert school.send_again(path, secrets, on=date(2026, 3, 20)).status_code == 303
    assert len(record_of(engine, reference)) == 2


# ------------------------------------------------------------------------------- consultations


def test_an_answer_to_a_consultation_says_which_grounds_and_why(engine, school):
    reference = consulted(engine, "3", "Lark Rise Primary School", CANDLEFORD)
    path = f"/school/consultations/{reference}/{LARK}"
    page = words_on(school.page(path))
    assert "Wren3 Larkspur" in page
    assert "Due soon 10 Mar 2026" in page
    answer = school.fill_in(
        path, can_meet_need="no", grounds=["unsuitable", "resources"], note="No hydrotherapy pool"
    )
    assert answer.headers["location"] == "/school?said=consultation-answered"
    last = file_of(engine, reference).recorded[-1]
    assert (last.kind, last.party, last.recorded_by) == (
        Kind.SETTING_REPLIED,
        "Lark Rise Primary School",
        BY,
    )
    assert last.details == {
        "can_meet_need": "no",
        "unsuitable": "yes",
        "resources": "yes",
        "note": "No hydrotherapy pool",
    }
    assert "Consultations to answer" not in words_on(school.page("/school"))
    after = words_on(school.page(path))
    assert "answered on Monday 2 March 2026" in after
    assert "Larkspur" not in after  # who has answered need not go on seeing who the child is


def test_a_school_that_cannot_says_on_which_ground(engine, school):
    reference = consulted(engine, "3", LARK)
    path = f"/school/consultations/{reference}/{LARK}"
    for fields, wrong in (
        ({}, "Choose whether you can meet"),
        ({"can_meet_need": "no", "note": "Full"}, "Choose at least one reason"),
        ({"can_meet_need": "no", "grounds": ["resources"]}, "Enter what leads you to say so"),
        ({"can_meet_need": "yes", "grounds": ["resources"]}, "only if you cannot"),
        ({"can_meet_need": "no", "grounds": ["full"], "note": "Full"}, "Choose at least one"),
    ):
        answer = school.fill_in(path, **fields)
        assert answer.status_code == 400
        assert wrong in words_on(answer.text)
    assert record_of(engine, reference)[-1][0] == "setting_consulted"
    assert school.fill_in(path, can_meet_need="yes").status_code == 303


def test_one_school_of_two_that_were_consulted_does_not_see_the_other(engine, school):
    reference = consulted(engine, "3", LARK, CANDLEFORD)
    assert "Candleford" not in school.page(f"/school/consultations/{reference}/{LARK}")
    school.page(f"/school/consultations/{reference}/{CANDLEFORD}", status=404)
    school.fill_in(f"/school/consultations/{reference}/{LARK}", can_meet_need="yes")
    academy = staff_member(counter_over(engine), "Jo Reed", "setting", settings=[CANDLEFORD])
    assert "Consultations to answer (1)" in words_on(academy.page("/school"))


def test_a_consultation_ends_with_the_decision(engine, school):
    reference = consulted(engine, "3", LARK)
    put(engine, reference, Kind.TOLD_NO_PLAN, "2026-03-01")
    school.page(f"/school/consultations/{reference}/{LARK}", status=404)
    assert "Larkspur" not in school.page("/school")


def test_a_school_reads_again_why_it_sent_a_request_back_and_nobody_else_does(
    engine, counter, school
):
    reference = assessment_of(engine, "2")
    path = f"/school/{reference}/education"
    done = school.fill_in(f"{path}/return", reason="She left us at Christmas")
    for again in (done.headers["location"], path):
        assert "You wrote: She left us at Christmas" in words_on(school.page(again))
    colleague = staff_member(counter, "Jo Reed", "setting", settings=[LARK])
    assert "She left us" not in colleague.page(path)
    kim = staff_member(counter, "Kim Ashdown", "caseworker")
    assert "She left us at Christmas" in words_on(kim.page(f"/cases/{reference}"))


def test_the_caseworker_finds_what_came_overnight_on_my_day(engine, counter, school):
    consultation = consulted(engine, "3", LARK)
    review = review_of(engine, "1", made="2025-04-10")
    school.fill_in(f"/school/consultations/{consultation}/{LARK}", can_meet_need="yes")
    school.fill_in(f"/school/reviews/{review}/meeting", on=date(2026, 3, 20))
    kim = staff_member(counter, "Kim Ashdown", "caseworker")
    page = words_on(kim.page("/my-day"))
    assert "Read the reply to the consultation" in page
    assert "Put the meeting into your calendar" in page
    case = words_on(kim.page(f"/cases/{consultation}"))
    assert "It can meet the need" in case


@pytest.mark.parametrize("what", sorted(HOSTILE.keys() - {"half a symbol"}))
def test_whatever_a_school_types_comes_back_as_text_or_as_a_kind_error(engine, school, kim, what):
    typed = HOSTILE[what]
    reference = consulted(engine, "3", LARK)
    path = f"/school/consultations/{reference}/{LARK}"
    answer = school.fill_in(path, can_meet_need="no", grounds=["resources"], note=typed)
    assert answer.status_code in (303, 400, 413)
    review = review_of(engine, "1", made="2025-04-10")
    answer = send_file(
        school,
        f"/school/reviews/{review}/advice",
        name="CON.exe\u202e.pdf",
        on=date(2026, 3, 2),
        from_whom=typed[:300],
    )
    assert answer.status_code in (303, 400)
    for page in (school.page(f"/school/reviews/{review}"), kim.page(f"/cases/{reference}")):
        assert "<script>alert('x')" not in page


# -------------------------------------------------------------------------------------- advice


def test_a_school_gives_its_advice_behind_its_own_sign_in(engine, school):
    reference = assessment_of(engine, "2")
    path = f"/school/{reference}/education"
    assert "Wren2 Larkspur" in words_on(school.page(path))
    assert school.fill_in(f"{path}/have").status_code == 303
    assert file_of(engine, reference).recorded[-1].recorded_by == BY
    answer = send_file(school, f"{path}/file")
    assert answer.status_code == 303
    last = file_of(engine, reference).recorded[-1]
    assert (last.kind, last.party, last.recorded_by) == (Kind.ADVICE_RECEIVED, "education", BY)
    assert "Advice that you are asked for" not in words_on(school.page("/school"))


def test_a_school_answers_for_nobody_elses_pupils_and_for_no_other_advice(engine, counter):
    reference = assessment_of(engine, "2")
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-02-10", party="health")
    academy = staff_member(counter, "Jo Reed", "setting", settings=[CANDLEFORD])
    school = staff_member(counter, "Priya Nair", "setting", settings=[LARK])
    for someone, party in ((academy, "education"), (school, "health"), (school, "nonsense")):
        for act in ("", "/have", "/file", "/write"):
            page = someone.page(f"/school/{reference}/{party}{act}", status=404)
            assert "Larkspur" not in page
