"""Each limit explained: who owes it, the sum, both dates, what was set, every exception."""

from datetime import date
from typing import Any

from ehcp.cases.explain import explain
from ehcp.cases.kinds import Kind
from ehcp.law.rules import load_rules
from tests.builders import TODAY, CaseBuilder, a_case, day


def explained(story: CaseBuilder, rule_id: str, *, on: date = TODAY) -> dict[str, Any]:
    (found,) = [
        each for each in explain(story.file, rules=load_rules(), day=on) if each["rule"] == rule_id
    ]
    return found


def a_review() -> CaseBuilder:
    story = a_case(journey="annual_review").then(Kind.PLAN_FIRST_MADE, "2026-01-12")
    return story.then(Kind.REVIEW_MEETING_FIXED, "2026-10-12", meeting_on="2026-11-30")


def test_a_limit_shows_trigger_count_and_due_date() -> None:
    found = explained(a_case().requested("2026-01-05"), "final_plan", on=day("2026-05-01"))
    assert found["trigger"]["kind"] == "request_received"
    assert (found["due"], found["days"], found["days_left"]) == ("2026-05-25", 140, 24)
    assert found["practical_latest_working_day"] == "2026-05-22"
    assert found["confidence_says"].startswith("read in the law itself")


def test_a_rule_not_read_again_says_so() -> None:
    found = explained(a_review(), "review_first")
    assert found["confidence"] == "C"
    assert found["confidence_says"] == "known, not re-read: check before relying on it"


def test_notice_ahead_of_a_meeting_shows_the_safer_clear_day() -> None:
    found = explained(a_review(), "review_meeting_notice")
    assert (found["due"], found["safer_clear_day"]) == ("2026-11-16", "2026-11-15")
    assert found["trigger"]["happened_on"] == "2026-10-12"
    assert found["trigger"]["counts_from"] == "2026-11-30"


def test_who_owes_it_follows_who_arranges_it() -> None:
    story = a_review().then(Kind.REVIEW_ARRANGER_SET, "2026-10-01", arranged_by="authority")
    found = explained(story, "review_meeting_notice")
    assert (found["owed_by"], found["citation"]) == ("local authority", "SI 2014/1530 reg 21(3)")


def test_both_dates_of_an_amendment_are_kept() -> None:
    story = a_review().then(Kind.REVIEW_MEETING_HELD, "2026-11-30")
    story.then(Kind.TOLD_WILL_AMEND, "2026-12-28").then(Kind.AMENDMENT_NOTICE_SENT, "2027-01-11")
    found = explained(story, "amend_final")
    assert found["due"] == "2027-03-08"
    assert [(each["rule"], each["due"]) for each in found["runs_beside"]] == [
        ("amend_outer_limit", "2027-02-22")
    ]
    assert explained(story, "amend_outer_limit")["runs_beside"][0]["due"] == "2027-03-08"
    assert explained(story, "amend_representations")["may_be_done_from"] == "2027-01-26"


def test_a_worked_out_date_shows_its_sum_and_what_it_was_told() -> None:
    story = a_case().requested("2026-08-20").told_will_not_assess("2026-10-01")
    story.then(Kind.MEDIATION_CERTIFICATE_ISSUED, "2026-11-29")
    found = explained(story, "appeal_deadline")
    assert found["facts"] == {"certificate": "2026-11-29"}
    assert "the certificate of 29 November 2026 + 1 month" in found["arithmetic"]
    assert found["arithmetic"].endswith("= 4 January 2027")


def test_a_late_certificate_needs_the_tribunals_permission() -> None:
    story = a_case().requested("2026-08-20").told_will_not_assess("2026-09-01")
    assert not explained(story, "appeal_deadline")["needs_extension"]
    story.then(Kind.MEDIATION_CERTIFICATE_ISSUED, "2026-11-15")
    assert explained(story, "appeal_deadline")["needs_extension"]
    story.then(Kind.MEDIATION_CONTACTED, "2026-10-20")
    assert not explained(story, "appeal_deadline")["needs_extension"]


def test_a_day_set_by_agreement_stands_beside_the_laws_own() -> None:
    story = a_case().requested("2026-01-05").told_will_not_assess("2026-02-10")
    story.then(
        Kind.MEDIATION_AGREED,
        "2026-03-03",
        order="other",
        mediation_agreement_other="2026-04-30",
    )
    found = explained(story, "mediation_agreement_other")
    assert found["due"] == "2026-04-30"
    assert found["set_otherwise"] == {
        "on": "2026-04-30",
        "by": "agreement",
        "law_says": "2026-03-17",
    }


def test_a_plan_kept_for_an_appeal_has_no_day_yet() -> None:
    story = a_case(journey="ceasing").then(Kind.CEASING_CONSIDERED, "2026-06-01")
    story.then(Kind.TOLD_WILL_CEASE, "2026-06-20").then(Kind.APPEAL_REGISTERED, "2026-08-01")
    found = explained(story, "cease_effective")
    assert found["due"] is None
    assert found["status"] == "time that must be allowed, with no end yet"
    assert "is not determined, so the plan has to be kept" in found["arithmetic"]


def test_every_exception_is_answered_with_yes_or_no_and_why() -> None:
    story = a_case().requested("2026-06-29")
    story.exception_approved(
        "personal_circumstances", "2026-07-20", described="A bereavement", from_on="2026-07-01"
    )
    found = explained(story, "final_plan")
    answers = {each["ground"]: each["answer"] for each in found["exceptions_considered"]}
    assert answers.pop("personal_circumstances") == "yes"
    assert set(answers.values()) == {"no"}
    assert all(each["why"] for each in found["exceptions_considered"])


def test_a_duty_without_a_number_is_as_soon_as_practicable() -> None:
    found = explained(a_case().requested("2026-06-29"), "notify_considering")
    assert (found["due"], found["arithmetic"]) == (None, None)
    assert found["status"] == "as soon as practicable"
