"""What an import puts on record makes the clocks right: nothing looks late that was not."""

from datetime import date
from typing import Any

import pytest

from ehcp.register.tables import deadlines
from tests.exchange.trackers import a_plan


def _limits(council, number=0):
    case_id = council.case(number).id
    return {
        row["rule_id"]: (row["due_on"], row["met_on"], row["fell_away_on"])
        for row in council.rows_of(deadlines)
        if row["case_id"] == case_id
    }


def test_invitations_count_for_the_meeting_they_were_sent_for(council):
    council.takes_rows(
        a_plan(
            Planned_meeting_date=date(2019, 9, 20),
            Invitations_sent=date(2019, 7, 1),
            Papers_circulated="",
        )
    )
    limits = _limits(council)
    assert limits["review_meeting_notice"] == (date(2019, 9, 6), date(2019, 7, 1), None)
    assert limits["review_advice_circulate"] == (date(2019, 9, 6), None, None)
    assert limits["review_next"] == (date(2019, 3, 4), None, None)


def test_a_meeting_that_was_held_without_a_word_of_invitations_is_not_called_late(council):
    council.takes_rows(a_plan(Meeting_date=date(2019, 7, 1), Planned_meeting_date="01/07/2019"))
    limits = _limits(council)
    assert "review_meeting_notice" not in limits
    assert limits["review_decision"] == (date(2019, 7, 29), None, None)
    assert limits["review_report"] == (date(2019, 7, 15), None, None)


def test_the_same_clocks_run_whether_the_sheet_grew_or_came_at_once(council_on_each):
    council = council_on_each
    weeks: list[dict[str, Any]] = [
        {"Planned meeting date": date(2019, 9, 20)},
        {"Invitations sent": date(2019, 7, 15)},
        {"Meeting date": date(2019, 7, 16), "Planned meeting date": ""},
        {"Report received": date(2019, 7, 18)},
        {"Decision": "Amend", "Decision date": date(2019, 7, 19)},
        {"Draft amended plan issued": date(2019, 7, 19)},
    ]
    row = a_plan()
    for cells in weeks:
        row = row | cells
        assert council.takes_rows(row).refused == []
    grown = _limits(council)
    council.takes_rows(row | {"Person ID": "P2", "Surname": "Other"})
    assert _limits(council, 1) == grown
    assert grown["amend_final"] == (date(2019, 9, 13), None, None)
    assert grown["review_next"] == (date(2019, 3, 4), date(2019, 7, 19), None)


@pytest.mark.parametrize(
    ("year", "rule", "due"),
    [(6, "phase_transfer_school", date(2020, 2, 14)),
     (11, "phase_transfer_post16", date(2020, 3, 30))],
)  # fmt: skip
def test_the_strict_day_of_a_phase_transfer_is_watched(council, year, rule, due):
    council.today = date(2019, 9, 2)
    council.takes_rows(a_plan(Phase_transfer="Y", Year_group=year))
    assert _limits(council, 1)[rule] == (due, None, None)


def test_a_transfer_that_has_not_come_into_view_opens_when_it_has(council):
    row = a_plan(Phase_transfer_due_date=date(2021, 2, 15), Year_group=5)
    outcome = council.takes_rows(row)
    assert outcome.transfers_created == 0
    assert "comes into view on 1 April 2020" in outcome.warnings[0].says
    council.today = date(2020, 4, 1)
    assert council.takes_rows(row).transfers_created == 1
