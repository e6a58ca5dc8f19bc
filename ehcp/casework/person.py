"""Setting right what is known of a child's schooling: it decides who arranges the reviews."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, Engine, update

from ehcp.cases.case_file import CaseFile
from ehcp.cases.conditions import refuse_impossible_start, refuse_text_that_cannot_be_kept
from ehcp.cases.desk import Desk
from ehcp.cases.kinds import STARTS, Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.year_groups import school_year
from ehcp.casework.access import refuse_if_changed
from ehcp.casework.record import record_in
from ehcp.casework.whose_case import hold_cases_of, hold_person, person_of_case
from ehcp.register import files, projection
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.people_words import COLUMNS, set_words_right
from ehcp.register.tables import cases, people


def set_schooling(
    engine: Engine,
    *,
    desk: Desk,
    reference: str,
    setting: str | None = None,
    urn: str | None = None,
    year_group: int | None = None,
) -> int:
    """Set setting, URN or year group of the child of a case; give how many cases were worked out.

    A setting that is named without a URN has none on record any more: the old one was another's.
    Every case of the child is worked out anew and, unless it has ended, looked at again; the case
    named holds a note of what was set, without its value.

    Raises:
        UnknownCase: no case has this reference.
        NotPossible: nothing was said, or what was said cannot be kept.
    """
    columns = _columns(setting=setting, urn=urn, year_group=year_group, today=desk.today)
    with writing(engine) as connection:
        return set_in(connection, desk=desk, reference=reference, columns=columns)


def set_in(
    connection: Connection, *, desk: Desk, reference: str, columns: Mapping[str, object]
) -> int:
    """Set columns of the child of a case, inside a transaction, with all that follows from them.

    Every case of the child is worked out anew and, unless it has ended, looked at again. What was
    set stands on the record of the case named and on the audit record, without its value.

    Raises:
        UnknownCase: no case has this reference.
        NotAllowed, Changed: as in `casework.access`.
        NotPossible: a case of the child could not have begun so.
    """
    case_id, person_id = person_of_case(connection, reference)
    hold_person(connection, person_id)
    family = hold_cases_of(connection, person_id)
    named = files.load(connection, reference, to_write=True)
    refuse_if_changed(named.file, desk=desk)
    connection.execute(update(people).where(people.c.id == person_id).values(**columns))
    if COLUMNS & columns.keys():
        set_words_right(connection, [person_id])
    for held in files.load_many(connection, [case["id"] for case in family]):
        if "born_on" in columns:
            _refuse_impossible_birth(held.file, desk=desk)
        stands = projection.store(connection, held.file, case_id=held.case_id, rules=desk.rules)
        connection.execute(update(cases).where(cases.c.id == held.case_id).values(**stands))
    connection.execute(
        update(cases)
        .where(
            cases.c.person_id == person_id,
            cases.c.ended_on.is_(None),
            cases.c.woken_version >= cases.c.version,
        )
        .values(woken_version=cases.c.version - 1)
    )
    said = " and ".join(SAYS[name] for name in columns if name in SAYS)
    record_in(
        connection,
        files.load(connection, reference, to_write=True),
        desk=desk,
        kind=Kind.NOTE_ADDED,
        happened_on=desk.today,
        details={"note": f"Set on the child's record: {said}."},
    )
    note(connection, at=desk.at, by=desk.by, act="set", case_id=case_id, about=said)
    return len(family)


def _refuse_impossible_birth(file: CaseFile, *, desk: Desk) -> None:
    for event in file.events:
        if event.kind in STARTS:
            refuse_impossible_start(
                born_on=file.born_on, day=event.happened_on, today=desk.today, kind=event.kind
            )


SAYS = {
    "forename": "the first name",
    "surname": "the last name",
    "born_on": "the date of birth",
    "upn": "the UPN",
    "postcode": "the postcode",
    "setting": "the setting",
    "setting_urn": "its URN",
    "year_group": "the year group",
}
"""What is known of a child, in the words of a note that does not tell it."""


def _columns(
    *, setting: str | None, urn: str | None, year_group: int | None, today: date
) -> dict[str, object]:
    if setting is None and urn is None and year_group is None:
        raise NotPossible("Say what to set: --setting, --urn or --year-group.")
    columns: dict[str, object] = {}
    for what, name, text in (("setting", "setting", setting), ("URN", "setting_urn", urn)):
        if text is None:
            continue
        refuse_text_that_cannot_be_kept(what, text)
        if not text.strip():
            raise NotPossible(f"The {what} is empty. Name it, or leave the option out.")
        columns[name] = text.strip()
    if setting is not None and urn is None:
        columns["setting_urn"] = None
    if year_group is not None:
        columns |= {
            "year_group": year_group,
            "year_group_by_hand": True,
            "year_group_from": school_year(today),
        }
    return columns
