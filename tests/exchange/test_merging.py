"""Importing again: the sheet may set right what the sheet put on record; what people did stands."""

from datetime import UTC, date, datetime

import pytest

from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.casework.correct import correct
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from tests.exchange.trackers import a_row

ASSESSED = a_row(Decision="Agreed", Decision_date=date(2019, 2, 11), EP_requested=date(2019, 2, 12))


def _kim(council) -> Desk:
    return Desk(by="Sam", today=council.today, at=datetime(2019, 7, 22, 10, tzinfo=UTC))


def test_a_changed_date_is_a_correction_and_moves_the_clock(council_on_each):
    council = council_on_each
    council.takes_rows(ASSESSED)
    outcome = council.takes_rows(ASSESSED | {"EP requested": date(2019, 2, 19)})
    assert outcome.updated == 1
    assert ("advice_requested", "educational_psychology", "2019-02-19") in council.happened()
    last = council.record()[-1]
    assert (last.kind, last.corrects, last.came_from_a_tracker) == (Kind.CORRECTED, 3, True)
    from ehcp.register.tables import advice

    assert [row["due_on"] for row in council.rows_of(advice)] == [date(2019, 4, 2)]


def test_a_changed_date_of_request_is_a_correction_and_no_second_case(council_on_each):
    council = council_on_each
    council.takes_rows(ASSESSED)
    changed = ASSESSED | {"Request received": date(2019, 1, 5)}
    outcome = council.takes_rows(changed)
    assert outcome.updated == 1
    assert council.count() == 1
    assert council.case().started_on == date(2019, 1, 5)
    (warning,) = outcome.warnings
    assert (warning.cell, council.case().reference in warning.says) == ("E2", True)
    assert "from 7 January 2019 to 5 January 2019" in warning.says
    assert council.takes_rows(changed).unchanged == 1
    assert council.takes_rows(ASSESSED).updated == 1
    assert council.case().started_on == date(2019, 1, 7)


@pytest.mark.parametrize(
    ("received_on", "is_taken"),
    [
        (date(2019, 2, 10), True),
        (date(2019, 2, 18), True),
        (date(2019, 2, 19), False),
        (date(2018, 5, 7), False),
    ],
)
@pytest.mark.parametrize("request_ref", ["", "R1"])
def test_a_request_of_months_later_does_not_take_the_place_of_the_open_case(
    council, received_on, is_taken, request_ref
):
    was = a_row(Request_ref=request_ref)
    council.takes_rows(was)
    outcome = council.takes_rows(was | {"Request received": received_on})
    assert council.count() == 1
    assert outcome.is_refused is not is_taken
    if is_taken:
        assert council.case().started_on == received_on
        return
    assert council.case().started_on == date(2019, 1, 7)
    (refused,) = outcome.refused
    assert council.case().reference in refused.reason
    assert "from 7 January 2019 to" in refused.reason
    assert "once the open case is ended" in refused.fix
    assert "ehcp case correct" in refused.fix


def test_a_request_of_months_later_brings_nothing_into_a_case_that_was_opened_by_hand(council):
    open_case(
        council.engine,
        desk=_kim(council),
        received_on=date(2018, 10, 1),
        person={"external_id": "P1", "surname": "Testchild"},
    )
    outcome = council.takes_rows(ASSESSED)
    assert "once the open case is ended" in outcome.refused[0].fix
    assert len(council.record()) == 1


def test_a_date_of_request_that_a_person_moved_far_is_no_reason_to_refuse_the_old_sheet(council):
    council.takes_rows(ASSESSED)
    correct(
        council.engine,
        desk=_kim(council),
        reference=council.case().reference,
        sequence=1,
        happened_on=date(2018, 10, 1),
    )
    outcome = council.takes_rows(ASSESSED)
    assert (outcome.unchanged, outcome.warnings) == (1, [])
    assert "2018-10-01, as Sam corrected it" in outcome.differences[0].should


def test_a_later_request_after_a_closed_case_is_a_new_case(council):
    council.takes_rows(a_row(Decision="No", Decision_date=date(2019, 2, 11)))
    assert council.takes_rows(a_row(Request_received=date(2019, 6, 3))).created == 1
    assert [case.started_on for case in (council.case(0), council.case(1))] == [
        date(2019, 1, 7),
        date(2019, 6, 3),
    ]


def test_a_new_date_is_a_new_event(council):
    council.takes_rows(ASSESSED)
    outcome = council.takes_rows(ASSESSED | {"EP received": date(2019, 3, 25)})
    assert outcome.updated == 1
    assert council.happened()[-1] == ("advice_received", "educational_psychology", "2019-03-25")


def test_a_removed_date_is_listed_and_left(council):
    council.takes_rows(ASSESSED)
    outcome = council.takes_rows(ASSESSED | {"EP requested": ""})
    assert (outcome.updated, outcome.unchanged) == (0, 1)
    assert ("advice_requested", "educational_psychology", "2019-02-12") in council.happened()
    assert [(d.cell, d.against, d.says) for d in outcome.differences] == [("H2", "register", "")]
    assert "2019-02-12, from an earlier import; it stays" in outcome.differences[0].should


def test_a_column_that_is_gone_is_no_removed_date(council):
    council.takes_rows(ASSESSED)
    assert council.takes_rows(a_row()).differences == []


