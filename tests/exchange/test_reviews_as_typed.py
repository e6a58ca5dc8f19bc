"""What councils type about reviews: decisions in many words, days that cannot be, half a story."""

from datetime import date

import pytest

from ehcp.register.tables import cases
from tests.exchange.trackers import a_plan

HELD = a_plan(Meeting_date=date(2019, 1, 14))


@pytest.mark.parametrize(
    ("cells", "stage"),
    [
        ({"Decision": "Maintain", "Decision date": "08/02/2019"}, "review_maintained"),
        ({"Decision": "M", "Decision date": "08/02/2019"}, "review_maintained"),
        ({"Decision": "No change", "Decision date": "08/02/2019"}, "review_maintained"),
        ({"Decision": "Agreed not to amend", "Decision date": "08/02/2019"}, "review_maintained"),
        ({"Decision": "No amendments required", "Decision date": "08/02/2019"},
         "review_maintained"),
        ({"Review outcome": "Maintained 08/02/2019"}, "review_maintained"),
        ({"Decision and date": "Maintain 08/02/2019"}, "review_maintained"),
        ({"Amend Y/N": "N", "Decision date": "08/02/2019"}, "review_maintained"),
        ({"Amend Y/N": "Y", "Decision date": "08/02/2019"}, "amending"),
        ({"Decision": "AMEND", "Decision date": "08/02/2019"}, "amending"),
        ({"Decision": "A", "Decision date": "08/02/2019"}, "amending"),
        ({"Decision": "Maintain with amendments", "Decision date": "08/02/2019"}, "amending"),
        ({"LA decision": "Agreed to amend section F", "Decision date": "08/02/2019"}, "amending"),
        ({"Decision": "Cease", "Decision date": "08/02/2019"}, "cease_decided"),
        ({"Decision": "Cease to maintain", "Decision date": "08/02/2019"}, "cease_decided"),
        ({"Draft amended plan issued": "08/02/2019"}, "amendment_proposed"),
        ({"Decision": "Amend", "Draft amended plan issued": "08/02/2019"}, "amendment_proposed"),
        ({"Decision": "Amend", "Final amended plan": "08/03/2019"}, "plan_amended"),
        ({"Decision": "Maintain", "Last review completed": "08/02/2019"}, "review_maintained"),
        ({"Decision": "Maintain"}, "review_held"),
        ({"Decision date": "08/02/2019"}, "review_held"),
        ({"Decision": "No", "Decision date": "08/02/2019"}, "review_held"),
        ({"Decision": "tbc"}, "review_held"),
        ({"Decision": "Awaiting paperwork", "Decision date": "chased"}, "review_held"),
        ({"Decision": "see email"}, "review_held"),
        ({"Meeting date": "not held"}, "review_due"),
        ({"Meeting date": "12/09/2019"}, "review_arranged"),
        ({"Plan ceased": "31/07/2018", "Meeting date": ""}, "ceased"),
        ({"Plan ceased": "Y"}, "review_held"),
        ({"Moved out": "01/03/2019"}, "plan_transferred"),
        ({"Date of death": "01/03/2019"}, "died"),
    ],
)  # fmt: skip
def test_what_councils_type_about_a_review(council, cells, stage):
    outcome = council.takes_rows(HELD | cells)
    assert outcome.written, outcome.refused
    assert council.case().stage == stage
    assert council.takes_rows(HELD | cells).unchanged == 1


