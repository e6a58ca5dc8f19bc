"""Rules of data quality about plans in force: what the record of a plan should hold.

They are shown beside the rules about assessments and are not part of their number.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import exists, or_, select

from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.register.files import load_many
from ehcp.register.tables import cases, events
from ehcp.reports.position import Position
from ehcp.reports.reviews import REVIEWS, open_reviews, undecided
from ehcp.reports.transfers import TRANSFERS

NO_REVIEW = (
    "A plan was issued and has not ended, and no annual review is open for it (looked for once "
    "the register holds annual reviews)."
)
MEETING_PASSED = "The review meeting was fixed for a day that is over, and neither held nor moved."
NO_PREFERENCE = (
    "A phase transfer within twelve weeks of its strict day, and no preference of the family is on "
    "record."
)
_TWELVE_WEEKS = timedelta(weeks=12)
_PLAN_GONE = (Stage.CEASED, Stage.PLAN_TRANSFERRED, Stage.DIED, Stage.MOVED_OUT)


def plans_without_review(position: Position) -> Sequence[str]:
    """Find the cases of plans in force for which no annual review is open."""
    at, connection = position.at, position.connection
    if connection.execute(select(cases.c.id).where(REVIEWS).limit(1)).first() is None:
        return ()
    other = cases.alias("other")
    same_child = other.c.person_id == cases.c.person_id
    is_open = or_(other.c.ended_on.is_(None), other.c.ended_on > at)
    reviewed = exists().where(same_child, other.c.journey == "annual_review", is_open)
    gone = exists().where(
        same_child,
        other.c.stage.in_([stage.value for stage in _PLAN_GONE]),
        other.c.ended_on >= cases.c.issued_on,
        other.c.ended_on <= at,
    )
    return (
        connection.execute(
            select(cases.c.reference).where(
                cases.c.stage == Stage.PLAN_ISSUED.value,
                cases.c.journey.in_(("needs_assessment", "ordered_assessment")),
                cases.c.issued_on <= at,
                ~reviewed.correlate(cases),
                ~gone.correlate(cases),
            )
        )
        .scalars()
        .all()
    )


def meetings_passed(position: Position) -> Sequence[str]:
    """Find the reviews whose meeting should have been held and is not on record."""
    at = position.at
    not_held = or_(cases.c.met_on.is_(None), cases.c.met_on > at)
    return [
        reference
        for part in open_reviews(at)
        for reference in position.connection.execute(
            select(cases.c.reference).where(part, undecided(at), not_held, cases.c.meeting_on < at)
        ).scalars()
    ]


def transfers_without_preference(position: Position) -> Sequence[str]:
    """Find the phase transfers that are near and in which the family has not said what it wants."""
    near = [
        transfer.reference
        for transfer in position.transfers
        if transfer.is_open and transfer.due_on - _TWELVE_WEEKS <= position.at
    ]
    said = _with_preference(position)
    return [reference for reference in near if reference not in said]


def _with_preference(position: Position) -> set[str]:
    """Give the open phase transfers with a preference that stands on the record."""
    at = position.at
    kinds = (Kind.PREFERENCE_RECEIVED.value, Kind.CORRECTED.value)
    rows = position.connection.execute(
        select(cases.c.id, cases.c.reference, events.c.kind, events.c.happened_on)
        .join(events, events.c.case_id == cases.c.id)
        .where(
            TRANSFERS,
            or_(cases.c.ended_on.is_(None), cases.c.ended_on > at),
            events.c.kind.in_(kinds),
        )
    ).all()
    corrected = {row.id for row in rows if row.kind == Kind.CORRECTED.value}
    said = {row.reference for row in rows if row.id not in corrected and row.happened_on <= at}
    for held in load_many(position.connection, corrected):
        received = held.file.first(Kind.PREFERENCE_RECEIVED)
        if received is not None and received.happened_on <= at:
            said.add(held.file.reference)
    return said
