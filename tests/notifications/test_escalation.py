"""Promises about E5: late advice climbs above its service, once on each rung, held by promises."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from config.policy.people import ClinicalOfficer
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.casework.exceptions import approve, claim
from notifications.by_hand import list_messages
from tests.notifications.conftest import DECIDED, DUE, EP, HEALTH, words_of
from tests.notifications.html_reader import Page

A_DAY = timedelta(days=1)
HEAD, DCO, TRUST = "jo@service.example", "dco@icb.example", "head@trust.example"
EDUCATION = AdviceKind.EDUCATION
URN = "999001"


def late(days: int) -> date:
    return DUE + days * A_DAY


@pytest.fixture
def climbing(office):
    """An office in which the psychologists have a head, and the trust has one and an officer."""
    people = office.council.people.model_copy(
        update={
            "clinical_officer": ClinicalOfficer(name="Robin Garside", email=DCO),
            "settings": {URN: "office@larkrise.example", "999002": "office@ash.example"},
        }
    )
    climbing = replace(office, council=office.council.model_copy(update={"people": people}))
    climbing.service(reminders=True, monday_list=False, head_name="Jo Marlow", head_email=HEAD)
    climbing.service(
        HEALTH,
        name="Trust A",
        email="trust@service.example",
        head_name="Sasha Quill",
        head_email=TRUST,
    )
    return climbing


def escalated(office, *days: int) -> list[tuple[int, str, int]]:
    """Write the letters of these days; give day, recipient and number of items of each E5.

    Who owes it was asked by letter on the day of the decision.
    """
    office.write(DECIDED)
    return [
        (day, each.recipient, each.items)
        for day in days
        for each in office.write(late(day)).written
        if each.letter == "escalation"
    ]


def promise(office, reference, kind=EP, *, given: int, until: int, reason="Staff sickness") -> None:
    office.record(
        reference,
        Kind.ADVICE_PROMISED,
        kind,
        on=late(given),
        promised_on=late(until).isoformat(),
        reason=reason,
    )


def the_mail(office, to: str, *, part: str = "plain") -> str:
    (mail,) = [each for each in office.mails() if each["To"] == to]
    if part == "html":
        page = mail.get_body(("html",)).get_content().replace("\r\n", "\n")
        return Page(page).text
    return words_of(mail)


def test_the_head_of_the_service_is_written_to_once_about_all_that_is_new(climbing):
    for _ in range(3):
        climbing.case(EP)
    assert escalated(climbing, 1, 8, 14, 15, 16, 22, 29, 43) == [(15, HEAD, 3)]


def test_health_climbs_to_its_head_and_then_to_the_clinical_officer(climbing):
    climbing.case(HEALTH, EP)
    assert escalated(climbing, 14, 15, 28, 29, 36) == [
        (15, TRUST, 1),
        (15, HEAD, 1),
        (29, DCO, 1),
    ]


def test_several_services_of_one_recipient_share_one_letter(climbing):
    climbing.service(
        AdviceKind.PHYSIOTHERAPY,
        name="Trust B",
        email="b@service.example",
        head_name="Sasha Quill",
        head_email=TRUST.upper(),
    )
    climbing.case(HEALTH, AdviceKind.PHYSIOTHERAPY)
    assert [count for _, _, count in escalated(climbing, 15)] == [2]


def test_after_an_outage_only_the_rung_reached_is_written_to(climbing):
    climbing.case(HEALTH)
    climbing.write(DECIDED)
    assert escalated(climbing, 34) == [(34, DCO, 1)]


def test_advice_of_education_climbs_to_the_head_of_each_childs_own_setting(climbing):
    for urn in (URN, URN, "999002", "999003"):
        climbing.case(EDUCATION, person={"born_on": date(2018, 3, 2), "setting_urn": urn})
    climbing.write(DECIDED)
    # 22 days late is a Thursday. The fourth setting has no mailbox.
    assert escalated(climbing, 15, 22, 29) == [
        (22, "office@ash.example", 1),
        (22, "office@larkrise.example", 2),
    ]
    climbing.send(late(22))
    said = the_mail(climbing, "office@ash.example")
    assert said.startswith("Late advice that needs you")
    assert "To the head of the school, college or nursery" in said


def test_a_promise_holds_it_until_its_day_and_then_it_goes_on(climbing):
    reference = climbing.case(EP)
    promise(climbing, reference, given=3, until=20)
    assert escalated(climbing, 15, 20, 21, 22) == [(21, HEAD, 1)]
    climbing.send(late(21))
    said = the_mail(climbing, HEAD, part="html")
    assert f"{reference} educational psychology: Exampleshire EP" in said
    assert "24 March, not kept" in said


def test_a_promise_given_after_the_first_rung_holds_the_second(climbing):
    reference = climbing.case(HEALTH)
    assert escalated(climbing, 15) == [(15, TRUST, 1)]
    promise(climbing, reference, HEALTH, given=16, until=33)
    assert escalated(climbing, 29, 33, 34) == [(34, DCO, 1)]


def test_a_promise_too_far_off_holds_nothing(climbing):
    promise(climbing, climbing.case(EP), given=3, until=43)
    assert escalated(climbing, 15) == [(15, HEAD, 1)]


def test_a_promise_between_writing_and_sending_takes_it_out_of_the_letter(climbing):
    promised, silent = climbing.case(EP), climbing.case(EP)
    assert escalated(climbing, 15) == [(15, HEAD, 2)]
    promise(climbing, promised, given=15, until=20)
    climbing.send(late(15))
    said = the_mail(climbing, HEAD)
    assert silent in said
    assert promised not in said
    assert "A family waits" in said


def test_a_letter_of_which_nothing_is_left_does_not_go(climbing):
    reference = climbing.case(EP)
    escalated(climbing, 15)
    climbing.record(reference, Kind.ADVICE_RECEIVED, EP, on=late(15))
    climbing.send(late(15))
    assert not [each for each in climbing.mails() if each["To"] == HEAD]


def test_what_has_climbed_on_before_it_was_sent_is_told_on_its_own_rung_only(climbing):
    climbing.case(HEALTH)
    escalated(climbing, 28)
    assert escalated(climbing, 29) == [(29, DCO, 1)]
    climbing.send(late(29))
    assert [each["To"] for each in climbing.mails() if "Escalation" in each["Subject"]] == [DCO]


def test_it_counts_the_families_past_week_14_and_asks_for_a_reply_by_a_day(climbing):
    climbing.case(EP, on=DECIDED - 2 * A_DAY)
    climbing.case(EP)
    climbing.write(DECIDED)
    # Received on 5 January: week 14 ends on 13 April, 40 days after the advice was due.
    assert escalated(climbing, 41) == [(41, HEAD, 2)]
    climbing.send(late(41))
    said = the_mail(climbing, HEAD)
    assert "2 families wait for the decision about a plan. All of them are past week 14" in said
    assert "Please reply by 21 April 2026" in said  # five working days after Tuesday the 14th
    assert "ring Morgan Eastlake: 01632 960 001" in said


def test_before_week_14_it_says_so(climbing):
    climbing.case(EP)
    escalated(climbing, 15)
    climbing.send(late(15))
    assert "A family waits for the decision about a plan. It is not yet past week 14" in (
        the_mail(climbing, HEAD)
    )


def test_every_promise_that_was_not_kept_is_counted_and_no_reason_is_told(climbing):
    reference = climbing.case(EP)
    for given, until in ((1, 4), (6, 9), (11, 13)):
        promise(climbing, reference, given=given, until=until, reason="Zephyrine moved")
    escalated(climbing, 15)
    climbing.send(late(15))
    said = the_mail(climbing, HEAD, part="html")
    assert "17 March; 3 promises not kept" in said
    assert "Zephyrine" not in said


def test_a_request_that_came_back_to_us_is_ours_and_climbs_nowhere(climbing):
    reference = climbing.case(EP)
    climbing.record(
        reference, Kind.ADVICE_REQUEST_RETURNED, EP, on=late(2), reason="Lives in another area"
    )
    assert escalated(climbing, 15) == []


def test_what_an_exception_of_law_excuses_climbs_nowhere(climbing):
    reference = climbing.case(EP)
    claim(
        climbing.engine,
        desk=climbing.desk(late(10)),
        reference=reference,
        ground="E5",
        party=EP.value,
        evidence="their letter",
        facts={"missed_on": "2026-02-20"},
    )
    approve(
        climbing.engine,
        desk=replace(climbing.desk(late(10)), by="Morgan"),
        reference=reference,
        ground="E5",
        party=EP.value,
    )
    assert escalated(climbing, 15) == []


def test_families_are_never_escalated(climbing):
    climbing.service(AdviceKind.PARENT, head_name="Jo Marlow", head_email=HEAD)
    climbing.case(AdviceKind.PARENT)
    assert escalated(climbing, 15, 29) == []


def test_with_nobody_named_above_it_says_so_and_once_named_they_are_written_to(office):
    office.service()
    office.case(EP)
    office.write(DECIDED)
    done = office.write(late(15))
    said = "long late, but nobody above the service is named for educational psychology"
    assert [(why.count, why.says) for why in done.not_written if why.letter == "escalation"] == [
        (1, said)
    ]
    office.service(head_name="Jo Marlow", head_email=HEAD)
    assert escalated(office, 16) == [(16, HEAD, 1)]


def test_switched_off_it_is_not_written_and_the_service_is_told_of_nobody(climbing):
    off = climbing.with_policy("escalation", send=False)
    off.case(EP)
    assert escalated(off, 15) == []
    off.write(late(16))
    off.send(late(16))
    assert "the head of your service" not in "".join(map(words_of, off.mails()))


def test_the_reminder_says_the_very_day_on_which_it_climbs(climbing):
    reference = climbing.case(EP)
    climbing.write(DECIDED)
    climbing.send(DECIDED)
    climbing.write(late(1))
    climbing.send(late(1))
    reminder = the_mail_about(climbing, "Advice is late")
    assert (
        "What is still missing on 19 March 2026, with no day promised, we take to the head of "
        "your service." in reminder
    )
    assert "our head of service" not in reminder
    assert escalated(climbing, 14, 15) == [(15, HEAD, 1)]
    climbing.send(late(15))
    for mail in climbing.folder.glob("*.eml"):
        mail.unlink()
    climbing.write(late(22))
    climbing.send(late(22))
    after = the_mail_about(climbing, "Advice is late")
    assert "We have taken what is missing to the head of your service on 19 March 2026." in after
    assert reference in after


def the_mail_about(office, beginning: str) -> str:
    (found,) = [text for text in map(words_of, office.mails()) if text.startswith(beginning)]
    return found


def test_who_has_promised_a_day_is_not_asked_for_one_until_it_has_passed(climbing):
    promise(climbing, climbing.case(EP), given=2, until=13)
    climbing.write(DECIDED)
    chased = [day for day in range(1, 24) if climbing.subjects(late(day), "advice_late")]
    # The promise was given on the second day: the first letter had gone.
    assert chased == [14, 15, 22]


def test_a_reminder_that_waits_is_dropped_where_a_day_was_promised_meanwhile(climbing):
    reference = climbing.case(EP)
    climbing.write(DECIDED)
    climbing.send(DECIDED)
    climbing.write(late(1))
    promise(climbing, reference, given=1, until=9)
    assert climbing.send(late(1)).not_needed == 1


def test_who_was_asked_by_letter_less_than_six_weeks_ago_is_not_escalated_yet(office):
    office.case(EP)
    office.write(DECIDED)
    office.service(reminders=True, monday_list=False, head_name="Jo Marlow", head_email=HEAD)
    found = [office.write(late(day)).written for day in (15, 16, 57, 58)]
    assert [[each.letter for each in written] for written in found] == [
        ["advice_needed"],
        ["advice_late"],
        ["escalation", "advice_late"],
        [],
    ]


def test_a_round_again_writes_nothing_again(climbing):
    climbing.case(EP, HEALTH)
    assert len(escalated(climbing, 15)) == 2
    assert escalated(climbing, 15, 16) == []
    found = [each for each in list_messages(climbing.engine) if each["letter"] == "escalation"]
    assert len(found) == 2
