"""Whom a new case is about: somebody known, or somebody new, with no open case of the kind."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, select
from sqlalchemy.engine import RowMapping

from ehcp.cases.journeys import journey_named
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.year_groups import school_year
from ehcp.register import files
from ehcp.register.people_words import put_words
from ehcp.register.tables import cases, people

REVIEW = "annual_review"
SIDE_BY_SIDE: Collection[str] = ("complaint",)
"""Journeys of which somebody can have several open cases at once."""

_SAME_PERSON = select(
    people.c.id,
    people.c.born_on,
    people.c.year_group,
    people.c.year_group_by_hand,
    people.c.year_group_from,
    people.c.setting,
    people.c.setting_urn,
)

_OF_PERSON = select(
    cases.c.id,
    cases.c.reference,
    cases.c.journey,
    cases.c.stage,
    cases.c.started_on,
    cases.c.decided_on,
    cases.c.issued_on,
    cases.c.ended_on,
    cases.c.follows_case_id,
    cases.c.woken_version,
)


def person_of(
    connection: Connection, person: Mapping[str, Any], *, today: date | None = None
) -> int:
    """Find the person by external id, or keep a new one; give their id.

    A year group that is given is that of today's school year.

    Raises:
        NotPossible: the external id belongs to somebody born on another day.
    """
    known = (
        connection.execute(
            select(people.c.id, people.c.born_on).where(
                people.c.external_id == person["external_id"]
            )
        ).one_or_none()
        if person.get("external_id") is not None
        else None
    )
    if known is None:
        by_hand = person.get("year_group") is not None
        from_year = school_year(today) if by_hand and today is not None else None
        set_for = {"year_group_by_hand": by_hand, "year_group_from": from_year}
        added: int = connection.execute(
            insert(people).values(set_for | {"more": {}} | dict(person)).returning(people.c.id)
        ).scalar_one()
        put_words(connection, [(added, person)])
        return added
    born_on = person.get("born_on")
    if born_on and known.born_on and born_on != known.born_on:
        raise NotPossible(
            "This external id belongs to somebody with another date of birth. Check both."
        )
    known_id: int = known.id
    return known_id


def person_of_case(connection: Connection, reference: str) -> tuple[int, int]:
    """Give the id of a case and that of the person whom it is about.

    Raises:
        UnknownCase: no case has this reference.
    """
    found = connection.execute(
        select(cases.c.id, cases.c.person_id).where(
            cases.c.reference == files.tidy_reference(reference)
        )
    ).one_or_none()
    if found is None:
        raise files.UnknownCase(
            f"There is no case '{reference}'. References look like K7Q-2ND; "
            "`ehcp case list` shows them all."
        )
    return found.id, found.person_id


def hold_person(connection: Connection, person_id: int) -> RowMapping:
    """Keep others from opening a case of this person until the end of the transaction.

    Whoever needs a person and cases of theirs takes the person first, so that no two ever wait for
    each other. Gives what a case file holds of them.
    """
    # key_share: a new case may go on pointing at the person meanwhile; it asks for its own.
    return (
        connection.execute(
            _SAME_PERSON.where(people.c.id == person_id).with_for_update(key_share=True)
        )
        .mappings()
        .one()
    )


def hold_cases_of(connection: Connection, person_id: int) -> list[RowMapping]:
    """Keep others from writing to any case of this person, and give how each of them stands.

    The person has to be held already. Everybody takes the cases in the order of their ids.
    """
    return list(
        connection.execute(
            _OF_PERSON.where(cases.c.person_id == person_id)
            .order_by(cases.c.id)
            .with_for_update(of=cases)
        ).mappings()
    )


def still_under_way(journey: str) -> ColumnElement[bool]:
    """Choose the cases of a journey that stand in the way of another one for the same person.

    A review that has been decided is over, though the amended plan that it led to may be owed for
    weeks: the next review of the plan runs beside it (SI 2014/1530 reg 20(10), reg 22).
    """
    of_journey = and_(cases.c.journey == journey, cases.c.ended_on.is_(None))
    return and_(of_journey, cases.c.decided_on.is_(None)) if journey == REVIEW else of_journey


def is_under_way(case: RowMapping) -> bool:
    """Say of one case what `still_under_way` asks the database."""
    return case["ended_on"] is None and (case["journey"] != REVIEW or case["decided_on"] is None)


def refuse_second(connection: Connection, *, person_id: int, journey: str) -> None:
    """Refuse a second case of a journey that the person is on already.

    Raises:
        NotPossible: with the reference of the one that is open.
    """
    if journey in SIDE_BY_SIDE:
        return
    still_open = connection.execute(
        select(cases.c.reference).where(cases.c.person_id == person_id, still_under_way(journey))
    ).scalar()
    if still_open is None:
        return
    says = journey_named(journey).says
    also = (
        "A second request while it runs starts no new clock: add it there as a note; if the date "
        "was wrong, correct it there."
        if journey == "needs_assessment"
        else "Put what happened on record there, or end that one first."
    )
    raise NotPossible(f"This child has an open case, {still_open} ({says}). {also}")
