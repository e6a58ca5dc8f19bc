"""Promises about letters whose days change: never a dead day, never twice, and put right once."""

from datetime import date

import pytest
from sqlalchemy import select

from ehcp.cases.kinds import Kind
from ehcp.casework.correct import correct
from ehcp.register.engine import reading
from ehcp.register.tables import messages
from tests.notifications.conftest import DECIDED, RECEIVED
from tests.notifications.test_consultation import LARK_RISE, settings
from tests.notifications.test_families import A_DAY, families, held, opened, put, write_to
from tests.notifications.test_reviews import review

__all__ = ["families", "settings"]

SERVED = date(2026, 3, 2)  # a Monday
AGAIN = date(2026, 3, 12)
ORDERED = date(2026, 3, 18)  # the day on which the plan was changed as the Tribunal ordered


def said(office, letter):
    """Give the words of each of these letters with what became of it, in the order of writing."""
    with reading(office.engine) as connection:
        found = connection.execute(
            select(messages.c.text, messages.c.status)
            .where(messages.c.letter == letter)
            .order_by(messages.c.created_at, messages.c.id)
        )
        return [(" ".join(row.text.split()), row.status) for row in found]


def day_goes_by(office, day):
    office.write(day)
    office.send(day)


def set_right(office, reference, kind, *, on, to):
    """Correct the day of the last entry of a kind."""
    entry = held(office, reference).file.last(kind)
    correct(
        office.engine,
        desk=office.desk(on),
        reference=reference,
        sequence=entry.sequence,
        happened_on=to,
    )


def drafted(office, on=SERVED):
    reference = opened(office)
    put(office, reference, Kind.TOLD_WILL_ASSESS, on=DECIDED)
    put(office, reference, Kind.DECIDED_TO_ISSUE, on=DECIDED + A_DAY)
    put(office, reference, Kind.DRAFT_SERVED, on=on)
    return reference


def test_a_draft_served_again_is_told_with_its_new_day_and_the_old_one_no_longer_counts(families):
    reference = drafted(families)
    day_goes_by(families, SERVED)
    put(families, reference, Kind.DRAFT_SERVED, on=AGAIN)
    for days in range(12):
        day_goes_by(families, AGAIN + days * A_DAY)
    (first, _), (second, status) = said(families, "family_draft")
    assert "by 16 March 2026" in first
    assert "no longer count" not in first
    assert "on 12 March 2026" in second
    assert "by 26 March 2026" in second
    assert "The days in our email of 2 March 2026 no longer count." in second
    assert "16 March" not in second
    assert status == "sent"


def test_a_letter_about_a_draft_that_was_served_again_before_it_went_is_dropped(families):
    friday = date(2026, 3, 27)
    reference = drafted(families, on=friday)
    families.write(friday, hour=20)
    put(families, reference, Kind.DRAFT_SERVED, on=friday + A_DAY)
    monday = friday + 3 * A_DAY
    day_goes_by(families, monday)
    day_goes_by(families, monday + A_DAY)
    (dead, dropped), (right, gone) = said(families, "family_draft")
    assert "by 10 April 2026" in dead
    assert dropped == "not_needed"
    assert "by 11 April 2026" in right
    assert "no longer count" not in right
    assert gone == "sent"


def test_a_meeting_fixed_for_another_day_is_told_with_the_new_day(families):
    reference = review(families, last=date(2025, 6, 2))
    write_to(families, reference)
    put(families, reference, Kind.REVIEW_MEETING_FIXED, on=SERVED, meeting_on="2026-03-23")
    day_goes_by(families, SERVED)
    put(families, reference, Kind.REVIEW_MEETING_FIXED, on=AGAIN, meeting_on="2026-03-30")
    for days in range(15):
        day_goes_by(families, AGAIN + days * A_DAY)
    (first, _), (second, _) = said(families, "family_stage")
    assert "arranged for 23 March 2026" in first
    assert "arranged for 30 March 2026" in second
    assert "The day in our email of 2 March 2026 no longer counts." in second


def _request(office):
    return opened(office), Kind.REQUEST_RECEIVED, RECEIVED, "16 February", "15 February"


def _draft(office):
    return drafted(office), Kind.DRAFT_SERVED, SERVED, "16 March", "15 March"


