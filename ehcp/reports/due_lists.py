"""The cases behind the figures of plans in force, by reference: what is due, and who has it."""

from collections.abc import Callable, Iterable
from datetime import date

from ehcp.cases.stages import Stage
from ehcp.reports.plan_parts import DueLine, DueList
from ehcp.reports.position import Position
from ehcp.reports.reviews import FOUR_WEEKS, Review

LONGEST = 500
"""So many lines at most of each list; its total says how many there are."""

_Due = tuple[date | None, str, Stage, str | None]


def due_lists(position: Position) -> tuple[DueList, ...]:
    """Make every list."""
    return tuple(made(position) for made in LISTS)


def reviews_to_arrange(position: Position) -> DueList:
    """List the reviews that are due soon and have no meeting."""
    return _list(
        (
            _review(review, review.due_on)
            for review in position.reviews
            if review.is_due_without_meeting(at=position.at)
        ),
        list_id="reviews_to_arrange",
        figure="N15",
        name="Reviews due in 8 weeks without a meeting date",
        definition="N15 (a), by the last day for the decision.",
    )


def reviews_over_twelve_months(position: Position) -> DueList:
    """List the plans whose twelve months are over."""
    return _list(
        (
            _review(review, review.due_on)
            for review in position.reviews
            if review.is_over(at=position.at)
        ),
        list_id="reviews_over",
        figure="N15",
        name="Plans over 12 months without a completed review",
        definition="N15 (b), by the last day that there was for the decision.",
    )


def review_decisions_late(position: Position) -> DueList:
    """List the reviews that were held and have waited over four weeks for the decision."""
    return _list(
        (
            _review(review, review.met_on + FOUR_WEEKS)
            for review in position.reviews
            if review.met_on and review.decision_is_late(at=position.at)
        ),
        list_id="decisions_late",
        figure="N15",
        name="Review decisions over 4 weeks after the meeting",
        definition="N15 (c), by the 28th day after the meeting.",
    )


def amendments_owed(position: Position) -> DueList:
    """List the reviews whose amended plan is owed."""
    return _list(
        (
            _review(review, review.amendment_due_on)
            for review in position.reviews
            if review.is_amending
        ),
        list_id="amendments",
        figure="A1",
        name="Amended plans owed",
        definition="A1, by the first of two days: the 56th after the notice and the 84th after the "
        "meeting. N15 (d) are those whose 84th day is over.",
    )


def transfers_not_final(position: Position) -> DueList:
    """List the phase transfers that are not final."""
    return _list(
        (
            (transfer.due_on, transfer.reference, transfer.stage, transfer.officer)
            for transfer in position.transfers
            if transfer.is_open
        ),
        list_id="transfers",
        figure="N16",
        name="Phase transfers that are not final",
        definition="N16, by the strict last day.",
    )


LISTS: tuple[Callable[[Position], DueList], ...] = (
    reviews_to_arrange,
    reviews_over_twelve_months,
    review_decisions_late,
    amendments_owed,
    transfers_not_final,
)


def _review(review: Review, due: date | None) -> _Due:
    return due, review.reference, review.stage, review.officer


def _list(
    found: Iterable[_Due], *, list_id: str, figure: str, name: str, definition: str
) -> DueList:
    every = sorted(found, key=lambda due: (due[0] or date.max, due[1]))
    more = f" The first {LONGEST} are shown." if len(every) > LONGEST else ""
    return DueList(
        id=list_id,
        figure=figure,
        name=name,
        definition=definition + more,
        total=len(every),
        lines=tuple(
            DueLine(reference=reference, due=due, stage=stage.says, officer=officer)
            for due, reference, stage, officer in every[:LONGEST]
        ),
    )
