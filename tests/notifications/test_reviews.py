"""Promises about E10 and E11: what a setting is told of the reviews that it holds for us."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehcp.cases.kinds import Kind
from ehcp.casework.asked_of_setting import everything_asked
from ehcp.casework.correct import correct
from ehcp.casework.open_case import open_case
from ehcp.council.policy import closures_of
from ehcp.register.engine import reading
from tests.notifications.conftest import KIM, Office, words_of

A_DAY = timedelta(days=1)
LARK_RISE, CANDLEFORD = "999001", "999002"
SCHOOL_AT = "office@larkrise.example"
ANOTHER_AT = "office@candleford.example"

REVIEWED = date(2025, 10, 6)
TERM = date(2026, 9, 3)  # a Thursday: Lark Rise opens again
TWO_WEEKS_BEFORE = TERM - 14 * A_DAY
MET = date(2026, 9, 14)  # a Monday
REPORT_DUE = MET + 14 * A_DAY


@pytest.fixture
def schools(office):
    """An office that writes to two schools about their reviews."""
    return writing_to_schools(office)


def writing_to_schools(office: Office) -> Office:
    on = office.with_policy("reviews_this_term", send=True)
    on = on.with_policy("review_report_due", send=True)
    people = on.council.people.model_copy(
        update={"settings": {LARK_RISE: SCHOOL_AT, CANDLEFORD: ANOTHER_AT}}
    )
    return replace(on, council=on.council.model_copy(update={"people": people}))


def review(office, *, last=REVIEWED, urn=LARK_RISE, journey="annual_review", **person):
    """Open the review of a plan that was last reviewed on a day; give its reference."""
    return open_case(
        office.engine,
        desk=office.desk(last),
        journey=journey,
        first=(Kind.PLAN_LAST_REVIEWED, last),
        person={"born_on": date(2016, 3, 2), "setting_urn": urn} | person,
        officer=KIM,
    )


def met(office, on=MET, **where):
    reference = review(office, **where)
    office.record(reference, Kind.REVIEW_MEETING_HELD, on=on)
    return reference


def told(office, day, letter, **when):
    return {
        each.recipient: each.subject
        for each in office.write(day, **when).written
        if each.letter == letter
    }


# ------------------------------------------------------------- E10: the reviews of a term


def test_a_school_is_told_two_weeks_before_term_how_many_reviews_it_is_to_hold(schools):
    review(schools)
    review(schools, last=REVIEWED + 30 * A_DAY)
    review(schools, last=date(2026, 6, 1))  # of another term
    review(schools, urn=CANDLEFORD)
    assert told(schools, TWO_WEEKS_BEFORE - A_DAY, "reviews_this_term") == {
        # Candleford opens earlier: its term begins on 28 August.
        ANOTHER_AT: "Annual reviews to hold this term: 1"
    }
    assert told(schools, TWO_WEEKS_BEFORE, "reviews_this_term") == {
        SCHOOL_AT: "Annual reviews to hold this term: 2"
    }


def test_the_schools_own_page_asks_for_the_very_reviews_that_the_letter_counts(schools):
    review(schools)
    review(schools, last=REVIEWED + 30 * A_DAY)
    review(schools, urn=None, setting="lark rise primary school")
    review(schools, last=date(2025, 8, 1))  # long due
    review(schools, last=date(2026, 6, 1))  # of another term
    schools.write(TWO_WEEKS_BEFORE)
    schools.send(TWO_WEEKS_BEFORE)
    (mail,) = schools.mails()
    council = schools.council
    term = council.closures.term_on(LARK_RISE, TWO_WEEKS_BEFORE + 14 * A_DAY)
    with reading(schools.engine) as connection:
        asked = everything_asked(
            connection, urns={LARK_RISE}, closures=closures_of(council), ours_by_habit=False
        )
    on_the_page = [each.reference for each in asked.reviews if each.due_on < term[1]]
    assert len(on_the_page) == 4
    assert all(reference in words_of(mail) for reference in on_the_page)
    assert mail["Subject"].endswith(": 4")


def test_it_is_told_once_for_each_term(schools):
    review(schools)
    assert told(schools, TWO_WEEKS_BEFORE, "reviews_this_term") != {}
    review(schools, last=REVIEWED + A_DAY)
    for day in range(1, 30):
        assert told(schools, TWO_WEEKS_BEFORE + day * A_DAY, "reviews_this_term") == {}
    before_january = date(2027, 1, 4) - 14 * A_DAY
    assert told(schools, before_january, "reviews_this_term") == {
        SCHOOL_AT: "Annual reviews to hold this term: 2"
    }


def test_after_an_outage_it_goes_late_and_then_not_at_all(schools):
    review(schools)
    assert told(schools, TERM + A_DAY, "reviews_this_term") != {}
    review(schools, urn=CANDLEFORD)
    assert told(schools, date(2026, 9, 4), "reviews_this_term") == {}  # a week into its term


def test_the_week_is_that_of_the_last_good_day_for_the_meeting(schools):
    # Reviewed on 6 October: complete by 5 October, so meet by 7 September.
    review(schools)
    review(schools, last=date(2025, 8, 1))  # long due
    schools.write(TWO_WEEKS_BEFORE)
    schools.send(TWO_WEEKS_BEFORE)
    (mail,) = schools.mails()
    assert "the week of 7 September 2026" in words_of(mail)
    assert "as soon as term begins" in words_of(mail)


def test_the_plan_of_a_child_under_five_is_reviewed_sooner(schools):
    review(schools, last=date(2026, 4, 20), born_on=date(2023, 3, 2))
    review(schools, last=date(2026, 4, 20))
    assert told(schools, TWO_WEEKS_BEFORE, "reviews_this_term") == {
        SCHOOL_AT: "Annual reviews to hold this term: 1"
    }


def test_children_who_move_on_are_a_count_and_nothing_else(schools):
    reference = review(schools)
    review(schools)
    transfer = open_case(
        schools.engine,
        desk=schools.desk(date(2026, 4, 1)),
        journey="phase_transfer",
        first=(Kind.PHASE_TRANSFER_TO_SCHOOL_DUE, date(2026, 4, 1)),
        details={"transfer_on": "2027-09-01"},
        person_of=reference,
    )
    schools.write(TWO_WEEKS_BEFORE)
    schools.send(TWO_WEEKS_BEFORE)
    (mail,) = schools.mails()
    assert "Among them is 1 child who is to move" in words_of(mail)
    assert transfer not in mail.as_string()


def test_a_review_that_has_been_held_meanwhile_is_left_out_at_the_moment_of_sending(schools):
    first = review(schools)
    second = review(schools)
    schools.write(TWO_WEEKS_BEFORE)
    schools.record(first, Kind.REVIEW_MEETING_HELD, on=TWO_WEEKS_BEFORE)
    schools.send(TWO_WEEKS_BEFORE)
    (mail,) = schools.mails()
    assert mail["Subject"] == "Annual reviews to hold this term: 1"
    assert second in mail.as_string()
    assert first not in mail.as_string()


def test_a_review_that_we_arrange_ourselves_is_not_asked_of_the_school(schools):
    ours = review(schools)
    schools.record(ours, Kind.REVIEW_ARRANGER_SET, on=REVIEWED, arranged_by="authority")
    assert told(schools, TWO_WEEKS_BEFORE, "reviews_this_term") == {}
    theirs = review(schools)
    schools.record(theirs, Kind.REVIEW_ARRANGER_SET, on=REVIEWED, arranged_by="setting")
    council = schools.council
    by_habit = council.reviews.model_copy(update={"arranged_by": "authority"})
    habit = replace(schools, council=council.model_copy(update={"reviews": by_habit}))
    review(habit)
    assert told(habit, TWO_WEEKS_BEFORE, "reviews_this_term") == {
        SCHOOL_AT: "Annual reviews to hold this term: 1"
    }


def test_a_setting_known_by_its_name_alone_is_found_in_the_calendar(schools):
    review(schools, urn=None, setting="lark rise  primary school")
    assert told(schools, TWO_WEEKS_BEFORE, "reviews_this_term") != {}


def test_reviews_at_settings_without_a_mailbox_are_counted_for_us(schools):
    review(schools, urn="999777")
    done = schools.write(TWO_WEEKS_BEFORE)
    assert [(each.letter, each.count) for each in done.not_written if each.count] == [
        ("reviews_this_term", 1)
    ]


def test_where_terms_are_known_no_more_it_goes_month_by_month_and_nothing_is_said_twice(schools):
    council = schools.council
    known = (each for each in council.closures.closed(LARK_RISE) if each.reopens <= TERM)
    calendar = council.closures.settings[LARK_RISE].model_copy(update={"closed": tuple(known)})
    closures = council.closures.model_copy(update={"settings": {LARK_RISE: calendar}})
    schools = replace(schools, council=council.model_copy(update={"closures": closures}))
    of_the_term = review(schools)
    assert told(schools, TWO_WEEKS_BEFORE, "reviews_this_term") != {}
    # Its last known term, and what is taken for it, ends on 7 January 2027.
    due_in_february = review(schools, last=date(2026, 3, 1))
    due_in_june = review(schools, last=date(2026, 7, 1))
    days = (date(2026, 10, 1) + n * A_DAY for n in range(240))
    written = [
        (day.isoformat(), subject)
        for day in days
        for subject in told(schools, day, "reviews_this_term").values()
    ]
    once = "Annual reviews to hold soon: 1"
    # Two weeks before the end of what is known; then in the month before its last safe one.
    assert written == [("2026-12-24", once), ("2027-05-04", once)]
    schools.send(date(2027, 5, 4))
    said = [mail.as_string() for mail in schools.mails() if mail["Subject"] == once]
    assert [due_in_february in each for each in said].count(True) == 1
    assert [due_in_june in each for each in said].count(True) == 1
    assert not any(of_the_term in each for each in said)


# ------------------------------------------------------------- E11: the report of a meeting


def test_a_school_is_told_when_the_report_is_due_and_has_not_come(schools):
    reference = met(schools)
    assert told(schools, REPORT_DUE - A_DAY, "review_report_due") == {}
    assert told(schools, REPORT_DUE, "review_report_due") == {
        SCHOOL_AT: f"Annual review report now due: case {reference}"
    }
    for day in range(1, 10):
        assert told(schools, REPORT_DUE + day * A_DAY, "review_report_due") == {}


def test_several_reports_are_one_letter_to_each_school(schools):
    for _ in range(2):
        met(schools)
    other = met(schools, urn=CANDLEFORD)
    assert told(schools, REPORT_DUE, "review_report_due") == {
        SCHOOL_AT: "Annual review reports now due: 2 cases",
        ANOTHER_AT: f"Annual review report now due: case {other}",
    }


def test_it_says_by_when_we_must_decide(schools):
    met(schools)
    schools.write(REPORT_DUE + A_DAY)
    schools.send(REPORT_DUE + A_DAY)
    words = words_of(schools.mails()[0])
    assert "28 September 2026, 1 day ago" in words
    assert "12 October" in words


def test_a_report_that_has_come_is_not_asked_for(schools):
    reference = met(schools)
    schools.record(reference, Kind.REVIEW_REPORT_SENT, on=REPORT_DUE)
    assert told(schools, REPORT_DUE, "review_report_due") == {}
    another = met(schools)
    schools.write(REPORT_DUE, hour=6)
    schools.record(another, Kind.REVIEW_REPORT_SENT, on=REPORT_DUE)
    assert schools.send(REPORT_DUE).not_needed == 1


def test_a_meeting_that_was_moved_moves_the_letter(schools):
    reference = met(schools)
    assert told(schools, REPORT_DUE, "review_report_due") != {}
    correct(
        schools.engine,
        desk=schools.desk(REPORT_DUE),
        reference=reference,
        sequence=2,
        happened_on=MET + 7 * A_DAY,
    )
    assert told(schools, REPORT_DUE + A_DAY, "review_report_due") == {}
    assert told(schools, REPORT_DUE + 7 * A_DAY, "review_report_due") != {}


def test_nothing_goes_to_a_school_until_it_is_switched_on_and_has_a_mailbox(office):
    met(office)
    review(office)
    for day in (TWO_WEEKS_BEFORE, REPORT_DUE):
        assert office.write(day).written == ()
    on = office.with_policy("review_report_due", send=True)
    done = on.write(REPORT_DUE)
    assert done.written == ()
    assert [(each.letter, each.reason, each.count) for each in done.not_written if each.count] == [
        ("review_report_due", "no_address", 1)
    ]


def test_a_dry_run_writes_nothing_to_schools(schools):
    met(schools)
    assert len(schools.write(REPORT_DUE, dry_run=True).written) == 1
    assert schools.statuses() == []


def test_nobody_is_written_to_at_a_school_that_is_closed(schools):
    met(schools, on=date(2026, 10, 12))
    half_term, open_again = date(2026, 10, 26), date(2026, 11, 2)
    assert told(schools, half_term, "review_report_due") == {}
    assert len(told(schools, open_again, "review_report_due")) == 1
