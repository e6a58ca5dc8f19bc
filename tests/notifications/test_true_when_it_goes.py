"""Promises about letters to families that waited: true when they go, and put right if they went."""

from datetime import date

import pytest
from sqlalchemy import event, select

from ehcp.cases.kinds import Kind
from ehcp.register.engine import reading
from ehcp.register.tables import messages
from notifications.invented import invented_facts
from tests.notifications.conftest import DECIDED, EP, HEALTH, RECEIVED
from tests.notifications.test_families import A_DAY, families, opened, put, write_to
from tests.notifications.test_family_delay import asked
from tests.notifications.test_reviews import review
from tests.notifications.test_told_again import SERVED, day_goes_by, drafted, said, set_right

__all__ = ["families"]

FRIDAY = date(2026, 5, 29)  # the final plan is late since Tuesday
MONDAY = date(2026, 6, 1)
LATE = date(2026, 2, 17)  # the day after six weeks
SETTLED = LATE + 2 * A_DAY


def days_go_by(office, first, count):
    for days in range(count):
        day_goes_by(office, first + days * A_DAY)


def test_a_letter_of_a_delay_says_who_is_waited_for_on_the_day_on_which_it_goes(families):
    reference = asked(families, EP)
    day_goes_by(families, DECIDED)
    families.write(FRIDAY, hour=19)
    families.record(reference, Kind.ADVICE_RECEIVED, EP, on=FRIDAY)
    families.send(MONDAY)
    ((words, status),) = said(families, "family_delay")
    assert status == "sent"
    assert "No service is late with advice" in words
    assert "We are waiting" not in words


def test_a_letter_of_a_delay_promises_no_day_that_has_passed_when_it_goes(families):
    reference = asked(families, EP)
    day_goes_by(families, DECIDED)
    families.record(
        reference,
        Kind.ADVICE_PROMISED,
        EP,
        on=FRIDAY - A_DAY,
        promised_on=FRIDAY.isoformat(),
        reason="Staff sickness",
    )
    families.write(FRIDAY, hour=19)
    assert "it will be here by 29 May 2026" in said(families, "family_delay")[0][0]
    families.send(MONDAY)
    ((words, _),) = said(families, "family_delay")
    assert "We are waiting for advice from: educational psychology" in words
    assert "29 May" not in words


def test_when_we_write_again_is_counted_from_the_day_of_writing_also_where_it_went_later(families):
    asked(families, EP)
    families.write(FRIDAY, hour=19)
    families.send(MONDAY)
    ((words, _),) = said(families, "family_delay")
    assert "We write again by 26 June 2026" in words
    families.write(date(2026, 6, 26))
    assert len(said(families, "family_delay")) == 2


def test_of_two_letters_of_a_delay_that_wait_the_newer_goes_and_the_older_does_not(families):
    asked(families, EP)
    families.write(FRIDAY)
    again = date(2026, 6, 26)
    day_goes_by(families, again)
    assert [status for _, status in said(families, "family_delay")] == ["not_needed", "sent"]


def test_a_letter_of_the_next_step_names_the_services_that_are_asked_when_it_goes(families):
    reference = asked(families, EP, HEALTH)
    families.write(DECIDED, hour=19)
    families.record(reference, Kind.ADVICE_REQUEST_CANCELLED, HEALTH, on=DECIDED, reason="Not ours")
    families.send(DECIDED + A_DAY)
    ((words, status),) = said(families, "family_stage")
    assert status == "sent"
    assert "kinds of service: educational psychology. Each has" in words


def late_by_mistake(office):
    """Give a case whose family was told of a delay, and whose request truly came 20 days later."""
    reference = opened(office)
    day_goes_by(office, RECEIVED)
    day_goes_by(office, LATE)
    set_right(office, reference, Kind.REQUEST_RECEIVED, on=SETTLED, to=RECEIVED + 20 * A_DAY)
    return reference


def test_a_family_that_was_told_of_a_delay_which_was_none_is_told_once_that_it_was_wrong(families):
    late_by_mistake(families)
    days_go_by(families, SETTLED, 10)
    _, (words, status) = said(families, "family_delay")
    assert status == "sent"
    assert "What our email of 17 February 2026 said of a delay was wrong" in words
    assert "until 8 March 2026 for telling you whether we will assess" in words
    assert "sorry" in words
    assert "We have not done it" not in words


def test_the_invented_letter_that_there_is_no_delay_has_the_facts_of_a_real_one(families):
    late_by_mistake(families)
    families.write(SETTLED)
    with reading(families.engine) as connection:
        facts = connection.execute(
            select(messages.c.facts).where(messages.c.letter == "family_delay")
        ).scalars()
        [real] = [each["items"][0] for each in facts if each["items"][0]["no_delay"]]
    assert set(real) == set(invented_facts("family_delay")[-1]["items"][0])


def test_who_was_told_that_there_is_no_delay_is_told_at_once_when_there_is_one(families):
    late_by_mistake(families)
    day_goes_by(families, SETTLED)
    days_go_by(families, date(2026, 3, 8), 5)
    *_, (words, status) = said(families, "family_delay")
    assert len(said(families, "family_delay")) == 3
    assert status == "sent"
    assert "until 8 March 2026 for telling you whether we will assess. We have not done it" in words
    assert "our email" not in words.lower().replace("this email", "")


def test_no_delay_is_taken_back_before_it_was_told(families):
    reference = opened(families)
    families.write(LATE)
    set_right(families, reference, Kind.REQUEST_RECEIVED, on=LATE, to=RECEIVED + 20 * A_DAY)
    days_go_by(families, LATE, 5)
    assert [status for _, status in said(families, "family_delay")] == ["not_needed"]


