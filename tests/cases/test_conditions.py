"""Every refusal says in a sentence what is wrong, where, and what to do."""

import pytest

from ehcp.cases.advice import advice_requests
from ehcp.cases.conditions import caution, refuse_impossible_start
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.stages import Stage
from ehcp.cases.standing import standing
from ehcp.refusal import Refusal
from tests.builders import TODAY, CaseBuilder, a_case, day, limit, limits

EP = "educational_psychology"
ALL_AGREE = {"author_agrees": "yes", "authority_agrees": "yes", "family_agrees": "yes"}


def assessing() -> CaseBuilder:
    return a_case().requested("2026-01-05").told_will_assess("2026-02-10")


def drafted() -> CaseBuilder:
    return assessing().draft_served("2026-06-01")


def test_a_refusal_is_one_that_the_command_line_prints() -> None:
    assert issubclass(NotPossible, Refusal)


def test_a_day_before_the_request_is_refused() -> None:
    sentence = a_case().requested("2026-01-05").refuses(Kind.TOLD_WILL_ASSESS, "2026-01-04")
    assert "4 January 2026 is before the request of case K7Q-2ND" in sentence
    assert "correct that entry first" in sentence


def test_a_day_in_the_far_future_is_refused() -> None:
    sentence = a_case().requested("2026-01-05").refuses(Kind.TOLD_WILL_ASSESS, "2062-02-10")
    assert "more than two years ahead" in sentence
    assert "Check the year" in sentence


def test_a_request_before_the_act_is_refused() -> None:
    with pytest.raises(NotPossible, match="when the law of these assessments began"):
        refuse_impossible_start(born_on=None, day=day("1926-01-05"), today=TODAY)


def test_a_request_before_the_birth_is_refused() -> None:
    with pytest.raises(NotPossible, match="is before the date of birth on record"):
        refuse_impossible_start(born_on=day("2026-01-06"), day=day("2026-01-05"), today=TODAY)


def test_a_request_from_the_26th_birthday_is_refused() -> None:
    refuse_impossible_start(born_on=day("2000-01-06"), day=day("2026-01-05"), today=TODAY)
    with pytest.raises(NotPossible, match="was 26 or older on 6 January 2026"):
        refuse_impossible_start(born_on=day("2000-01-06"), day=day("2026-01-06"), today=TODAY)


def test_the_earlier_trigger_may_be_recorded_later() -> None:
    a_case().requested("2026-12-01").allows(Kind.BECAME_RESPONSIBLE, "2026-11-03")


def test_the_earlier_trigger_is_not_before_the_birth() -> None:
    story = a_case(born_on="2026-11-10").requested("2026-12-01")
    assert "date of birth" in story.refuses(Kind.BECAME_RESPONSIBLE, "2026-11-03")


def test_a_step_that_the_journey_does_not_allow_says_what_it_allows() -> None:
    sentence = assessing().refuses(Kind.PLAN_FINALISED, "2026-04-01")
    assert "case K7Q-2ND then stood at 'Awaiting advice'" in sentence
    assert "this step belongs to: draft with the family" in sentence
    assert "What can be recorded there: " in sentence
    assert "draft_served" in sentence


def test_a_step_dated_before_the_stage_that_it_needs_is_refused() -> None:
    sentence = assessing().refuses(Kind.ADVICE_REQUESTED, "2026-02-01", party=EP)
    assert "then stood at 'Awaiting decision to assess'" in sentence


def test_a_closed_case_takes_no_further_step() -> None:
    story = a_case().requested("2026-01-05").withdrawn("2026-01-20")
    assert "'Withdrawn'" in story.refuses(Kind.TOLD_WILL_ASSESS, "2026-02-10")


def test_an_ending_dated_before_what_came_after_it_is_refused() -> None:
    sentence = assessing().refuses(Kind.WITHDRAWN, "2026-01-20")
    assert "the entry told_will_assess of 10 February 2026 would no longer fit" in sentence


