"""Taking a tracker of annual reviews in: each plan becomes its review, with what happened in it."""

from datetime import date, timedelta

from ehcp.register.tables import cases, deadlines, events, messages, occasions, people
from tests.exchange.trackers import a_plan

REVIEWED = a_plan(
    Setting="Invented Primary",
    Officer="Kim",
    Planned_meeting_date=date(2019, 1, 14),
    Invitations_sent=date(2018, 12, 14),
    Papers_circulated=date(2018, 12, 21),
    Meeting_date=date(2019, 1, 14),
    Attended_by_health="Yes",
    Report_received=date(2019, 1, 25),
    Recommendation="Amend section F",
    Decision="Amend",
    Decision_date=date(2019, 2, 8),
    Draft_amended_plan_issued=date(2019, 2, 8),
    Representations_received=date(2019, 2, 20),
    Final_amended_plan=date(2019, 4, 1),
    Comments="Family rang on Tuesday",
)


def test_a_row_becomes_a_review_with_all_that_happened_in_it(council_on_each):
    council = council_on_each
    outcome = council.takes_rows(REVIEWED)
    assert outcome.refused == []
    assert (outcome.rows, outcome.created, outcome.written) == (1, 1, True)
    assert [each for each in council.happened() if each[0] != "note_added"] == [
        ("plan_last_reviewed", None, "2018-03-05"),
        ("review_meeting_fixed", None, "2018-12-14"),
        ("invitations_sent", None, "2018-12-14"),
        ("review_advice_circulated", None, "2018-12-21"),
        ("review_meeting_held", None, "2019-01-14"),
        ("review_report_sent", None, "2019-01-25"),
        ("told_will_amend", None, "2019-02-08"),
        ("amendment_notice_sent", None, "2019-02-08"),
        ("representations_received", None, "2019-02-20"),
        ("amended_plan_finalised", None, "2019-04-01"),
    ]
    assert set(council.notes()) == {"Yes", "Amend section F", "Family rang on Tuesday"}
    case = council.case()
    assert (case.journey, case.stage, case.officer) == ("annual_review", "plan_amended", "Kim")
    assert (case.meeting_on, case.met_on) == (date(2019, 1, 14), date(2019, 1, 14))
    assert all(entry.came_from_a_tracker for entry in council.record())
    person = council.rows_of(people)[0]
    assert (person["surname"], person["setting"]) == ("Testchild", "Invented Primary")
    assert person["more"] == {"plan_made_on": "2016-03-07"}


def test_without_a_last_review_it_runs_from_the_first_plan(council):
    council.takes_rows(a_plan(Last_review_completed="", Date_of_final_plan=date(2018, 9, 3)))
    assert council.happened() == [("plan_first_made", None, "2018-09-03")]
    assert council.case().stage == "review_due"


def test_only_a_review_that_was_decided_is_left_to_open_the_next(council_on_each):
    council = council_on_each
    council.takes_rows(REVIEWED, a_plan(Person_ID="P2", Surname="Other"))
    awake = {c["person_id"]: c["woken_version"] < c["version"] for c in council.rows_of(cases)}
    assert list(awake.values()) == [True, False]
    assert council.count(messages) == council.count(occasions) == 0


def test_importing_twice_changes_nothing(council_on_each):
    council = council_on_each
    rows = [
        REVIEWED,
        a_plan(Person_ID="P2", Planned_meeting_date=date(2019, 9, 20), Comments="x"),
        a_plan(Person_ID="P3", Phase_transfer="Y", Phase_transfer_due_date=date(2020, 2, 15)),
    ]
    first = council.takes_rows(*rows)
    assert (first.created, first.transfers_created) == (3, 1)
    before = [council.rows_of(table) for table in (cases, events, deadlines, people)]
    council.today += timedelta(days=7)
    outcome = council.takes_rows(*rows)
    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 0, 3)
    assert [council.rows_of(table) for table in (cases, events, deadlines, people)] == before
