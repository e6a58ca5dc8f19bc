"""What schools say about when they are closed, until an administrator has looked at it."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from ehcp.register.columns import UtcInstant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_WAITING = "state = 'waiting'"


def upgrade() -> None:
    op.create_table(
        "closure_proposals",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("urn", AutoString(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("said_by", AutoString(), nullable=False),
        sa.Column("said_at", UtcInstant(), nullable=False),
        sa.Column("settled_by", AutoString(), nullable=True),
        sa.Column("settled_at", UtcInstant(), nullable=True),
    )
    op.create_index("closure_proposals_of", "closure_proposals", ["urn", "id"])
    op.create_index(
        "closure_proposals_waiting",
        "closure_proposals",
        ["id"],
        sqlite_where=sa.text(_WAITING),
        postgresql_where=sa.text(_WAITING),
    )


def downgrade() -> None:
    op.drop_table("closure_proposals")
