"""Opening a case of any journey: a request is received, a review falls due, a complaint comes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, select

from ehcp.cases.case_file import NEEDS_ASSESSMENT_JOURNEY, CaseFile
from ehcp.cases.conditions import refuse_impossible, refuse_text_that_cannot_be_kept
from ehcp.cases.desk import Desk
from ehcp.cases.events import FIRST_HASH, Event
from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.access import refuse_to_open
from ehcp.casework.look_again import LookAgain, refuse_entered
from ehcp.casework.providers import refuse_unknown_services
from ehcp.casework.whose_case import hold_person, person_of, person_of_case, refuse_second
from ehcp.register.bulk import Entry, NewCase, chained, free_references, put_cases
from ehcp.register.engine import writing
from ehcp.register.tables import cases

__all__ = ["keep_new", "new_case", "open_case", "person_of"]


def open_case(  # noqa: PLR0913 - each is a fact of its own that the door may know
    engine: Engine,
    *,
    desk: Desk,
    journey: str = NEEDS_ASSESSMENT_JOURNEY,
    first: tuple[Kind, date] | None = None,
    received_on: date | None = None,
    trigger: Kind = Kind.REQUEST_RECEIVED,
    details: Mapping[str, str] | None = None,
    person: dict[str, Any] | None = None,
    person_of: str | None = None,
    follows: str | None = None,
    source: str | None = None,
    officer: str | None = None,
    unless_known: LookAgain | None = None,
) -> str:
    """Open a case and give its reference.

    What opens it is `first`, a kind and its day; for a needs assessment `received_on` with the
    `trigger` says the same. `person` holds columns of the table of people: `born_on`, `forename`,
    `surname`, `upn`, …; or `person_of` names a case of the same child. `follows` names the case
    out of which this one comes, which is of the same child too. With `unless_known` the register is
    looked through once more for the `person`, where nobody else can enter them meanwhile.

    Raises:
        AlreadyEntered: the `person` was to be looked for again, and is in the register.
        UnknownCase: `person_of` or `follows` is no case.
        UnknownJourney: there is no such journey.
        NotPossible: it cannot be so; nothing was recorded.
        NotAllowed: whoever acts may not open such a case.
    """
    named = journey_named(journey).name
    begins = first or (None if received_on is None else (trigger, received_on))
    if begins is None:
        raise NotPossible("Say what opens the case, and on which day.")
    if person and (person_of or follows):
        raise NotPossible(
            "Give either the child's own facts, or a case that the child has already; not both."
        )
    refuse_text_that_cannot_be_kept(
        "The request", *(value for value in (person or {}).values() if isinstance(value, str))
    )
    refuse_to_open(named, begins[0], desk=desk)
    with writing(engine) as connection:
        if person and unless_known:
            refuse_entered(connection, person, unless_known)
        person_id, follows_id = _whose(
            connection, person or {}, person_of, follows, today=desk.today
        )
        if follows_id is not None:
            _refuse_second_follower(connection, case_id=follows_id, journey=named)
        opened = new_case(
            connection,
            desk=desk,
            journey=named,
            entries=[Entry(*begins, None, dict(details or {}))],
            person_id=person_id,
            officer=officer,
            source=source,
            follows_case_id=follows_id,
        )
        put_cases(connection, [opened], at=desk.at, rules=desk.rules)
        return opened.file.reference


def new_case(
    connection: Connection,
    *,
    desk: Desk,
    journey: str,
    entries: Iterable[Entry],
    person_id: int,
    officer: str | None = None,
    source: str | None = None,
    follows_case_id: int | None = None,
) -> NewCase:
    """Make a new case of somebody who is in the register, checked and ready to be kept.

    Raises:
        NotPossible: an entry cannot be so, or the person has an open case of this journey.
    """
    known = hold_person(connection, person_id)
    refuse_second(connection, person_id=person_id, journey=journey)
    (reference,) = free_references(connection, 1)
    recorded, seals = chained(entries, reference=reference, at=desk.at, by=desk.by)
    file = CaseFile(
        reference=reference,
        recorded=(),
        journey=journey,
        born_on=known["born_on"],
        year_group=known["year_group"] if known["year_group_by_hand"] else None,
        year_group_from=known["year_group_from"],
        setting=known["setting"],
        setting_urn=known["setting_urn"],
    )
    for event in recorded:
        refuse_unknown_services(connection, event)
        file = file.with_entry(event)
        if event.sequence == 1:
            refuse_impossible_opening(file, desk=desk)
            continue
        refuse_impossible(
            file=replace(file, recorded=file.recorded[:-1]),
            event=event,
            today=desk.today,
            authority=desk.authority,
            closures=desk.closures,
        )
    return NewCase(
        file=file,
        seals=seals,
        person_id=person_id,
        source=source,
        officer=officer,
        woken_version=0,
        follows_case_id=follows_case_id,
    )


def refuse_impossible_opening(file: CaseFile, *, desk: Desk) -> None:
    """Let the first entry of a case through, or say why no case can open with it.

    Raises:
        NotPossible: with a sentence that says what is wrong and what to do.
    """
    (event,) = file.recorded
    journey = journey_named(file.journey)
    if event.kind not in journey.starts:
        raise NotPossible(
            f"A case opens with {' or '.join(sorted(journey.starts))} ({journey.says}), not with "
            f"{event.kind}."
        )
    refuse_impossible(
        file=replace(file, recorded=()),
        event=event,
        today=desk.today,
        authority=desk.authority,
        closures=desk.closures,
    )


def _whose(
    connection: Connection,
    person: dict[str, Any],
    same_as: str | None,
    follows: str | None,
    *,
    today: date,
) -> tuple[int, int | None]:
    """Give the person's id and the id of the case that the new one follows."""
    follows_id = None
    if follows is not None:
        follows_id, person_id = person_of_case(connection, follows)
    if same_as is not None:
        _, of_case = person_of_case(connection, same_as)
        if follows_id is not None and of_case != person_id:
            raise NotPossible(f"Case {same_as} is not of the same child as case {follows}.")
        person_id = of_case
    if follows is None and same_as is None:
        person_id = person_of(connection, person, today=today)
    return person_id, follows_id


def _refuse_second_follower(connection: Connection, *, case_id: int, journey: str) -> None:
    already = connection.execute(
        select(cases.c.reference).where(
            cases.c.follows_case_id == case_id, cases.c.journey == journey
        )
    ).scalar()
    if already is not None:
        raise NotPossible(
            f"Case {already} ({journey_named(journey).says}) was opened by that case already. "
            "Nothing is opened twice."
        )


def keep_new(
    connection: Connection,
    file: CaseFile,
    *,
    person_id: int,
    desk: Desk,
    source: str | None = None,
    officer: str | None = None,
    external_key: str | None = None,
) -> str:
    """Keep a new case with its whole record, chained, and all that follows from it.

    The hashes of the file's entries are set here, in their order. Gives the reference.
    """
    recorded: list[Event] = []
    seals: list[str] = []
    for event in file.recorded:
        linked, seal = chained(
            [Entry(event.kind, event.happened_on, event.party, event.details, event.corrects)],
            reference=file.reference,
            at=event.recorded_at,
            by=event.recorded_by,
            first=event.sequence,
            after=seals[-1] if seals else FIRST_HASH,
        )
        recorded += linked
        seals += seal
    new = NewCase(
        file=replace(file, recorded=tuple(recorded)),
        seals=seals,
        person_id=person_id,
        source=source,
        officer=officer,
        external_key=external_key,
        woken_version=0,
    )
    put_cases(connection, [new], at=desk.at, rules=desk.rules)
    return file.reference