@pytest.mark.parametrize("kind", [Kind.ADVICE_REQUESTED, Kind.ADVICE_RECEIVED])
@pytest.mark.parametrize("party", [None, ""])
def test_an_entry_about_advice_names_its_kind(kind: Kind, party: str | None) -> None:
    assert "add --party, for example --party EP" in assessing().refuses(
        kind, "2026-02-12", party=party
    )


def test_an_unknown_kind_of_advice_is_refused() -> None:
    sentence = assessing().refuses(Kind.ADVICE_REQUESTED, "2026-02-12", party="astrology")
    assert "'astrology' is not a kind of advice. The kinds are: education" in sentence


def test_a_consultation_names_the_setting() -> None:
    assert "needs the school or college" in drafted().refuses(Kind.SETTING_CONSULTED, "2026-06-02")


def test_an_entry_about_the_whole_case_names_nobody() -> None:
    sentence = drafted().refuses(Kind.TOLD_NO_PLAN, "2026-06-20", party=EP)
    assert "about the whole case" in sentence


@pytest.mark.parametrize("kind", [Kind.NOTE_ADDED, Kind.OFFICER_CHANGED])
def test_a_note_or_a_change_of_officer_names_no_kind_of_advice(kind: Kind) -> None:
    assert "Leave --party out" in assessing().refuses(
        kind, "2026-02-12", party="astrology", officer="Kim"
    )


def test_the_securing_of_the_provision_names_nobody_and_the_setting_that_admits_may() -> None:
    issued = drafted().plan_finalised("2026-06-20")
    sentence = issued.refuses(Kind.PROVISION_SECURED, "2026-06-22", party=EP)
    assert "about the whole case" in sentence
    issued.allows(Kind.SETTING_ADMITTED, "2026-09-02", party="123456")


def test_a_second_request_while_the_first_is_awaited_is_refused() -> None:
    story = assessing().advice_asked(EP, "2026-02-10")
    sentence = story.refuses(Kind.ADVICE_REQUESTED, "2026-02-20", party=EP)
    assert "was requested on 10 February 2026 and is still awaited" in sentence


@pytest.mark.parametrize(
    "kind",
    [
        Kind.ADVICE_RECEIVED,
        Kind.NIL_REPLY,
        Kind.ADVICE_ACKNOWLEDGED,
        Kind.APPOINTMENT_MISSED,
        Kind.ADVICE_ACCEPTED,
        Kind.ADVICE_SENT_BACK,
        Kind.ADVICE_REQUEST_CANCELLED,
    ],
)
def test_nothing_happens_to_advice_that_was_not_asked_for(kind: Kind) -> None:
    sentence = assessing().refuses(kind, "2026-02-12", party=EP)
    assert "no educational_psychology advice had been requested by 12 February 2026" in sentence
    before_asking = assessing().advice_asked(EP, "2026-02-15")
    assert "had been requested by" in before_asking.refuses(kind, "2026-02-12", party=EP)


@pytest.mark.parametrize(
    "kind", [Kind.ADVICE_RECEIVED, Kind.NIL_REPLY, Kind.ADVICE_REQUEST_CANCELLED]
)
def test_advice_is_not_answered_twice(kind: Kind) -> None:
    story = assessing().advice_asked(EP, "2026-02-10").advice_came(EP, "2026-03-01")
    sentence = story.refuses(kind, "2026-03-02", party=EP)
    assert "request of 10 February 2026 had been answered or cancelled by 2 March" in sentence


def test_a_reply_dated_before_the_one_that_stands_is_refused() -> None:
    story = assessing().advice_asked(EP, "2026-02-10").advice_came(EP, "2026-03-01")
    sentence = story.refuses(Kind.ADVICE_RECEIVED, "2026-02-20", party=EP)
    assert "the entry advice_received of 1 March 2026 would no longer fit" in sentence


