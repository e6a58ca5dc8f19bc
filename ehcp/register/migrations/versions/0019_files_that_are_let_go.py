"""A file that cannot be scanned holds its request no longer than a few tries, or a few days."""

import sqlalchemy as sa
from alembic import op

from ehcp.register.columns import UtcInstant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("let_go_at", UtcInstant(), nullable=True))
    op.execute("UPDATE documents SET let_go_at = tried_at WHERE state = 'held' AND tries >= 3")


def downgrade() -> None:
    op.drop_column("documents", "let_go_at")
