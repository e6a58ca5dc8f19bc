"""Two thousand plans as a council keeps them: each row is taken for what it says, and quickly."""

from collections import Counter
from datetime import date
from time import perf_counter
from typing import Any

import pytest

from ehcp.register.tables import cases, deadlines, events, people
from tests.exchange.review_trackers import FIRST_OF_SEPTEMBER, Truth, review_tracker


@pytest.fixture
def september(council_on_each):
    council_on_each.today = FIRST_OF_SEPTEMBER
    return council_on_each


def _held(council) -> dict[str, dict[str, Any]]:
    names = {p["id"]: p["external_id"] for p in council.rows_of(people)}
    found: dict[str, dict[str, Any]] = {}
    for case in council.rows_of(cases):
        found.setdefault(names[case["person_id"]], {})[case["journey"]] = case
    return found


def test_the_register_holds_of_each_plan_what_the_sheet_says(september, tmp_path):
    truths = review_tracker(tmp_path / "reviews.xlsx", plans=300)
    outcome = september.takes(tmp_path / "reviews.xlsx")
    assert outcome.refused == []
    assert (outcome.rows, outcome.created) == (300, 300)
    held = _held(september)
    first = {
        row["case_id"]: row["kind"] for row in september.rows_of(events) if row["sequence"] == 1
    }
    assert len(held) == 300
    for truth in truths:
        review = held[truth.external_id]["annual_review"]
        assert first[review["id"]] == truth.start, truth
        for name in ("stage", "met_on", "decided_on", "officer"):
            assert review[name] == getattr(truth, name), (name, truth)
        assert review["started_on"] == truth.start_on
        assert review["drafted_on"] == truth.notice_on
        assert review["issued_on"] == truth.amended_on
        assert (review["woken_version"] < review["version"]) == (truth.decided_on is not None)
        if truth.met_on is None:
            assert review["meeting_on"] == truth.meeting_on
        transfer = held[truth.external_id].get("phase_transfer")
        assert (transfer is None) == (truth.transfer_kind is None)
        if transfer:
            assert first[transfer["id"]] == truth.transfer_kind
            assert transfer["issued_on"] == truth.transfer_final_on
    assert outcome.transfers_created == sum(1 for t in truths if t.transfer_kind)


def test_hundreds_of_different_rows_twice_make_no_change(council, tmp_path):
    september = council
    september.today = FIRST_OF_SEPTEMBER
    review_tracker(tmp_path / "reviews.xlsx", plans=400, seed=5)
    september.takes(tmp_path / "reviews.xlsx")
    before = [september.rows_of(table) for table in (cases, events, deadlines, people)]
    september.today = date(2026, 9, 8)
    outcome = september.takes(tmp_path / "reviews.xlsx")
    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 0, 400)
    assert [september.rows_of(table) for table in (cases, events, deadlines, people)] == before


def test_two_thousand_plans_take_seconds(september, tmp_path):
    review_tracker(tmp_path / "reviews.xlsx", plans=2_000)
    began = perf_counter()
    outcome = september.takes(tmp_path / "reviews.xlsx")
    assert perf_counter() - began < 15
    assert outcome.created == 2_000
    says = Counter(each.heading for each in outcome.differences)
    assert says["Next review due"] > 1_500  # an anniversary is a day late, nearly everywhere
    assert set(says) <= {"Next review due", "Representations due"}


def test_the_same_seed_writes_the_same_truth(tmp_path):
    one, two = (review_tracker(tmp_path / "reviews.xlsx", plans=50, seed=s) for s in (3, 3))
    assert one == two
    assert isinstance(one[0], Truth)
