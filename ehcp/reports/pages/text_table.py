"""How a table looks on a screen."""

from rich import box
from rich.table import Table


def table_of(*columns: str, right: tuple[str, ...] = ()) -> Table:
    """Begin a table with these columns; those of numbers stand to the right and are not broken."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(
            column,
            justify="right" if column in right else "left",
            no_wrap=column in right,
            overflow="fold",
        )
    return table
