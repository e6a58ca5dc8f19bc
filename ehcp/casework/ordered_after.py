"""What an assessment that was ordered came after: a refusal to assess, or one to assess again."""

from sqlalchemy import Connection, select

from ehcp.register.tables import cases


def follows_a_reassessment(connection: Connection, case_id: int) -> bool:
    """Say whether a case follows a re-assessment, so that there is a plan while it runs."""
    before = cases.alias("before")
    journey = connection.scalar(
        select(before.c.journey)
        .join(cases, cases.c.follows_case_id == before.c.id)
        .where(cases.c.id == case_id)
    )
    return journey == "reassessment"
