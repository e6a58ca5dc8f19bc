"""A child is found by any word of theirs: the words follow from the table of people, always."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from ehcp.casework.open_case import open_case
from ehcp.casework.person import set_schooling
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.people_words import fold, in_one_word, put_words, words_in, words_of
from ehcp.register.tables import people, people_words
from tests.casework.desks import desk


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Zoë O'Brien", "zoe obrien"),
        ("ŁUKASZ Østergård", "lukasz ostergard"),
        ("Straße", "strasse"),
        ("Nguyễn", "nguyen"),
        ("José\u0301", "jose"),
        ("محمد", "محمد"),
    ],
)
def test_accents_and_capitals_do_not_matter(typed, folded):
    assert fold(typed) == folded


def test_a_double_name_is_found_by_either_half():
    assert words_in("Smith-Jones  van der Berg") == ("smith", "jones", "van", "der", "berg")


def test_a_number_is_one_word_however_it_was_spaced():
    assert in_one_word(" SW1A 1aa ") == "sw1a1aa"
    assert in_one_word("EX/00-42") == "ex0042"


def test_words_that_every_school_has_are_left_out_of_settings_and_not_of_names():
    person = {"surname": "School", "setting": "Lark Rise Primary School"}
    assert set(words_of(person)) == {("school", "name"), ("lark", "setting"), ("rise", "setting")}


@given(st.text())
def test_any_text_folds_and_folding_again_changes_nothing(text):
    assert all(words_in(word) == (word,) for word in words_in(text))


def kept(connection) -> set[tuple[int, str, str]]:
    columns = (people_words.c.person_id, people_words.c.word, people_words.c.what)
    return {(row[0], row[1], row[2]) for row in connection.execute(select(*columns))}


def test_words_are_kept_with_the_person_and_follow_what_changes(database_url):
    engine = open_engine(database_url)
    person = {"forename": "Zoë", "surname": "Smith-Jones", "external_id": "A-3", "upn": "H801"}
    reference = open_case(
        engine, desk=desk("2026-01-05"), received_on=date(2026, 1, 5), person=person
    )
    set_schooling(engine, desk=desk("2026-01-06"), reference=reference, setting="Ash Lane School")
    with reading(engine) as connection:
        (row,) = connection.execute(select(people)).mappings()
        assert kept(connection) == {(row["id"], word, what) for word, what in words_of(dict(row))}
        assert {word for _, word, _ in kept(connection)} == {
            *("zoe", "smith", "jones", "a3", "h801", "ash", "lane")
        }
    engine.dispose()


def test_the_same_word_twice_is_kept_once(sqlite_url):
    engine = open_engine(sqlite_url)
    with writing(engine) as connection:
        connection.execute(people.insert().values(id=1, year_group_by_hand=False, more={}))
        put_words(connection, [(1, {"forename": "Ash Ash", "surname": "ash", "setting": "Ash"})])
        assert kept(connection) == {(1, "ash", "name"), (1, "ash", "setting")}
    engine.dispose()