@pytest.mark.parametrize(
    ("cells", "cell", "reason"),
    [
        ({"Last review completed": "05/03/18"}, "F2", "two digits"),
        ({"Last review completed": "30/02/2018"}, "F2", "no such day"),
        ({"Last review completed": "03/25/2018"}, "F2", "month was written first"),
        ({"Last review completed": date(2019, 9, 1), "Meeting date": ""}, "F2", "has not come yet"),
        ({"Last review completed": date(2016, 3, 6)}, "F2", "before the plan was made"),
        ({"Meeting date": date(2016, 3, 6)}, "G2", "before the plan was made on 7 March 2016"),
        ({"Date of final plan": date(2013, 3, 4)}, "E2", "when plans began"),
        ({"Date of final plan": "", "Last review completed": "", "Meeting date": ""}, "F2",
         "neither when the plan was last reviewed nor when it was made"),
        ({"Decision": "Maintain", "Decision date": date(2019, 1, 13)}, "I2",
         "13 January 2019 is before the meeting on 14 January 2019"),
        ({"Decision": "Amend", "Decision date": date(2019, 2, 8),
          "Draft amended plan issued": date(2019, 2, 7)}, "J2", "before the decision to amend"),
        ({"Decision": "Amend 01/02/2019", "Draft amended plan issued": date(2019, 2, 7),
          "Final amended plan": date(2019, 2, 6)}, "J2", "before the notice of the amendments"),
        ({"Decision": "Maintain", "Decision date": date(2019, 2, 8),
          "Draft amended plan issued": date(2019, 2, 9)}, "J2", "comes out of turn"),
        ({"Meeting date": date(2091, 1, 14)}, "G2", "more than two years ahead"),
        ({"Date of birth": date(1992, 5, 4)}, "D2", "turned 25"),
        ({"Date of birth": date(2018, 5, 4)}, "D2", "before the date of birth"),
        ({"Person ID": "", "Date of birth": ""}, "A2", "whose plan it is"),
        ({"Decision": "Maintain, amend section F", "Decision date": date(2019, 2, 8)}, "H2",
         "can be read as 'maintain' and as 'amend'"),
    ],
)  # fmt: skip
def test_what_cannot_be_refuses_the_row_and_names_the_cell(refusing, cells, cell, reason):
    first = refusing(HELD | cells)[0]
    assert (first.sheet, first.cell) == ("Tracker", cell)
    assert reason in first.reason
    assert first.fix


def test_words_where_a_day_should_stand_become_notes_with_a_warning(council):
    outcome = council.takes_rows(
        a_plan(Invitations_sent="school to do", Meeting_date="w/c 3 June", Papers_circulated="n/a")
    )
    assert set(council.notes()) == {"school to do", "w/c 3 June", "n/a"}
    assert [w.cell for w in outcome.warnings] == ["G2", "H2", "I2"]
    assert council.case().stage == "review_due"


def test_what_lies_ahead_has_not_happened(council):
    outcome = council.takes_rows(HELD | {"Decision": "Maintain", "Decision date": date(2019, 8, 1)})
    assert council.case().stage == "review_held"
    assert "lies ahead of today" in outcome.warnings[0].says
    assert "2019-08-01" in council.notes()


def test_a_meeting_of_before_the_last_review_is_a_note(council):
    outcome = council.takes_rows(a_plan(Meeting_date=date(2018, 2, 5)))
    assert council.happened()[0] == ("plan_last_reviewed", None, "2018-03-05")
    assert council.case().met_on is None
    assert council.notes() == ["The review meeting was held: 2018-02-05"]
    assert "belongs to one before" in outcome.warnings[0].says


def test_a_review_whose_forerunner_nobody_knows_is_taken_and_its_year_not_judged(council):
    row = HELD | {
        "Last review completed": date(2019, 2, 8),
        "Decision": "Maintain",
        "Decision date": date(2019, 2, 8),
        "Invitations sent": date(2018, 12, 20),
        "On time": "N",
    }
    outcome = council.takes_rows(row)
    assert council.happened()[0] == ("plan_last_reviewed", None, "2018-12-20")
    assert council.record()[0].details["day_not_known"] == "yes"
    assert "twelve months are not judged" in outcome.warnings[0].says
    assert [d.heading for d in outcome.differences] == ["On time"]  # by the four weeks alone
    council.follows_up()
    assert council.case(1).started_on == date(2019, 2, 8)
    assert council.takes_rows(row).unchanged == 1


def test_the_first_review_of_a_plan_runs_from_its_making(council):
    council.takes_rows(
        a_plan(
            Date_of_final_plan=date(2018, 1, 15),
            Last_review_completed=date(2019, 2, 8),
            Meeting_date=date(2019, 1, 14),
            Decision="Maintain",
        )
    )
    assert council.happened()[0] == ("plan_first_made", None, "2018-01-15")
    assert council.case().decided_on == date(2019, 2, 8)


def test_a_held_meeting_without_a_word_of_invitations_starts_no_limit_that_could_only_be_missed(
    council,
):
    council.takes_rows(HELD | {"Planned meeting date": date(2019, 1, 10)})
    assert [kind for kind, *_ in council.happened() if kind != "note_added"] == [
        "plan_last_reviewed",
        "review_meeting_held",
    ]
    assert council.notes() == ["2019-01-10"]