def _decision(office):
    reference = opened(office)
    put(office, reference, Kind.TOLD_WILL_NOT_ASSESS, on=DECIDED)
    return reference, Kind.TOLD_WILL_NOT_ASSESS, DECIDED, "21 January", "20 January"


def _setting(office):
    reference = drafted(office, on=DECIDED + 2 * A_DAY)
    told = DECIDED + 20 * A_DAY
    put(office, reference, Kind.PLAN_FINALISED, on=told, names=LARK_RISE)
    return reference, Kind.PLAN_FINALISED, told, "10 February", "9 February"


QUOTING = {
    "family_request": _request,
    "family_draft": _draft,
    "family_decision": _decision,
    "decision_setting": _setting,
}


@pytest.fixture
def both(families, settings):
    """Give the office that writes to families and to Lark Rise."""
    office = families.with_policy("decision_setting", send=True)
    council = office.council.model_copy(update={"people": settings.council.people})
    return type(office)(engine=office.engine, council=council, folder=office.folder)


@pytest.mark.parametrize("letter", QUOTING)
def test_a_day_that_was_quoted_and_was_wrong_is_put_right_once_by_a_letter_that_says_so(
    both, letter
):
    reference, kind, on, wrong, right = QUOTING[letter](both)
    day_goes_by(both, on)
    later = on + 2 * A_DAY
    set_right(both, reference, kind, on=later, to=on - A_DAY)
    for days in range(5):
        day_goes_by(both, later + days * A_DAY)
    (first, _), (second, status) = said(both, letter)
    assert wrong in first
    assert right in second
    assert f"our email of {on.day} " in second.lower()
    assert any(words in second for words in ("no longer count", "wrong"))
    assert status == "sent"


@pytest.mark.parametrize("letter", QUOTING)
def test_a_day_set_right_before_the_letter_went_goes_in_one_letter_which_was_never_wrong(
    both, letter
):
    reference, kind, on, wrong, right = QUOTING[letter](both)
    both.write(on)
    set_right(both, reference, kind, on=on + A_DAY, to=on - A_DAY)
    for days in range(1, 6):
        day_goes_by(both, on + days * A_DAY)
    gone = [text for text, status in said(both, letter) if status == "sent"]
    assert len(gone) == 1
    assert right in gone[0]
    assert wrong not in gone[0]
    assert "our email" not in gone[0].lower()


def test_a_corrected_day_that_no_letter_quoted_brings_no_letter(families):
    reference = opened(families)
    put(families, reference, Kind.TOLD_WILL_ASSESS, on=DECIDED)
    day_goes_by(families, DECIDED)
    set_right(families, reference, Kind.TOLD_WILL_ASSESS, on=DECIDED + A_DAY, to=DECIDED - A_DAY)
    for days in range(1, 6):
        day_goes_by(families, DECIDED + days * A_DAY)
    assert len(said(families, "family_stage")) == 1


def test_a_day_that_was_set_right_and_back_again_is_told_as_it_stands(families):
    reference, kind, on, wrong, _ = _decision(families)
    for day, to in ((on, None), (on + A_DAY, on - A_DAY), (on + 2 * A_DAY, on)):
        if to:
            set_right(families, reference, kind, on=day, to=to)
        day_goes_by(families, day)
        day_goes_by(families, day)
    letters = said(families, "family_decision")
    assert [status for _, status in letters] == ["sent"] * 3
    assert f"on {wrong} 2026" in letters[-1][0]


def changed(office):
    """Give a plan that was made final, appealed, and changed by an order."""
    reference = drafted(office, on=DECIDED + 2 * A_DAY)
    put(office, reference, Kind.PLAN_FINALISED, on=DECIDED + 20 * A_DAY, names=LARK_RISE)
    put(office, reference, Kind.APPEAL_REGISTERED, on=SERVED)
    put(office, reference, Kind.TRIBUNAL_ORDERED, on=AGAIN, order="amend_contents")
    put(office, reference, Kind.AMENDED_PLAN_FINALISED, on=ORDERED, names=LARK_RISE)
    return reference


def test_a_plan_changed_after_an_order_is_told_once_with_the_right_to_appeal(families):
    changed(families)
    for days in range(20):
        day_goes_by(families, ORDERED + days * A_DAY)
    ((words, status),) = said(families, "family_decision")
    assert status == "sent"
    assert "on 18 March 2026 we made the changed EHC plan final" in words
    assert "You can appeal to the Tribunal" in words
    assert "mediation adviser named in the notice" in words
    assert "two months from the date of the notice" in words
    assert "one month from the date of the mediation certificate" in words


