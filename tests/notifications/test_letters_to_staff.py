"""Promises about E6, E7 and E15: a caseworker's counts, the managers' headlines, bad news."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.register.engine import reading
from ehcp.register.tables import messages
from ehcp.reports.snapshots import take_snapshot
from notifications.channels.channel import Refused
from tests.notifications.conftest import DECIDED, DUE, EP, HEALTH, KIM_AT, RECEIVED, at, words_of

A_DAY = timedelta(days=1)
TEAM = "ehc.team@exampleshire.example"
MONDAY = date(2026, 1, 26)


@pytest.fixture
def staffed(office):
    """An office which writes to its caseworkers every morning."""
    return office.with_policy("caseworker_day", send=True)


def day_letters(office, day, **when):
    return {
        each.recipient: each.subject
        for each in office.write(day, **when).written
        if each.letter == "caseworker_day"
    }


def requested(office, on, officer="Kim Ashdown"):
    return open_case(office.engine, desk=office.desk(on), received_on=on, officer=officer)


def test_a_caseworker_gets_counts_of_cases_and_nothing_else(staffed):
    # The decision whether to assess is due six weeks after the request.
    day = RECEIVED + 42 * A_DAY
    references = [
        requested(staffed, RECEIVED),  # ends today
        requested(staffed, RECEIVED - A_DAY),  # missed
        requested(staffed, RECEIVED + 3 * A_DAY),  # within 7 days
        requested(staffed, RECEIVED + 20 * A_DAY),  # later
    ]
    assert day_letters(staffed, day) == {KIM_AT: "Your EHC cases today: 2 urgent, 1 due"}
    staffed.send(day)
    (mail,) = staffed.mails()
    words = mail.as_string()
    assert not [reference for reference in references if reference in words]


def test_the_cases_of_nobody_we_know_go_to_the_team_mailbox(staffed):
    day = RECEIVED + 42 * A_DAY
    requested(staffed, RECEIVED, officer=None)
    requested(staffed, RECEIVED, officer="Somebody Who Left")
    assert day_letters(staffed, day) == {TEAM: "Your EHC cases today: 2 urgent, 0 due"}


def test_the_limits_of_every_journey_are_counted(staffed):
    # The decision on a review is due four weeks after its meeting.
    day = date(2026, 6, 1)
    reviewed = open_case(
        staffed.engine,
        desk=staffed.desk(day - 200 * A_DAY),
        journey="annual_review",
        first=(Kind.PLAN_LAST_REVIEWED, day - 200 * A_DAY),
        officer="Kim Ashdown",
    )
    staffed.record(reviewed, Kind.REVIEW_MEETING_HELD, on=day - 28 * A_DAY)
    staffed.record(reviewed, Kind.REVIEW_REPORT_SENT, on=day - 20 * A_DAY)
    complained = open_case(
        staffed.engine,
        desk=staffed.desk(day - 30 * A_DAY),
        journey="complaint",
        first=(Kind.COMPLAINT_RECEIVED, day - 30 * A_DAY),
        details={"theme": "timeliness"},
        officer="Kim Ashdown",
    )
    assert day_letters(staffed, day) == {KIM_AT: "Your EHC cases today: 2 urgent, 0 due"}
    assert complained != reviewed


def test_a_review_without_a_meeting_is_to_be_looked_at_eight_weeks_before_its_year_is_over(staffed):
    # Reviewed on 2 June: complete by 1 June.
    open_case(
        staffed.engine,
        desk=staffed.desk(date(2025, 6, 2)),
        journey="annual_review",
        first=(Kind.PLAN_LAST_REVIEWED, date(2025, 6, 2)),
        officer="Kim Ashdown",
    )
    assert day_letters(staffed, date(2026, 4, 2)) == {}
    assert day_letters(staffed, date(2026, 4, 7)) == {
        KIM_AT: "Your EHC cases today: reviews to arrange"
    }


def test_who_has_nothing_to_look_at_gets_nothing(staffed):
    requested(staffed, RECEIVED)
    assert day_letters(staffed, RECEIVED + A_DAY) == {}


def test_it_comes_once_a_day_at_its_hour(staffed):
    requested(staffed, RECEIVED)
    day = RECEIVED + 42 * A_DAY
    assert day_letters(staffed, day, hour=7) == {}
    assert len(day_letters(staffed, day, hour=8)) == 1
    assert day_letters(staffed, day, hour=12) == {}
    assert len(day_letters(staffed, day + A_DAY)) == 1


def the_counts(office, day) -> dict[str, str]:
    """Read the counts of a letter that was written, by their first words."""
    assert day_letters(office, day) == {KIM_AT: "Your EHC cases today: advice to look at"}
    office.send(day)
    mail = office.mails()[-1]
    return dict(
        line.rsplit(maxsplit=1)
        for line in mail.get_body(("plain",)).get_content().splitlines()
        if line[-1:].isdigit() and line.startswith(("Cases with all", "Replies"))
    )


ALL_IN = "Cases with all their advice in, ready for a decision"
REPLIES = "Replies with advice since the last working day"
SIX = 18  # o'clock: after the hour from which on a reply is new


def replied(office, *, kind=Kind.ADVICE_RECEIVED, hour=SIX, by="Sam"):
    """A case whose only advice came on the day after the decision."""
    reference = office.case(EP)
    on = DECIDED + A_DAY
    record_reply(office, reference, kind, on=on, hour=hour, by=by)
    return reference


def record_reply(office, reference, kind, *, on, hour=SIX, by="Sam", **details):
    desk = replace(office.desk(on), by=by, at=at(on, hour))
    fixed = {"happened_on": on, "party": EP.value, "details": details}
    record(office.engine, desk=desk, reference=reference, kind=kind, **fixed)


@pytest.mark.parametrize("kind", [Kind.ADVICE_RECEIVED, Kind.NIL_REPLY])
def test_a_caseworker_hears_of_replies_and_when_the_last_advice_is_in(staffed, kind):
    replied(staffed, kind=kind)
    assert the_counts(staffed, DECIDED + 2 * A_DAY) == {ALL_IN: "1", REPLIES: "1"}


def test_a_reply_that_was_accepted_is_not_counted(staffed):
    reference = replied(staffed)
    record_reply(staffed, reference, Kind.ADVICE_ACCEPTED, on=DECIDED + A_DAY)
    assert the_counts(staffed, DECIDED + 2 * A_DAY) == {ALL_IN: "1", REPLIES: "0"}


@pytest.mark.parametrize("more", [{"hour": 9}, {"by": "Kim Ashdown"}])
def test_what_my_day_does_not_call_news_is_not_counted(staffed, more):
    replied(staffed, **more)
    assert the_counts(staffed, DECIDED + 2 * A_DAY) == {ALL_IN: "1", REPLIES: "0"}


def test_advice_that_came_again_overnight_is_counted_once(staffed):
    reference = replied(staffed)
    again = DECIDED + A_DAY
    record_reply(staffed, reference, Kind.ADVICE_SENT_BACK, on=again, reason="A page is missing")
    record_reply(staffed, reference, Kind.ADVICE_RECEIVED, on=again)
    assert the_counts(staffed, DECIDED + 2 * A_DAY) == {ALL_IN: "1", REPLIES: "1"}


def test_managers_get_the_stored_report_of_the_week_once(office):
    office.case(EP)
    snapshot(office, MONDAY)
    subject = "EHC timeliness report, week of 26 January: 0 over 20 weeks"
    assert report_letters(office, MONDAY) == {
        "morgan.eastlake@exampleshire.example": subject,
        "pat.farrier@exampleshire.example": subject,
    }
    assert report_letters(office, MONDAY) == {}
    assert report_letters(office, MONDAY + A_DAY) == {}


def test_the_report_letter_waits_for_the_report(office):
    assert report_letters(office, MONDAY) == {}
    snapshot(office, MONDAY)
    assert len(report_letters(office, MONDAY + A_DAY)) == 2


def test_the_report_of_another_week_is_not_sent(office):
    snapshot(office, MONDAY)
    assert report_letters(office, MONDAY + 7 * A_DAY) == {}


def test_the_report_letter_shows_six_figures_and_what_changed(office):
    office.case(EP)
    snapshot(office, MONDAY)
    office.case(EP)
    snapshot(office, MONDAY + 7 * A_DAY)
    report_letters(office, MONDAY + 7 * A_DAY)
    office.send(MONDAY + 7 * A_DAY)
    words = office.mails()[0].get_body(("plain",)).get_content().splitlines()
    table = words[words.index(next(line for line in words if line.startswith("Figure"))) + 2 :]
    # A figure with a long name goes on in a second line, which has nothing in its other columns.
    figures = [line for line in table[: table.index("")] if "  " in line]
    assert len(figures) == 6
    assert figures[0].split("  ")[-1].strip() == "up 1"


def test_the_report_letter_has_lines_for_reviews_where_the_council_keeps_any(office):
    last = MONDAY - 400 * A_DAY
    reference = open_case(
        office.engine,
        desk=office.desk(last),
        journey="annual_review",
        first=(Kind.PLAN_LAST_REVIEWED, last),
    )
    office.record(reference, Kind.REVIEW_MEETING_HELD, on=MONDAY - 40 * A_DAY)
    snapshot(office, MONDAY)
    report_letters(office, MONDAY)
    office.send(MONDAY)
    lines = office.mails()[0].get_body(("plain",)).get_content().splitlines()
    said = {
        line.split("  ")[0]: line.split("  ", 1)[1].split()[0] for line in lines if "  " in line
    }
    assert said["Plans over 12 months without a completed review"] == "1"
    assert said["Review meetings over 4 weeks ago without a decision"] == "1"
    assert said["Amended plans not final 12 weeks after the meeting"] == "0"
    assert "Phase transfers that are not final" not in said


def test_a_letter_given_up_is_told_to_the_caseworkers_of_its_cases(office):
    office.service(HEALTH, name="Exampleshire Trust")
    mine = office.case(HEALTH)
    nobodys = office.case(HEALTH, officer=None)
    office.write(DECIDED)
    assert office.send(DECIDED, by=Refusing()).failed == 1
    told = {
        each.recipient: each.subject
        for each in office.write(DECIDED).written
        if each.letter == "not_delivered"
    }
    assert told == {
        KIM_AT: f"Not delivered: advice request, case {mine}",
        TEAM: f"Not delivered: advice request, case {nobodys}",
    }
    assert office.write(DECIDED).written == ()
    office.send(DECIDED)
    words = words_of(office.mails()[0])
    assert "wrong address" in words
    assert "550" not in words  # what the mail server said to us


def test_bad_news_leads_to_the_page_of_the_letter_and_names_no_child_in_its_link(office):
    office.service(HEALTH)
    reference = office.case(HEALTH)
    office.write(DECIDED)
    office.send(DECIDED, by=Refusing())
    with reading(office.engine) as connection:
        message_id = connection.execute(select(messages.c.id)).scalar_one()
    office.write(DECIDED)
    office.send(DECIDED)
    (link,) = re.findall(r"https?://\S+", words_of(office.mails()[0]))
    assert link.endswith(f"/letters/undelivered/{message_id}")
    assert reference not in link


def test_of_advice_that_came_meanwhile_no_bad_news_is_told(office):
    office.service(HEALTH)
    came, owed = office.case(HEALTH), office.case(HEALTH)
    office.write(DECIDED)
    office.send(DECIDED, by=Refusing())
    office.record(came, Kind.ADVICE_RECEIVED, HEALTH, on=DECIDED)
    (told,) = office.write(DECIDED).written
    assert told.subject == f"Not delivered: advice request, case {owed}"


def test_bad_news_that_cannot_be_delivered_makes_no_more_of_it(office):
    office.service(HEALTH)
    office.case(HEALTH)
    office.write(DECIDED)
    office.send(DECIDED, by=Refusing())
    office.write(DECIDED)
    office.send(DECIDED, by=Refusing())
    assert office.statuses() == ["failed", "failed"]
    assert office.write(DUE).written == ()


class Refusing:
    """A road that will take nothing, ever."""

    name = "refusing"
    sender = "ehc@exampleshire.example"
    gives_receipts = False

    def send(self, envelope):
        raise Refused(f"wrong address: 550 5.1.1 {envelope.recipient}")

    def was_sent(self, _message_id):
        return None

    def close(self):
        pass


def snapshot(office, monday):
    take_snapshot(office.engine, at=monday, taken_at=at(monday, 6), council=office.council)


def report_letters(office, day):
    return {
        each.recipient: each.subject
        for each in office.write(day).written
        if each.letter == "weekly_report"
    }


def test_a_child_who_came_into_year_9_is_among_the_morning_counts(staffed):
    reference = staffed.case(EP)
    staffed.record(reference, Kind.NOTE_ADDED, on=DECIDED, task="year_9_begun")
    assert asks_about_year_9(staffed, DECIDED + A_DAY) == 1
    adulthood = AdviceKind.PREPARATION_FOR_ADULTHOOD
    staffed.record(reference, Kind.ADVICE_REQUESTED, adulthood, on=DECIDED + A_DAY)
    assert asks_about_year_9(staffed, DECIDED + 2 * A_DAY) == 0


def asks_about_year_9(staffed, day):
    staffed.write(day)
    with reading(staffed.engine) as connection:
        facts = connection.scalars(
            select(messages.c.facts).where(messages.c.occasion == f"caseworker_day|{KIM_AT}|{day}")
        ).one_or_none()
    return facts["year_9"] if facts else 0
