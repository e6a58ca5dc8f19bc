"""Whether the child of a case has died: nobody is written to about it."""

from sqlalchemy import ColumnElement, not_, select

from ehcp.cases.kinds import Kind
from ehcp.register.tables import cases, events


def has_died() -> ColumnElement[bool]:
    """Give the condition that the child of a case has died, whichever of its cases says so.

    A case that was closed before then stays at its stage.
    """
    other, death, struck = (
        cases.alias("of_the_child"),
        events.alias("death"),
        events.alias("struck"),
    )
    was_struck_out = (
        select(struck.c.case_id)
        .where(
            struck.c.case_id == death.c.case_id,
            struck.c.corrects == death.c.sequence,
            struck.c.details["struck_out"].as_string().is_not(None),
        )
        .correlate(death)
        .exists()
    )
    died: ColumnElement[bool] = (
        select(death.c.case_id)
        .join(other, other.c.id == death.c.case_id)
        .where(
            other.c.person_id == cases.c.person_id,
            death.c.kind == Kind.DIED.value,
            not_(was_struck_out),
        )
        .correlate(cases)
        .exists()
    )
    return died
