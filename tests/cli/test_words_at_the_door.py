"""What the door says: its own options, the facts of a kind, what does the rest, and who is it."""

import pytest

from ehcp.cases.facts import facts_of, is_known
from ehcp.cases.kinds import Kind
from tests.cli.conftest import serving, shown
from tests.one_database import on_sqlite_only

pytestmark = on_sqlite_only


@pytest.fixture
def opened(ehcp):
    """Give a way to open a case and get its reference."""

    def run(*words):
        status, out, err = ehcp("case", "open", "--born", "2016-05-05", *words)
        assert status == 0, err
        return out.strip()

    return run


@pytest.fixture
def review(opened):
    start = ("--journey", "annual_review", "--as", "plan_last_reviewed", "--started", "2025-12-01")
    return opened(*start, "--setting", "Old School", "--urn", "100001")


def refusal(ehcp, *words):
    status, _, err = ehcp(*words)
    assert status == 1, err
    return err


def test_a_claim_without_its_school_is_told_of_the_options_of_a_claim(ehcp, opened):
    case = opened("--received", "2026-01-05")
    claim = ("exception", "claim", case)
    said = refusal(ehcp, *claim, "school_closed", "--evidence", "a letter")
    assert "add --school URN" in said
    said = refusal(ehcp, *claim, "school_closed", "--evidence", "", "--school", "999001")
    assert "add --evidence '" in said
    assert "--detail" not in said
    said = refusal(ehcp, *claim, "school_closed", "--evidence", "a letter", "--fact", "school")
    assert said.startswith("--fact: 'school'")


def test_an_empty_theme_is_refused_with_the_option_of_the_theme(ehcp):
    said = refusal(ehcp, "complaint", "open", "--on", "2026-05-01", "--theme", "")
    assert "add --theme delay" in said


def test_a_decision_not_to_assess_names_the_option_for_who_is_left_out(ehcp, opened):
    case = opened("--received", "2026-01-05")
    said = refusal(ehcp, "case", "record", case, "told_will_not_assess", "--on", "2026-02-02")
    assert "--not-sent setting='the reason'" in said
    assert "no_setting" not in said


def test_a_reassessment_opens_with_its_request_unless_something_else_is_said(ehcp, opened):
    case = opened("--journey", "reassessment", "--started", "2026-03-02")
    assert shown(ehcp, case)["record"][0]["kind"] == "reassessment_requested"


def test_the_setting_is_set_right_and_the_old_urn_goes_with_the_old_name(ehcp, review):
    status, out, err = ehcp("case", "person", review, "--setting", "New School", "--by", "Kim")
    assert status == 0, err
    assert out == "Set. 1 case was worked out anew.\n"
    assert ehcp("verify")[0] == 0
    assert shown(ehcp, review)["record"][-1]["details"] == {
        "note": "Set on the child's record: the setting and its URN."
    }
    assert "New School" not in out


@pytest.mark.parametrize("options", [(), ("--setting", " ")])
def test_nothing_to_set_is_refused(ehcp, review, options):
    refusal(ehcp, "case", "person", review, *options)


def test_what_leads_further_says_what_does_the_rest(ehcp, review):
    record = ("case", "record", review)
    _, out, _ = ehcp(*record, "review_meeting_held", "--on", "2026-05-04")
    assert "ehcp day" not in out
    notice = serving("told_will_maintain", "annual_review")
    status, out, err = ehcp(*record, "told_will_maintain", "--on", "2026-05-20", *notice)
    assert status == 0, err
    assert "`ehcp work`, or by `ehcp day`" in out
    assert "unknown fact" not in err


def test_an_unknown_fact_is_kept_with_a_warning(ehcp, review):
    record = ("case", "record", review, "review_meeting_fixed", "--on", "2026-05-04")
    facts = ("--detail", "meeting_on=2026-06-20", "--detail", "colour=blue")
    status, _, err = ehcp(*record, *facts)
    assert status == 0
    assert err.startswith("colour: unknown fact, kept as written.")
    assert "meeting_on:" not in err


def test_the_facts_of_a_kind_are_listed(ehcp):
    _, out, _ = ehcp("case", "kinds", "transferred_in")
    for name in ("from_authority", "plan_last_reviewed_on", "plan_made_on"):
        assert f"--detail {name}=" in out
    for kind, name in (
        (Kind.REMEDY_AGREED, "due_on"),
        (Kind.TRIBUNAL_ORDERED, "order"),
        (Kind.MOVE_LEARNED, "move_on"),
        (Kind.TRANSFER_PLAN_FINALISED, "names"),
        (Kind.ADVICE_REQUESTED, "received_by_body_on"),
    ):
        assert name in facts_of(kind)
    assert not is_known(Kind.REVIEW_MEETING_FIXED, "no_setting")
    assert is_known(Kind.TOLD_WILL_AMEND, "no_setting")


def test_the_notices_are_listed_where_none_is_named(ehcp):
    status, out, _ = ehcp("case", "notice")
    assert status == 0
    assert "told_no_plan" in out