def test_a_plan_that_ended_after_its_decision_opens_no_further_review(council):
    row = HELD | {
        "Decision": "Cease",
        "Decision date": date(2019, 2, 8),
        "Plan ceased": date(2019, 5, 1),
    }
    council.takes_rows(row)
    council.follows_up()
    stages = {case["stage"] for case in council.rows_of(cases)}
    assert stages == {"cease_decided", "ceased"}
    assert council.takes_rows(row).unchanged == 1


@pytest.mark.parametrize(("ceased_on", "warned"), [(date(2019, 4, 8), 1), (date(2019, 4, 9), 0)])
def test_a_plan_that_ceased_inside_the_time_to_appeal_is_taken_with_a_warning(
    council, ceased_on, warned
):
    row = HELD | {
        "Decision": "Cease",
        "Decision date": date(2019, 2, 8),
        "Plan ceased": ceased_on,
    }
    outcome = council.takes_rows(row)
    said = [each.says for each in outcome.warnings if "time to appeal" in each.says]
    assert outcome.written
    assert len(said) == warned
    assert all("could cease was 9 April 2019" in each for each in said)


@pytest.mark.parametrize("cell", [date(2019, 12, 1), ""])
def test_a_plan_that_the_sheet_has_in_force_again_is_listed(council, cell):
    row = HELD | {
        "Decision": "Cease",
        "Decision date": date(2019, 2, 8),
        "Plan ceased": date(2019, 5, 1),
    }
    council.takes_rows(row)
    (found,) = council.takes_rows(row | {"Plan ceased": cell}).differences
    assert (found.heading, found.against) == ("Plan ceased", "register")
    assert "on 1 May 2019" in found.should
    assert council.takes_rows(row).differences == []


@pytest.mark.parametrize(
    ("cells", "kind", "transfer_on"),
    [
        ({"Phase transfer": "Y", "Year group": 6}, "school", "2019-09-01"),
        ({"Phase transfer": "Y", "Year group": "Y5"}, "school", "2020-09-01"),
        ({"Phase transfer": "Yes", "NCY": 11}, "post16", "2019-09-01"),
        ({"Phase transfer": "Yes", "NCY": "R"}, None, None),
        ({"Phase transfer": "Y", "Phase transfer due date": date(2020, 2, 15), "NCY": 5},
         "school", "2020-09-01"),
        ({"Phase transfer due date": date(2020, 3, 31), "NCY": 10}, "post16", "2020-09-01"),
        ({"Phase transfer due date": date(2020, 3, 31), "Date of birth": ""}, "post16",
         "2020-09-01"),
        ({"Phase transfer final date": date(2019, 2, 1), "NCY": 6}, "school", "2019-09-01"),
        ({"Phase transfer": "N", "NCY": 6}, None, None),
        ({"Phase transfer": "n/a"}, None, None),
        ({"Phase transfer": "Y6 to secondary", "NCY": 6}, "school", "2019-09-01"),
    ],
)  # fmt: skip
def test_what_councils_type_about_a_phase_transfer(council, cells, kind, transfer_on):
    outcome = council.takes_rows(a_plan(Date_of_birth="") | cells)
    assert outcome.refused == []
    assert outcome.transfers_created == (kind is not None)
    if kind is not None:
        start = council.record(1)[0]
        assert start.kind.value == f"phase_transfer_to_{kind}_due"
        assert start.details["transfer_on"] == transfer_on
    assert council.takes_rows(a_plan(Date_of_birth="") | cells).unchanged == 1


def test_a_phase_transfer_is_reviewed_by_the_meeting_of_its_year_and_ends_with_its_final_plan(
    council_on_each,
):
    council = council_on_each
    row = a_plan(
        Meeting_date=date(2019, 7, 1), Phase_transfer_due_date=date(2020, 2, 15), Year_group=6
    )
    council.takes_rows(row)
    assert council.case(1).stage == "transfer_reviewed"
    council.today = date(2020, 2, 3)
    final = row | {"Phase transfer final date": date(2020, 1, 31)}
    outcome = council.takes_rows(final)
    assert outcome.transfers_updated == 1
    assert (council.case(1).stage, council.case(1).issued_on) == (
        "transfer_named",
        date(2020, 1, 31),
    )
    assert council.takes_rows(final).unchanged == 1


def test_a_second_open_transfer_is_never_opened(council):
    council.takes_rows(a_plan(Phase_transfer_due_date=date(2020, 2, 15)))
    council.today = date(2020, 5, 1)
    outcome = council.takes_rows(a_plan(Phase_transfer_due_date=date(2021, 2, 15)))
    assert council.count() == 2
    assert "still open" in outcome.differences[0].should
