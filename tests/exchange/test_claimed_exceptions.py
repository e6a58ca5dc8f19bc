"""Exceptions in a tracker: only what passes its own test stands, and everything else is a note."""

from datetime import date

import pytest

from ehcp.cases.kinds import Kind
from ehcp.exchange.tracker.requests.claimed_exceptions import read_claim
from tests.exchange.trackers import a_row

LATE = a_row(
    Request_received=date(2018, 6, 4),
    Decision="Y",
    Decision_date=date(2018, 7, 16),
    School_requested=date(2018, 7, 18),
    Twenty_Weeks_Time_Limit_Exceptions_Apply="Y",
)
CLOSED = "Summer closure: school closed 23/07/2018 to 03/09/2018"


@pytest.mark.parametrize(
    ("reason", "claim"),
    [
        (CLOSED, {"ground": "school_closed", "closed_from": "2018-07-23", "reopens": "2018-09-04"}),
        (
            "School closed 23 July 2018, reopened 4 September 2018",
            {"ground": "school_closed", "closed_from": "2018-07-23", "reopens": "2018-09-04"},
        ),
        (
            "Nursery closed from 2018-07-23 to 2018-09-03",
            {"ground": "early_years_closed", "closed_from": "2018-07-23", "reopens": "2018-09-04"},
        ),
        (
            "Family out of the area 01/08/2018 to 08/09/2018",
            {
                "ground": "absent_four_weeks",
                "absent_from": "2018-08-01",
                "absent_until": "2018-09-08",
            },
        ),
        (
            "E4: 01/08/2018 - 08/09/2018",
            {
                "ground": "absent_four_weeks",
                "absent_from": "2018-08-01",
                "absent_until": "2018-09-08",
            },
        ),
        ("School closed over the summer", None),
        ("School closed 23/07/2018", None),
        ("EP shortage 23/07/2018 to 03/09/2018", None),
        ("EP absence 01/03/2026 to 15/05/2026", None),
        ("Plan writer long term illness 01/03/2026 to 15/05/2026", None),
        ("Hospital late with paediatric report 01/03/2026 to 15/05/2026", None),
        ("Exceptional personal circumstances", None),
        ("Y", None),
    ],
)
def test_ground_and_facts_are_read_from_the_words(reason, claim):
    assert read_claim(reason) == claim


def test_circumstances_keep_their_description():
    reason = "Exceptional personal circumstances: parent in hospital 01/08/2018 to 01/09/2018"
    claim = read_claim(reason)
    assert claim is not None
    assert (claim["ground"], claim["described"]) == ("personal_circumstances", reason)
    assert (claim["from_on"], claim["until_on"]) == ("2018-08-01", "2018-09-01")


def test_one_that_passes_its_test_stands_and_moves_no_date(council_on_each):
    council = council_on_each
    row = LATE | {"Exception reason": CLOSED}
    outcome = council.takes_rows(row)
    assert outcome.warnings == []
    assert council.case().excepted
    from ehcp.register.tables import deadlines

    final = [row for row in council.rows_of(deadlines) if row["rule_id"] == "final_plan"]
    assert [(row["due_on"], row["excepted_by"]) for row in final] == [
        (date(2018, 10, 22), "school_closed")
    ]
    assert council.record()[-1].happened_on == council.today
    assert council.takes_rows(row).unchanged == 1


def test_the_day_it_was_agreed_is_kept_where_there_is_a_column(council):
    council.takes_rows(LATE | {"Exception reason": CLOSED, "Exception agreed": date(2018, 10, 1)})
    assert council.record()[-1].happened_on == date(2018, 10, 1)


SPAN = "25/06/2018 to 27/08/2018"


@pytest.mark.parametrize(
    "reason",
    [
        f"Family abroad {SPAN}",
        f"Parents' illness {SPAN}",
        f"Child in hospital {SPAN}",
        f"E4 {SPAN}",
        f"{CLOSED}, advice asked 18/07/2018",
    ],
)
def test_what_happened_to_the_family_or_has_its_code_stands(council, reason):
    outcome = council.takes_rows(LATE | {"Exception reason": reason})
    assert outcome.warnings == []
    assert council.record()[-1].kind is Kind.EXCEPTION_APPROVED


@pytest.mark.parametrize(
    "reason",
    [
        f"Absence {SPAN}",
        f"Long term illness {SPAN}",
        f"Child absent from school {SPAN}",
        f"Child seen at hospital {SPAN}",
        f"Child in hospital, paediatrician's report awaited {SPAN}",
        f"E4 EP absence {SPAN}",
        "School closed 23/07/2018 to 03/09/2018, EP shortage",
        "Case closed at school's wish 23/07/2018 to 03/09/2018",
    ],
)
def test_what_is_in_doubt_is_claimed_and_waits_for_a_manager(council, reason):
    outcome = council.takes_rows(LATE | {"Exception reason": reason})
    assert outcome.written
    assert council.record()[-1].kind is Kind.EXCEPTION_CLAIMED
    assert not council.case().excepted
    assert [("A manager must decide" in warning.says) for warning in outcome.warnings] == [True]
    assert council.takes_rows(LATE | {"Exception reason": reason}).unchanged == 1


@pytest.mark.parametrize(
    "reason",
    [
        f"EP absence {SPAN}",
        f"Plan writer long term illness {SPAN}",
        f"Hospital late with paediatric report {SPAN}",
        f"Therapist shortage, hospital {SPAN}",
        f"Case officer's bereavement {SPAN}",
    ],
)
def test_what_the_law_never_excuses_is_a_note_with_a_warning(council, reason):
    outcome = council.takes_rows(LATE | {"Exception reason": reason})
    assert outcome.written
    assert council.record()[-1].kind is Kind.NOTE_ADDED
    assert not council.case().excepted
    assert [("A manager must decide" in warning.says) for warning in outcome.warnings] == [True]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"Exception reason": "School closed 23/07/2018 to 10/08/2018"}, "does not stand"),
        ({"Exception reason": CLOSED, "School requested": date(2018, 9, 20)}, "does not stand"),
        ({"Exception reason": "EP shortage"}, "no ground with its dates"),
        ({}, "no ground with its dates"),
    ],
)
def test_one_that_does_not_is_a_note_with_a_warning(council, cells, says):
    outcome = council.takes_rows(LATE | cells)
    assert outcome.written
    assert not council.case().excepted
    assert len(council.notes()) == 1
    assert any(says in warning.says for warning in outcome.warnings)
    assert council.takes_rows(LATE | cells).unchanged == 1


def test_no_is_no_exception(council):
    council.takes_rows(LATE | {"Twenty Weeks Time Limit Exceptions Apply": "N"})
    assert council.notes() == []
