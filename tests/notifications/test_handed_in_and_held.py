"""Promises about a file that waits for the scanner: who handed it in has done their part."""

from datetime import date, timedelta

from ehcp.cases.kinds import Kind
from ehcp.documents.scanner import Infected
from tests.documents.scanners import Says
from tests.notifications.conftest import DECIDED, DUE, EP, HEALTH, Office
from tests.notifications.test_families import last, opened, put, to_family

A_DAY = timedelta(days=1)
SENT = DECIDED + 5 * A_DAY
LONG_AFTER = DUE + 60 * A_DAY


def asked(office: Office, *kinds) -> str:
    office.service(
        reminders=True, monday_list=False, head_name="Jo Head", head_email="head@service.example"
    )
    case = office.case(*(kinds or (EP,)))
    office.write(DECIDED)
    return case


def written(office: Office, since, until) -> list[str]:
    """Give the letters of these days that are about the service and its advice."""
    days = (since + A_DAY * n for n in range((until - since).days + 1))
    return [
        each.letter
        for day in days
        for each in office.write(day).written
        if each.letter.startswith(("advice_", "escalation", "file_"))
    ]


def test_who_handed_in_on_time_is_neither_chased_nor_called_late_nor_escalated(office, handed_in):
    handed_in(asked(office), day=SENT)
    assert written(office, SENT, LONG_AFTER) == []


def test_a_reminder_that_waits_is_dropped_once_the_file_is_here(office, handed_in):
    case = asked(office)
    office.send(DECIDED)
    on = next(day for n in range(60) if written(office, day := DECIDED + A_DAY * (n + 1), day))
    handed_in(case, day=on)
    office.send(on)
    (mail,) = (mail for mail in office.mails() if mail["To"] == "ep@service.example")
    assert mail["Subject"].startswith("Advice needed by 4 March")


def test_another_service_of_the_case_is_chased_all_the_same(office, handed_in):
    office.service(
        HEALTH, name="Health", email="health@service.example", reminders=True, monday_list=False
    )
    handed_in(asked(office, EP, HEALTH), day=SENT)
    assert "advice_late" in written(office, SENT, LONG_AFTER)
    assert office.statuses().count("waiting") > 1


def test_a_file_that_turns_out_bad_is_asked_for_anew_and_then_chased(office, handed_in):
    handed_in(asked(office), day=SENT)
    handed_in.scan(Infected("x"), day=DUE)
    assert "file_refused" in written(office, DUE, DUE)
    assert "advice_late" in written(office, DUE + A_DAY, DUE + 20 * A_DAY)


def test_what_turns_out_clean_has_come_on_the_day_of_handing_in(office, handed_in):
    handed_in(asked(office), day=SENT)
    handed_in.scan(Says().answer, day=LONG_AFTER)
    assert written(office, LONG_AFTER, LONG_AFTER + 20 * A_DAY) == []


def test_the_file_of_a_request_that_was_cancelled_says_nothing_of_the_next_one(office, handed_in):
    case = asked(office)
    handed_in(case, day=SENT)
    later = SENT + 10 * A_DAY
    office.record(case, Kind.ADVICE_REQUEST_CANCELLED, EP, on=later, reason="Another is asked")
    office.record(case, Kind.ADVICE_REQUESTED, EP, on=later + A_DAY)
    assert "advice_reminder" in written(office, later + A_DAY, later + 50 * A_DAY)


def test_the_family_is_not_told_that_such_a_service_is_late(office, handed_in):
    families = office.with_policy("family_delay", send=True)
    office.service(HEALTH, name="Health", email="health@service.example")
    case = opened(families)
    put(families, case, Kind.TOLD_WILL_ASSESS, on=DECIDED)
    for kind in (EP, HEALTH):
        families.record(case, Kind.ADVICE_REQUESTED, kind, on=DECIDED)
    handed_in(case, day=SENT)
    (subject,) = to_family(families, date(2026, 5, 11))
    assert "will be delayed" in subject
    said = " ".join(last(families).text.split())
    assert "health" in said
    assert "psychology" not in said


def test_a_caseworkers_day_does_not_count_it_as_late_nor_as_come(office, handed_in):
    office = office.with_policy("caseworker_day", send=True)
    handed_in(asked(office), day=SENT)
    letters = office.write(DUE + 2 * A_DAY).written
    assert [each.subject for each in letters if each.letter == "caseworker_day"] == []
