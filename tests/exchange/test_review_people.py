"""Whose plan a row is about: by id, UPN, the plan's reference, or a name that somebody confirms."""

from datetime import date

import pytest

from ehcp.register.tables import cases, deadlines, people
from tests.exchange.trackers import a_plan, a_row

UPN = "A12345678901B"


def _without_id(**changes):
    row = a_plan(**changes)
    del row["Person ID"]
    return row


def test_the_child_of_an_assessment_is_found_by_upn(council_on_each):
    council = council_on_each
    council.takes_rows(a_row(UPN=UPN, Final_issued=date(2019, 5, 27)))
    row = _without_id(UPN=UPN, Date_of_final_plan=date(2019, 5, 27), Last_review_completed="")
    assert council.takes_rows(row).reviews.created == 1
    assert council.count(people) == 1


def test_a_plan_is_known_by_its_reference_alone(council_on_each):
    council = council_on_each
    row = {"Plan reference": "E77", "Last review": date(2018, 3, 5)}
    assert council.takes_rows(row, row | {"Plan reference": "E78"}).reviews.created == 2
    outcome = council.takes_rows(row | {"Meeting date": date(2019, 1, 14)})
    assert (outcome.updated, council.count(people)) == (1, 2)
    (first,) = [p for p in council.rows_of(people) if p["more"]["plan_ref"] == "E77"]
    assert first["external_id"] is None


def test_a_reference_brings_a_plan_to_the_child_whose_id_comes_later(council):
    council.takes_rows(a_plan(Plan_reference="E77"))
    outcome = council.takes_rows(_without_id(Plan_reference="E77", Comments="x"))
    assert (outcome.updated, council.count(people)) == (1, 1)


def test_a_name_alone_has_to_be_confirmed(council):
    council.takes_rows(a_row())
    outcome = council.takes_rows(_without_id())
    assert "--confirm-names" in outcome.refused[0].fix
    assert council.takes_rows(_without_id(), how={"confirm_names": True}).reviews.created == 1
    assert council.count(people) == 1


def test_a_sheet_without_ids_can_be_imported_week_after_week(council):
    rows = [_without_id(), _without_id(Forename="Alex")]
    assert council.takes_rows(*rows).created == 2
    assert council.takes_rows(*rows).unchanged == 2
    rows[0]["Meeting date"] = date(2019, 1, 14)
    assert council.takes_rows(*rows).updated == 1


def test_one_upn_under_two_ids_is_refused(council):
    outcome = council.takes_rows(a_plan(UPN=UPN), a_plan(Person_ID="P2", UPN=UPN))
    assert [each.cell for each in outcome.refused] == ["G2", "G3"]


def test_what_the_sheet_knows_of_a_child_is_brought_up(council):
    council.takes_rows(a_row(School="Old School"))
    council.takes_rows(a_plan(Setting="New School", LAC="Yes"))
    person = council.rows_of(people)[0]
    assert (person["setting"], person["more"]["looked_after"]) == ("New School", "Yes")


def test_a_request_tracker_leaves_the_reviews_of_its_children_alone(council):
    council.takes_rows(a_plan())
    outcome = council.takes_rows(a_row(Request_received=date(2019, 1, 7)))
    assert outcome.requests.created == 1
    assert [case.journey for case in (council.case(0), council.case(1))] == [
        "annual_review",
        "needs_assessment",
    ]


def test_the_log_names_references_and_fields_and_no_values(council):
    from ehcp.register.tables import imports

    council.takes_rows(a_plan())
    council.takes_rows(a_plan(Surname="Newname", Meeting_date=date(2019, 1, 14), Comments="secret"))
    log = council.rows_of(imports)[-1]
    reference = council.case().reference
    assert log["changes"] == [
        {"reference": reference, "field": field} for field in ("met_on", "comments", "surname")
    ]
    assert (log["counts"]["reviews"], log["counts"]["updated"]) == (1, 1)
    assert not any(word in str(log) for word in ("Newname", "Testchild", "secret", "2019-01-14"))


@pytest.mark.parametrize("sheet", ["reviews", "requests"])
def test_a_date_of_birth_that_is_put_right_moves_what_follows_from_it(council_on_each, sheet):
    council = council_on_each
    council.today = date(2019, 3, 4)
    made = {"Date of final plan": date(2019, 2, 4), "Last review completed": ""}
    council.takes_rows(a_plan(Date_of_birth=date(2015, 5, 4)) | made)
    assert _rules(council) == {"review_first", "review_meeting_by", "review_under5"}
    if sheet == "reviews":
        council.takes_rows(a_plan(Date_of_birth=date(2013, 5, 4)) | made)
    else:
        council.takes_rows(a_row(Date_of_birth=date(2013, 5, 4), Request_received="01/10/2018"))
    assert _rules(council) == {"review_first", "review_meeting_by"}


def test_the_birth_that_the_register_knows_counts_where_the_sheet_has_none(council):
    council.takes_rows(a_row(Date_of_birth=date(2015, 5, 4), Request_received="01/10/2018"))
    made = {"Date of final plan": date(2019, 2, 4), "Last review completed": ""}
    council.takes_rows(a_plan(Date_of_birth="") | made)
    assert "review_under5" in _rules(council)


def _rules(council):
    reviews = {c["id"] for c in council.rows_of(cases) if c["journey"] == "annual_review"}
    return {row["rule_id"] for row in council.rows_of(deadlines) if row["case_id"] in reviews}
