"""Promises about letters to settings that are consulted, or told of a decision."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ehcp.cases.kinds import Kind
from ehcp.casework.correct import correct
from ehcp.casework.record import record
from ehcp.register.engine import reading
from ehcp.register.tables import links, messages
from notifications.invented import invented_facts
from notifications.render import render
from tests.notifications.conftest import DECIDED, RECEIVED, words_of
from tests.notifications.test_families import held, opened, put

A_DAY = timedelta(days=1)
LARK_RISE, OFFICE_AT = "999001", "office@larkrise.example"
CONSULTED = date(2026, 2, 2)
HOLIDAY = date(2026, 3, 30)  # Lark Rise is closed from 28 March to 12 April


@pytest.fixture
def settings(office):
    """Give the office that writes to Lark Rise and to no other setting."""
    for letter in ("consultation", "decision_setting"):
        office = office.with_policy(letter, send=True)
    people = office.council.people.model_copy(update={"settings": {LARK_RISE: OFFICE_AT}})
    return replace(office, council=office.council.model_copy(update={"people": people}))


def consult(office, *, on=CONSULTED, party=LARK_RISE):
    reference = opened(office)
    put(office, reference, Kind.TOLD_WILL_ASSESS, on=DECIDED)
    put(office, reference, Kind.DECIDED_TO_ISSUE, on=DECIDED + A_DAY)
    about(office, reference, Kind.SETTING_CONSULTED, on=on, party=party)
    return reference


def about(office, reference, kind, *, on, party=LARK_RISE, **details):
    record(
        office.engine,
        desk=office.desk(on),
        reference=reference,
        kind=kind,
        happened_on=on,
        party=party,
        details=details,
    )


def subjects(office, day):
    return office.subjects(day, "consultation")


def test_a_setting_is_asked_once_and_chased_on_the_tenth_and_the_fifteenth_day(settings):
    reference = consult(settings)
    assert subjects(settings, CONSULTED) == [
        f"Consultation: reply by 17 February, case {reference}"
    ]
    written = {
        (CONSULTED + days * A_DAY).isoformat(): subjects(settings, CONSULTED + days * A_DAY)
        for days in range(1, 30)
    }
    chased = {day: found for day, found in written.items() if found}
    # The tenth day is the eve of half-term, the fifteenth lies in it: it waits until it is open.
    assert list(chased) == ["2026-02-12", "2026-02-23"]
    assert {subject for found in chased.values() for subject in found} == {
        f"Reminder, consultation: reply by 17 February, case {reference}"
    }


def corrected_by_a_day(office, reference, *, on):
    """Set right that it was consulted a day earlier than we said."""
    (entry,) = [
        event
        for event in held(office, reference).file.events
        if event.kind is Kind.SETTING_CONSULTED
    ]
    correct(
        office.engine,
        desk=office.desk(on),
        reference=reference,
        sequence=entry.sequence,
        happened_on=CONSULTED - A_DAY,
    )


def test_a_corrected_day_consults_nobody_anew_and_is_set_right_once(settings):
    reference = consult(settings)
    subjects(settings, CONSULTED)
    settings.send(CONSULTED)
    corrected_by_a_day(settings, reference, on=CONSULTED + 2 * A_DAY)
    right = f"Corrected day, consultation: reply by 16 February, case {reference}"
    assert subjects(settings, CONSULTED + 2 * A_DAY) == [right]
    assert [subjects(settings, CONSULTED + n * A_DAY) for n in (2, 3, 4)] == [[], [], []]
    settings.send(CONSULTED + 4 * A_DAY)
    said = [words_of(mail) for mail in settings.mails() if mail["Subject"] == right]
    assert "told you the wrong day for your reply" in said[0]
    assert "This is not a new consultation" in said[0]
    assert subjects(settings, CONSULTED + 10 * A_DAY) == [
        f"Reminder, consultation: reply by 16 February, case {reference}"
    ]


def test_a_consultation_corrected_before_its_letter_went_goes_with_the_right_day(settings):
    reference = consult(settings)
    assert len(settings.write(CONSULTED, hour=20).written) == 1
    corrected_by_a_day(settings, reference, on=CONSULTED + A_DAY)
    assert subjects(settings, CONSULTED + A_DAY) == []
    settings.send(CONSULTED + A_DAY)
    (mail,) = settings.mails()
    assert mail["Subject"] == f"Consultation: reply by 16 February, case {reference}"
    assert subjects(settings, CONSULTED + 2 * A_DAY) == []


def test_each_letter_says_the_day_and_what_is_left_of_the_time(settings):
    consult(settings)
    said = {}
    for days in (0, 10, 21):
        subjects(settings, CONSULTED + days * A_DAY)
        settings.send(CONSULTED + days * A_DAY)
        with reading(settings.engine) as connection:
            rows = connection.execute(
                select(messages)
                .where(messages.c.letter == "consultation")
                .order_by(messages.c.created_at)
            ).all()
        said[days] = " ".join(rows[-1].text.split())
    assert "You have until 17 February 2026, 15 days after we asked." in said[0]
    assert "17 February 2026, 15 days left" in said[0]
    assert "You have until 17 February 2026." in said[10]
    assert "17 February 2026, 5 days left" in said[10]
    assert "The day for it, 17 February 2026, has passed: please reply now." in said[21]
    assert "17 February 2026, 6 days ago" in said[21]
    assert not any("15 days" in said[days] for days in (10, 21))


def test_the_letter_has_a_link_of_its_own_needs_no_account_and_names_no_school(settings):
    consult(settings, party="Lark Rise Primary School")
    subjects(settings, CONSULTED)
    with reading(settings.engine) as connection:
        row = connection.execute(select(messages).where(messages.c.letter == "consultation")).one()
        (link,) = connection.execute(select(links)).all()
    assert (link.message_id, link.recipient) == (row.id, OFFICE_AT)
    assert "/answer/" in row.facts["link"]
    assert "You need no account" in row.text
    assert "Lark" not in row.text + row.html + row.subject


@pytest.mark.parametrize("letter", ["reviews_this_term", "review_report_due", "decision_setting"])
def test_what_leads_to_a_sign_in_says_whom_to_ask_for_a_way_in(letter):
    for facts in invented_facts(letter):
        said = render(letter, facts)
        for words in (said.text, said.html):
            assert "ask us for a way in" in " ".join(words.split())
            assert facts["team_mailbox"] in words.partition("ask")[2]


def test_a_consultation_in_the_holidays_goes_at_once_for_its_fifteen_days_run(settings):
    consult(settings, on=HOLIDAY)
    assert len(subjects(settings, HOLIDAY)) == 1


def test_after_an_outage_a_setting_is_asked_and_not_chased_on_the_same_day(settings):
    consult(settings)
    found = subjects(settings, CONSULTED + 25 * A_DAY)
    assert [each.startswith("Consultation: ") for each in found] == [True]


def test_a_setting_that_answered_before_the_letter_went_gets_none(settings):
    reference = consult(settings)
    subjects(settings, CONSULTED)
    about(
        settings,
        reference,
        Kind.SETTING_REPLIED,
        on=CONSULTED + A_DAY,
        can_meet_need="yes",
    )
    assert settings.send(CONSULTED + A_DAY).sent == 0
    assert subjects(settings, CONSULTED + 10 * A_DAY) == []


def test_a_setting_without_a_mailbox_is_left_to_the_caseworker_and_it_is_said(settings):
    consult(settings, party="Candleford Academy")
    done = settings.write(CONSULTED)
    assert [each for each in done.written if each.letter == "consultation"] == []
    assert [(each.reason, each.count) for each in done.not_written if each.letter == "consultation"]


def test_a_setting_hears_that_there_is_a_decision_about_a_plan_and_of_no_other(settings):
    person = {"born_on": date(2018, 3, 2), "setting": "Lark Rise Primary School"}
    refused, issued = (settings.case(person=person, on=DECIDED) for _ in range(2))
    for reference in (refused, issued):
        put(settings, reference, Kind.DECIDED_TO_ISSUE, on=DECIDED + A_DAY)
    put(settings, refused, Kind.TOLD_NO_PLAN, on=CONSULTED)
    put(settings, issued, Kind.DRAFT_SERVED, on=DECIDED + A_DAY)
    put(settings, issued, Kind.PLAN_FINALISED, on=CONSULTED + 7 * A_DAY, names=LARK_RISE)
    found = settings.subjects(CONSULTED + 7 * A_DAY, "decision_setting")
    assert found == [f"A decision about the EHC plan is ready: case {issued}"]
    assert settings.subjects(CONSULTED + 8 * A_DAY, "decision_setting") == []
    assert held(settings, issued).file.reference == issued
    assert RECEIVED < CONSULTED


def test_it_is_the_setting_that_the_plan_names_which_hears(settings):
    person = {"born_on": date(2018, 3, 2), "setting": "Lark Rise Primary School"}
    issued = settings.case(person=person, on=DECIDED)
    put(settings, issued, Kind.DECIDED_TO_ISSUE, on=DECIDED + A_DAY)
    put(settings, issued, Kind.DRAFT_SERVED, on=DECIDED + A_DAY)
    put(settings, issued, Kind.PLAN_FINALISED, on=CONSULTED + 7 * A_DAY, names="Candleford Academy")
    assert settings.subjects(CONSULTED + 7 * A_DAY, "decision_setting") == []
