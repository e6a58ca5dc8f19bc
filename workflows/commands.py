"""`ehcp day`, `work`, `up` and `demo`: what happens by itself, on the command line."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from ehcp.cli import door
from ehcp.refusal import Refusal

_A_WEEK = timedelta(days=7)


class TooEarly(Refusal):
    """A day whose work cannot be done yet."""


def add_to(main: typer.Typer) -> None:
    """Add the commands of this floor to the command line."""
    for command in (day, work, up, demo):
        main.command()(command)


def day(
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day; today.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print for another program.")] = False,
) -> None:
    """Do everything that the timetable does on a day, once. Repeating it does nothing new."""
    from config import clock
    from config.settings import read_settings
    from workflows.day import do_day

    worked = door.day_within_reach(on, name="--on")
    if worked > clock.today() + _A_WEEK:
        raise TooEarly(
            f"{worked} is more than a week away: its reminders would go out before their day. "
            "To rehearse a later day set EHCP_TODAY, on a register of its own."
        )
    done = do_day(
        door.register(),
        day=worked,
        at=clock.now(),
        council=door.council(),
        settings=read_settings(),
    )
    if as_json:
        door.show_json(done.as_json())
    else:
        door.show(done.as_text())


def work() -> None:
    """Stay and do what happens by itself: scheduled checks, letters, one flow run for each case."""
    _serve(show_screen=False)


def up() -> None:
    """Do the same as `work`, and show every case as a flow run on Prefect's own screen."""
    _serve(show_screen=True)


def demo(
    folder: Annotated[Path, typer.Option(help="Where the demonstration is made.")] = Path("demo"),
) -> None:
    """Live through nine months of an invented council, and show its weekly report."""
    from workflows.demonstration.show import show_demonstration

    show_demonstration(folder)


def _serve(*, show_screen: bool) -> None:
    from config import logs
    from config.settings import read_settings
    from workflows.office import Office
    from workflows.serve import work as stay_and_work

    settings = read_settings()
    logs.configure(style=settings.logs, level=settings.log_level)
    office = Office.of(door.register(), council=door.council(), settings=settings)
    stay_and_work(office, say=door.warn, show_screen=show_screen)
