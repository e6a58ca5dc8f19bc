"""The school of the demonstration: whose pupils it has, and about whom it is consulted."""

from typing import Final

from sqlalchemy import Engine, exists, select, update

from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.record import record
from ehcp.register.engine import reading, writing
from ehcp.register.people_words import set_words_right
from ehcp.register.tables import cases, events, people
from notifications.families import opened_here
from workflows.demonstration.names import NURSERY

URN: Final = "999006"
NAME: Final = "Imaginary Meadow Primary School"
OFFICE: Final = "office@meadow.example"
"""Its mailbox."""


def give_its_pupils(engine: Engine) -> None:
    """Let the children who attend the school have its number on their record."""
    with writing(engine) as connection:
        theirs = people.c.setting == NAME
        ids = connection.scalars(
            select(people.c.id).where(theirs, people.c.setting_urn.is_(None))
        ).all()
        connection.execute(update(people).where(theirs).values(setting_urn=URN))
        set_words_right(connection, ids)


def consult_it(engine: Engine, *, desk: Desk) -> str | None:
    """Consult the school about a nursery child who moves to school next; give the case.

    A consultation of a case that a tracker brought is not written about, so one is taken that was
    opened here. None where there is no such child.
    """
    was_consulted = exists().where(
        events.c.case_id == cases.c.id, events.c.kind == Kind.SETTING_CONSULTED.value
    )
    with reading(engine) as connection:
        reference = connection.scalar(
            select(cases.c.reference)
            .join(people, people.c.id == cases.c.person_id)
            .where(
                cases.c.stage == Stage.TRANSFER_DUE.value,
                cases.c.last_event_on <= desk.today,
                people.c.setting == NURSERY,
                opened_here(),
                ~was_consulted,
            )
            .order_by(cases.c.number)
        )
    if reference is not None:
        record(
            engine,
            desk=desk,
            reference=reference,
            kind=Kind.SETTING_CONSULTED,
            happened_on=desk.today,
            party=URN,
        )
    return reference
