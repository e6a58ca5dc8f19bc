"""A case is found by anything that somebody knows of it; a child they may not see by nothing."""

from datetime import date

import pytest
from sqlalchemy import update

from ehcp.casework.open_case import open_case
from ehcp.casework.search import SHOWN, case_of_reference, find_cases, sought_in
from ehcp.casework.typed_days import day_in
from ehcp.register.engine import open_engine, writing
from ehcp.register.sight import Sight
from ehcp.register.tables import people
from tests.casework.desks import desk

TODAY = date(2026, 3, 2)
BORN = date(2015, 3, 2)


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


def a_child(engine, **person) -> str:
    return open_case(
        engine,
        desk=desk("2026-01-05"),
        received_on=date(2026, 1, 5),
        person=person,
        officer=person.pop("officer", "Kim Ashdown"),
    )


@pytest.fixture
def zoe(engine) -> str:
    a_child(engine, forename="Zora", surname="Fernley", born_on=date(2014, 1, 1))
    return a_child(
        engine,
        forename="Zoë Anne",
        surname="Smith-O'Brien",
        born_on=BORN,
        upn="H801200001001",
        external_id="EX-0042/7",
        postcode="AB12 3CD",
        setting="Lark Rise Primary School",
    )


def found(engine, text: str, *, sight: Sight | None = None) -> list[str]:
    lines = find_cases(engine, text=text, sight=sight, today=TODAY).lines
    return [line.reference for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "zoe",
            "ZOË",
            "smith",
            "obrien",
            "O'Brien",
            "O’Brien",
            "smi zo",
            "anne zoe smith-o'brien",
        ),
        *("2/3/2015", "02.03.15", "2 March 2015", "2nd mar 2015", "2015-03-02", "zoe 2/3/15"),
        *("H801200001001", "h8012000", "ex-0042/7", "EX00427", "EX 0042"),
        *("AB12 3CD", "ab123cd", "ab12", "lark rise", "Lark Rise Primary School", "rise zoe"),
    ],
)
def test_a_child_is_found_by(engine, zoe, text):
    assert found(engine, text) == [zoe]


@pytest.mark.parametrize(
    "text",
    [
        *("zoe fernley", "oe", "3/2/2015", "zoe 1/1/2014", "h9", "3cd"),
        *("%", "_", "z", "", " ", "';--", "31/2/2015", "a" * 70, "\u202e\U0001f600"),
    ],
)
def test_nothing_is_found_by(engine, zoe, text):
    assert found(engine, text) == []
    assert zoe


def test_a_reference_is_found_from_its_beginning(engine, zoe):
    for text in (zoe, zoe.lower(), zoe.replace("-", ""), zoe[:5], zoe[:5].replace("-", " ")):
        assert zoe in found(engine, text)
    assert case_of_reference(engine, text=f" {zoe.lower()} ", sight=None) == zoe
    assert case_of_reference(engine, text=zoe[:6], sight=None) is None


def test_an_officer_is_found_and_leads_to_their_list(engine, zoe):
    assert zoe
    assert find_cases(engine, text="ashd kim", sight=None, today=TODAY).officers == ("Kim Ashdown",)


def test_anothers_restricted_child_is_found_by_nothing(engine, zoe):
    with writing(engine) as connection:
        connection.execute(
            update(people).where(people.c.born_on == BORN).values(restricted_to="South")
        )
    theirs, others = Sight(team="South"), Sight(team="North")
    for text in ("zoe", "2/3/2015", "H801200001001", "lark", zoe[:5]):
        assert found(engine, text, sight=theirs) == [zoe]
        result = find_cases(engine, text=text, sight=others, today=TODAY)
        assert (result.lines, result.total, result.more) == ((), 0, False)
    assert case_of_reference(engine, text=zoe, sight=others) is None


def test_whoever_types_too_little_is_shown_some_and_told_how_many(engine):
    for number in range(SHOWN + 3):
        a_child(engine, forename="Willow", surname=f"Fernley{number}")
    result = find_cases(engine, text="willow", sight=None, today=TODAY)
    assert (len(result.lines), result.total, result.more) == (SHOWN, SHOWN + 3, False)


@pytest.mark.parametrize(
    ("text", "day"),
    [("1/2/99", "1999-02-01"), ("1/2/25", "2025-02-01"), ("1/2/27", "1927-02-01")],
)
def test_a_year_of_two_digits_is_the_last_such_year(text, day):
    assert day_in(text, today=TODAY) == (date.fromisoformat(day), " ")


def test_a_day_that_is_none_is_left_as_text():
    assert day_in("31/2/2015", today=TODAY) == (None, "31/2/2015")
    assert sought_in("1 ma 2015", today=TODAY).born_on is None
