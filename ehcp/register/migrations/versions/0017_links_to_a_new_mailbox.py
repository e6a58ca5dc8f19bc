"""Where a mailbox was changed, what is open there goes to the new one with links that work."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from ehcp.register.columns import UtcInstant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fresh_links",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("party", AutoString(), primary_key=True),
        sa.Column("service", AutoString(), primary_key=True),
        sa.Column("recipient", AutoString(), nullable=False),
        sa.Column("wanted_at", UtcInstant(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("fresh_links")
