"""Rows with anything in any cell: never an error, every row accounted for, twice is like once."""

from datetime import date, timedelta
from random import Random

import pytest

from ehcp.register.tables import cases, events
from tests.exchange.trackers import a_plan

_DAYS = (
    "Date of final plan", "Date updated plan issued", "Last review completed",
    "Planned meeting date", "Invitations sent", "Papers circulated", "Meeting date",
    "Report received", "Decision date", "Draft amended plan issued", "Representations received",
    "Final amended plan", "Phase transfer final date", "Plan ceased",
)  # fmt: skip
_CLAIMS = ("Next due", "Representations due", "Phase transfer due date", "Report due", "On time")
_TYPED = (
    "n/a",
    "tbc",
    "chased",
    "-",
    "31/02/2019",
    "1/2/19",
    "w/c 3 June",
    "Y",
    "No",
    43500,
    7,
    "",
)
_DECISIONS = ("Maintain", "Amend", "Cease", "No change", "tbc", "Amend 08/02/2019", "???", "", "M")


def _rows(luck: Random, count: int):
    for number in range(count):
        # Half of the sheet is in order of time, half is anyhow.
        day, step = date(2018, 1, 1), luck.choice((20, 40, 60))
        person = luck.randint(0, count)
        row = a_plan(Person_ID=f"P{person}", Surname=f"N{person}")
        for name in _DAYS:
            day += timedelta(days=luck.randint(0, step))
            if luck.random() < 0.5:
                row[name] = ""
            elif luck.random() < 0.08:
                row[name] = luck.choice(_TYPED)
            elif number % 2:
                row[name] = date(2017, 6, 1) + timedelta(days=luck.randint(0, 900))
            else:
                row[name] = day
        for name in _CLAIMS:
            row[name] = luck.choice((*_TYPED, day, date(2020, 2, 15)))
        row |= {
            "Decision": luck.choice(_DECISIONS),
            "Phase transfer": luck.choice(("Y", "N", "", "maybe")),
            "Year group": luck.choice((1, 2, 6, 11, "R", "Y5", "", "x")),
            "Date of birth": (date(2012, 5, 4), date(2016, 1, 1), "", "?")[person % 4],
            "Officer": luck.choice(("Kim", "", "Sam")),
        }
        yield row


def _adds_up(outcome) -> bool:
    went = (outcome.created, outcome.updated, outcome.unchanged)
    return bool(outcome.rows == sum(went) + outcome.refused_rows + outcome.duplicates)


@pytest.mark.parametrize("seed", range(6))
def test_anything_in_any_cell_is_taken_or_refused_and_twice_is_like_once(council, seed):
    luck = Random(seed)  # noqa: S311 - not a secret
    rows = list(_rows(luck, 60))
    first = council.takes_rows(*rows, how={"partial": True})
    assert _adds_up(first)
    assert first.created
    assert first.refused
    before = [council.rows_of(cases), council.rows_of(events)]
    again = council.takes_rows(*rows, how={"partial": True})
    assert _adds_up(again)
    assert (again.created, again.updated) == (0, 0)
    assert [council.rows_of(cases), council.rows_of(events)] == before
    assert _open_reviews(council) <= 1


@pytest.mark.parametrize("seed", range(6))
def test_a_sheet_that_changed_anyhow_never_opens_a_second_review(council, seed):
    luck = Random(100 + seed)  # noqa: S311 - not a secret
    for _ in range(3):
        rows = {row["Person ID"]: row for row in _rows(luck, 40)}
        outcome = council.takes_rows(*rows.values(), how={"partial": True})
        assert _adds_up(outcome)
        assert _open_reviews(council) <= 1
        council.today += timedelta(days=60)
    council.follows_up()
    assert _open_reviews(council) <= 1


def _open_reviews(council) -> int:
    """Give the most undecided open reviews that any one person has."""
    found: dict[int, int] = {}
    for case in council.rows_of(cases):
        is_open = case["ended_on"] is None and case["decided_on"] is None
        if case["journey"] == "annual_review" and is_open:
            found[case["person_id"]] = found.get(case["person_id"], 0) + 1
    return max(found.values(), default=0)
