"""How Alembic reaches the register: the address is handed over by `ehcp.register.engine`."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import NullPool, create_engine
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import ehcp.register.tables  # noqa: F401 - fills SQLModel.metadata
from ehcp.register.columns import UtcInstant


def in_plain_words(kind: str, item: object, notes: AutogenContext) -> str | Literal[False]:
    """Write a column type of a new migration as a person would."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(item, UtcInstant):
        notes.imports.add("from ehcp.register.columns import UtcInstant")
        return "UtcInstant()"
    return False


# No pool: the connection is really closed at the end, not kept for a next time.
engine = create_engine(context.config.attributes["address"], poolclass=NullPool)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=in_plain_words,
    )
    with context.begin_transaction():
        context.run_migrations()
