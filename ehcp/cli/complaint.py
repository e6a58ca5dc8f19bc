"""`ehcp complaint`: a short way to open a complaint, which is a case like the others."""

import typer

from ehcp.cli.case_open import open_complaint

app = typer.Typer(help="Complaints, which are cases: open one, then `case record` what happens.")
app.command("open")(open_complaint)


def add_to(main: typer.Typer) -> None:
    """Add `ehcp complaint` to the command line."""
    main.add_typer(app, name="complaint")


@app.callback()
def _group() -> None:
    """Keep `open` a command of its own."""
