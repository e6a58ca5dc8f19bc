"""Claiming and approving an exception: evidence, the real closures, and two people."""

import pytest

from ehcp.cases.conditions import refuse_broken_record
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from tests.builders import CaseBuilder, a_case, limit
from tests.cases.school_calendar import CALENDAR, SUMMER, asked_of_the_school


def test_two_weeks_at_christmas_are_never_enough() -> None:
    """Worked example 12."""
    story = a_case(setting="Beech School", closures=CALENDAR).requested("2026-11-02")
    story.told_will_assess("2026-12-01").advice_asked("education", "2026-12-21")
    sentence = story.refuses(
        Kind.EXCEPTION_CLAIMED, "2027-01-05", ground="school_closed", school="123457", evidence="…"
    )
    assert "closed for 14 days, and the law asks for at least 28" in sentence


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "needs its ground: add --detail ground="),
        ({"ground": "half_term"}, "'half_term' is not a ground in law. The grounds are"),
        ({"ground": "E1"}, "add --detail school=URN"),
        ({"ground": "E1", "school": "Elm Road"}, "has no 'Elm Road'"),
        ({"ground": "E3", "described": "Ill"}, "needs the fact from_on"),
        ({"ground": "E3", "described": "Ill", "from_on": "soon"}, "Write days as 2026-07-23"),
        ({"ground": "E3", "described": " ", "from_on": "2026-07-01"}, "are not described"),
        (
            {"ground": "E4", "absent_from": "2026-07-01", "absent_until": "2026-07-20"},
            "20 days of absence",
        ),
        ({"ground": "E4'", "absent_from": "2026-01-01", "absent_until": "2026-02-20"}, "apply"),
    ],
)
def test_a_claim_that_the_law_does_not_know_is_refused(facts: dict[str, str], words: str) -> None:
    story = asked_of_the_school("2026-07-20")
    assert words in story.refuses(Kind.EXCEPTION_CLAIMED, "2026-09-10", evidence="…", **facts)


@pytest.mark.parametrize("evidence", [{}, {"evidence": " "}])
def test_an_exception_without_evidence_is_refused(evidence: dict[str, str]) -> None:
    sentence = asked_of_the_school("2026-07-20").refuses(
        Kind.EXCEPTION_CLAIMED,
        "2026-09-10",
        ground="E3",
        described="A bereavement",
        from_on="2026-07-01",
        **evidence,
    )
    assert "needs its evidence: add --detail evidence=" in sentence


def test_a_ground_that_no_limit_of_the_case_knows_yet_is_refused() -> None:
    story = a_case().requested("2026-06-29")
    sentence = story.refuses(
        Kind.EXCEPTION_CLAIMED,
        "2026-07-01",
        ground="E3'",
        described="Ill",
        from_on="2026-07-01",
        evidence="A letter from the hospital",
    )
    assert "No limit of case K7Q-2ND can be lifted by advice_circumstances yet" in sentence


def claims_school_closed(story: CaseBuilder, school: str = "123456", **details: str) -> str:
    return story.refuses(
        Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E1", school=school, evidence="…", **details
    )


@pytest.mark.parametrize("school", ["123456", " ash lane  SCHOOL"])
def test_the_days_of_a_closure_come_from_the_calendar(school: str) -> None:
    claim = asked_of_the_school("2026-07-20").allows(
        Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E1", school=school, evidence="…"
    )
    assert claim.details == {
        "ground": "E1",
        "evidence": "…",
        "school": "Ash Lane School",
        "school_urn": "123456",
        **SUMMER,
    }


def test_typed_days_that_the_calendar_does_not_have_are_refused() -> None:
    story = asked_of_the_school("2026-07-20")
    sentence = claims_school_closed(story, closed_from="2026-07-17", reopens="2026-09-02")
    assert "no closure of Ash Lane School with closed_from 2026-07-17" in sentence
    assert "23 July 2026 to 2 September 2026" in sentence
    story.allows(
        Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E1", school="123456", evidence="…", **SUMMER
    )


