"""What does not belong on this case's record, because another case of the child is there for it."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.what_opens import BASES, TO_ASSESS
from ehcp.register import files
from ehcp.register.tables import cases

_CEASING = "ceasing"
_ORDERED = "ordered_assessment"


def refuse_for_another_case(
    connection: Connection, held: files.Held, *, kind: Kind, details: Mapping[str, str]
) -> None:
    """Refuse what is to be put on record in another case of the same child.

    Raises:
        NotPossible: with the reference of that case.
    """
    if kind is Kind.PLAN_CEASED and held.file.journey != _CEASING:
        _refuse_while_ceasing_is_open(connection, held)
    elif kind in BASES and details.get("order") in TO_ASSESS:
        _refuse_second_order(connection, held, kind=kind)


def refuse_back_in_another_case(
    connection: Connection, held: files.Held, *, sequence: int, struck_out: str | None
) -> None:
    """Refuse to let an entry that was struck out stand again, where it belongs elsewhere by now.

    Raises:
        NotPossible: with the reference of the case in which it is to be put on record.
    """
    entry = next((each for each in held.file.recorded if each.sequence == sequence), None)
    stands = any(each.sequence == sequence for each in held.file.events)
    if entry is not None and not stands and struck_out is None:
        refuse_for_another_case(connection, held, kind=entry.kind, details=entry.details)


def _refuse_while_ceasing_is_open(connection: Connection, held: files.Held) -> None:
    """The plan is kept while an appeal can come or is pending, which that case knows (s.45(4))."""
    reference = connection.scalar(
        select(cases.c.reference).where(
            cases.c.person_id == held.person_id,
            cases.c.journey == _CEASING,
            cases.c.ended_on.is_(None),
        )
    )
    if reference is not None:
        raise NotPossible(
            f"plan_ceased: ceasing this plan is under way in case {reference}, which keeps the "
            "plan until the time to appeal and any appeal are over (CFA s.45(4)). Record it there; "
            "if nothing is to cease in that case any longer, end it first."
        )


def _refuse_second_order(connection: Connection, held: files.Held, *, kind: Kind) -> None:
    """One case opens one assessment; what comes after is about that one."""
    earlier = next(
        (
            event
            for _, event in held.file.of(BASES)
            if event.details.get("order") in TO_ASSESS and not event.came_from_a_tracker
        ),
        None,
    )
    if earlier is None:
        return
    reference = connection.scalar(
        select(cases.c.reference).where(
            cases.c.follows_case_id == held.case_id, cases.c.journey == _ORDERED
        )
    )
    says = journey_named(_ORDERED).says
    where = f"case {reference} ({says})" if reference else f"its own case ({says})"
    raise NotPossible(
        f"{kind}: what {earlier.kind} demanded of the authority goes on in {where}. Record what "
        f"comes of it there; if {earlier.kind} was entered by mistake, strike out entry "
        f"{earlier.sequence} first."
    )
