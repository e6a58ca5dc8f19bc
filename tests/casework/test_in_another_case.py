"""Promises about what belongs on the record of another case of the same child."""

from datetime import date
from typing import Any

import pytest

from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.foresee import foresee_correction
from ehcp.casework.look_up import case_shown
from ehcp.casework.open_case import new_case, open_case
from ehcp.law.notices import complete
from ehcp.law.rules import load_rules
from ehcp.register import files
from ehcp.register.bulk import Entry
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.verify import verify
from tests.casework.desks import (
    a_review,
    desk,
    entry,
    follow,
    move,
    put,
    record_of,
    strike_out,
    the,
)


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    assert [str(finding) for finding in verify(engine, rules=load_rules()).findings] == []
    engine.dispose()


def test_a_plan_does_not_cease_beside_its_own_ceasing_case(engine) -> None:
    review = a_review(engine)
    put(engine, review, Kind.REVIEW_DECIDED_TO_CEASE, "2027-05-20")
    follow(engine, review, "2027-05-20")
    following, ceasing = the(engine, "annual_review", but=review), the(engine, "ceasing")
    with pytest.raises(NotPossible, match=ceasing):
        put(engine, following, Kind.PLAN_CEASED, "2027-05-21")
    put(engine, ceasing, Kind.PLAN_CEASED, "2027-09-20")
    assert following in follow(engine, ceasing, "2027-09-20").set_right
    assert record_of(engine, following)[-1] == ("plan_ceased", "2027-09-20")


def refused_to_assess(engine) -> str:
    reference = open_case(engine, desk=desk("2026-01-05"), received_on=date(2026, 1, 5))
    put(engine, reference, Kind.TOLD_WILL_NOT_ASSESS, "2026-02-10")
    return reference


def test_a_second_order_to_assess_says_where_the_first_goes_on(engine) -> None:
    refused = refused_to_assess(engine)
    put(engine, refused, Kind.MEDIATION_AGREED, "2026-04-01", order="assess")
    with pytest.raises(NotPossible, match="its own case"):
        put(engine, refused, Kind.TRIBUNAL_ORDERED, "2026-06-01", order="assess")
    follow(engine, refused, "2026-04-01")
    with pytest.raises(NotPossible, match=the(engine, "ordered_assessment")):
        put(engine, refused, Kind.TRIBUNAL_ORDERED, "2026-06-01", order="assess")


def test_what_could_not_follow_is_told_once_on_the_case(engine) -> None:
    refused = refused_to_assess(engine)
    put(engine, refused, Kind.TRIBUNAL_ORDERED, "2026-06-01", order="assess", order_b="2026-06-20")
    follow(engine, refused, "2026-06-01")
    strike_out(engine, refused, entry(engine, refused, Kind.TRIBUNAL_ORDERED), "2026-06-03")
    put(engine, refused, Kind.TRIBUNAL_ORDERED, "2026-06-01", order="assess", order_b="2026-07-20")
    (why,) = follow(engine, refused, "2026-06-03").refused
    assert follow(engine, refused, "2026-06-04").done == ()
    shown = case_shown(engine, reference=refused, rules=load_rules(), today=date(2026, 6, 4))
    (task,) = shown["tasks"]
    assert task["task"] == "follow_up_refused"
    assert why in task["says"]


def test_every_entry_with_which_a_case_opens_is_checked(engine) -> None:
    review = a_review(engine)
    day = date(2027, 5, 20)
    with writing(engine) as connection:
        person_id = files.load(connection, review).person_id
        for details in ({"sent_to": "parent"}, complete("told_will_cease", "ceasing")):
            entries = [
                Entry(Kind.CEASING_CONSIDERED, day, None, {}),
                Entry(Kind.TOLD_WILL_CEASE, day, None, details),
            ]
            opening: dict[str, Any] = {
                "journey": "ceasing",
                "entries": entries,
                "person_id": person_id,
            }
            if len(details) == 1:
                with pytest.raises(NotPossible, match="told_will_cease"):
                    new_case(connection, desk=desk("2027-05-20"), **opening)
            else:
                new = new_case(connection, desk=desk("2027-05-20"), **opening)
                assert len(new.file.recorded) == len(entries)


def test_what_was_struck_out_does_not_come_back_beside_the_case_that_took_its_place(engine) -> None:
    review = a_review(engine)
    put(engine, review, Kind.PLAN_CEASED, "2027-05-14")
    ceased = entry(engine, review, Kind.PLAN_CEASED)
    strike_out(engine, review, ceased, "2027-05-14")
    put(engine, review, Kind.REVIEW_DECIDED_TO_CEASE, "2027-05-15")
    follow(engine, review, "2027-05-15")
    before = record_of(engine, review)
    with pytest.raises(NotPossible, match=the(engine, "ceasing")):
        move(engine, review, ceased, "2027-05-16", on="2027-05-17")
    with reading(engine) as connection, pytest.raises(NotPossible, match=the(engine, "ceasing")):
        foresee_correction(
            connection,
            files.load(connection, review),
            desk=desk("2027-05-17"),
            sequence=ceased,
            happened_on=date(2027, 5, 16),
        )
    assert record_of(engine, review) == before


def test_an_order_that_was_struck_out_does_not_come_back_beside_a_later_one(engine) -> None:
    refused = refused_to_assess(engine)
    put(engine, refused, Kind.MEDIATION_AGREED, "2026-04-01", order="assess")
    agreed = entry(engine, refused, Kind.MEDIATION_AGREED)
    strike_out(engine, refused, agreed, "2026-04-02")
    put(engine, refused, Kind.TRIBUNAL_ORDERED, "2026-06-01", order="assess")
    with pytest.raises(NotPossible, match="its own case"):
        move(engine, refused, agreed, "2026-04-03", on="2026-06-02")
    strike_out(engine, refused, agreed + 2, "2026-06-02")
    move(engine, refused, agreed, "2026-04-03", on="2026-06-02")
    assert record_of(engine, refused)[-1] == ("mediation_agreed", "2026-04-03")
