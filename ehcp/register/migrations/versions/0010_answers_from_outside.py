"""Services, schools and families answer: links, codes, documents, promises, and what was delivered."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from ehcp.register.columns import UtcInstant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TEXT = AutoString
_HELD = "state = 'held'"


def upgrade() -> None:
    op.add_column("users", sa.Column("kinds", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("users", sa.Column("settings", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("providers", sa.Column("head_name", _TEXT(), nullable=True))
    op.add_column("providers", sa.Column("head_email", _TEXT(), nullable=True))
    op.add_column("advice", sa.Column("promised_on", sa.Date(), nullable=True))
    op.add_column("advice", sa.Column("late_reason", _TEXT(), nullable=True))
    op.add_column(
        "messages", sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("messages", sa.Column("delivery", _TEXT(), nullable=True))
    op.add_column("messages", sa.Column("delivery_at", UtcInstant(), nullable=True))
    op.create_table(
        "receipts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("message_id", _TEXT(), nullable=False),
        sa.Column("status", _TEXT(), nullable=False),
        sa.Column("said_at", UtcInstant(), nullable=False),
        sa.Column("source", _TEXT(), nullable=False),
        sa.UniqueConstraint("message_id", "status"),
    )
    op.create_table(
        "links",
        sa.Column("token_hash", _TEXT(), primary_key=True),
        sa.Column("message_id", _TEXT(), sa.ForeignKey("messages.id"), nullable=False),
        sa.Column("recipient", _TEXT(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("ends_at", UtcInstant(), nullable=False),
        sa.Column("withdrawn_at", UtcInstant(), nullable=True),
        sa.Column("withdrawn_by", _TEXT(), nullable=True),
    )
    op.create_index("links_of_message", "links", ["message_id"])
    op.create_table(
        "codes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("opens", _TEXT(), nullable=False),
        sa.Column("code_hash", _TEXT(), nullable=False),
        sa.Column("sent_at", UtcInstant(), nullable=False),
        sa.Column("ends_at", UtcInstant(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", UtcInstant(), nullable=True),
    )
    op.create_index("codes_for", "codes", ["opens", "sent_at"])
    op.create_index("ix_codes_sent_at", "codes", ["sent_at"])
    op.create_table(
        "link_visits",
        sa.Column("token_hash", _TEXT(), primary_key=True),
        sa.Column("link", _TEXT(), sa.ForeignKey("links.token_hash"), nullable=False),
        sa.Column("csrf", _TEXT(), nullable=False),
        sa.Column("started_at", UtcInstant(), nullable=False),
        sa.Column("ends_at", UtcInstant(), nullable=False),
    )
    op.create_index("ix_link_visits_link", "link_visits", ["link"])
    op.create_table(
        "allocations",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("party", _TEXT(), primary_key=True),
        sa.Column("requested_on", sa.Date(), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("set_by", _TEXT(), nullable=False),
        sa.Column("set_at", UtcInstant(), nullable=False),
    )
    op.create_index("ix_allocations_user_id", "allocations", ["user_id"])
    op.create_table(
        "family_contacts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("name", _TEXT(), nullable=False),
        sa.Column("email", _TEXT(), nullable=True),
        sa.Column("code_hash", _TEXT(), nullable=True),
        sa.Column("code_at", UtcInstant(), nullable=True),
        sa.Column("set_by", _TEXT(), nullable=False),
        sa.Column("set_at", UtcInstant(), nullable=False),
        sa.Column("ended_at", UtcInstant(), nullable=True),
    )
    op.create_index("ix_family_contacts_person_id", "family_contacts", ["person_id"])
    op.create_table(
        "documents",
        sa.Column("id", _TEXT(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("kind", _TEXT(), nullable=False),
        sa.Column("party", _TEXT(), nullable=False),
        sa.Column("called", _TEXT(), nullable=False),
        sa.Column("media_type", _TEXT(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", _TEXT(), nullable=False),
        sa.Column("state", _TEXT(), nullable=False),
        sa.Column("scanned_at", UtcInstant(), nullable=True),
        sa.Column("stored_by", _TEXT(), nullable=False),
        sa.Column("stored_at", UtcInstant(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=True),
    )
    op.create_index("documents_of_case", "documents", ["case_id"])
    op.create_index(
        "documents_held",
        "documents",
        ["stored_at"],
        sqlite_where=sa.text(_HELD),
        postgresql_where=sa.text(_HELD),
    )


def downgrade() -> None:
    for table in (
        *("documents", "family_contacts", "allocations", "link_visits", "codes", "links"),
        "receipts",
    ):
        op.drop_table(table)
    for table, column in (
        ("messages", "delivery_at"),
        ("messages", "delivery"),
        ("messages", "urgent"),
        ("advice", "late_reason"),
        ("advice", "promised_on"),
        ("providers", "head_email"),
        ("providers", "head_name"),
        ("users", "settings"),
        ("users", "kinds"),
    ):
        op.drop_column(table, column)
