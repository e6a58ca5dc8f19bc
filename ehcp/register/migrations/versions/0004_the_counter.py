"""The counter: who works here, what they saw and did, meetings, and the council's own changes."""

import sqlalchemy as sa
from alembic import op

from ehcp.register.columns import UtcInstant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_REFUSAL = "A line of the audit record is never changed or removed."
_NEXT_DUE = """
UPDATE cases SET next_due_on = (
    SELECT min(due_on) FROM deadlines WHERE case_id = cases.id AND watch IS NOT NULL
)
"""


def upgrade() -> None:
    """Make room for the counter."""
    op.create_table(
        "acknowledgements",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("acknowledged_at", UtcInstant(), nullable=False),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "rule_id", "party", "started_on", "acknowledged_at"),
    )
    op.create_table(
        "council_changes",
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", UtcInstant(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("part", "version"),
    )
    op.create_table(
        "covers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("covered_by", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", UtcInstant(), nullable=False),
        sa.Column("ended_at", UtcInstant(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_covers_covered_by"), "covers", ["covered_by"], unique=False)
    op.create_index(op.f("ix_covers_officer"), "covers", ["officer"], unique=False)
    op.create_table(
        "letter_words",
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("letter", "version"),
    )
    op.create_table(
        "panels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meets_on"),
    )
    op.create_table(
        "sign_in_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_sign_in_tries_at"), "sign_in_tries", ["at"], unique=False)
    op.create_index("sign_in_tries_of", "sign_in_tries", ["key", "at"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("team", sa.String(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.String(), nullable=True),
        sa.Column("totp_used", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcInstant(), nullable=True),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("subject"),
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_saved_views_user_id"), "saved_views", ["user_id"], unique=False)
    op.create_table(
        "seals_opened",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("opened_at", UtcInstant(), nullable=False),
        sa.Column("until_at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("seals_opened_by", "seals_opened", ["user_id", "until_at"], unique=False)
    op.create_table(
        "searches",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
        ),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_index(op.f("ix_searches_at"), "searches", ["at"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("started_at", UtcInstant(), nullable=False),
        sa.Column("seen_at", UtcInstant(), nullable=False),
        sa.Column("ends_at", UtcInstant(), nullable=False),
        sa.Column("awaits", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)
    op.create_table(
        "submissions",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("location", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
        ),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_index(op.f("ix_submissions_at"), "submissions", ["at"], unique=False)
    op.create_table(
        "actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_at", sa.Date(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", UtcInstant(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("outcome_says", sa.String(), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("settled_at", UtcInstant(), nullable=True),
        sa.CheckConstraint("outcome IN ('done', 'not_done')"),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_actions_report_at"), "actions", ["report_at"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("audit_by", "audit", ["by", "id"], unique=False)
    op.create_index("audit_of_case", "audit", ["case_id", "id"], unique=False)
    op.create_table(
        "panel_items",
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.ForeignKeyConstraint(
            ["panel_id"],
            ["panels.id"],
        ),
        sa.PrimaryKeyConstraint("panel_id", "case_id"),
    )
    op.add_column("cases", sa.Column("next_due_on", sa.Date(), nullable=True))
    op.create_index(
        "cases_by_age",
        "cases",
        ["started_on", "id"],
        unique=False,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_index(
        "cases_due_next",
        "cases",
        ["next_due_on", "id"],
        unique=False,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_index(
        "cases_of_officer",
        "cases",
        ["officer", "next_due_on"],
        unique=False,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.add_column(
        "ledger", sa.Column("invented", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("people", sa.Column("restricted_to", sa.String(), nullable=True))
    op.create_index(
        "people_restricted",
        "people",
        ["restricted_to", "id"],
        sqlite_where=sa.text("restricted_to IS NOT NULL"),
        postgresql_where=sa.text("restricted_to IS NOT NULL"),
    )
    op.execute(_NEXT_DUE)
    _guard()


def downgrade() -> None:
    """Take the counter away, with what was kept in it."""
    _no_guard()
    op.drop_index("people_restricted", table_name="people")
    op.drop_column("people", "restricted_to")
    op.drop_column("ledger", "invented")
    op.drop_index(
        "cases_of_officer",
        table_name="cases",
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.drop_index(
        "cases_due_next",
        table_name="cases",
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.drop_index(
        "cases_by_age",
        table_name="cases",
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.drop_column("cases", "next_due_on")
    op.drop_table("panel_items")
    op.drop_index("audit_of_case", table_name="audit")
    op.drop_index("audit_by", table_name="audit")
    op.drop_table("audit")
    op.drop_index(op.f("ix_actions_report_at"), table_name="actions")
    op.drop_table("actions")
    op.drop_index(op.f("ix_submissions_at"), table_name="submissions")
    op.drop_table("submissions")
    op.drop_index(op.f("ix_sessions_user_id"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index(op.f("ix_searches_at"), table_name="searches")
    op.drop_table("searches")
    op.drop_index("seals_opened_by", table_name="seals_opened")
    op.drop_table("seals_opened")
    op.drop_index(op.f("ix_saved_views_user_id"), table_name="saved_views")
    op.drop_table("saved_views")
    op.drop_table("users")
    op.drop_index("sign_in_tries_of", table_name="sign_in_tries")
    op.drop_index(op.f("ix_sign_in_tries_at"), table_name="sign_in_tries")
    op.drop_table("sign_in_tries")
    op.drop_table("panels")
    op.drop_table("letter_words")
    op.drop_index(op.f("ix_covers_officer"), table_name="covers")
    op.drop_index(op.f("ix_covers_covered_by"), table_name="covers")
    op.drop_table("covers")
    op.drop_table("council_changes")
    op.drop_table("acknowledgements")


def _guard() -> None:
    """Let the database refuse every change of the audit record, as it does for the events."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER audit_refuse_{act} BEFORE {act} ON audit "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
    )


def _no_guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER audit_refuse_{act}")
        return
    op.execute("DROP TRIGGER audit_refuse ON audit")
    op.execute("DROP FUNCTION audit_refuse()")