def test_what_a_person_corrected_stands_against_an_old_sheet(council):
    council.takes_rows(ASSESSED)
    reference = council.case().reference
    correct(
        council.engine,
        desk=_kim(council),
        reference=reference,
        sequence=3,
        happened_on=date(2019, 2, 14),
    )
    for sheet_says in (date(2019, 2, 12), date(2019, 2, 18)):
        outcome = council.takes_rows(ASSESSED | {"EP requested": sheet_says})
        assert (outcome.updated, outcome.unchanged) == (0, 1)
        assert "2019-02-14, as Sam corrected it" in outcome.differences[0].should
    assert ("advice_requested", "educational_psychology", "2019-02-14") in council.happened()


def test_what_a_person_recorded_is_not_put_on_record_twice(council):
    council.takes_rows(ASSESSED)
    record(
        council.engine,
        desk=_kim(council),
        reference=council.case().reference,
        kind=Kind.ADVICE_RECEIVED,
        happened_on=date(2019, 3, 25),
        party="EP",
    )
    agreeing = council.takes_rows(ASSESSED | {"EP received": date(2019, 3, 25)})
    assert (agreeing.unchanged, agreeing.differences) == (1, [])
    other = council.takes_rows(ASSESSED | {"EP received": date(2019, 3, 26)})
    assert other.unchanged == 1
    assert "2019-03-25, recorded by Sam" in other.differences[0].should


def test_what_a_person_struck_out_does_not_come_back(council):
    council.takes_rows(ASSESSED)
    correct(
        council.engine,
        desk=_kim(council),
        reference=council.case().reference,
        sequence=3,
        struck_out="Never sent",
    )
    outcome = council.takes_rows(ASSESSED)
    assert outcome.unchanged == 1
    assert outcome.differences[0].should == "a person struck it out"


def test_a_decision_that_turned_into_the_other_is_set_right(council):
    row = a_row(Decision="Agreed", Decision_date=date(2019, 2, 11))
    council.takes_rows(row)
    council.takes_rows(row | {"Decision": "Refused"})
    assert council.case().stage == "not_assessed"
    assert council.happened()[1:] == [("told_will_not_assess", None, "2019-02-11")]
    council.takes_rows(row)
    assert council.case().stage == "assessing"
    assert council.takes_rows(row).unchanged == 1


def test_a_decision_that_a_person_recorded_is_not_turned(council):
    council.takes_rows(a_row())
    council.records(Kind.TOLD_WILL_ASSESS, date(2019, 2, 11))
    outcome = council.takes_rows(a_row(Decision="Refused", Decision_date=date(2019, 2, 11)))
    assert council.case().stage == "assessing"
    assert "will assess" in outcome.differences[0].should


def test_a_change_that_cannot_be_refuses_the_row(council):
    row = ASSESSED | {"Draft issued": date(2019, 4, 29), "Final issued": date(2019, 5, 24)}
    council.takes_rows(row)
    outcome = council.takes_rows(row | {"Decision date": date(2019, 6, 1)})
    assert outcome.is_refused
    assert "out of turn" in outcome.refused[0].reason
    assert council.takes_rows(row).unchanged == 1


def test_a_changed_note_is_a_new_note_and_the_old_one_stays(council):
    council.takes_rows(a_row(Comments="rang", Chased_1="EP", Chased_2="EP"))
    council.takes_rows(a_row(Comments="rang again", Chased_1="EP", Chased_2="EP"))
    assert sorted(council.notes()) == ["EP", "EP", "rang", "rang again"]


def test_a_changed_officer_is_on_record_and_a_closed_case_keeps_its_own(council):
    council.takes_rows(a_row(Caseworker="Kim"), a_row(Person_ID="P2", Caseworker="Kim"))
    council.takes_rows(
        a_row(Caseworker="Sam"), a_row(Person_ID="P2", Caseworker="Kim", Withdrawn="11/02/2019")
    )
    outcome = council.takes_rows(
        a_row(Caseworker="Sam"), a_row(Person_ID="P2", Caseworker="Sam", Withdrawn="11/02/2019")
    )
    assert outcome.unchanged == 2
    assert (council.case(0).officer, council.case(1).officer) == ("Sam", "Kim")
    assert council.record(0)[-1].kind is Kind.OFFICER_CHANGED


def test_a_case_opened_by_hand_is_found_and_not_opened_again(council):
    open_case(
        council.engine,
        desk=_kim(council),
        received_on=date(2019, 1, 7),
        person={"external_id": "P1", "surname": "Testchild"},
    )
    outcome = council.takes_rows(ASSESSED)
    assert (outcome.created, outcome.updated) == (0, 1)
    assert council.count() == 1
    assert council.takes_rows(ASSESSED).unchanged == 1


def test_an_empty_cell_takes_nothing_away_from_a_person(council):
    from ehcp.register.tables import people

    council.takes_rows(a_row(School="Invented Primary", UPN="A12345678901B"))
    outcome = council.takes_rows(a_row(School="", UPN=""))
    assert outcome.unchanged == 1
    assert council.rows_of(people)[0]["setting"] == "Invented Primary"


@pytest.mark.parametrize("where", ["created", "changed"])
def test_hundreds_of_rows_that_change_are_brought_up_as_one(council_on_each, where):
    council = council_on_each
    rows = [ASSESSED | {"Person ID": f"P{n}"} for n in range(120)]
    if where == "changed":
        council.takes_rows(*rows)
        rows = [row | {"EP received": date(2019, 3, 25)} for row in rows]
    outcome = council.takes_rows(*rows)
    assert getattr(outcome, "created" if where == "created" else "updated") == 120
    assert {case["stage"] for case in council.rows_of(_cases())} == {"assessing"}


def _cases():
    from ehcp.register.tables import cases

    return cases
