"""Several rows for one plan: each of another review, or the same one said twice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ehcp.exchange.tracker.intake import Outcome
from ehcp.exchange.tracker.reviews.story import Story
from ehcp.exchange.tracker.rows import Row
from ehcp.exchange.tracker.same_person import (
    content,
    name_of,
    place,
    refuse_shared_upns,
    refuse_the_same,
)

_FIX = (
    "Keep one row for each review; of a plan's reviews only one can be open, the others need their "
    "decision with its date."
)
_OF_A_REVIEW = ("met_on", "decided_on", "planned_on")


def fill_in_last_reviews(rows: Iterable[Row]) -> None:
    """Say in a row without the last review when its plan was reviewed before, as other rows know.

    Some councils keep one row for each review, under one another.
    """
    for same in _by_person(rows):
        for row in same:
            decided = {o.days["decided_on"] for o in same if o is not row and _is_decided(o)}
            first = min((row.days[f] for f in _OF_A_REVIEW if f in row.days), default=date.max)
            before = [day for day in decided if day < first]
            if before and "last_reviewed_on" not in row.days:
                row.days["last_reviewed_on"] = max(before)


def set_duplicates_apart(
    rows: Sequence[Row], stories: Mapping[int, Story], outcome: Outcome
) -> list[Row]:
    """Refuse rows that contradict one another; give the rows to take in, each review once.

    The rows of one plan are given in the order of its reviews. A row that says word for word what
    a row of another sheet says is counted and passed over.
    """
    said_again: set[int] = set()
    for same in _by_person(rows):
        said_again.update(id(row) for row in _said_again(same))
        left = [row for row in same if id(row) not in said_again]
        _refuse_one_review_twice(left, stories)
        left.sort(key=lambda row: _decided_on(stories[id(row)]))
        for row in left[:-1]:
            _leave_the_next_to_its_own_row(row, stories[id(row)])
    refuse_shared_upns(rows)
    outcome.reviews.duplicates = len(said_again)
    outcome.warnings += [w for row in rows if id(row) in said_again for w in row.warnings]
    kept = [row for row in rows if id(row) not in said_again]
    if all(story.is_latest for story in stories.values()):
        return kept
    return sorted(kept, key=lambda row: _decided_on(stories[id(row)]))


def _leave_the_next_to_its_own_row(row: Row, story: Story) -> None:
    story.is_latest = False
    for each in (event for review in story.reviews[1:] for event in review.events):
        row.warn(each.field, "it is of the next review, which has a row of its own: left")
    del story.reviews[1:]


def _by_person(rows: Iterable[Row]) -> list[list[Row]]:
    by_person: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.key[0]:
            by_person[row.key].append(row)
    return [same for same in by_person.values() if len(same) > 1]


def _is_decided(row: Row) -> bool:
    return "decided_on" in row.days


def _said_again(same: Sequence[Row]) -> Iterable[Row]:
    """Give the rows that repeat a row of another sheet word for word."""
    first: list[Row] = []
    for row in same:
        there = next((each for each in first if content(each) == content(row)), None)
        if there is None or there.layout.sheet.name == row.layout.sheet.name:
            first.append(row)
        elif not row.refusals:
            row.warn(name_of(row), f"the same row stands in {place(there)}: counted once")
            yield row


def _refuse_one_review_twice(rows: Sequence[Row], stories: Mapping[int, Story]) -> None:
    by_review: dict[date, list[Row]] = defaultdict(list)
    for row in rows:
        if stories[id(row)].reviews:
            by_review[_decided_on(stories[id(row)])].append(row)
    for decided_on, same in by_review.items():
        if len(same) > 1:
            why = "each with a review that is still open"
            if decided_on != date.max:
                why = "each with the same review"
            refuse_the_same(same, why, _FIX)


def _decided_on(story: Story) -> date:
    """Give the day of a row's decision; of a review that is open, the end of days."""
    decided = story.reviews[0].decided if story.reviews else None
    return decided.day if decided else date.max
