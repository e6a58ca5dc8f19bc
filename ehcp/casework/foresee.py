"""What would follow if something were put on record: worked out in memory, nothing is written.

So that a page can say before an act which limits start, end or move, and from which day to which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection

from ehcp.cases.case_file import CaseFile
from ehcp.cases.conditions import caution
from ehcp.cases.deadlines import Deadline, deadlines
from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.journeys import passage
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.access import refuse_if_changed, refuse_to_correct
from ehcp.casework.correct import checked_correction, entry_to_correct
from ehcp.casework.in_another_case import (
    refuse_back_in_another_case,
    refuse_for_another_case,
)
from ehcp.casework.record import checked
from ehcp.law.rule import Rule
from ehcp.register.files import Held


class Turn(StrEnum):
    """What an act does to a limit."""

    STARTS = "starts"
    MOVES = "moves"
    MET = "met"
    RUNS_AGAIN = "runs again"
    FALLS_AWAY = "falls away"
    IS_GONE = "is gone"
    EXCEPTED = "excepted"
    NOT_EXCEPTED = "no longer excepted"


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One limit that would not be afterwards as it was before.

    Attributes:
        due_on: the day on which it is due afterwards, or was where it is gone.
        was_due_on: the day on which it was due before, where that was another.
        late: whether it would be met, or stand, after its day.
    """

    rule: Rule
    party: str | None
    turn: Turn
    due_on: date | None
    was_due_on: date | None = None
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """An entry that may be put on record, with what would follow from it in its own case."""

    event: Event
    before: CaseFile
    after: CaseFile
    moved: tuple[Moved, ...]
    caution: str | None

    @property
    def leads_to(self) -> Stage | None:
        """Give the stage to which the case would come; None where it stays."""
        was, now = passage(self.before).stage, passage(self.after).stage
        return None if was is now else now


def foresee(
    connection: Connection,
    held: Held,
    *,
    desk: Desk,
    kind: Kind,
    happened_on: date,
    party: str | None = None,
    details: Mapping[str, str] | None = None,
) -> Foreseen:
    """Say what would follow from recording this.

    Raises:
        NotPossible, NotAllowed, Changed: as in `casework.record`.
    """
    refuse_if_changed(held.file, desk=desk)
    refuse_for_another_case(connection, held, kind=kind, details=details or {})
    event = checked(
        held, desk=desk, kind=kind, happened_on=happened_on, party=party, details=details
    )
    return _foreseen(held.file, event, desk=desk)


def foresee_correction(
    connection: Connection,
    held: Held,
    *,
    desk: Desk,
    sequence: int,
    happened_on: date | None = None,
    party: str | None = None,
    service: str | None = None,
    struck_out: str | None = None,
    details: Mapping[str, str] | None = None,
) -> Foreseen:
    """Say what would follow from correcting an entry.

    Raises:
        NotPossible, NotAllowed, Changed: as in `casework.correct`.
    """
    refuse_to_correct(held.file, entry_to_correct(held.file, sequence).kind, desk=desk)
    refuse_if_changed(held.file, desk=desk)
    refuse_back_in_another_case(connection, held, sequence=sequence, struck_out=struck_out)
    event = checked_correction(
        held,
        desk=desk,
        sequence=sequence,
        happened_on=happened_on,
        party=party,
        service=service,
        struck_out=struck_out,
        details=details,
    )
    return _foreseen(held.file, event, desk=desk)


def _foreseen(before: CaseFile, event: Event, *, desk: Desk) -> Foreseen:
    after = before.with_entry(event)
    return Foreseen(
        event=event,
        before=before,
        after=after,
        moved=tuple(_moved(before, after, rules=desk.rules, today=desk.today)),
        caution=caution(event, desk.today, file=after),
    )


def _moved(before: CaseFile, after: CaseFile, *, rules: Sequence[Rule], today: date) -> list[Moved]:
    was, now = _by_start(before, rules), _by_start(after, rules)
    for key in was.keys() - now.keys():
        # Counted from another entry than before: the same duty, which moves.
        other = next((each for each in now.keys() - was.keys() if each[:2] == key[:2]), None)
        if other is not None:
            now[key] = now.pop(other)
    found: list[Moved] = []
    for key in dict.fromkeys((*now, *was)):
        turn = _turn(was.get(key), now.get(key))
        limit = now.get(key) or was[key]
        earlier = was.get(key)
        if turn is not None:
            found.append(
                Moved(
                    rule=limit.rule,
                    party=limit.party,
                    turn=turn,
                    due_on=limit.due_on,
                    was_due_on=earlier.due_on if earlier and turn is Turn.MOVES else None,
                    late=key in now and limit.is_late(today),
                )
            )
    return found


def _by_start(file: CaseFile, rules: Sequence[Rule]) -> dict[tuple[str, str | None, int], Deadline]:
    return {
        (limit.rule.id, limit.party, limit.start.sequence): limit
        for limit in deadlines(file, rules)
    }


def _turn(was: Deadline | None, now: Deadline | None) -> Turn | None:
    """Say what became of a limit; None where nothing did that anybody would notice."""
    if was is None or now is None:
        return _begun_or_gone(was, now)
    if now.due_on != was.due_on:
        return Turn.MOVES
    if was.is_running and not now.is_running:
        return Turn.MET if now.met_on is not None else Turn.FALLS_AWAY
    if now.is_running and not was.is_running:
        return Turn.RUNS_AGAIN
    if (was.exception is None) != (now.exception is None):
        return Turn.NOT_EXCEPTED if now.exception is None else Turn.EXCEPTED
    return None


def _begun_or_gone(was: Deadline | None, now: Deadline | None) -> Turn | None:
    if now is not None:
        return Turn.STARTS if now.fell_away_on is None else None
    return Turn.IS_GONE if was is not None and was.fell_away_on is None else None
