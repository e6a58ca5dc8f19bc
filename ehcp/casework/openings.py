"""Opening the cases that follow from another one, and keeping them right when that one changes.

Doing it twice does nothing more: a case that was opened names its opener (`follows_case_id`, once
for each journey), and every entry made here names in its details the case from which it follows.
Whatever somebody put there by hand is left as it is.

A record is corrected, never rewritten: a start that moved is corrected in the follower too; a
follower whose reason is gone gets `no_longer_needed`, which is struck out if the reason comes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, select
from sqlalchemy.engine import RowMapping

from ehcp.cases.desk import Desk
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.stages import Stage
from ehcp.casework.open_case import new_case
from ehcp.casework.other_case import OtherCase
from ehcp.casework.what_opens import BECAUSE_OF, SPREADS, Opening, what_opens
from ehcp.casework.whose_case import is_under_way
from ehcp.register import files
from ehcp.register.bulk import Entry, NewCase, put_cases
from ehcp.register.tables import events

_STANDS_FOR_NOTHING = tuple(
    stage.value
    for stage in (Stage.NOT_NEEDED, Stage.WITHDRAWN, Stage.CEASED, Stage.PLAN_TRANSFERRED)
)


@dataclass(kw_only=True)
class Done:
    """What was done in other cases of the same child.

    Attributes:
        opened: the references of the cases opened.
        set_right: the references of the cases that got an entry.
        refused: what the journey or the law did not allow, in sentences for a person.
    """

    opened: list[str] = field(default_factory=list)
    set_right: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def open_what_follows(
    connection: Connection,
    held: files.Held,
    *,
    desk: Desk,
    family: Sequence[RowMapping],
    done: Done,
) -> None:
    """Open what follows from a case and is not there; set right what is there.

    `family` is every case of the child, held by this transaction together with the child.
    """
    wanted = {
        opening.journey: opening
        for opening in what_opens(held.file, next_review_from=desk.next_review_from)
    }
    others = [case for case in family if case["id"] != held.case_id]
    followers = {case["id"]: case for case in others if case["follows_case_id"] == held.case_id}
    there = {case["journey"] for case in followers.values()}
    missing = [
        opening
        for journey, opening in wanted.items()
        if not (journey in there or _is_stood_for(opening, others))
    ]
    gone_on = _last_end(connection, family) if missing else None
    new: list[NewCase] = []
    for opening in missing:
        if gone_on is not None and gone_on >= opening.under_way_from:
            continue  # the plan, or the child, has gone since what opens the case
        try:
            new.append(_case_for(connection, opening, held, desk=desk))
        except NotPossible as why:
            done.refused.append(str(why))
    # First of all writing: it takes the ledger, which the deadline check takes first as well.
    put_cases(connection, new, at=desk.at, rules=desk.rules)
    done.opened += [case.file.reference for case in new]
    for follower in files.load_many(connection, followers):
        if follower.file.recorded[0].details.get(BECAUSE_OF) != held.file.reference:
            continue  # a person opened it
        other = OtherCase(connection, follower, desk=desk, because_of=held.file.reference)
        has_rival = any(
            case["journey"] == follower.file.journey and is_under_way(case)
            for case in others
            if case["id"] != follower.case_id
        )
        try:
            _set_right(
                other,
                wanted.get(follower.file.journey),
                goes_on=is_under_way(followers[follower.case_id]),
                has_rival=has_rival,
            )
        except NotPossible as why:
            done.refused.append(f"Case {follower.file.reference}: {why}")
        if other.made:
            done.set_right.append(follower.file.reference)


def _set_right(
    other: OtherCase, opening: Opening | None, *, goes_on: bool, has_rival: bool
) -> None:
    """Bring a case that was opened to what its opener's record says now."""
    if opening is None or not other.was_opened_for(opening):
        if goes_on:
            other.end()
        if opening is not None:
            raise NotPossible(
                "it was opened for something else than the record of its opener says now. Open "
                "another case of the same child by hand."
            )
        return
    if not has_rival:
        other.revive()
    other.begin_on(opening)


def _is_stood_for(opening: Opening, others: Sequence[RowMapping]) -> bool:
    """Say whether another case of the child stands for the one to be opened."""
    return any(
        is_under_way(case)
        or (
            case["started_on"] >= opening.stood_for_from
            and case["stage"] not in _STANDS_FOR_NOTHING
            and (case["ended_on"] is None or case["ended_on"] >= opening.under_way_from)
        )
        for case in others
        if case["journey"] == opening.journey
    )


def _last_end(connection: Connection, family: Sequence[RowMapping]) -> date | None:
    """Give the last day on which the plan or the child has gone, from whichever case it stands on.

    The news can stand on a case that was over already, whose stage does not show it.
    """
    ended = connection.scalars(
        select(events.c.case_id)
        .where(
            events.c.case_id.in_([case["id"] for case in family]),
            events.c.kind.in_([kind.value for kind in SPREADS]),
        )
        .distinct()
    )
    return max(
        (
            end.happened_on
            for held in files.load_many(connection, ended)
            for _, end in held.file.of(SPREADS)
        ),
        default=None,
    )


def _case_for(connection: Connection, opening: Opening, held: files.Held, *, desk: Desk) -> NewCase:
    origin = {BECAUSE_OF: held.file.reference}
    return new_case(
        connection,
        desk=desk,
        journey=opening.journey,
        entries=[
            Entry(entry.kind, entry.happened_on, entry.party, entry.details | origin)
            for entry in opening.entries
        ],
        person_id=held.person_id,
        officer=held.officer,
        follows_case_id=held.case_id,
    )
