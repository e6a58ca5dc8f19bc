"""Promises about E9: what it says of who has our requests, of reminders and of days, is true."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.register.engine import reading
from ehcp.register.tables import messages
from tests.notifications.conftest import DECIDED, EP, HEALTH, KIM, RECEIVED
from tests.notifications.test_families import A_DAY, families, opened, put, write_to
from tests.notifications.test_told_again import day_goes_by, said, set_right

__all__ = ["families"]

FINAL_IS_LATE = date(2026, 5, 26)  # the day after twenty weeks


def asked(office, *kinds):
    reference = opened(office)
    put(office, reference, Kind.TOLD_WILL_ASSESS, on=DECIDED)
    for kind in kinds:
        office.record(reference, Kind.ADVICE_REQUESTED, kind, on=DECIDED)
    return reference


def told(office, day=FINAL_IS_LATE):
    """Write the letters of a day, and give what the last E9 says."""
    office.write(day)
    return said(office, "family_delay")[-1][0]


def test_where_no_request_could_go_no_family_is_told_that_we_asked(families):
    asked(families, HEALTH)  # for which no mailbox is named
    day_goes_by(families, DECIDED)
    words = told(families)
    assert "We have not yet been able to send our request for advice from: health." in words
    assert "That is ours to put right." in words
    assert "asked for it" not in words
    assert "waiting for advice" not in words


def test_the_family_is_told_what_opens_the_link_and_how_to_get_a_code(families):
    asked(families, HEALTH)
    words = " ".join(told(families).split())
    after = words.partition("See where it stands")[2]
    assert "you need your case reference and the code that we gave you" in after
    assert "If you have none, ring " in after


def test_what_was_asked_before_this_record_began_was_asked(families):
    reference = opened(families)
    put(families, reference, Kind.TOLD_WILL_ASSESS, on=DECIDED)
    families.record(reference, Kind.ADVICE_REQUESTED, HEALTH, on=DECIDED, source="tracker")
    assert "from: health. We first asked for it on 21 January 2026." in told(families)


def test_who_was_asked_by_other_means_was_asked(families):
    asked(families, HEALTH)
    office = families.with_policy("advice_needed", send=False)
    assert "from: health. We first asked for it on 21 January 2026." in told(office)


def test_a_request_that_was_sent_back_is_with_us_and_no_service_is_waited_for(families):
    families.service(HEALTH, name="Exampleshire Trust", email="trust@service.example")
    reference = asked(families, HEALTH)
    day_goes_by(families, DECIDED)
    families.record(
        reference, Kind.ADVICE_REQUEST_RETURNED, HEALTH, on=DECIDED + 3 * A_DAY, reason="Not ours"
    )
    words = told(families)
    assert "Our request for advice from health was sent back to us. It is with us" in words
    assert "waiting for advice" not in words


def test_each_late_service_is_told_of_as_it_stands(families):
    families.service(HEALTH, name="Exampleshire Trust", email="trust@service.example")
    asked(families, EP, HEALTH)
    day_goes_by(families, DECIDED)
    words = told(families)
    assert "from: educational psychology and health. We first asked for it on 21 January" in words
    assert "reminder" not in words


def test_a_list_in_which_a_request_stood_as_new_is_no_reminder(families):
    families.service(reminders=True, monday_list=True)
    asked(families, EP)
    for days in range(27):  # until long before it is due
        day_goes_by(families, DECIDED + days * A_DAY)
    assert said(families, "advice_digest")
    assert "reminder" not in told(families)


def test_since_when_we_remind_is_said_by_the_last_day_and_without_a_number(families):
    families.service(reminders=True, monday_list=True)
    asked(families, EP)
    for days in range(90):
        day_goes_by(families, DECIDED + days * A_DAY)
    words = told(families)
    assert "and have sent reminders since, the last on 20 April 2026." in words  # a Monday
    assert "times" not in words
    with reading(families.engine) as connection:
        facts = connection.execute(
            select(messages.c.facts).where(messages.c.letter == "family_delay")
        ).scalars()
        reminded = [each["items"][0]["reminded"] for each in facts][-1]
    # On days 14 and 5 before it is due in the lists of those weeks, and then every Monday.
    assert reminded < len(said(families, "advice_digest")) + len(said(families, "advice_late"))


@pytest.mark.parametrize("received", [date(2025, 10, 17), date(2026, 10, 16), date(2026, 10, 20)])
def test_the_day_that_it_promises_is_the_day_on_which_the_next_one_goes(families, received):
    reference = open_case(
        families.engine,
        desk=families.desk(received),
        received_on=received,
        officer=KIM,
        person={"born_on": date(2018, 3, 2)},
    )
    write_to(families, reference)
    first = received + timedelta(days=43)
    went = []
    for days in range(80):
        day = first + days * A_DAY
        before = len(said(families, "family_delay"))
        day_goes_by(families, day)
        if len(said(families, "family_delay")) > before:
            went.append(day)
    letters = said(families, "family_delay")
    promised = [words.partition("We write again by ")[2] for words, _ in letters]
    assert len(went) > 1
    for words, day in zip(promised, went[1:], strict=False):
        assert words.startswith(f"{day.day} {day:%B %Y},")


def test_a_limit_that_was_set_right_after_the_letter_went_is_told_at_once(families):
    reference = opened(families)
    late = date(2026, 2, 17)
    day_goes_by(families, late)
    set_right(families, reference, Kind.REQUEST_RECEIVED, on=late, to=RECEIVED - A_DAY)
    for days in range(1, 10):
        day_goes_by(families, late + days * A_DAY)
    (first, _), (second, _) = said(families, "family_delay")
    assert "until 16 February 2026" in first
    assert "until 15 February 2026" in second
    assert "Our email of 17 February 2026 gave another day. That was wrong" in second


def test_a_letter_with_a_limit_that_was_set_right_before_it_went_is_dropped(families):
    reference = opened(families)
    late = date(2026, 2, 17)
    families.write(late)
    set_right(families, reference, Kind.REQUEST_RECEIVED, on=late, to=RECEIVED - A_DAY)
    for days in range(4):
        day_goes_by(families, late + days * A_DAY)
    gone = [words for words, status in said(families, "family_delay") if status == "sent"]
    assert len(gone) == 1
    assert "until 15 February 2026" in gone[0]
    assert "another day" not in gone[0]


def test_a_reassessment_is_late_when_its_last_day_has_passed_and_not_before(families):
    first = families.case(EP)
    put(families, first, Kind.DRAFT_SERVED, on=DECIDED + 5 * A_DAY)
    put(families, first, Kind.PLAN_FINALISED, on=DECIDED + 30 * A_DAY, names="Lark Rise")
    write_to(families, first)
    began = date(2026, 6, 1)
    again = open_case(
        families.engine,
        desk=families.desk(began),
        journey="reassessment",
        first=(Kind.REASSESSMENT_REQUESTED, began),
        person_of=first,
        officer=KIM,
    )
    put(families, again, Kind.TOLD_WILL_REASSESS, on=began)
    last_day = began + timedelta(weeks=14)
    for day in (last_day - 5 * A_DAY, last_day):
        families.write(day)
        assert said(families, "family_delay") == []
    words = told(families, last_day + A_DAY)
    assert "until 7 September 2026 for finishing the re-assessment, with the final" in words
    assert "The EHC plan that there is stays in force" in words
