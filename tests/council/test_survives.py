"""Promises about what is kept: whatever is accepted comes back from the register as it went in."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as some

from config.bad_setting import BadSetting
from config.council import EXAMPLE, PARTS, content_of, read_council
from config.fields import Asked, asked_for, with_values
from ehcp.council.changes import change_part, council_in_force, version_of
from ehcp.register.engine import open_engine
from tests.builders import NOW

SMALL = some.integers(-5, 400)
TEXT = some.text(max_size=20) | some.sampled_from(["", "1", "true", "07:30", "EY123456", "100001"])
JUNK = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | TEXT,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
DAYS = some.lists(some.integers(1, 365), max_size=4, unique=True).map(
    lambda days: sorted(days, reverse=True)
)
ONE: dict[str, some.SearchStrategy[Any]] = {
    "whole_number": SMALL | SMALL.map(str),
    "whole_numbers": DAYS,
    "number": some.floats(0, 100),
    "yes_no": some.booleans(),
    "time": some.times().map(str) | some.sampled_from(["08:00", "17:59:59.5"]),
    "day": some.dates().map(str),
    "text": TEXT | some.text(min_size=1, max_size=60),
    "texts": some.lists(some.sampled_from(["health", "education", "EP", ""]), max_size=3),
    "email": some.emails(),
}


def typed(asked: Asked) -> some.SearchStrategy[Any]:
    """Give what somebody might type in for one thing that is asked for."""
    if asked.input == "one_of":
        return some.sampled_from(asked.choices)
    if asked.input == "several_of":
        return some.lists(some.sampled_from(asked.choices), max_size=3, unique=True)
    if asked.input == "rows":
        return some.lists(table(asked.within), max_size=3)
    if asked.input == "named":
        names = TEXT | some.integers(100000, 99999999).map(str)
        one = typed(asked.within[0]) if not asked.within[0].key else table(asked.within)
        return some.dictionaries(names, one, max_size=3)
    return ONE[asked.input]


def table(asked: tuple[Asked, ...]) -> some.SearchStrategy[dict[str, Any]]:
    values = some.fixed_dictionaries(
        {each.key: typed(each) for each in asked if not each.optional},
        optional={each.key: typed(each) for each in asked if each.optional},
    )
    return values.map(lambda found: with_values({}, found))


def a_change() -> some.SearchStrategy[tuple[str, str, Any]]:
    """Give a part, one of its keys, and something to write there, sensible or not."""
    things = [(part, each) for part in PARTS for each in asked_for(part)]
    return some.sampled_from(things).flatmap(
        lambda it: (typed(it[1]) | typed(it[1]) | JUNK).map(lambda value: (it[0], it[1].key, value))
    )


@pytest.fixture
def engine(database_url) -> Iterator[Any]:
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@settings(
    max_examples=150,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(change=a_change())
def test_what_is_accepted_comes_back_and_what_is_not_leaves_all_as_it_was(engine, change):
    part, key, value = change
    now = council_in_force(engine, folder=EXAMPLE)
    refusal = None
    try:
        change_part(
            engine,
            folder=EXAMPLE,
            by="Morgan",
            at=NOW,
            part=part,
            content=with_values(content_of(now, part), {key: value}),
            expects_version=now.versions.get(part, 0),
        )
    except BadSetting as refused:
        refusal = str(refused)
    event("refused" if refusal else "accepted")
    if refusal is not None:
        assert refusal.splitlines()[0].isprintable()
        assert council_in_force(engine, folder=EXAMPLE) == now
        return
    after = council_in_force(engine, folder=EXAMPLE)
    assert after.versions == version_of(engine)
    said = content_of(after, part)
    # Read again from what is kept, it says the same, and the other parts as before.
    again = read_council(EXAMPLE, {each: content_of(after, each) for each in after.changed})
    assert content_of(again, part) == said
    for other in PARTS:
        if other != part:
            assert content_of(after, other) == content_of(now, other)
