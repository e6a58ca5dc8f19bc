"""What headings were taken for, kept from one import for the next."""

from collections.abc import Mapping
from typing import get_args

from sqlalchemy import Connection, delete, insert, select

from ehcp.exchange.tracker.fields import Table, plain
from ehcp.exchange.tracker.headings import is_field
from ehcp.exchange.tracker.kinds_of_sheet import Found
from ehcp.refusal import Refusal
from ehcp.register.tables import import_mappings

_KEPT = ("told", "guessed")


class UnknownField(Refusal):
    """A field that no column can be mapped to."""


def headings_told(headings: Mapping[str, str]) -> dict[str, str]:
    """Check what the user says that headings mean; give it by headings in plain words.

    Raises:
        UnknownField: there is no such field.
    """
    told = {}
    for heading, field in headings.items():
        if not any(is_field(field, table=table) for table in get_args(Table)):
            raise UnknownField(
                f"--map {heading}={field}: there is no field '{field}'. Use the name of a field "
                "as a dry run prints it, such as received_on, decided_on or health.received; or "
                "ignore."
            )
        told[plain(heading)] = field
    return told


def saved_headings(connection: Connection) -> dict[Table, dict[str, str]]:
    """Give what headings meant in earlier imports, for each table."""
    saved: dict[Table, dict[str, str]] = {table: {} for table in get_args(Table)}
    for row in connection.execute(select(import_mappings)):
        table, _, heading = row.heading.partition(": ")
        if table in saved and is_field(row.field, table=table):
            saved[table][heading] = row.field
    return saved


def save_headings(connection: Connection, found: Found) -> None:
    """Keep what was told or guessed; what everybody knows needs no keeping."""
    wanted = {
        f"{layout.table}: {plain(column.heading)}": column.field.name
        for layout in found.all
        for column in layout.columns
        if column.field is not None and column.how in _KEPT
    }
    if not wanted:
        return
    there = {row.heading: row.field for row in connection.execute(select(import_mappings))}
    changed = {heading: field for heading, field in wanted.items() if there.get(heading) != field}
    if changed:
        connection.execute(
            delete(import_mappings).where(import_mappings.c.heading.in_(list(changed)))
        )
        connection.execute(
            insert(import_mappings),
            [{"heading": heading, "field": field} for heading, field in changed.items()],
        )
