"""What is due next in a case is told apart: a limit of the law, or a day that we only aim at."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_OPEN: dict[str, Any] = {
    "sqlite_where": sa.text("ended_on IS NULL"),
    "postgresql_where": sa.text("ended_on IS NULL"),
}
_BEFORE = {
    "cases_due_next": ("next_due_on", "id"),
    "cases_of_officer": ("officer", "next_due_on"),
    "cases_listed": (
        *("journey", "stage", "officer", "next_due_on", "started_on", "source"),
        *("person_id", "ended_on"),
    ),
}
_AFTER = {
    "cases_due_next": ("next_limit_on", "next_due_on", "id"),
    "cases_of_officer": ("officer", "next_limit_on"),
    "cases_listed": (
        *("journey", "stage", "officer", "next_limit_on", "next_due_on", "started_on", "source"),
        *("person_id", "ended_on"),
    ),
}
_FIRST_LIMITS = """
    UPDATE cases SET next_limit_on = (
        SELECT min(due_on) FROM deadlines
        WHERE deadlines.case_id = cases.id AND deadlines.watch IS NOT NULL
        AND deadlines.rule_id NOT IN (
            'draft_plan_practical', 'phase_transfer_school_meeting',
            'phase_transfer_post16_meeting', 'review_meeting_by', 'review_under5',
            'review_under5_from'
        )
        AND substr(deadlines.rule_id, length(deadlines.rule_id) - 6) <> '_target'
    )
"""


def upgrade() -> None:
    """Add the day, work it out from the limits, and let the lists stand by it."""
    op.add_column("cases", sa.Column("next_limit_on", sa.Date(), nullable=True))
    op.execute(_FIRST_LIMITS)
    _indexes(was=_BEFORE, now=_AFTER)


def downgrade() -> None:
    """Go without it."""
    _indexes(was=_AFTER, now=_BEFORE)
    op.drop_column("cases", "next_limit_on")


def _indexes(*, was: dict[str, tuple[str, ...]], now: dict[str, tuple[str, ...]]) -> None:
    for name in was:
        op.drop_index(name, table_name="cases", **_OPEN)
        op.create_index(name, "cases", list(now[name]), **_OPEN)
