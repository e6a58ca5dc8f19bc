"""The messages whose arrival is awaited, and those that did not arrive, are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_AWAITED = "delivery IN ('created', 'sending')"
_NOT_ARRIVED = "delivery IN ('permanent-failure', 'temporary-failure', 'technical-failure')"


def upgrade() -> None:
    for name, condition in (("awaited", _AWAITED), ("not_arrived", _NOT_ARRIVED)):
        op.create_index(
            f"messages_{name}",
            "messages",
            ["delivery_at", "delivery"],
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )


def downgrade() -> None:
    for name in ("not_arrived", "awaited"):
        op.drop_index(f"messages_{name}", table_name="messages")
