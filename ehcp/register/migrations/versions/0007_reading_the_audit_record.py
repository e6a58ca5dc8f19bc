"""The audit record is read by day and by what was done, however long it has grown."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("audit_at", "audit", ["at"])
    op.create_index("audit_of_act", "audit", ["act", "id"])


def downgrade() -> None:
    op.drop_index("audit_of_act", table_name="audit")
    op.drop_index("audit_at", table_name="audit")
