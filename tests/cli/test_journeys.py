"""Every journey through the front door: opened, taken on, listed, explained; notices whole."""

import json

import pytest

from ehcp.cases.journeys import JOURNEYS
from ehcp.cases.kinds import Kind
from ehcp.law.notices import load_notices
from tests.cli.conftest import dues, serving, shown
from tests.one_database import on_sqlite_only

BORN = ("--born", "2016-05-05")
OPENINGS = {
    "annual_review": ("--started", "2026-01-12", "--as", "plan_last_reviewed"),
    "amendment": ("--started", "2026-05-04", *serving("amendment_proposed", "amendment")),
    "phase_transfer": (
        *("--started", "2026-04-01", "--as", "phase_transfer_to_school_due"),
        *("--detail", "transfer_on=2027-09-01"),
    ),
    "reassessment": ("--started", "2026-05-11", "--as", "reassessment_requested"),
    "ordered_assessment": (
        *("--started", "2026-05-11", "--detail", "order=assess", "--detail", "basis=order"),
    ),
    "ceasing": ("--started", "2026-05-11"),
    "transfer_out": (
        *("--started", "2026-05-11", "--detail", "move_on=2026-08-01"),
        *("--detail", "to_authority=Othershire"),
    ),
    "transfer_in": (
        *("--started", "2026-05-11", "--detail", "from_authority=Othershire"),
        *("--detail", "plan_made_on=2025-11-03"),
    ),
    "complaint": ("--started", "2026-05-11", "--detail", "theme=timeliness"),
}


def opened(ehcp, journey, *options):
    status, out, err = ehcp("case", "open", "--journey", journey, *OPENINGS[journey], *options)
    assert status == 0, err
    return out.strip()


@pytest.mark.parametrize("journey", OPENINGS)
def test_a_case_of_every_journey_is_opened_shown_and_explained(ehcp, journey):
    reference = opened(ehcp, journey, *BORN)
    case = shown(ehcp, reference)
    assert case["journey"] == journey
    _, text, _ = ehcp("case", "show", reference)
    assert next(each.says for each in JOURNEYS if each.name == journey) in text
    status, text, _ = ehcp("explain", reference)
    assert status == 0
    for limit in case["limits"]:
        assert limit["rule"] in text


def test_the_journeys_that_are_tried_are_all_there_are():
    assert {*OPENINGS, "needs_assessment"} == {journey.name for journey in JOURNEYS}


def test_a_review_runs_from_fixing_to_the_amended_plan_and_both_clocks_are_shown(ehcp):
    reference = opened(ehcp, "annual_review", *BORN)
    for words in (
        ("review_meeting_fixed", "--on", "2026-02-02", "--detail", "meeting_on=2026-03-02"),
        ("review_meeting_held", "--on", "2026-03-02"),
        ("review_report_sent", "--on", "2026-03-12"),
        ("told_will_amend", "--on", "2026-03-20", *serving("told_will_amend", "annual_review")),
        (
            *("amendment_notice_sent", "--on", "2026-03-20"),
            *serving("amendment_notice_sent", "annual_review"),
        ),
    ):
        status, _, err = ehcp("case", "record", reference, *words)
        assert status == 0, err
    limits = dues(ehcp, reference)
    assert limits["amend_final"] == "2026-05-15"  # eight weeks from the notice
    assert limits["amend_outer_limit"] == "2026-05-25"  # twelve from the meeting
    _, text, _ = ehcp("explain", reference)
    assert "amend_final" in text
    assert "amend_outer_limit" in text
    final = ("amended_plan_finalised", "--on", "2026-05-11")
    status, _, err = ehcp(
        "case", "record", reference, *final, *serving("amended_plan_finalised", "annual_review")
    )
    assert status == 0, err
    assert shown(ehcp, reference)["stage"] == "plan_amended"


@on_sqlite_only
def test_a_rule_that_was_not_read_again_carries_its_mark_wherever_it_is_shown(ehcp):
    reference = opened(ehcp, "complaint")
    for words in (("explain", reference), ("case", "show", reference)):
        _, text, _ = ehcp(*words)
        lines = text.splitlines()
        first = next(place for place, line in enumerate(lines) if "complaint_acknowledge" in line)
        assert "C - check the wording" in " ".join(lines[first : first + 3]), words


def test_the_list_can_be_cut_to_a_journey_and_to_what_is_open(ehcp):
    review = opened(ehcp, "annual_review", *BORN)
    complaint = opened(ehcp, "complaint")
    ehcp("case", "record", complaint, "complaint_closed", "--on", "2026-05-20")
    _, out, _ = ehcp("case", "list", "--journey", "annual-review", "--json")
    assert [row["reference"] for row in json.loads(out)] == [review]
    _, out, _ = ehcp("case", "list", "--open", "--json")
    assert [row["reference"] for row in json.loads(out)] == [review]
    _, out, _ = ehcp("case", "list", "--journey", "complaint")
    assert complaint in out
    assert out.splitlines()[-1] == "1 case."


