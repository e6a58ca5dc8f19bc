"""Entries and stored reports stay as written: the database refuses to change or remove one."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_REFUSALS = {
    "events": "An entry of the record is never changed or removed; a later entry corrects it.",
    "snapshots": "A stored report is never changed or removed; a later report shows what changed.",
}


def upgrade() -> None:
    """Put a guard before every change of what was written."""
    for table, refusal in _REFUSALS.items():
        if op.get_bind().dialect.name == "sqlite":
            for act in ("update", "delete"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuse_{act} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
                )
            continue
        op.execute(
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
        )


def downgrade() -> None:
    """Take the guards away."""
    for table in _REFUSALS:
        if op.get_bind().dialect.name == "sqlite":
            for act in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_refuse_{act}")
            continue
        op.execute(f"DROP TRIGGER {table}_refuse ON {table}")
        op.execute(f"DROP FUNCTION {table}_refuse()")
