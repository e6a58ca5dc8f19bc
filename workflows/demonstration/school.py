"""The school of the demonstration: whose pupils it has, and about whom it is consulted."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import Engine, select, update

from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.record import record
from ehcp.register.engine import reading, writing
from ehcp.register.people_words import set_words_right
from ehcp.register.tables import cases, deadlines, people

URN: Final = "999006"
NAME: Final = "Imaginary Meadow Primary School"
_CONSULTATIONS = 2
_BY = "Morgan Eastlake"


def give_its_pupils(engine: Engine) -> None:
    """Let the children who attend the school have its number on their record."""
    with writing(engine) as connection:
        theirs = people.c.setting == NAME
        ids = connection.scalars(
            select(people.c.id).where(theirs, people.c.setting_urn.is_(None))
        ).all()
        connection.execute(update(people).where(theirs).values(setting_urn=URN))
        set_words_right(connection, ids)


def consult_it(engine: Engine, *, today: date, at: datetime) -> None:
    """Consult the school about children of other schools whose draft is with the family, once."""
    asked = select(deadlines.c.case_id).where(deadlines.c.party == URN)
    with reading(engine) as connection:
        if connection.scalars(asked).first() is not None:
            return
        found = connection.scalars(
            select(cases.c.reference)
            .join(people, people.c.id == cases.c.person_id)
            .where(
                cases.c.stage == Stage.DRAFT.value,
                cases.c.last_event_on <= today,
                people.c.setting != NAME,
            )
            .order_by(cases.c.number)
            .limit(_CONSULTATIONS)
        ).all()
    desk = Desk(by=_BY, today=today, at=at)
    for reference in found:
        record(
            engine,
            desk=desk,
            reference=reference,
            kind=Kind.SETTING_CONSULTED,
            happened_on=today,
            party=URN,
        )
