"""`ehcp report`: the weekly backlog report of any day, as text, JSON, page or workbook."""

import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ehcp.cli import door
from ehcp.refusal import Refusal

_ON_PAPER = 100
_ZIP, _SQLITE = b"PK", b"SQLite format 3"


class Format(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    XLSX = "xlsx"


class CannotWrite(Refusal):
    """The report cannot be written where it was asked for."""


def add_to(main: typer.Typer) -> None:
    """Add `ehcp report` to the command line."""
    main.command("report")(report)


def report(
    at: Annotated[str | None, typer.Option(metavar="DAY", help="As at a day; today.")] = None,
    as_format: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.TEXT,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to this file.")
    ] = None,
    *,
    snapshot: Annotated[
        bool, typer.Option("--snapshot", help="Show the stored report of that Monday.")
    ] = False,
) -> None:
    """Show how many cases are open and how late they are, with every definition."""
    from ehcp.reports.backlog import backlog_report
    from ehcp.reports.snapshots import snapshot_of

    day = door.day_within_reach(at, name="--at")
    engine = door.register()
    found = (
        snapshot_of(engine, at=day)
        if snapshot
        else backlog_report(engine, at=day, council=door.council())
    )
    if as_format is Format.XLSX:
        from ehcp.reports.pages.workbook import as_workbook

        if output is None:
            raise CannotWrite("A workbook is not shown on a screen. Add -o FILE.xlsx.")
        _write(output, as_workbook(found))
    elif as_format is Format.HTML:
        from ehcp.reports.pages.html import as_html

        _give(as_html(found), output)
    elif as_format is Format.JSON:
        from ehcp.reports.pages.machine import as_json

        _give(as_json(found), output)
    else:
        from ehcp.reports.pages.text import as_text

        on_a_screen = output is None and sys.stdout.isatty()
        width = shutil.get_terminal_size().columns if on_a_screen else _ON_PAPER
        _give(as_text(found, width=width, colour=on_a_screen), output)


def _give(text: str, output: Path | None) -> None:
    if output is None:
        door.show(text.rstrip("\n"))
    else:
        _write(output, text.encode())


def _may_be_replaced(there: bytes, *, by: bytes) -> bool:
    """Say whether a file is last week's report, and not a tracker or the register itself."""
    if by.startswith(_ZIP):
        from ehcp.reports.pages.workbook import is_workbook

        return is_workbook(there)
    return not there.startswith((_ZIP, _SQLITE))


def _write(output: Path, content: bytes) -> None:
    try:
        if output.exists() and not _may_be_replaced(output.read_bytes(), by=content):
            raise CannotWrite(
                f"{output} is there already and is no report of ours, so it is left as it is. "
                "Name another file with -o."
            )
        output.write_bytes(content)
    except OSError as error:
        raise CannotWrite(
            f"The report cannot be written to {output}: {error.strerror}. "
            "Name another file with -o."
        ) from None
    door.warn(f"Written to {output}.")
