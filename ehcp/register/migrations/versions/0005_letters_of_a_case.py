"""The letters about one case are found at once, for its screen."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep an index of the occasions of each case."""
    op.create_index("occasions_of_case", "occasions", ["case_id"])


def downgrade() -> None:
    """Go without it."""
    op.drop_index("occasions_of_case", table_name="occasions")