def test_that_there_is_no_delay_does_not_go_where_there_is_one_after_all(families):
    reference = late_by_mistake(families)
    families.write(SETTLED)
    set_right(families, reference, Kind.REQUEST_RECEIVED, on=SETTLED, to=RECEIVED)
    day_goes_by(families, SETTLED + A_DAY)
    assert [status for _, status in said(families, "family_delay")] == ["sent", "not_needed"]


def test_a_step_taken_too_late_was_a_delay_whatever_is_set_right_after_it(families):
    reference = opened(families)
    day_goes_by(families, LATE)
    put(families, reference, Kind.TOLD_WILL_ASSESS, on=SETTLED)
    set_right(families, reference, Kind.TOLD_WILL_ASSESS, on=SETTLED, to=SETTLED - A_DAY)
    days_go_by(families, SETTLED, 5)
    assert len(said(families, "family_delay")) == 1


def test_a_plan_that_was_told_late_before_it_was_agreed_is_put_right_under_its_new_name(families):
    reference = asked(families)
    day_goes_by(families, FRIDAY)
    put(families, reference, Kind.DECIDED_TO_ISSUE, on=FRIDAY)
    right = date(2026, 3, 10)
    set_right(families, reference, Kind.TOLD_WILL_ASSESS, on=MONDAY, to=right)
    set_right(families, reference, Kind.REQUEST_RECEIVED, on=MONDAY, to=right)
    days_go_by(families, MONDAY, 5)
    _, (words, _) = said(families, "family_delay")
    assert "until 28 July 2026 for sending the final EHC plan" in words
    assert "our email of 29 May 2026 said of a delay was wrong" in words


def test_a_wrong_day_is_put_right_however_old_the_letter_while_a_day_of_it_lies_ahead(families):
    reference = opened(families)
    days_go_by(families, RECEIVED, 17)
    later = RECEIVED + 17 * A_DAY
    set_right(families, reference, Kind.REQUEST_RECEIVED, on=later, to=RECEIVED - 20 * A_DAY)
    days_go_by(families, later, 6)
    _, (words, status) = said(families, "family_request")
    assert status == "sent"
    assert "by 27 January 2026" in words
    assert "In our email of 5 January 2026 a day was wrong" in words


def test_a_day_by_which_nothing_is_heard_any_more_is_not_given_as_one_to_wait_for(families):
    reference = opened(families)
    day_goes_by(families, RECEIVED)
    later = RECEIVED + 30 * A_DAY
    set_right(families, reference, Kind.REQUEST_RECEIVED, on=later, to=RECEIVED - 20 * A_DAY)
    days_go_by(families, later, 6)
    _, (words, _) = said(families, "family_request")
    assert "27 January" not in words
    assert "16 December 2025" in words


def test_the_day_of_the_next_step_is_put_right_after_17_days(families):
    reference = opened(families)
    put(families, reference, Kind.TOLD_WILL_ASSESS, on=DECIDED)
    day_goes_by(families, DECIDED)
    later = DECIDED + 17 * A_DAY
    set_right(families, reference, Kind.REQUEST_RECEIVED, on=later, to=RECEIVED - 5 * A_DAY)
    days_go_by(families, later, 6)
    (first, _), (second, _) = said(families, "family_stage")
    assert "27 April 2026" in first
    assert "22 April 2026" in second
    assert "our email of 21 January 2026 no longer counts" in second


def test_a_meeting_that_is_moved_a_month_after_it_was_arranged_is_told(families):
    reference = review(families, last=date(2025, 6, 2))
    write_to(families, reference)
    put(families, reference, Kind.REVIEW_MEETING_FIXED, on=SERVED, meeting_on="2026-05-04")
    day_goes_by(families, SERVED)
    moved = SERVED + 30 * A_DAY
    put(families, reference, Kind.REVIEW_MEETING_FIXED, on=moved, meeting_on="2026-05-11")
    days_go_by(families, moved, 3)
    assert "arranged for 11 May 2026" in said(families, "family_stage")[-1][0]
    assert len(said(families, "family_stage")) == 2


def test_a_wrong_day_of_a_letter_of_long_ago_is_left_alone_when_every_day_of_it_is_past(families):
    reference = drafted(families)
    day_goes_by(families, SERVED)
    put(families, reference, Kind.PLAN_FINALISED, on=SERVED + 16 * A_DAY, names="Lark Rise")
    days_go_by(families, SERVED + 16 * A_DAY, 2)
    long_after = SERVED + 40 * A_DAY
    set_right(families, reference, Kind.PLAN_FINALISED, on=long_after, to=SERVED + 15 * A_DAY)
    days_go_by(families, long_after, 3)
    assert len(said(families, "family_decision")) == 1


@pytest.mark.parametrize("letter", ["family_request", "family_delay"])
def test_what_was_said_before_is_asked_once_however_many_cases_there_are(families, letter):
    quiet = families.with_policy("caseworker_day", send=False)

    def asked_about(count):
        for _ in range(count):
            opened(quiet)
        day = RECEIVED if letter == "family_request" else LATE
        quiet.write(day)
        found = []
        listen = lambda *args: found.append(args[2])  # noqa: E731 - taken off again below
        event.listen(quiet.engine, "before_cursor_execute", listen)
        quiet.write(day)
        event.remove(quiet.engine, "before_cursor_execute", listen)
        return sum("occasions.key, messages.status" in " ".join(each.split()) for each in found)

    assert asked_about(1) == asked_about(5)
