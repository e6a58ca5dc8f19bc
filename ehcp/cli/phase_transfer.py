"""`ehcp phase-transfer`: a case for each child who changes phase, and how far each one is."""

from typing import Annotated

import typer

from ehcp.cli import door

app = typer.Typer(help="Who changes phase next: open a case for each, and the board of all.")

On = Annotated[str | None, typer.Option("--on", metavar="DAY", help="The day; today.")]
Json = Annotated[bool, typer.Option("--json", help="Print for another program.")]


def add_to(main: typer.Typer) -> None:
    """Add `ehcp phase-transfer` to the command line."""
    main.add_typer(app, name="phase-transfer")


@app.command("open")
def open_(
    on: On = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count who would get a case; write nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Open a case for every child with a plan who changes phase next and has none.

    `ehcp day` does this by itself; doing it twice does nothing more. Year groups follow from the
    date of birth, or are as somebody has set them.
    """
    from dataclasses import asdict

    from ehcp.casework.phase_transfer_cohort import open_phase_transfers
    from ehcp.law.in_words import count_in_words

    council = door.council()
    years = council.reviews.phase_transfer
    done = open_phase_transfers(
        door.register(),
        desk=door.desk(today=door.day_within_reach(on, name="--on")),
        to_school=years.years_to_school,
        to_post16=years.years_to_post16,
        opens_on=years.opens_on,
        dry_run=dry_run,
    )
    if as_json:
        door.show_json(asdict(done) | {"dry_run": dry_run})
        return
    move = "child with a plan changes" if done.due == 1 else "children with a plan change"
    verb = "would be opened" if dry_run else "opened now"
    cases = count_in_words(done.opened, unit="case")
    door.show(f"{done.on}: {done.due} {move} phase next; {cases} {verb}.")


@app.command()
def board(on: On = None, *, as_json: Json = False) -> None:
    """Show each phase transfer: review held, preference, asked, final, days left. No names."""
    from ehcp.cli.transfer_board import board as rows_of
    from ehcp.cli.transfer_board import board_as_text

    day = door.day_within_reach(on, name="--on")
    rows = rows_of(door.register(), day=day)
    if as_json:
        door.show_json({"on": day, "transfers": rows})
    else:
        door.show(board_as_text(rows, day=day).rstrip())
