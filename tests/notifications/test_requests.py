"""Promises about E1: every service is asked once, in one letter a day, and nobody is forgotten."""

from datetime import date, timedelta

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.events import FROM_A_TRACKER
from ehcp.cases.kinds import Kind
from ehcp.casework.correct import correct
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.law.notices import complete
from notifications.letter import NotWritten
from notifications.post import PostResult
from tests.notifications.conftest import DECIDED, EP, HEALTH, words_of

A_DAY = timedelta(days=1)


def about_requests(done: PostResult) -> list[NotWritten]:
    """Give why requests were not written."""
    return [why for why in done.not_written if why.letter == "advice_needed"]


def test_a_service_is_asked_and_told_the_last_day(office):
    office.service()
    reference = office.case(EP)
    assert office.subjects(DECIDED) == [f"Advice needed by 4 March: case {reference}"]
    office.send(DECIDED)
    (mail,) = office.mails()
    assert mail["To"] == "ep@service.example"
    words = mail.get_body(("plain",)).get_content()
    assert "4 March 2026" in words
    assert "regulation 8" in words
    assert reference in mail.get_body(("html",)).get_content()


def test_a_service_gets_one_letter_for_all_its_cases(office):
    office.service()
    references = {office.case(EP) for _ in range(3)}
    assert office.subjects(DECIDED) == ["Advice needed: 3 new requests"]
    office.send(DECIDED)
    (mail,) = office.mails()
    words = mail.get_body(("plain",)).get_content()
    assert all(reference in words for reference in references)


def test_a_mailbox_that_gives_several_kinds_of_advice_gets_one_letter(office):
    for kind in (HEALTH, AdviceKind.OCCUPATIONAL_THERAPY):
        office.service(kind, name="Exampleshire Trust", email="Trust@service.example")
    office.case(HEALTH, AdviceKind.OCCUPATIONAL_THERAPY)
    (written,) = office.write(DECIDED).written
    assert (written.recipient, written.items) == ("Trust@service.example", 2)


def test_it_is_asked_whatever_it_says_about_reminders(office):
    office.service(reminders=False)
    office.case(EP)
    assert len(office.subjects(DECIDED)) == 1


def test_nobody_is_asked_twice(office):
    office.service()
    office.case(EP)
    assert len(office.write(DECIDED).written) == 1
    for days in range(10):
        assert office.subjects(DECIDED + days * A_DAY, "advice_needed") == []


def test_a_corrected_day_asks_nobody_again(office):
    office.service()
    reference = office.case(EP, on=date(2026, 1, 22))
    assert len(office.subjects(date(2026, 1, 22))) == 1
    correct(
        office.engine,
        desk=office.desk(date(2026, 1, 28)),
        reference=reference,
        sequence=3,
        happened_on=date(2026, 1, 23),
    )
    assert office.subjects(date(2026, 1, 28), "advice_needed") == []


def test_a_request_struck_out_and_made_afresh_is_asked_again(office):
    office.service()
    reference = office.case(EP)
    office.write(DECIDED)
    struck_out(office, reference, on=date(2026, 1, 28))
    office.record(reference, Kind.ADVICE_REQUESTED, EP, on=date(2026, 2, 4))
    asked_again = [f"Advice needed by 18 March: case {reference}"]
    assert office.subjects(date(2026, 2, 4), "advice_needed") == asked_again
    assert office.subjects(date(2026, 2, 5), "advice_needed") == []


def test_a_request_struck_out_and_made_afresh_for_the_same_day_is_asked_again(office):
    office.service()
    reference = office.case(EP)
    office.write(DECIDED)
    struck_out(office, reference, on=date(2026, 1, 28))
    office.record(reference, Kind.ADVICE_REQUESTED, EP, on=DECIDED)
    assert len(office.subjects(date(2026, 1, 28), "advice_needed")) == 1


def struck_out(office, reference, *, on):
    """Take the first request of a case off its record."""
    correct(
        office.engine,
        desk=office.desk(on),
        reference=reference,
        sequence=3,
        struck_out="entered on the wrong case",
    )


def test_a_request_whose_day_was_corrected_before_its_letter_is_still_sent(office):
    reference = office.case(EP, on=date(2026, 1, 22))
    correct(
        office.engine,
        desk=office.desk(date(2026, 1, 28)),
        reference=reference,
        sequence=3,
        happened_on=date(2026, 1, 23),
    )
    office.service()
    assert len(office.subjects(date(2026, 1, 28), "advice_needed")) == 1


def test_what_goes_quotes_the_day_that_is_true_when_it_goes(office):
    office.service()
    reference = office.case(EP)
    assert len(office.write(DECIDED, hour=20).written) == 1  # after hours: it goes tomorrow
    correct(
        office.engine,
        desk=office.desk(DECIDED + A_DAY),
        reference=reference,
        sequence=3,
        happened_on=DECIDED + A_DAY,
    )
    office.send(DECIDED + A_DAY)
    (mail,) = office.mails()
    assert mail["Subject"] == f"Advice needed by 5 March: case {reference}"
    assert "5 March 2026" in words_of(mail)
    assert "4 March" not in words_of(mail)


