"""Promises about a file that cannot be scanned: what its service reads of it, in which letters."""

from datetime import timedelta
from email.message import EmailMessage

from ehcp.cases.kinds import Kind
from ehcp.casework.put_aside import put_aside
from ehcp.casework.refused_files import refused_files
from ehcp.documents.scanner import Infected
from ehcp.outside.links import link_of
from ehcp.register.engine import reading
from tests.casework.desks import id_of
from tests.notifications.conftest import DECIDED, DUE, EP, HEALTH, at, words_of
from tests.notifications.test_handed_in_and_held import asked
from tests.notifications.test_let_go import SENT, fails

A_DAY = timedelta(days=1)
NAME = "file_refused"
CAME = "a file came on 26 January that we could not open"


def page_of(mail: EmailMessage) -> str:
    """Give the page of a mail, wherever its lines break."""
    part = mail.get_body(("html",))
    assert part is not None
    return " ".join(str(part.get_content()).split())


def test_a_service_is_told_once_to_send_it_in_another_form(office, handed_in):
    case = asked(office)
    handed_in(case, day=SENT)
    fails(office, handed_in)
    day = SENT + 3 * A_DAY
    assert office.subjects(day, NAME) == [f"Please send it again: your file for case {case}"]
    fails(office, handed_in, since=day, rounds=9)
    later = [
        each
        for n in range(1, 12)
        for each in office.write(day + n * A_DAY).written
        if each.letter == NAME
    ]
    assert later == []
    office.send(day)
    mail = next(each for each in office.mails() if "again" in each["Subject"])
    words = words_of(mail)
    assert "could not be checked for viruses, so nobody can open it" in words
    assert "in another form" in words
    assert "help desk" not in words
    token = words.split("/answer/")[1].split()[0]
    with reading(office.engine) as connection:
        link = link_of(connection, token, now=at(day, 12))
    assert link is not None
    assert link.about == {(id_of(office.engine, case), EP.value)}


def test_a_virus_that_is_found_in_it_after_all_is_told_as_well(office, handed_in):
    handed_in(asked(office), day=SENT)
    fails(office, handed_in)
    day = SENT + 3 * A_DAY
    assert len(office.subjects(day, NAME)) == 1
    handed_in.scan(Infected("x"), day=day + A_DAY)
    assert len(office.subjects(day + A_DAY, NAME)) == 1


def test_files_of_both_sorts_are_told_apart_in_one_letter(office, handed_in):
    first, second = asked(office), asked(office)
    handed_in(first, day=SENT)
    fails(office, handed_in)
    day = SENT + 2 * A_DAY  # the first is not tried again within the hour
    handed_in(second, day=day)
    handed_in.scan(Infected("x"), day=day)
    assert office.subjects(day, NAME) == ["Please send it again: 2 of your files"]
    office.send(day)
    mail = next(each for each in office.mails() if "again" in each["Subject"])
    words = page_of(mail)
    assert "a virus" in words
    assert "not checked" in words
    assert "help desk" in words


def test_the_chasers_say_that_a_file_came_and_not_that_nobody_replied(office, handed_in):
    handed_in(asked(office), day=SENT)
    office.send(DECIDED)
    fails(office, handed_in)
    for n in range((DUE - SENT).days + 10):
        office.write(DECIDED + n * A_DAY)
        office.send(DECIDED + n * A_DAY)
    office.write(DUE + A_DAY)
    office.send(DUE + A_DAY)
    chasers = [
        page_of(each)
        for each in office.mails()
        if each["Subject"].startswith(("Reminder", "Late")) and each["To"] == "ep@service.example"
    ]
    assert len(chasers) > 1
    for words in chasers:
        assert CAME in words
        assert "no reply" not in words


def test_another_service_is_not_said_to_have_sent_it(office, handed_in):
    office.service(
        HEALTH, name="Health", email="health@service.example", reminders=True, monday_list=False
    )
    handed_in(asked(office, EP, HEALTH), day=SENT)
    fails(office, handed_in)
    office.write(SENT + 3 * A_DAY)
    office.send(SENT + 3 * A_DAY)
    office.write(DUE + A_DAY)
    office.send(DUE + A_DAY)
    late = {each["To"]: page_of(each) for each in office.mails() if "Late" in each["Subject"]}
    assert CAME in late["ep@service.example"]
    assert "no reply" in late["health@service.example"]


def test_a_service_is_told_also_of_a_file_that_was_put_aside_before(office, handed_in):
    case = asked(office)
    document = handed_in(case, day=SENT)
    fails(office, handed_in)
    day = SENT + 3 * A_DAY
    put_aside(
        office.engine, desk=office.desk(day), reference=case, document_id=document.id, reason="x"
    )
    with reading(office.engine) as connection:
        (found,) = refused_files(connection, since=at(SENT))
    assert found.is_unopened
    assert len(office.subjects(day, NAME)) == 1
    office.record(case, Kind.ADVICE_RECEIVED, EP, on=day)
    assert office.subjects(day + A_DAY, NAME) == []


def test_what_a_service_has_said_since_is_newer_than_its_file(office, handed_in):
    case = asked(office)
    handed_in(case, day=SENT)
    fails(office, handed_in)
    office.record(
        case,
        Kind.ADVICE_PROMISED,
        EP,
        on=SENT + 4 * A_DAY,
        promised_on=(DUE - A_DAY).isoformat(),
        reason="Written anew",
    )
    office.write(SENT + 3 * A_DAY)
    office.send(SENT + 3 * A_DAY)
    office.write(DUE + A_DAY)
    office.send(DUE + A_DAY)
    (late,) = (each for each in office.mails() if "Late" in each["Subject"])
    assert "promised for 3 March, not kept" in page_of(late)
    assert CAME not in page_of(late)
