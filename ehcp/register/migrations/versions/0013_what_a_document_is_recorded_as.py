"""A document that is held knows the day and the facts of its entry, which waits with it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("happened_on", sa.Date(), nullable=True))
    op.add_column("documents", sa.Column("details", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("documents", "details")
    op.drop_column("documents", "happened_on")
