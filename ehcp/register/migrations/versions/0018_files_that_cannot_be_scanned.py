"""A file that cannot be scanned is tried again more seldom; each file says whose request it is."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from ehcp.register.columns import UtcInstant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "documents", sa.Column("service", AutoString(), nullable=False, server_default="")
    )
    op.add_column("documents", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("documents", sa.Column("tried_at", UtcInstant(), nullable=True))
    op.add_column("documents", sa.Column("again_at", UtcInstant(), nullable=True))


def downgrade() -> None:
    for name in ("again_at", "tried_at", "tries", "service"):
        op.drop_column("documents", name)