def test_a_reply_dated_before_its_report_was_sent_back_is_refused() -> None:
    story = assessing().advice_asked(EP, "2026-02-10").advice_came(EP, "2026-03-01")
    story.advice_sent_back(EP, "2026-03-05")
    assert "answered" in story.refuses(Kind.ADVICE_RECEIVED, "2026-03-03", party=EP)
    story.allows(Kind.ADVICE_RECEIVED, "2026-03-20", party=EP)


def test_an_acknowledgement_recorded_after_the_reply_is_let_through() -> None:
    story = assessing().advice_asked(EP, "2026-02-10").advice_came(EP, "2026-03-01")
    story.allows(Kind.ADVICE_ACKNOWLEDGED, "2026-02-12", party=EP)


def test_nothing_is_sent_back_that_has_not_come() -> None:
    story = assessing().advice_asked(EP, "2026-02-10")
    sentence = story.refuses(Kind.ADVICE_SENT_BACK, "2026-02-12", party=EP)
    assert "no educational_psychology advice had been received by 12 February 2026" in sentence


@pytest.mark.parametrize("missing", sorted(ALL_AGREE))
@pytest.mark.parametrize("answer", ["no", None])
def test_existing_advice_needs_three_agreements(missing: str, answer: str | None) -> None:
    """Reg 6(4), worked example 54: two of three, or a no, and advice is sought afresh."""
    details = {name: says for name, says in ALL_AGREE.items() if name != missing}
    if answer:
        details[missing] = answer
    sentence = assessing().refuses(Kind.EXISTING_ADVICE_USED, "2026-02-12", party=EP, **details)
    assert f"Add --detail {missing}=yes, or request the advice afresh" in sentence


def test_existing_advice_stands_where_all_three_agree() -> None:
    assessing().allows(Kind.EXISTING_ADVICE_USED, "2026-02-12", party=EP, **ALL_AGREE)


def test_a_plan_is_not_final_while_the_family_has_time_to_answer() -> None:
    """Worked example 18: from 16 June, not before, unless the family has answered and agrees."""
    sentence = drafted().refuses(Kind.PLAN_FINALISED, "2026-06-15")
    assert "The family has until 15 June 2026 to answer the draft of 1 June 2026" in sentence
    drafted().allows(Kind.PLAN_FINALISED, "2026-06-16")


def test_an_answer_alone_does_not_let_a_plan_be_final_sooner() -> None:
    """Reg 13(1)(a): a family that answers with objections keeps its fifteen days."""
    answered = drafted().then(Kind.REPRESENTATIONS_RECEIVED, "2026-06-08")
    sentence = answered.refuses(Kind.PLAN_FINALISED, "2026-06-10")
    assert "only if the family has answered that draft and agrees" in sentence
    assert sentence.endswith("if they have and do, add --detail family_agreed=yes.")
    answered.allows(Kind.PLAN_FINALISED, "2026-06-16")


def test_an_agreement_without_an_answer_on_record_does_not_either() -> None:
    sentence = drafted().refuses(Kind.PLAN_FINALISED, "2026-06-10", family_agreed="yes")
    assert sentence.endswith("if they have and do, record representations_received first.")


def test_a_family_that_answered_and_agrees_may_have_its_plan_sooner() -> None:
    answered = drafted().then(Kind.REPRESENTATIONS_RECEIVED, "2026-06-08")
    answered.allows(Kind.PLAN_FINALISED, "2026-06-10", family_agreed="yes")
    agreed = drafted().then(Kind.REPRESENTATIONS_RECEIVED, "2026-06-08", family_agreed="yes")
    agreed.allows(Kind.PLAN_FINALISED, "2026-06-10")
    said_no = drafted().then(Kind.REPRESENTATIONS_RECEIVED, "2026-06-08", family_agreed="no")
    assert "family_agreed=yes" in said_no.refuses(Kind.PLAN_FINALISED, "2026-06-10")


def test_an_answer_to_the_first_draft_does_not_close_the_window_of_the_second() -> None:
    story = drafted().then(Kind.REPRESENTATIONS_RECEIVED, "2026-06-08", family_agreed="yes")
    story.draft_served("2026-06-09")
    assert "until 23 June 2026" in story.refuses(Kind.PLAN_FINALISED, "2026-06-17")


