"""`ehcp import` takes a tracker workbook in; `ehcp template` writes a blank one."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ehcp.cli import door
from ehcp.refusal import Refusal

if TYPE_CHECKING:
    from ehcp.exchange.tracker.fields import TrackerKind
    from ehcp.exchange.tracker.intake import Progress


_ON_PAPER = 100


class Kind(StrEnum):
    """The kinds of tracker."""

    REQUESTS = "requests"
    REVIEWS = "reviews"


class BadMapping(Refusal):
    """A mapping that is not written as HEADING=FIELD."""


def add_to(main: typer.Typer) -> None:
    """Add `ehcp import` and `ehcp template` to the command line."""
    main.command("import")(import_)
    main.command("template")(template)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The tracker: .xlsx, .xls or .csv.")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")
    ] = False,
    partial: Annotated[
        bool, typer.Option("--partial", help="Take the other rows in where some are refused.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print for another program.")] = False,
    confirm_names: Annotated[
        bool,
        typer.Option("--confirm-names", help="The same name and date of birth is the same child."),
    ] = False,
    headings: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="HEADING=FIELD", help="What a heading means, or =ignore; repeatable."
        ),
    ] = None,
    kind: Annotated[
        Kind | None,
        typer.Option("--kind", help="What the sheets are, where their headings do not tell."),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who imports.")] = None,
) -> None:
    """Take a tracker of requests or of annual reviews in. Importing it twice changes nothing."""
    from ehcp.exchange.tracker.intake import How
    from ehcp.exchange.tracker.report import outcome_as_json, outcome_as_text
    from ehcp.exchange.tracker.take_in import take_in

    desk = door.desk(by=by)
    how = How(
        dry_run=dry_run,
        partial=partial,
        confirm_names=confirm_names,
        headings=_mappings(headings),
        kind=_kind(kind),
    )
    with _progress() as progress:
        outcome = take_in(
            door.register(),
            path=file,
            desk=desk,
            how=how,
            progress=progress,
        )
    if as_json:
        door.show_json(outcome_as_json(outcome))
    else:
        door.show(outcome_as_text(outcome))
        if outcome.written and outcome.rows:
            _show_report()
    if outcome.is_refused:
        raise typer.Exit(1)


def template(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The workbook to write: NAME.xlsx.")],
    *,
    kind: Annotated[
        Kind | None, typer.Option("--kind", help="Only the sheet of this kind; otherwise all.")
    ] = None,
) -> None:
    """Write a blank tracker workbook with the headings that the import knows."""
    from ehcp.exchange.tracker.template import write_template

    columns = write_template(file, kind=_kind(kind))
    sheets = " and ".join(f"'{sheet}' with {count} columns" for sheet, count in columns.items())
    door.show(f"Written: a blank tracker, {sheets}.")


def _kind(kind: Kind | None) -> "TrackerKind | None":
    return None if kind is None else "requests" if kind is Kind.REQUESTS else "reviews"


def _show_report() -> None:
    """Show the backlog as it stands now: the reason why anybody imports a tracker."""
    from config import clock
    from ehcp.reports.backlog import backlog_report
    from ehcp.reports.pages.text import as_text

    found = backlog_report(door.register(), at=clock.today(), council=door.council())
    door.show("\n" + as_text(found, width=_ON_PAPER, brief=True).rstrip("\n"))


def _mappings(pairs: list[str] | None) -> dict[str, str]:
    mappings = {}
    for pair in pairs or []:
        heading, equals, field = pair.rpartition("=")
        if not equals or not heading.strip() or not field.strip():
            raise BadMapping(f"--map: '{pair}' is no mapping. Write HEADING=FIELD.")
        mappings[heading.strip()] = field.strip()
    return mappings


@contextmanager
def _progress() -> "Iterator[Progress | None]":
    """Show a bar on standard error for as long as the import runs, if a person is looking."""
    import sys

    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def tell(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what)
            bar.update(tasks[what], completed=done, total=of)

        yield tell
