"""The two health trusts of the invented council: of some of its cases the second one is asked.

The tracker knows one column for health, so a manager sets right whom it was asked of: in every
third case, which is always the same ones. Where the first trust has answered already, it stays so.
"""

from typing import Final

from sqlalchemy import Connection, Engine, select

from ehcp.cases.advice import answers_to_requests
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.casework.correct import correct
from ehcp.casework.look_up import file_of
from ehcp.casework.provider_changes import add_provider, set_provider
from ehcp.casework.providers import providers_of
from ehcp.register.engine import reading
from ehcp.register.tables import advice, cases

EVERY: Final = 3
"""Of every third case, by its number, the second trust is asked."""
FIRST, SECOND = AdviceKind.HEALTH.value, f"{AdviceKind.HEALTH.value}-2"
"""The codes of the two: the usual one and the other."""


def name_them(engine: Engine, *, desk: Desk) -> None:
    """Name both trusts, each with its head, and let them be reminded; once."""
    set_provider(
        engine,
        desk=desk,
        kind=AdviceKind.HEALTH,
        name="Northside Community Paediatrics",
        email="paediatrics@northside-trust.example",
        telephone="01632 960 101",
        reminders=True,
        head_name="Hanna Northcott",
        head_email="hanna.northcott@northside-trust.example",
    )
    with reading(engine) as connection:
        if len(providers_of(connection, AdviceKind.HEALTH)) > 1:
            return
    add_provider(
        engine,
        desk=desk,
        kind=AdviceKind.HEALTH,
        name="Southside Children’s Health",
        email="childrens.health@southside-trust.example",
        telephone="01632 960 202",
        reminders=True,
        head_name="Harper Southwell",
        head_email="harper.southwell@southside-trust.example",
    )


def ask_the_second(engine: Engine, *, desk: Desk) -> int:
    """Set right in every third case that its health advice is the second trust's; give how many."""
    with reading(engine) as connection:
        if len(providers_of(connection, AdviceKind.HEALTH)) <= 1:
            return 0  # before the council has named its services
        references = _asked_of_the_first(connection)
    corrected = 0
    for reference in references:
        file = file_of(engine, reference)
        request = file.of((Kind.ADVICE_REQUESTED,), party=FIRST)[-1][1].sequence
        if all(answer.entry != request for answer in answers_to_requests(file).values()):
            correct(engine, desk=desk, reference=reference, sequence=request, service=SECOND)
            corrected += 1
    return corrected


def _asked_of_the_first(connection: Connection) -> list[str]:
    found = connection.scalars(
        select(cases.c.reference)
        .join(advice, advice.c.case_id == cases.c.id)
        .where(
            cases.c.number % EVERY == 0,
            advice.c.service == FIRST,
            advice.c.received_on.is_(None),
            advice.c.cancelled_on.is_(None),
        )
        .order_by(cases.c.number)
    )
    return list(found)
