"""Promises about E1b: who sent a file in which a virus was found later is told, and told once."""

from datetime import timedelta

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.casework.provider_changes import add_provider, set_provider
from ehcp.documents.scanner import Infected, Unavailable
from ehcp.outside.links import link_of
from ehcp.register.engine import reading
from tests.casework.desks import id_of
from tests.documents.scanners import Says
from tests.notifications.conftest import DECIDED, EP, HEALTH, Office, at, words_of

A_DAY = timedelta(days=1)
SENT = DECIDED + 5 * A_DAY
NAME = "file_refused"
NO = "Please send it again: your file for case {}"


def asked(office: Office, *kinds: AdviceKind) -> str:
    office.service(reminders=False)
    case = office.case(*(kinds or (EP,)))
    office.write(DECIDED)
    return case


def test_a_service_is_told_once_of_the_file_that_it_is_to_send_again(office, handed_in):
    case = asked(office)
    handed_in(case, day=SENT)
    assert office.subjects(SENT, NAME) == []
    handed_in.scan(Infected("Doc.Dropper"), day=SENT + A_DAY)
    assert office.subjects(SENT + A_DAY, NAME) == [NO.format(case)]
    assert office.subjects(SENT + 2 * A_DAY, NAME) == []
    office.send(SENT + A_DAY)
    mail = next(each for each in office.mails() if "again" in each["Subject"])
    assert mail["To"] == "ep@service.example"
    words = words_of(mail)
    assert "could not be taken: a virus was found in it" in words
    assert "Dropper" not in words  # what the scanner calls it is for whoever looks after machines
    assert "advice-" not in words  # nor how the file was called


def test_its_link_opens_the_request_that_is_still_owed(office, handed_in):
    case = asked(office)
    handed_in(case, day=SENT)
    handed_in.scan(Infected("x"), day=SENT)
    office.write(SENT)
    office.send(SENT)
    mail = next(each for each in office.mails() if "again" in each["Subject"])
    token = words_of(mail).split("/answer/")[1].split()[0]
    with reading(office.engine) as connection:
        link = link_of(connection, token, now=at(SENT, 12))
    assert link is not None
    assert link.about == {(id_of(office.engine, case), EP.value)}


def test_files_of_several_cases_are_in_one_letter(office, handed_in):
    cases = [asked(office) for _ in range(2)]
    for case in cases:
        handed_in(case, day=SENT)
    handed_in.scan(Infected("x"), day=SENT)
    (written,) = [each for each in office.write(SENT).written if each.letter == NAME]
    assert (written.subject, written.items) == ("Please send it again: 2 of your files", 2)


def test_what_turns_out_clean_is_no_letter(office, handed_in):
    case = asked(office)
    handed_in(case, day=SENT)
    handed_in.scan(Unavailable("away"), day=SENT)
    assert office.subjects(SENT, NAME) == []
    handed_in.scan(Says().answer, day=SENT)
    assert office.subjects(SENT, NAME) == []


def test_whoever_has_sent_it_again_is_not_written_to(office, handed_in):
    case = asked(office)
    handed_in(case, day=SENT)
    handed_in.scan(Infected("x"), day=SENT)
    office.record(case, Kind.ADVICE_RECEIVED, EP, on=SENT)
    assert office.subjects(SENT, NAME) == []


def test_a_letter_that_waits_is_not_sent_once_the_advice_has_come(office, handed_in):
    case = asked(office)
    handed_in(case, day=SENT)
    handed_in.scan(Infected("x"), day=SENT)
    office.send(SENT)
    assert office.subjects(SENT, NAME) == [NO.format(case)]
    office.record(case, Kind.ADVICE_RECEIVED, EP, on=SENT)
    office.send(SENT)
    assert not [each for each in office.mails() if "again" in each["Subject"]]


def test_a_file_of_a_service_without_a_mailbox_is_left_to_the_caseworker(office, handed_in):
    case = asked(office, EP, HEALTH)
    handed_in(case, HEALTH, day=SENT)
    handed_in.scan(Infected("x"), day=SENT)
    done = office.write(SENT)
    assert [each.count for each in done.not_written if each.letter == NAME] == [1]
    assert [each for each in done.written if each.letter == NAME] == []


def test_it_can_be_switched_off(office, handed_in):
    case = asked(office)
    handed_in(case, day=SENT)
    handed_in.scan(Infected("x"), day=SENT)
    assert office.with_policy(NAME, send=False).subjects(SENT, NAME) == []


def test_another_service_that_is_asked_now_hears_nothing_of_it(office, handed_in):
    desk = office.desk(DECIDED)
    facts = {"desk": desk, "kind": HEALTH}
    set_provider(office.engine, name="North Trust", email="advice@north.example", **facts)
    add_provider(office.engine, name="South Trust", email="advice@south.example", **facts)
    case = asked(office, HEALTH)
    handed_in(case, HEALTH, day=SENT)
    office.record(case, Kind.ADVICE_REQUEST_CANCELLED, HEALTH, on=SENT, reason="Moved")
    office.record(case, Kind.ADVICE_REQUESTED, HEALTH, on=SENT, service="health-2")
    handed_in.scan(Infected("Doc.Dropper"), day=SENT + A_DAY)
    assert office.subjects(SENT + A_DAY, NAME) == []
