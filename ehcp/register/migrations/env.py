"""How Alembic reaches the register: the address is handed over by `ehcp.register.engine`."""

from alembic import context
from sqlalchemy import create_engine
from sqlmodel import SQLModel

import ehcp.register.tables  # noqa: F401 - fills SQLModel.metadata

with create_engine(context.config.attributes["address"]).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
