"""Children are found by any word; lists count open cases without reading them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OPEN: dict[str, Any] = {
    "sqlite_where": sa.text("ended_on IS NULL"),
    "postgresql_where": sa.text("ended_on IS NULL"),
}
_ENDED: dict[str, Any] = {
    "sqlite_where": sa.text("ended_on IS NOT NULL"),
    "postgresql_where": sa.text("ended_on IS NOT NULL"),
}
_RUNS_ON: dict[str, Any] = {
    "sqlite_where": sa.text("ended_on IS NOT NULL AND next_due_on IS NOT NULL"),
    "postgresql_where": sa.text("ended_on IS NOT NULL AND next_due_on IS NOT NULL"),
}
_UNDELIVERED: dict[str, Any] = {
    "sqlite_where": sa.text("status IN ('failed', 'uncertain')"),
    "postgresql_where": sa.text("status IN ('failed', 'uncertain')"),
}
_AT_A_TIME = 500


def upgrade() -> None:
    """Make room for the words of everybody, and put them there."""
    op.create_table(
        "people_words",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"]),
        sa.PrimaryKeyConstraint("person_id", "word", "what"),
    )
    op.create_index(
        "people_words_by_word",
        "people_words",
        ["word", "what", "person_id"],
        postgresql_ops={"word": "text_pattern_ops"},
    )
    op.create_index("people_born_on", "people", ["born_on"])
    op.create_index(
        "cases_by_reference",
        "cases",
        ["reference"],
        postgresql_ops={"reference": "text_pattern_ops"},
    )
    op.create_index(
        "cases_listed",
        "cases",
        [
            *("journey", "stage", "officer", "next_due_on", "started_on", "source"),
            *("person_id", "ended_on"),
        ],
        **_OPEN,
    )
    op.create_index("cases_by_source", "cases", ["source", "ended_on"], **_OPEN)
    op.create_index("cases_ended_last", "cases", ["ended_on", "id"], **_ENDED)
    op.create_index("cases_running_on", "cases", ["officer", "next_due_on"], **_RUNS_ON)
    op.create_index("messages_undelivered", "messages", ["settled_at"], **_UNDELIVERED)
    _fill()


def downgrade() -> None:
    """Go without them."""
    op.drop_index("messages_undelivered", table_name="messages", **_UNDELIVERED)
    op.drop_index("cases_running_on", table_name="cases", **_RUNS_ON)
    op.drop_index("cases_ended_last", table_name="cases", **_ENDED)
    op.drop_index("cases_by_source", table_name="cases", **_OPEN)
    op.drop_index("cases_listed", table_name="cases", **_OPEN)
    op.drop_index("cases_by_reference", table_name="cases")
    op.drop_index("people_born_on", table_name="people")
    op.drop_table("people_words")


def _fill() -> None:
    from ehcp.register.people_words import set_words_right

    connection = op.get_bind()
    ids = list(connection.execute(sa.text("SELECT id FROM people ORDER BY id")).scalars())
    set_words_right(connection, ids)
