"""A family that came with its code follows its case for a while in one browser."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from ehcp.register.columns import UtcInstant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "family_visits",
        sa.Column("token_hash", AutoString(), primary_key=True),
        sa.Column("contact_id", sa.Integer(), sa.ForeignKey("family_contacts.id"), nullable=False),
        sa.Column("reference", AutoString(), nullable=False),
        sa.Column("ends_at", UtcInstant(), nullable=False),
    )
    op.create_index("ix_family_visits_contact_id", "family_visits", ["contact_id"])


def downgrade() -> None:
    op.drop_table("family_visits")