def test_several_kinds_of_advice_on_one_child_are_one_assessment(office):
    for kind in (EP, HEALTH):
        office.service(kind, email="trust@service.example")
    office.case(EP, HEALTH)
    office.write(DECIDED)
    office.send(DECIDED)
    (mail,) = office.mails()
    said = "carrying out an EHC needs assessment, and asks for 2 pieces of advice about one child"
    assert said in words_of(mail)


def test_a_re_assessment_is_called_one(office):
    office.service()
    reference = open_case(
        office.engine,
        desk=office.desk(DECIDED),
        first=(Kind.REASSESSMENT_REQUESTED, DECIDED),
        journey="reassessment",
        person={"born_on": date(2018, 3, 2)},
    )
    for kind, party in ((Kind.TOLD_WILL_REASSESS, None), (Kind.ADVICE_REQUESTED, EP.value)):
        record(
            office.engine,
            desk=office.desk(DECIDED),
            reference=reference,
            kind=kind,
            happened_on=DECIDED,
            party=party,
            details=complete(kind.value, "reassessment"),
        )
    office.write(DECIDED)
    office.send(DECIDED)
    (mail,) = office.mails()
    assert "carrying out an EHC re-assessment, and asks for your advice." in words_of(mail)


def test_what_came_from_a_tracker_asks_nobody(office):
    office.service(reminders=False)
    office.case(EP, source=FROM_A_TRACKER)
    assert office.write(DECIDED).written == ()


def test_advice_asked_for_again_after_its_answer_is_a_new_request(office):
    office.service()
    reference = office.case(EP)
    office.write(DECIDED)
    office.record(reference, Kind.NIL_REPLY, EP, on=date(2026, 1, 26))
    office.record(reference, Kind.ADVICE_REQUESTED, EP, on=date(2026, 2, 3))
    assert office.subjects(date(2026, 2, 3)) == [f"Advice needed by 17 March: case {reference}"]


def test_a_later_request_on_the_same_day_goes_at_once_in_a_letter_of_its_own(office):
    office.service()
    office.case(EP)
    office.write(DECIDED)
    later = office.case(EP)
    assert office.subjects(DECIDED) == [f"Advice needed by 4 March: case {later}"]
    assert office.write(DECIDED).written == ()


def test_a_request_without_an_address_is_named_and_not_lost(office):
    office.case(HEALTH)
    done = office.write(DECIDED)
    assert done.written == ()
    (why,) = about_requests(done)
    assert (why.reason, why.about, why.count) == ("no_address", "health", 1)
    assert why.says == "cannot be sent: no address for health"
    office.service(HEALTH, email="trust@service.example")
    assert len(office.subjects(DECIDED + A_DAY)) == 1


def test_families_are_left_to_the_caseworker_unless_a_mailbox_is_named(office):
    office.case(AdviceKind.PARENT)
    (why,) = about_requests(office.write(DECIDED))
    assert (why.about, why.says) == (
        "parent",
        "left to the caseworker: families are asked personally",
    )
    office.service(AdviceKind.PARENT, name="Family liaison", email="liaison@council.example")
    (written,) = office.write(DECIDED).written
    assert written.recipient == "liaison@council.example"


def test_on_a_day_without_post_nothing_is_written_and_nothing_lost(office):
    saturday, monday = date(2026, 1, 24), date(2026, 1, 26)
    office.service()
    office.case(EP, on=saturday)
    done = office.write(saturday)
    assert done.written == ()
    assert done.not_written[0].says == "no letters go today; the next go on 26 January 2026"
    assert len(office.subjects(monday, "advice_needed")) == 1


def test_on_a_bank_holiday_nothing_is_written(office):
    office.service()
    good_friday = date(2026, 4, 3)
    office.case(EP, on=good_friday)
    assert office.write(good_friday).not_written[0].reason == "closed_today"
    assert len(office.subjects(date(2026, 4, 7), "advice_needed")) == 1


def test_written_after_hours_it_goes_the_next_morning(office):
    office.service()
    office.case(EP)
    office.write(DECIDED, hour=20)
    assert office.send(DECIDED, hour=20).sent == 0
    assert office.send(DECIDED + A_DAY, hour=6).sent == 0
    assert office.send(DECIDED + A_DAY, hour=7).sent == 1


def test_a_letter_that_is_switched_off_is_not_written(office):
    office = office.with_policy("advice_needed", send=False)
    office.service()
    office.case(EP)
    done = office.write(DECIDED)
    assert done.written == ()
    assert ("advice_needed", "switched_off") in [(w.letter, w.reason) for w in done.not_written]


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(office):
    office.service()
    office.case(EP)
    first = office.write(DECIDED, dry_run=True)
    assert [each.letter for each in first.written] == ["advice_needed"]
    assert office.statuses() == []
    assert len(office.write(DECIDED).written) == 1


def test_two_rounds_at_once_write_each_letter_once(office):
    from concurrent.futures import ThreadPoolExecutor

    office.service()
    office.service(HEALTH, email="trust@service.example")
    for _ in range(5):
        office.case(EP, HEALTH)
    with ThreadPoolExecutor(4) as pool:
        rounds = list(pool.map(office.write, [DECIDED] * 4))
    assert sum(len(each.written) for each in rounds) == 2
    assert office.statuses() == ["waiting"] * 2
