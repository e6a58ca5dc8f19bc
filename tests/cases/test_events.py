"""An entry of the record: sealed to its case and to the entry before it."""

from datetime import timedelta, timezone

import pytest
from pydantic import ValidationError

from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from tests.builders import NOW, a_case, day


def an_entry() -> Event:
    story = a_case().then(Kind.ADVICE_RECEIVED, "2026-03-01", party="health", note="by post")
    return story.entries[0]


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 2},
        {"kind": Kind.NIL_REPLY},
        {"happened_on": day("2026-03-02")},
        {"party": "education"},
        {"party": None},
        {"details": {}},
        {"details": {"note": "by hand"}},
        {"corrects": 1},
        {"recorded_at": NOW + timedelta(microseconds=1)},
        {"recorded_by": "Robin"},
        {"previous_hash": "f" * 64},
    ],
)
def test_every_fact_of_an_entry_is_under_its_seal(change: dict[str, object]) -> None:
    entry = an_entry()
    assert entry.model_copy(update=change).hash_in("K7Q-2ND") != entry.hash_in("K7Q-2ND")


def test_an_entry_is_sealed_to_its_own_case() -> None:
    assert an_entry().hash_in("K7Q-2ND") != an_entry().hash_in("K7Q-2NE")


def test_the_seal_is_the_same_in_whichever_zone_the_instant_is_written() -> None:
    entry = an_entry()
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5)))
    again = entry.model_copy(update={"recorded_at": elsewhere})
    assert again.hash_in("K7Q-2ND") == entry.hash_in("K7Q-2ND")


def test_an_entry_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        an_entry().happened_on = day("2026-03-02")  # type: ignore[misc]  # that is the test


def test_an_entry_needs_the_zone_of_its_instant() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        Event(
            sequence=1,
            kind=Kind.NOTE_ADDED,
            happened_on=day("2026-03-01"),
            recorded_at=NOW.replace(tzinfo=None),
            recorded_by="Kim",
        )