@pytest.mark.parametrize("name", ["visit_on", "received_by_body_on"])
def test_a_detail_that_should_be_a_day_is_one(name: str) -> None:
    sentence = assessing().refuses(
        Kind.ADVICE_REQUESTED, "2026-02-12", party=EP, **{name: "30/02/2026"}
    )
    assert f"{name} is '30/02/2026', which is not a day" in sentence


def test_no_body_receives_a_request_before_it_was_sent() -> None:
    sentence = assessing().refuses(
        Kind.ADVICE_REQUESTED, "2026-02-12", party=EP, received_by_body_on="2026-02-11"
    )
    assert "before it was sent on 12 February 2026" in sentence


@pytest.mark.parametrize(("received", "fits"), [("2026-03-26", True), ("2026-03-27", False)])
def test_no_request_is_on_its_way_for_more_than_six_weeks(received: str, *, fits: bool) -> None:
    details = {"received_by_body_on": received}
    if fits:
        assessing().allows(Kind.ADVICE_REQUESTED, "2026-02-12", party=EP, **details)
        return
    sentence = assessing().refuses(Kind.ADVICE_REQUESTED, "2026-02-12", party=EP, **details)
    assert "27 March 2026, more than 42 days after it was sent on 12 February 2026" in sentence
    assert "Check both dates" in sentence


def test_a_day_that_has_not_come_is_allowed_with_a_caution() -> None:
    story = assessing().draft_served("2026-12-01")
    story.allows(Kind.NOTE_ADDED, "2026-12-01")
    assert caution(story.entries[-1], TODAY) == (
        "1 December 2026 is ahead of today, 21 November 2026, and counts from now on as if it had "
        "come. If the date is a slip, correct entry 3."
    )
    assert caution(story.entries[0], TODAY) is None
    assert caution(story.draft_served("2026-11-21").entries[-1], TODAY) is None


def test_a_correction_to_a_day_that_has_not_come_is_cautioned_about_too() -> None:
    story = assessing().corrected(2, "2027-02-10", on="2026-11-21")
    assert (caution(story.entries[-1], TODAY) or "").endswith("correct entry 2.")
    assert caution(story.struck_out(2, on="2026-11-21").entries[-1], TODAY) is None


def test_a_change_of_officer_names_the_officer() -> None:
    assert "--detail officer=NAME" in assessing().refuses(Kind.OFFICER_CHANGED, "2026-02-12")


@pytest.mark.parametrize("text", ["nul\0", "half a character \udc80"])
def test_text_that_no_database_keeps_is_refused(text: str) -> None:
    sentence = assessing().refuses(Kind.NOTE_ADDED, "2026-02-12", text=text)
    assert "characters that cannot be kept" in sentence


def test_a_note_may_have_lines_and_any_alphabet() -> None:
    assessing().allows(Kind.NOTE_ADDED, "2026-02-12", text="Łucja’s mother\nrang: 你好")


def test_the_news_of_an_ending_may_come_after_more_was_done() -> None:
    story = assessing().advice_asked(EP, "2026-02-12")
    story.allows(Kind.WITHDRAWN, "2026-02-11")
    story.withdrawn("2026-02-11")
    assert standing(story.file).stage is Stage.WITHDRAWN
    assert advice_requests(story.file) == ()
    assert limits(story.file, "advice_response") == []
    assert not limit(story.file, "final_plan").is_running


def test_an_ending_before_a_decision_that_was_told_is_refused() -> None:
    sentence = assessing().refuses(Kind.WITHDRAWN, "2026-02-09")
    assert "told_will_assess of 10 February 2026 would no longer fit" in sentence


def test_nothing_is_asked_in_a_case_that_has_ended() -> None:
    story = assessing().withdrawn("2026-02-11")
    assert "Withdrawn" in story.refuses(Kind.ADVICE_REQUESTED, "2026-02-12", party=EP)
