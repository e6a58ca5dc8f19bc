"""Several services may give one kind of advice, and a request says of which it was asked."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TEXT = AutoString
_COLUMNS = (
    ("name", _TEXT(), False),
    ("email", _TEXT(), False),
    ("telephone", _TEXT(), True),
    ("reminders", sa.Boolean(), False),
    ("monday_list", sa.Boolean(), False),
    ("head_name", _TEXT(), True),
    ("head_email", _TEXT(), True),
)
_NAMES = ", ".join(name for name, _, _ in _COLUMNS)


def upgrade() -> None:
    op.rename_table("providers", "providers_by_kind")
    _providers(sa.Column("code", _TEXT(), primary_key=True), sa.Column("kind", _TEXT()))
    op.execute(
        f"INSERT INTO providers (code, kind, {_NAMES}) "  # noqa: S608 - names of columns
        f"SELECT kind, kind, {_NAMES} FROM providers_by_kind"
    )
    op.drop_table("providers_by_kind")
    for table, like in (("advice", "party"), ("occasions", "party")):
        op.add_column(table, sa.Column("service", _TEXT(), nullable=False, server_default=""))
        op.execute(f"UPDATE {table} SET service = {like}")  # noqa: S608 - names of columns
    op.add_column("advice", sa.Column("returned_on", sa.Date(), nullable=True))
    op.alter_column("users", "kinds", new_column_name="services")


def downgrade() -> None:
    op.alter_column("users", "services", new_column_name="kinds")
    op.drop_column("advice", "returned_on")
    op.drop_column("occasions", "service")
    op.drop_column("advice", "service")
    op.rename_table("providers", "providers_of_trusts")
    _providers(sa.Column("kind", _TEXT(), primary_key=True))
    op.execute(
        f"INSERT INTO providers (kind, {_NAMES}) "  # noqa: S608 - names of columns
        f"SELECT kind, {_NAMES} FROM providers_of_trusts WHERE code = kind"
    )
    op.drop_table("providers_of_trusts")


def _providers(*first: sa.Column[str]) -> None:
    for column in first:
        column.nullable = False
    op.create_table(
        "providers",
        *first,
        *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable in _COLUMNS),
    )
