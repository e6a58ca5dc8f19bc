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


def test_only_a_review_that_was_decided_is_left_to_open_the_next(council):
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


def test_the_projection_equals_a_rebuild_from_the_events(council_on_each):
    from ehcp.register import files, projection
    from ehcp.register.engine import reading

    council = council_on_each
    rows = [REVIEWED, a_plan(Person_ID="P2", Phase_transfer="Y", Year_group=6)]
    council.takes_rows(*rows)
    rows[0] = rows[0] | {"Meeting date": date(2019, 1, 11), "Final amended plan": ""}
    rows[1] = rows[1] | {"Last review completed": date(2018, 3, 1)}
    assert council.takes_rows(*rows).updated == 2
    with reading(council.engine) as connection:
        for case in council.rows_of(cases):
            held = files.load(connection, case["reference"]).file
            limits = projection.deadline_rows(held, case_id=case["id"], rules=council.rules)
            columns = projection.standing_columns(held, limits)
            assert {name: case[name] for name in columns} == columns
            there = [row for row in council.rows_of(deadlines) if row["case_id"] == case["id"]]
            key = lambda row: (row["rule_id"], row["started_on"])  # noqa: E731
            assert sorted(there, key=key) == sorted(limits, key=key)


def test_records_are_chained_and_cases_numbered(council):
    from ehcp.cases.events import FIRST_HASH

    row = REVIEWED | {"Phase transfer": "Y", "Year group": 6}
    for comment in ("x", "y"):
        council.takes_rows(*(row | {"Person ID": f"P{n}", "Comments": comment} for n in range(20)))
    assert council.count() == 40
    for n in range(40):
        case, before = council.case(n), FIRST_HASH
        assert case.number == n + 1
        for place, event in enumerate(council.record(n), start=1):
            assert (event.sequence, event.previous_hash) == (place, before)
            before = event.hash_in(case.reference)
        assert (case.head_hash, case.version) == (before, len(council.record(n)))


def test_one_refused_row_keeps_the_whole_sheet_out_and_partial_takes_the_others(council):
    rows = [a_plan(Person_ID=f"P{n}", Meeting_date="") for n in range(3)]
    rows[1]["Meeting date"] = "30/02/2019"
    outcome = council.takes_rows(*rows)
    assert outcome.is_refused
    assert council.count() == council.count(people) == council.count(events) == 0
    assert [(r.cell, r.value) for r in outcome.refused] == [("G3", "30/02/2019")]
    outcome = council.takes_rows(*rows, how={"partial": True})
    assert (outcome.created, outcome.refused_rows, council.count()) == (2, 1, 2)
    assert outcome.rows == outcome.created + outcome.refused_rows


def test_a_row_refused_late_takes_back_what_was_written_before_it(council, monkeypatch):
    monkeypatch.setattr("ehcp.exchange.tracker.reviews.rows_into_register._AT_A_TIME", 2)
    rows = [a_plan(Person_ID=f"P{n}") for n in range(6)]
    rows[5] |= {
        "Meeting date": date(2019, 1, 14),
        "Decision": "Maintain 08/02/2019",
        "Draft amended plan issued": date(2019, 3, 1),
    }
    assert council.takes_rows(*rows).is_refused
    assert council.count() == council.count(people) == 0
