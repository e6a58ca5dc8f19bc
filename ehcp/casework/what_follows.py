"""What follows by itself from the record of a case, worked out without doing any of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ehcp.cases.advice import advice_requests
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.journeys import passage
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.cases.year_groups import year_group_on

TASK: Final = "task"
"""The detail of a note that asks a caseworker to do something."""

LAST_ADVICE_IN: Final = "last_advice_in"
YEAR_9_BEGUN: Final = "year_9_begun"

BEING_ASSESSED: Final = (Stage.ASSESSING, Stage.DRAFTING)

_YEAR_9 = 9
_ASKED = (Kind.ADVICE_REQUESTED, Kind.EXISTING_ADVICE_USED)
_REPLIES = (Kind.ADVICE_RECEIVED, Kind.NIL_REPLY)


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """One entry that follows from the record."""

    kind: Kind
    happened_on: date
    party: str | None = None
    details: dict[str, str] = field(default_factory=dict)


def what_follows(
    file: CaseFile,
    *,
    today: date,
    council_asks: Sequence[AdviceKind],
    from_year_9: Sequence[AdviceKind] = (),
) -> tuple[FollowUp, ...]:
    """Work out what follows by itself in a case and has not been done yet."""
    stage = passage(file).stage
    if stage not in BEING_ASSESSED:
        return ()
    asked = (
        _advice_to_ask(file, today=today, always=council_asks, from_year_9=from_year_9)
        if stage is Stage.ASSESSING
        else ()
    )
    return (
        *asked,
        *_last_advice_in(file, today=today),
        *_year_9_has_begun(file, today=today),
    )


def in_year_9_or_beyond(file: CaseFile, *, on: date) -> bool:
    """Say whether the child is taught in or beyond year 9 on this day (reg 6(1)(g)).

    A child whose date of birth is not known counts as younger: a person has to look.
    """
    if file.year_group is not None:
        return file.year_group >= _YEAR_9
    return file.born_on is not None and year_group_on(file.born_on, on) >= _YEAR_9


def _advice_to_ask(
    file: CaseFile,
    *,
    today: date,
    always: Sequence[AdviceKind],
    from_year_9: Sequence[AdviceKind],
) -> Iterator[FollowUp]:
    decision = file.last(Kind.TOLD_WILL_ASSESS)
    if decision is None or decision.came_from_a_tracker:
        return
    day = max(today, decision.happened_on)
    # An entry that was struck out counts too, if it came after this decision: whoever struck it
    # out meant it, and it must not come back by itself.
    asked = {entry.party for _, entry in file.of(_ASKED)} | {
        entry.party
        for entry in file.recorded
        if entry.kind in _ASKED and entry.sequence > decision.sequence
    }
    missing = [kind for kind in always if kind.value not in asked]
    # By the day of asking, not of the request: whoever was in year 8 at the request and is in
    # year 9 when advice is sought is "in or beyond year 9" (SI 2014/1530 reg 6(1)(g)).
    first = file.first(Kind.ADVICE_REQUESTED)
    sought_on = day if missing or first is None else first.happened_on
    if in_year_9_or_beyond(file, on=sought_on):
        wanted = (*from_year_9, AdviceKind.PREPARATION_FOR_ADULTHOOD)
        missing += [kind for kind in wanted if kind.value not in asked]
    for kind in dict.fromkeys(missing):
        yield FollowUp(kind=Kind.ADVICE_REQUESTED, happened_on=day, party=kind.value)


def _last_advice_in(file: CaseFile, *, today: date) -> Iterator[FollowUp]:
    """Tell the caseworker once that every answer has come, and once more after a rework."""
    requests = advice_requests(file)
    if not requests or any(request.is_outstanding for request in requests):
        return
    replies = file.of(_REPLIES)
    if not replies:
        return
    last = max((reply for _, reply in replies), key=lambda reply: reply.sequence)
    if last.came_from_a_tracker or _told(file, LAST_ADVICE_IN, entry=last.sequence):
        return
    yield FollowUp(
        kind=Kind.NOTE_ADDED,
        happened_on=max(today, last.happened_on),
        details={TASK: LAST_ADVICE_IN, "entry": str(last.sequence)},
    )


def _year_9_has_begun(file: CaseFile, *, today: date) -> Iterator[FollowUp]:
    """Ask the caseworker whether to seek advice on preparation for adulthood.

    The child came into year 9 after the advice had been asked for. The regulations look at the
    time of seeking, so nothing is owed; a person decides.
    """
    first = file.first(Kind.ADVICE_REQUESTED)
    adulthood = AdviceKind.PREPARATION_FOR_ADULTHOOD.value
    if (
        first is not None
        and not first.came_from_a_tracker
        and not in_year_9_or_beyond(file, on=first.happened_on)
        and in_year_9_or_beyond(file, on=today)
        and not file.of(_ASKED, party=adulthood)
        and not _told(file, YEAR_9_BEGUN)
    ):
        day = max(today, first.happened_on)
        yield FollowUp(kind=Kind.NOTE_ADDED, happened_on=day, details={TASK: YEAR_9_BEGUN})


def _told(file: CaseFile, task: str, *, entry: int | None = None) -> bool:
    return any(
        note.kind is Kind.NOTE_ADDED
        and note.details.get(TASK) == task
        and (entry is None or note.details.get("entry") == str(entry))
        for note in file.recorded
    )
