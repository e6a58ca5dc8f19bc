"""Setting right what is known of a child's schooling: it decides who arranges the reviews."""

from datetime import date

from sqlalchemy import Engine, update

from ehcp.cases.conditions import refuse_text_that_cannot_be_kept
from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.year_groups import school_year
from ehcp.casework.record import record_in
from ehcp.casework.whose_case import hold_cases_of, hold_person, person_of_case
from ehcp.register import files, projection
from ehcp.register.engine import writing
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
        _, person_id = person_of_case(connection, reference)
        hold_person(connection, person_id)
        family = hold_cases_of(connection, person_id)
        connection.execute(update(people).where(people.c.id == person_id).values(**columns))
        for held in files.load_many(connection, [case["id"] for case in family]):
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
        said = " and ".join(_SAYS[name] for name in columns if name in _SAYS)
        record_in(
            connection,
            files.load(connection, reference, to_write=True),
            desk=desk,
            kind=Kind.NOTE_ADDED,
            happened_on=desk.today,
            details={"note": f"Set on the child's record: {said}."},
        )
    return len(family)


_SAYS = {"setting": "the setting", "setting_urn": "its URN", "year_group": "the year group"}


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
