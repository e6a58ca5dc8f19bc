"""Promises about what an administrator is told before letters fail: words, and term dates."""

from dataclasses import replace
from datetime import date

import pytest

from ehcp.register.engine import reading
from notifications.unready import unready
from notifications.words import text_of
from tests.notifications.test_reviews import SCHOOL_AT, schools

__all__ = ["schools"]

DAY = date(2026, 3, 2)
LAST_TERMS = date(2027, 3, 15)
JUNIPER, LARK_RISE = "999005", "999001"


@pytest.fixture
def told_by():
    """Ask what an office is told on a day."""

    def ask(office, day=DAY):
        with reading(office.engine) as connection:
            return list(unready(connection, council=office.council, day=day))

    return ask


def with_words(office, folder, **words):
    (folder / "letters").mkdir()
    for letter, text in words.items():
        (folder / "letters" / f"{letter}.md").write_text(text)
    return replace(office, council=office.council.model_copy(update={"folder": folder}))


def test_an_office_whose_letters_are_in_order_is_told_nothing(schools, told_by):
    assert told_by(schools) == []


def test_words_that_cannot_be_used_are_named_with_their_letter(schools, told_by, tmp_path):
    broken = with_words(
        schools,
        tmp_path,
        advice_needed="Subject: x {{ nonsense }}\n\nhello",
        advice_late=text_of("advice_late").replace("# Advice is late", "# Late advice"),
        advise_needed="Subject: x\n\nx",
    )
    stray, cannot = told_by(broken)
    assert "advise_needed.md is no letter's" in stray
    assert cannot.startswith("E1 is not sent while its words cannot be used.")
    assert "nonsense" in cannot


def test_half_a_year_before_the_last_known_term_it_is_said_whose_terms_run_out(schools, told_by):
    assert told_by(schools, date(2027, 2, 25)) == []
    said = told_by(schools, LAST_TERMS)
    assert len(said) == 3  # the default ones, and those of the two schools with a mailbox
    assert said[0].startswith(
        "The last known term of the default calendar begins on 2 September 2027. Add the next"
    )
    assert "Lark Rise Primary School (999001)" in said[1]


def test_a_school_that_keeps_the_default_terms_is_not_named_beside_them(schools, told_by):
    people = schools.council.people.model_copy(update={"settings": {JUNIPER: SCHOOL_AT}})
    council = schools.council.model_copy(update={"people": people})
    assert len(told_by(replace(schools, council=council), LAST_TERMS)) == 1


def test_where_no_letter_goes_by_terms_nobody_is_troubled_with_them(schools, told_by):
    off = schools.with_policy("reviews_this_term", send=False)
    assert told_by(off, date(2030, 1, 7)) == []


def test_a_school_without_terms_is_named(schools, told_by):
    council = schools.council
    calendar = council.closures.settings[LARK_RISE]
    without = tuple(each.model_copy(update={"begins_term": False}) for each in calendar.closed)
    settings = {LARK_RISE: calendar.model_copy(update={"closed": without})}
    closures = council.closures.model_copy(update={"settings": settings})
    office = replace(schools, council=council.model_copy(update={"closures": closures}))
    (said,) = told_by(office)
    assert said.startswith("No terms are known of Lark Rise Primary School (999001).")
