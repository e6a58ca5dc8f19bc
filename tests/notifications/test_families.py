"""Promises about letters to families: to whom they go, when, once each, and about what stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.outside.families import add_contact, change_contact, contacts_of, end_contact
from ehcp.register import files
from ehcp.register.engine import reading
from ehcp.register.tables import messages
from tests.notifications.conftest import DECIDED, EP, HEALTH, KIM, RECEIVED, at, words_of
from tests.notifications.test_letters_to_staff import Refusing

A_DAY = timedelta(days=1)
FAMILY = "ansah@family.example"
SWITCHES = ("request", "stage", "officer", "delay", "draft", "decision")


@pytest.fixture
def families(office):
    """Give the office with every letter to families switched on, and a service that is asked."""
    for name in SWITCHES:
        office = office.with_policy(f"family_{name}", send=True)
    office.service()
    return office


def held(office, reference):
    with reading(office.engine) as connection:
        return files.load(connection, reference)


def write_to(office, reference, *, name="Ms Ansah", email=FAMILY):
    case = held(office, reference)
    return add_contact(
        office.engine,
        person_id=case.person_id,
        case_id=case.case_id,
        name=name,
        email=email,
        by="Kim",
        at=at(RECEIVED),
    )


def opened(office, **more):
    reference = open_case(
        office.engine,
        desk=office.desk(RECEIVED),
        received_on=RECEIVED,
        officer=KIM,
        person={"born_on": date(2018, 3, 2)},
        **more,
    )
    write_to(office, reference)
    return reference


def put(office, reference, kind, *, on, **details):
    journey = held(office, reference).file.journey
    record(
        office.engine,
        desk=office.desk(on),
        reference=reference,
        kind=kind,
        happened_on=on,
        details=complete(kind.value, journey) | details,
    )


def to_family(office, day):
    """Write the letters of a day and give the subjects of those to families."""
    return [each.subject for each in office.write(day).written if each.letter.startswith("family_")]


def last(office):
    with reading(office.engine) as connection:
        return connection.execute(
            select(messages)
            .where(messages.c.letter.like("family_%"))
            .order_by(messages.c.created_at.desc(), messages.c.id)
        ).first()


def test_a_request_is_answered_once_with_what_happens_next(families):
    reference = opened(families)
    assert to_family(families, RECEIVED) == ["We have the request: what happens next"]
    assert to_family(families, RECEIVED + A_DAY) == []
    families.send(RECEIVED)
    (mail,) = families.mails()
    said = words_of(mail)
    assert mail["To"] == FAMILY
    assert "Dear Ms Ansah" in said
    assert f"Your case reference is {reference}." in said
    assert "by 16 February 2026 whether we will assess" in said
    assert "https://ehc.example/family" in said
    assert "never in an email" in said
    assert "Exampleshire SENDIASS (01632 960 020)" in said


def test_nothing_goes_where_nobody_is_entered_or_where_it_is_switched_off(families, office):
    families.case(EP)
    assert to_family(families, DECIDED) == []
    opened(families)
    assert to_family(office, RECEIVED) == []


def test_each_adult_of_a_family_is_written_to_and_one_without_an_address_is_not(families):
    reference = opened(families)
    write_to(families, reference, name="Mr Bello", email="bello@family.example")
    write_to(families, reference, name="Mx Chen", email=None)
    assert len(to_family(families, RECEIVED)) == 2


def test_what_a_spreadsheet_brought_is_no_news(families):
    opened(families, details={"source": "tracker"})
    assert to_family(families, RECEIVED) == []


def test_a_letter_does_not_go_to_somebody_who_was_ended_or_moved_before_it_went(families):
    first, second = opened(families), opened(families)
    to_family(families, RECEIVED)
    for reference, act in ((first, end_contact), (second, change_contact)):
        case = held(families, reference)
        with reading(families.engine) as connection:
            (contact,) = contacts_of(connection, person_id=case.person_id)
        moved = {"name": "Ms Ansah", "email": "new@family.example"}
        act(
            families.engine,
            person_id=case.person_id,
            case_id=case.case_id,
            contact_id=contact.id,
            by="Kim",
            at=at(RECEIVED),
            **(moved if act is change_contact else {}),
        )
    done = families.send(RECEIVED)
    assert (done.sent, done.not_needed) == (0, 2)


def test_a_decision_made_before_the_letter_went_leaves_it_out(families):
    reference = opened(families)
    to_family(families, RECEIVED)
    put(families, reference, Kind.TOLD_WILL_ASSESS, on=RECEIVED + A_DAY)
    assert families.send(RECEIVED + A_DAY).not_needed == 1


def test_a_stage_is_told_with_the_kinds_of_service_and_never_closer(families):
    reference = opened(families)
    put(families, reference, Kind.TOLD_WILL_ASSESS, on=DECIDED)
    for kind in (EP, HEALTH):
        families.record(reference, Kind.ADVICE_REQUESTED, kind, on=DECIDED)
    families.record(reference, Kind.ADVICE_REQUESTED, AdviceKind.MENTAL_HEALTH, on=DECIDED)
    families.record(reference, Kind.ADVICE_REQUESTED, AdviceKind.PARENT, on=DECIDED)
    assert to_family(families, DECIDED) == ["Your EHC needs assessment: the next step"]
    said = " ".join(last(families).text.split())
    assert "kinds of service: educational psychology and health. Each has six weeks" in said
    assert "by 27 April 2026" in said
    assert "mental" not in said
    assert to_family(families, DECIDED + A_DAY) == []


def test_after_an_outage_a_family_hears_of_the_stage_that_stands_and_of_no_other(families):
    reference = opened(families)
    put(families, reference, Kind.TOLD_WILL_ASSESS, on=DECIDED)
    put(families, reference, Kind.DECIDED_TO_ISSUE, on=DECIDED + 5 * A_DAY)
    put(families, reference, Kind.DRAFT_SERVED, on=DECIDED + 6 * A_DAY)
    assert to_family(families, DECIDED + 7 * A_DAY) == ["Your draft EHC plan is ready to read"]
    said = " ".join(last(families).text.split())
    assert "by 10 February 2026" in said  # fifteen days, the day of service among them


def test_a_draft_that_was_answered_is_not_announced(families):
    reference = opened(families)
    put(families, reference, Kind.TOLD_WILL_ASSESS, on=DECIDED)
    put(families, reference, Kind.DRAFT_SERVED, on=DECIDED + A_DAY)
    to_family(families, DECIDED + A_DAY)
    put(families, reference, Kind.REPRESENTATIONS_RECEIVED, on=DECIDED + 2 * A_DAY)
    assert families.send(DECIDED + 2 * A_DAY).not_needed == 1


def test_a_decision_is_announced_and_not_told(families):
    reference = opened(families)
    put(families, reference, Kind.TOLD_WILL_NOT_ASSESS, on=DECIDED)
    assert to_family(families, DECIDED) == ["A decision about the EHC plan is ready"]
    said = " ".join(last(families).text.split())
    assert "on 21 January 2026" in said
    assert "will not" not in said.replace("will not be", "")
    assert to_family(families, DECIDED + A_DAY) == []
    assert to_family(families, DECIDED + 30 * A_DAY) == []


def test_a_new_officer_is_one_letter_for_all_cases_of_a_family_and_the_last_one_counts(families):
    both = [opened(families), opened(families)]
    to_family(families, RECEIVED)
    for reference in both:
        put(families, reference, Kind.OFFICER_CHANGED, on=DECIDED, officer="Jo Bellweather")
        put(families, reference, Kind.OFFICER_CHANGED, on=DECIDED, officer="Lou Dunmore")
    assert to_family(families, DECIDED) == ["Your new contact for the EHC process"]
    said = " ".join(last(families).text.split())
    assert "From now on Lou Dunmore works on your cases:" in said
    assert all(reference in said for reference in both)
    put(families, both[0], Kind.OFFICER_CHANGED, on=DECIDED, officer="Ade Coppersmith")
    families.send(DECIDED)
    (mail,) = [each for each in families.mails() if "new contact" in each["Subject"]]
    assert both[0] not in words_of(mail)
    assert both[1] in words_of(mail)


def test_a_missed_limit_is_told_honestly_and_again_after_four_weeks(families):
    reference = opened(families)
    to_family(families, RECEIVED)
    put(families, reference, Kind.TOLD_WILL_ASSESS, on=DECIDED)
    families.record(reference, Kind.ADVICE_REQUESTED, EP, on=DECIDED)
    to_family(families, DECIDED)
    families.send(DECIDED)
    due = date(2026, 5, 25)  # twenty weeks after the request
    ahead = date(2026, 5, 11)  # less than the fifteen days that the family has for a draft
    assert to_family(families, ahead - 4 * A_DAY) == []
    assert to_family(families, ahead) == ["Your EHC case will be delayed"]
    said = " ".join(last(families).text.split())
    assert (
        "until 25 May 2026 for finishing the assessment, with the final EHC plan if there is"
        in said
    )
    assert "We cannot do it by then any more." in said
    assert "advice from: educational psychology. We first asked for it on 21 January" in said
    assert "We cannot give you a day that we would believe ourselves." in said
    assert "We claim no legal exception" in said
    assert "Ombudsman" in said
    assert to_family(families, due + 2 * A_DAY) == []
    assert to_family(families, ahead + 28 * A_DAY) == ["Your EHC case is delayed"]
    assert to_family(families, ahead + 29 * A_DAY) == []
    assert to_family(families, ahead + 100 * A_DAY) == ["Your EHC case is delayed"]


def test_a_delay_that_ended_before_the_letter_went_is_not_told_whatever_else_runs(families):
    reference = opened(families)
    day = date(2026, 2, 17)
    assert "Your EHC case is delayed" in to_family(families, day)
    put(families, reference, Kind.TOLD_WILL_ASSESS, on=day)
    families.send(day)
    assert [row.status for row in _all(families) if row.letter == "family_delay"] == ["not_needed"]


def test_the_plan_that_came_before_the_letter_went_leaves_it_out(families):
    reference = opened(families)
    day = date(2026, 2, 17)  # the day after the decision was due
    assert "Your EHC case is delayed" in to_family(families, day)
    put(families, reference, Kind.TOLD_WILL_NOT_ASSESS, on=day)
    done = families.send(day)
    assert done.sent == 0
    assert done.not_needed > 0


def test_a_claimed_exception_is_told_and_what_is_the_familys_own_is_not(families):
    reference = opened(families)
    put(
        families,
        reference,
        Kind.EXCEPTION_CLAIMED,
        on=DECIDED,
        ground="personal_circumstances",
        described="a bereavement",
        evidence="a letter",
        from_on="2026-01-10",
        until_on="2026-02-20",
    )
    to_family(families, date(2026, 2, 17))
    row = next(each for each in _all(families) if each.letter == "family_delay")
    said = " ".join(row.text.split())
    assert "has asked whether there is a legal ground" in said
    assert "behind the link" in said
    assert "bereavement" not in said
    assert "personal" not in said


def _all(office):
    with reading(office.engine) as connection:
        return connection.execute(select(messages)).all()


def test_a_letter_to_a_family_that_did_not_arrive_names_nobody_to_the_caseworker(families):
    opened(families)
    to_family(families, RECEIVED)
    families.send(RECEIVED, by=Refusing())
    families.write(RECEIVED + A_DAY)
    row = next(each for each in _all(families) if each.letter == "not_delivered")
    assert row.subject.startswith("Not delivered: letter about the request, case ")
    assert "to the family could not be delivered: wrong address" in " ".join(row.text.split())
    assert "Ansah" not in row.text + row.html


def test_an_exception_is_told_where_it_lifts_this_limit_and_not_where_it_excuses_a_service(
    families,
):
    reference = opened(families)
    put(families, reference, Kind.TOLD_WILL_ASSESS, on=DECIDED)
    families.record(reference, Kind.ADVICE_REQUESTED, EP, on=DECIDED)
    missed = {"missed_on": "2026-02-02", "request_received_on": "2026-01-21", "evidence": "a log"}
    for kind, who in ((Kind.EXCEPTION_CLAIMED, "Kim"), (Kind.EXCEPTION_APPROVED, "Morgan")):
        record(
            families.engine,
            desk=replace(families.desk(date(2026, 2, 10)), by=who),
            reference=reference,
            kind=kind,
            happened_on=date(2026, 2, 10),
            party=EP.value,
            details={"ground": "missed_appointment", **missed},
        )
    to_family(families, date(2026, 5, 26))
    said = _said_of_the_delay(families)
    assert "We claim no legal exception for this delay." in said


def test_an_approved_exception_is_told_and_changes_nothing_of_the_wait(families):
    reference = opened(families)
    absent = {"absent_from": "2026-01-06", "absent_until": "2026-02-10", "evidence": "tickets"}
    for kind, who in ((Kind.EXCEPTION_CLAIMED, "Kim"), (Kind.EXCEPTION_APPROVED, "Morgan")):
        record(
            families.engine,
            desk=replace(families.desk(date(2026, 2, 11)), by=who),
            reference=reference,
            kind=kind,
            happened_on=date(2026, 2, 11),
            details={"ground": "absent_four_weeks", **absent},
        )
    to_family(families, date(2026, 2, 17))
    said = _said_of_the_delay(families)
    assert "There is a legal ground on which this is not counted as a missed limit." in said
    assert "does not change that you are waiting" in said
    assert "absent" not in said


def _said_of_the_delay(office):
    (row,) = [each for each in _all(office) if each.letter == "family_delay"]
    return " ".join(row.text.split())
