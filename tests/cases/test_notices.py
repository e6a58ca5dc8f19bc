"""A notice is refused until everyone has it and it holds everything; cautions refuse nothing."""

import pytest

from ehcp.cases.conditions import caution
from ehcp.cases.kinds import Kind
from tests.builders import TODAY, CaseBuilder, a_case


def reviewing(*, born_on: str | None = None) -> CaseBuilder:
    story = a_case(journey="annual_review", born_on=born_on)
    return story.then(Kind.PLAN_FIRST_MADE, "2026-03-10")


def test_a_notice_is_refused_until_everyone_has_it_and_it_holds_everything() -> None:
    story = a_case().requested("2026-01-05")
    sentence = story.refuses(
        Kind.TOLD_WILL_NOT_ASSESS, "2026-02-10", sent_to="family", contains="reasons,time_limits"
    )
    assert "It was not sent to setting, health_commissioner, social_services." in sentence
    assert "It does not hold right_to_appeal, mediation_information," in sentence
    assert "`ehcp case notice told_will_not_assess`" in sentence
    story.allows(Kind.TOLD_WILL_NOT_ASSESS, "2026-02-10")


def test_a_recipient_who_does_not_exist_is_excused_with_a_reason() -> None:
    story = a_case().requested("2026-01-05")
    without_setting = "family,health_commissioner,social_services"
    sentence = story.refuses(Kind.TOLD_WILL_NOT_ASSESS, "2026-02-10", sent_to=without_setting)
    assert "Where setting was left out, say why in no_setting." in sentence
    story.allows(
        Kind.TOLD_WILL_NOT_ASSESS,
        "2026-02-10",
        sent_to=without_setting,
        no_setting="Taught at home",
    )


@pytest.mark.parametrize(
    ("journey", "before", "serving"),
    [
        ("needs_assessment", (Kind.REQUEST_RECEIVED, Kind.TOLD_WILL_ASSESS), Kind.TOLD_NO_PLAN),
        ("annual_review", (Kind.PLAN_FIRST_MADE, Kind.REVIEW_MEETING_HELD), Kind.TOLD_WILL_AMEND),
        ("reassessment", (Kind.REASSESSMENT_REQUESTED,), Kind.TOLD_WILL_NOT_REASSESS),
        ("ceasing", (Kind.CEASING_CONSIDERED,), Kind.TOLD_WILL_CEASE),
    ],
)
def test_every_step_that_serves_a_notice_asks_for_it(
    journey: str, before: tuple[Kind, ...], serving: Kind
) -> None:
    story = a_case(journey=journey)
    for kind in before:
        story.then(kind, "2026-06-01")
    assert "serves a notice" in story.refuses(serving, "2026-06-10", sent_to="", contains="")
    story.allows(serving, "2026-06-10")


def test_from_year_9_a_review_that_says_nothing_of_adulthood_is_cautioned_about() -> None:
    story = reviewing(born_on="2012-05-01")
    event = story.next_entry(Kind.REVIEW_MEETING_HELD, "2026-11-20")
    assert "In year 10 the review must consider preparation for adulthood" in (
        caution(event, TODAY, file=story.file) or ""
    )
    said = story.next_entry(Kind.REVIEW_MEETING_HELD, "2026-11-20", preparation_for_adulthood="yes")
    assert caution(said, TODAY, file=story.file) is None
    young = reviewing(born_on="2018-05-01")
    assert caution(event, TODAY, file=young.file) is None


def test_ceasing_without_asking_anybody_is_cautioned_about() -> None:
    story = a_case(journey="ceasing").then(Kind.CEASING_CONSIDERED, "2026-09-01")
    event = story.next_entry(Kind.TOLD_WILL_CEASE, "2026-10-01")
    assert "Nobody is on record as consulted" in (caution(event, TODAY, file=story.file) or "")
    story.then(Kind.CEASE_CONSULTED, "2026-09-10")
    assert caution(event, TODAY, file=story.file) is None


def test_a_plan_that_ceases_beside_its_ceasing_case_is_cautioned_about() -> None:
    story = reviewing()
    event = story.next_entry(Kind.PLAN_CEASED, "2026-10-01")
    assert "goes through a ceasing case" in (caution(event, TODAY, file=story.file) or "")