def test_only_the_closure_of_the_setting_that_was_asked_counts() -> None:
    story = asked_of_the_school("2026-07-20", setting="Beech School")
    assert "asked of Beech School, not of Ash Lane School" in claims_school_closed(story)
    asked = a_case(setting="Beech School", closures=CALENDAR).requested("2026-06-29")
    asked.told_will_assess("2026-07-14").advice_asked("education", "2026-07-20", urn="123456")
    asked.allows(Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E1", school="123456", evidence="…")
    nobody = a_case(closures=CALENDAR).requested("2026-06-29").told_will_assess("2026-07-14")
    nobody.advice_asked("education", "2026-07-20")
    assert "of a setting that is not on record" in claims_school_closed(nobody)


def test_a_request_to_another_setting_does_not_count_for_the_one_that_closed() -> None:
    """The school was asked too early; what was asked of another school in time is no help."""
    story = asked_of_the_school("2026-07-15")
    story.advice_asked("education", "2026-07-20", setting="Beech School")
    assert "outside the time that counts" in claims_school_closed(story)


@pytest.mark.parametrize(("asked_on", "counts"), [("2026-07-15", False), ("2026-08-26", True)])
def test_a_school_asked_outside_the_window_is_refused(asked_on: str, *, counts: bool) -> None:
    story = asked_of_the_school(asked_on)
    if counts:
        story.allows(
            Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E1", school="123456", evidence="…"
        )
    else:
        sentence = claims_school_closed(story)
        assert "outside the time that counts, from 16 July 2026 to 26 August 2026" in sentence


def test_an_early_years_provider_has_a_ground_of_its_own() -> None:
    story = asked_of_the_school("2026-07-20", setting="Cedar Nursery")
    assert "Claim early_years_closed" in claims_school_closed(story, "Cedar Nursery")
    story.allows(
        Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E2", school="Cedar Nursery", evidence="…"
    )


def claimed() -> CaseBuilder:
    story = asked_of_the_school("2026-07-20")
    claim = story.allows(
        Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E1", school="123456", evidence="…"
    )
    story.entries.append(claim)
    return story


def test_an_approval_takes_the_facts_of_the_claim() -> None:
    story = claimed()
    approval = story.allows(
        Kind.EXCEPTION_APPROVED, "2026-09-12", by="Morgan", ground="school_closed", note="Agreed."
    )
    assert SUMMER.items() <= approval.details.items()
    story.entries.append(approval)
    lifted = limit(story.file, "final_plan").exception
    assert lifted is not None
    assert "approved by Morgan on 12 September 2026" in lifted.authority


def test_nobody_approves_what_nobody_claimed() -> None:
    story = asked_of_the_school("2026-07-20")
    sentence = story.refuses(Kind.EXCEPTION_APPROVED, "2026-09-12", by="Morgan", ground="E1")
    assert "Record exception_claimed with its facts and evidence first" in sentence


def test_nobody_approves_what_was_refused_since() -> None:
    story = claimed().then(Kind.EXCEPTION_REFUSED, "2026-09-11", by="Morgan", ground="E1")
    sentence = story.refuses(Kind.EXCEPTION_APPROVED, "2026-09-12", by="Morgan", ground="E1")
    assert "Nobody has claimed school_closed" in sentence


def test_nobody_approves_a_claim_of_their_own() -> None:
    sentence = claimed().refuses(Kind.EXCEPTION_APPROVED, "2026-09-12", by="kim", ground="E1")
    assert "somebody else has to approve it" in sentence


def test_a_space_makes_nobody_somebody_else() -> None:
    sentence = claimed().refuses(Kind.EXCEPTION_APPROVED, "2026-09-12", by=" kim ", ground="E1")
    assert "somebody else has to approve it" in sentence


def struck(story: CaseBuilder, entry: int) -> None:
    before = story.file
    after = story.struck_out(entry).file
    refuse_broken_record(before=before, after=after, event=after.recorded[-1])


def test_a_claim_whose_approval_stands_is_not_struck_out() -> None:
    story = claimed().then(
        Kind.EXCEPTION_APPROVED, "2026-09-12", by="Morgan", ground="school_closed"
    )
    with pytest.raises(NotPossible, match=r"approved on 12 September 2026 \(entry 5\)"):
        struck(story, 4)
    refused = claimed().then(Kind.EXCEPTION_APPROVED, "2026-09-12", by="Morgan", ground="E1")
    struck(refused.then(Kind.EXCEPTION_REFUSED, "2026-09-13", by="Morgan", ground="E1"), 4)
    taken_back = claimed().then(Kind.EXCEPTION_APPROVED, "2026-09-12", by="Morgan", ground="E1")
    struck(taken_back, 5)
    struck(taken_back, 4)
    struck(claimed(), 4)


def detained() -> CaseBuilder:
    story = a_case().then(Kind.DETAINED_REQUEST_RECEIVED, "2026-01-05")
    return story.told_will_assess("2026-02-01").advice_asked("health", "2026-02-01")


ABSENT = {"absent_from": "2026-02-02", "absent_until": "2026-03-15"}


def test_absence_does_not_excuse_the_advice_about_a_detained_person() -> None:
    sentence = detained().refuses(
        Kind.EXCEPTION_CLAIMED,
        "2026-03-20",
        party="health",
        ground="advice_absent_four_weeks",
        evidence="A letter",
        **ABSENT,
    )
    assert "can be lifted by advice_absent_four_weeks" in sentence
    on_record = detained().exception_approved(
        "advice_absent_four_weeks", "2026-03-20", party="health", **ABSENT
    )
    assert limit(on_record.file, "advice_response").exception is None
    in_hospital = {"described": "In hospital", "from_on": "2026-02-05"}
    excused = detained().exception_approved(
        "advice_circumstances", "2026-03-20", party="health", **in_hospital
    )
    assert limit(excused.file, "advice_response").exception is not None
    assert limit(excused.file, "detained_advice").exception is not None


def test_nothing_is_approved_before_it_was_claimed() -> None:
    sentence = claimed().refuses(Kind.EXCEPTION_APPROVED, "2026-09-09", by="Morgan", ground="E1")
    assert "claimed on 10 September 2026 and cannot be approved before that" in sentence


def test_an_approval_brings_no_facts_of_its_own() -> None:
    sentence = claimed().refuses(
        Kind.EXCEPTION_APPROVED, "2026-09-12", by="Morgan", ground="E1", reopens="2026-09-05"
    )
    assert "takes its facts from the claim of 10 September 2026 (entry 4)" in sentence
    assert "Leave out reopens" in sentence


def test_an_approval_is_put_to_the_test_again() -> None:
    story = claimed()
    story.corrected(3, "2026-08-28")  # the school was asked after all on a later day
    sentence = story.refuses(Kind.EXCEPTION_APPROVED, "2026-09-12", by="Morgan", ground="E1")
    assert "The ground school_closed does not apply" in sentence


def from_a_tracker(reopens: str) -> CaseBuilder:
    days = {"closed_from": "2026-07-23", "reopens": reopens}
    return asked_of_the_school("2026-07-20").then(
        Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E1", source="tracker", **days
    )


def test_a_closure_out_of_a_tracker_is_approved_only_where_the_calendar_shows_it() -> None:
    from_a_tracker("2026-09-02").allows(
        Kind.EXCEPTION_APPROVED, "2026-09-12", by="Kim", ground="E1"
    )
    sentence = from_a_tracker("2026-09-20").refuses(
        Kind.EXCEPTION_APPROVED, "2026-09-12", by="Kim", ground="E1"
    )
    assert "the council's calendar of closures does not show it" in sentence


def test_nobody_refuses_what_nobody_claimed() -> None:
    story = asked_of_the_school("2026-07-20")
    assert "Nobody has claimed" in story.refuses(Kind.EXCEPTION_REFUSED, "2026-09-10", ground="E1")
