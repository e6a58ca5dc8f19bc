"""The decisions of panels are found without reading every event."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_A_PANEL_DECIDED = "kind = 'panel_decided'"


def upgrade() -> None:
    op.create_index(
        "events_of_panels",
        "events",
        ["case_id", "sequence"],
        sqlite_where=sa.text(_A_PANEL_DECIDED),
        postgresql_where=sa.text(_A_PANEL_DECIDED),
    )


def downgrade() -> None:
    op.drop_index("events_of_panels", table_name="events")