def test_a_review_is_opened_for_a_child_who_has_a_case_already(ehcp):
    first = opened(ehcp, "complaint", *BORN)
    status, out, err = ehcp(
        "case", "open", "--journey", "annual_review", *OPENINGS["annual_review"], "--of", first
    )
    assert status == 0, err
    assert out.strip() != first


@on_sqlite_only
def test_a_complaint_has_a_short_way(ehcp):
    review = opened(ehcp, "annual_review", *BORN)
    status, out, err = ehcp(
        "complaint", "open", "--on", "2026-05-20", "--theme", "timeliness", "--of", review
    )
    assert status == 0, err
    assert shown(ehcp, out.strip())["journey"] == "complaint"


# ------------------------------------------------------------------ what can happen, in words


@on_sqlite_only
def test_the_kinds_are_grouped_by_journey(ehcp):
    _, text, _ = ehcp("case", "kinds")
    for journey in JOURNEYS:
        assert f"{journey.name}: {journey.says}" in text
    for kind in Kind:
        if kind is not Kind.CORRECTED:
            assert kind.value in text
    _, text, _ = ehcp("case", "kinds", "--journey", "complaint")
    assert "remedy_agreed" in text
    assert "draft_served" not in text
    assert "educational_psychology" not in text


@on_sqlite_only
def test_the_table_of_each_journey_is_told_in_words(ehcp):
    _, text, _ = ehcp("case", "journeys")
    for journey in JOURNEYS:
        for stage in journey.stages:
            assert stage.says in " ".join(text.split()), stage
    _, text, _ = ehcp("case", "journeys", "--journey", "annual_review")
    assert "review_meeting_held            → Meeting held, awaiting decision (provider)" in text
    _, out, _ = ehcp("case", "journeys", "--journey", "annual_review", "--json")
    rows = json.loads(out)
    assert {"review_due", "review_held"} <= {row["at"] for row in rows}
    assert {row["journey"] for row in rows} == {"annual_review"}


@on_sqlite_only
@pytest.mark.parametrize("notice", load_notices(), ids=lambda each: each.kind)
def test_what_a_notice_needs_is_printed_with_the_options_to_paste(ehcp, notice):
    words = ["case", "notice", notice.kind]
    words += ["--journey", notice.journeys[0]] if notice.journeys else []
    words += ["--detained"] if notice.only_for else []
    status, text, err = ehcp(*words)
    assert status == 0, err
    assert f"--sent-to {','.join(notice.sent_to)}" in text
    assert f"--contains {','.join(notice.contents)}" in text
    for each in notice.excusable:
        assert f"--not-sent {each}=" in text


@on_sqlite_only
def test_a_notice_that_is_not_whole_is_refused_and_says_what_is_missing(ehcp):
    _, out, _ = ehcp("case", "open", "--received", "2026-01-05", *BORN)
    reference = out.strip()
    told = ("case", "record", reference, "told_will_not_assess", "--on", "2026-02-10")
    whole = serving("told_will_not_assess")
    sent, contains = whole[1], whole[3]
    for options, says in (
        ((), "family"),
        (("--sent-to", "family", "--contains", contains), "health_commissioner"),
        (
            ("--sent-to", sent, "--contains", contains.replace("right_to_appeal,", "")),
            "right_to_appeal",
        ),
        (("--sent-to", "everybody", "--contains", contains), "'everybody'"),
        (("--sent-to", "family,,setting", "--contains", contains), "is not a list"),
        (("--not-sent", "setting", *whole), "RECIPIENT=REASON"),
    ):
        status, _, err = ehcp(*told, *options)
        assert status == 1
        assert says in err
    assert len(shown(ehcp, reference)["record"]) == 1
    without = sent.replace("setting,", "").replace(",setting", "")
    status, _, err = ehcp(
        *told, "--sent-to", without, "--contains", contains, "--not-sent", "setting=none attended"
    )
    assert status == 0, err
    details = shown(ehcp, reference)["record"][-1]["details"]
    assert details["no_setting"] == "none attended"
    assert details["sent_to"] == without


@on_sqlite_only
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("case", "notice", "advice_received"), "Nothing is served by advice_received"),
        (("case", "notice", "told_no_plann"), "Did you mean told_no_plan"),
        (("case", "kinds", "--journey", "holiday"), "is not a journey"),
        (("case", "list", "--journey", "holiday"), "is not a journey"),
        (("case", "open", "--journey", "annual_review", "--started", "2026-01-05"), "--as"),
        (
            ("case", "open", "--received", "2026-01-05", "--started", "2026-01-05"),
            "say the same",
        ),
        (
            ("case", "open", "--journey", "complaint", "--started", "2026-01-05", "--attention"),
            "opens a needs assessment",
        ),
        (
            ("case", "open", "--journey", "complaint", "--started", "2026-01-05"),
            "theme",
        ),
        (
            (
                *("case", "open", "--journey", "ceasing", "--started", "2026-01-05"),
                *("--as", "draft_served"),
            ),
            "not with draft_served",
        ),
    ],
)
def test_what_does_not_open_a_case_is_refused_in_a_sentence(ehcp, words, says):
    status, out, err = ehcp(*words)
    assert (status, out) == (1, "")
    assert says in err
