"""`ehcp db`: bring the register's database to the present shape."""

import typer

from ehcp.cli import door

app = typer.Typer(help="The register's database.")


def add_to(main: typer.Typer) -> None:
    """Add `ehcp db` to the command line."""
    main.add_typer(app, name="db")


@app.callback()
def _group() -> None:
    """Keep `upgrade` a command of its own."""


@app.command()
def upgrade() -> None:
    """Make the tables, or bring them up to date. Safe to repeat."""
    from config.settings import read_settings
    from ehcp.register.engine import database_address
    from ehcp.register.engine import upgrade as bring_up

    url = read_settings().database_url
    bring_up(url)
    door.show(f"The register is ready: {database_address(url).render_as_string()}")