def test_the_day_of_a_plan_changed_after_an_order_is_put_right_once(families):
    reference = changed(families)
    day_goes_by(families, ORDERED)
    later = ORDERED + 3 * A_DAY
    set_right(families, reference, Kind.AMENDED_PLAN_FINALISED, on=later, to=ORDERED - A_DAY)
    for days in range(20):
        day_goes_by(families, later + days * A_DAY)
    _, (words, status) = said(families, "family_decision")
    assert status == "sent"
    assert "on 17 March 2026" in words
    assert "Our email of 18 March 2026 gave another day" in words


def test_a_plan_changed_a_second_time_is_another_letter_and_no_correction(families):
    reference = changed(families)
    day_goes_by(families, ORDERED)
    again = ORDERED + 10 * A_DAY
    put(families, reference, Kind.TRIBUNAL_ORDERED, on=again, order="amend_placement")
    put(families, reference, Kind.AMENDED_PLAN_FINALISED, on=again, names=LARK_RISE)
    for days in range(20):
        day_goes_by(families, again + days * A_DAY)
    (first, _), (second, _) = said(families, "family_decision")
    assert "on 18 March 2026" in first
    assert "on 28 March 2026" in second
    assert "gave another day" not in second


def test_a_changed_plan_that_was_struck_out_before_the_letter_went_is_not_told(families):
    reference = changed(families)
    families.write(ORDERED)
    entry = held(families, reference).file.last(Kind.AMENDED_PLAN_FINALISED)
    correct(
        families.engine,
        desk=families.desk(ORDERED),
        reference=reference,
        sequence=entry.sequence,
        struck_out="It belongs to another case",
    )
    day_goes_by(families, ORDERED)
    assert [status for _, status in said(families, "family_decision")] == ["not_needed"]


def test_nobody_is_written_to_about_the_changed_plan_of_a_child_who_has_died(families):
    reference = changed(families)
    families.write(ORDERED)
    put(families, reference, Kind.DIED, on=ORDERED)
    for days in range(5):
        day_goes_by(families, ORDERED + days * A_DAY)
    assert [status for _, status in said(families, "family_decision")] == ["not_needed"]


def test_an_old_change_of_a_plan_is_no_news(families):
    changed(families)
    day_goes_by(families, ORDERED + 30 * A_DAY)
    assert said(families, "family_decision") == []


def test_an_old_change_of_a_plan_that_is_entered_only_now_is_no_news(families):
    reference = changed(families)
    late = ORDERED + 30 * A_DAY
    set_right(families, reference, Kind.AMENDED_PLAN_FINALISED, on=late, to=ORDERED - A_DAY)
    day_goes_by(families, late)
    assert said(families, "family_decision") == []


def test_nobody_is_written_to_about_a_decision_on_a_child_who_has_died_since(families):
    reference = opened(families)
    put(families, reference, Kind.TOLD_WILL_NOT_ASSESS, on=DECIDED)
    families.write(DECIDED)
    put(families, reference, Kind.DIED, on=DECIDED)
    day_goes_by(families, DECIDED + A_DAY)
    assert [status for _, status in said(families, "family_decision")] == ["not_needed"]


def test_a_death_that_was_entered_by_mistake_and_struck_out_stops_no_letter(families):
    reference = opened(families)
    put(families, reference, Kind.TOLD_WILL_NOT_ASSESS, on=DECIDED)
    put(families, reference, Kind.DIED, on=DECIDED)
    day_goes_by(families, DECIDED)
    assert said(families, "family_decision") == []
    death = held(families, reference).file.last(Kind.DIED)
    correct(
        families.engine,
        desk=families.desk(DECIDED),
        reference=reference,
        sequence=death.sequence,
        struck_out="It was another child",
    )
    day_goes_by(families, DECIDED + A_DAY)
    assert [status for _, status in said(families, "family_decision")] == ["sent"]


def test_an_old_decision_is_no_news_because_its_day_was_corrected(families):
    reference, kind, on, *_ = _decision(families)
    day = on + 30 * A_DAY
    set_right(families, reference, kind, on=day, to=on + A_DAY)
    day_goes_by(families, day)
    assert said(families, "family_decision") == []
