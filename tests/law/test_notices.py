"""A notice is complete when every recipient and content is on record, and says what it lacks."""

import pytest

from ehcp.cases.journeys import JOURNEYS
from ehcp.cases.kinds import Kind
from ehcp.law import notices
from ehcp.law.law_files import BadLaw, text_of
from ehcp.law.notices import (
    APPEAL_PACKAGE,
    Notice,
    complete,
    load_notices,
    missing,
    notice_for,
)

EVERY_NOTICE = pytest.mark.parametrize(
    "each", load_notices(), ids=lambda each: f"{each.kind}-{each.only_for or 'any'}"
)
APPEALABLE = {
    "told_will_not_assess",
    "told_no_plan",
    "plan_finalised",
    "told_will_maintain",
    "review_decided_to_cease",
    "amended_plan_finalised",
    "decided_not_to_amend",
    "transfer_plan_finalised",
    "told_will_not_reassess",
    "told_will_cease",
}
OTHERS = {
    "notified_considering",
    "told_will_assess",
    "draft_served",
    "told_will_amend",
    "amendment_notice_sent",
    "amendment_proposed",
    "told_will_reassess",
    "transfer_letter_sent",
}


def test_every_notice_of_the_legal_paper_is_there_and_no_other() -> None:
    assert {each.kind for each in load_notices()} == APPEALABLE | OTHERS


def test_every_decision_that_can_be_appealed_carries_the_appeal_package() -> None:
    for each in load_notices():
        assert each.appeal_package is (each.kind in APPEALABLE), each.kind
    assert len(APPEAL_PACKAGE) == 5


@EVERY_NOTICE
def test_a_notice_is_served_by_an_event_that_a_journey_has(each: Notice) -> None:
    assert each.kind in {kind.value for kind in Kind}
    assert each.kind in {step.when.value for journey in JOURNEYS for step in journey.steps}


@EVERY_NOTICE
def test_a_notice_has_a_source_that_was_verified_and_ends_its_sentences(each: Notice) -> None:
    assert each.source.cite
    assert each.source.confidence in "ABC"
    assert (each.note or "None.").endswith(".")


@EVERY_NOTICE
def test_a_complete_notice_lacks_nothing(each: Notice) -> None:
    details = complete(each.kind, detained=each.only_for == "detained")
    assert missing(each, details) == ()


@EVERY_NOTICE
def test_each_thing_left_out_is_named(each: Notice) -> None:
    details = complete(each.kind, detained=each.only_for == "detained")
    for name, says in (("sent_to", "not sent to"), ("contains", "not hold")):
        every = details[name].split(",")
        for left_out in every:
            rest = ",".join(other for other in every if other != left_out)
            sentence, *how = missing(each, details | {name: rest})
            assert sentence.endswith(f"{says} {left_out}.")
            assert how == (
                [f"Where {left_out} was left out, say why in no_{left_out}."]
                if name == "sent_to" and left_out in each.excusable
                else []
            )


@EVERY_NOTICE
def test_only_whom_the_law_lets_off_can_be_excused_and_only_with_a_reason(each: Notice) -> None:
    details = complete(each.kind, detained=each.only_for == "detained")
    for recipient in each.sent_to:
        rest = ",".join(other for other in each.sent_to if other != recipient)
        without = details | {"sent_to": rest, f"no_{recipient}": "The child attends no setting."}
        assert (missing(each, without) == ()) is (recipient in each.excusable)
        assert missing(each, without | {f"no_{recipient}": "  "})


def test_the_family_is_never_excused() -> None:
    for each in load_notices():
        assert not {"family", "appropriate_person"} & set(each.excusable)
        assert {"family", "appropriate_person"} & set(each.sent_to)


def test_a_word_that_is_no_recipient_is_refused() -> None:
    notice = notice_for("transfer_letter_sent")
    assert notice is not None
    details = complete("transfer_letter_sent")
    (sentence,) = missing(notice, details | {"sent_to": "family, grandmother"})
    assert sentence.startswith("'grandmother' in sent_to is no recipient. Write one of: family, ")


def test_more_than_the_law_asks_for_is_welcome() -> None:
    notice = notice_for("transfer_letter_sent")
    assert notice is not None
    details = complete("transfer_letter_sent")
    more = {"sent_to": "family, setting", "contains": details["contains"] + ", reasons"}
    assert missing(notice, more) == ()


def test_nothing_on_record_lacks_everything() -> None:
    notice = notice_for("told_will_not_assess", "needs_assessment")
    assert notice is not None
    all_sent, all_held = ", ".join(notice.sent_to), ", ".join(notice.contents)
    not_sent, excusable, not_held = missing(notice, {})
    assert not_sent == f"It was not sent to {all_sent}."
    assert excusable == "Where setting was left out, say why in no_setting."
    assert not_held == f"It does not hold {all_held}."


def test_the_final_plan_of_a_detained_person_goes_to_others() -> None:
    ordinary = notice_for("plan_finalised", "needs_assessment")
    detained = notice_for("plan_finalised", "needs_assessment", detained=True)
    assert ordinary is not None
    assert detained is not None
    assert "youth_offending_team" in detained.sent_to
    assert "youth_offending_team" not in ordinary.sent_to
    assert notice_for("told_no_plan", "needs_assessment", detained=True) == notice_for(
        "told_no_plan", "needs_assessment"
    )


def test_an_event_that_serves_no_notice_needs_nothing() -> None:
    assert notice_for("note_added") is None
    assert complete("note_added") == {}


def test_a_decision_to_amend_can_be_on_record_before_a_notice_that_is_late() -> None:
    notice = notice_for("told_will_amend", "annual_review")
    assert notice is not None
    assert "proposed_amendments" not in notice.contents


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"),
    [
        ('sent_to = ["nobody"]', 'sent_to = ["family"]', "no recipient is named nobody"),
        ('contains = ["cake"', 'contains = ["transferred"', "no content is named cake"),
        ('kind = "told_no_plan"', 'kind = "told_will_assess"', "told_no_plan more than once"),
        ('excusable = ["requester"]', 'excusable = ["setting"]', "it excuses requester, to whom"),
    ],
)
def test_a_wrong_notice_is_refused(wrong, right, sentence, monkeypatch) -> None:
    text = text_of("notices.toml")
    assert right in text
    load_notices.cache_clear()
    monkeypatch.setattr(notices, "text_of", lambda _: text.replace(right, wrong))
    try:
        with pytest.raises(BadLaw, match=sentence):
            load_notices()
    finally:
        load_notices.cache_clear()
