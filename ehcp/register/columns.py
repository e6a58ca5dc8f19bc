"""Column types and SQL pieces that mean the same on SQLite and on PostgreSQL."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import DateTime, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Date, NullType, TypeDecorator, TypeEngine


class UtcInstant(TypeDecorator[datetime]):
    """An instant in UTC. Refuses a time without a zone; SQLite keeps ISO text, which sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Keep text on SQLite, a timestamp with time zone elsewhere."""
        return dialect.type_descriptor(
            Text() if dialect.name == "sqlite" else DateTime(timezone=True)
        )

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | datetime | None:
        """Store in UTC, to the microsecond.

        Raises:
            ValueError: the instant has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs its time zone; use config.clock.now().")
        value = value.astimezone(UTC)
        if dialect.name == "sqlite":
            return value.isoformat(timespec="microseconds")
        return value

    def process_result_value(
        self, value: str | datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Give the instant back in UTC."""
        del dialect  # what the driver gives says it all
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return None if value is None else value.astimezone(UTC)


class days_after(FunctionElement[date]):  # noqa: N801 - reads as the SQL function that it is
    """`days_after(day, n)`: the day n days later (n may be negative)."""

    type = Date()
    name = "days_after"
    inherit_cache = True


@compiles(days_after, "sqlite")
def _days_after_sqlite(element: days_after, compiler: SQLCompiler, **kw: object) -> str:
    day, count = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"date({day}, ({count}) || ' days')"


@compiles(days_after)
def _days_after(element: days_after, compiler: SQLCompiler, **kw: object) -> str:
    day, count = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(CAST({day} AS DATE) + CAST({count} AS INTEGER))"


class days_between(FunctionElement[int]):  # noqa: N801 - reads as the SQL function that it is
    """`days_between(earlier, later)`: whole days from the one to the other."""

    type = Integer()
    name = "days_between"
    inherit_cache = True


@compiles(days_between, "sqlite")
def _days_between_sqlite(element: days_between, compiler: SQLCompiler, **kw: object) -> str:
    earlier, later = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between)
def _days_between(element: days_between, compiler: SQLCompiler, **kw: object) -> str:
    earlier, later = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


class begins_with(FunctionElement[Any]):  # noqa: N801 - reads as the SQL function that it is
    """`begins_with(column, text)`: the column begins with this plain text; an index finds it.

    On PostgreSQL the index needs `text_pattern_ops`, for other orders know no beginnings. The text
    holds letters and digits and hyphens only.
    """

    # Not a Boolean: SQLite would be asked whether it is 1, and then uses no index.
    type = NullType()
    name = "begins_with"
    inherit_cache = True


@compiles(begins_with, "sqlite")
def _begins_with_sqlite(element: begins_with, compiler: SQLCompiler, **kw: object) -> str:
    column, text = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({column} >= {text} AND {column} < {text} || char(1114111))"


@compiles(begins_with)
def _begins_with(element: begins_with, compiler: SQLCompiler, **kw: object) -> str:
    column, typed = (compiler.process(clause, **kw) for clause in element.clauses)
    text = f"CAST({typed} AS TEXT)"
    # Not LIKE: of a text that is only bound, PostgreSQL would not know that it has a beginning.
    return f"({column} ~>=~ {text} AND {column} ~<~ ({text} || chr(1114111)))"
