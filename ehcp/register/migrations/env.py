"""How Alembic reaches the register: the address is handed over by `ehcp.register.engine`."""

from alembic import context
from sqlalchemy import NullPool, create_engine
from sqlmodel import SQLModel

import ehcp.register.tables  # noqa: F401 - fills SQLModel.metadata

# No pool: the connection is really closed at the end, not kept for a next time.
engine = create_engine(context.config.attributes["address"], poolclass=NullPool)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
