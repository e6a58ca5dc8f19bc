"""The claims of exceptions are found without reading every event."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_A_CLAIM = "kind = 'exception_claimed'"


def upgrade() -> None:
    op.create_index(
        "events_of_claims",
        "events",
        ["case_id", "sequence"],
        sqlite_where=sa.text(_A_CLAIM),
        postgresql_where=sa.text(_A_CLAIM),
    )


def downgrade() -> None:
    op.drop_index("events_of_claims", table_name="events")
