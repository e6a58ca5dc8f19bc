"""`ehcp day`, `work`, `up` and `demo`: what happens by itself, on the command line."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ehcp.cli import door
from ehcp.refusal import Refusal

if TYPE_CHECKING:
    from workflows.counter import Place

_A_WEEK = timedelta(days=7)

Host = Annotated[str, typer.Option(help="The address to serve at; 0.0.0.0 is every one.")]
Port = Annotated[int, typer.Option(min=1, max=65_535, help="The port to serve at.")]


class TooEarly(Refusal):
    """A day whose work cannot be done yet."""


def add_to(main: typer.Typer) -> None:
    """Add the commands of this floor to the command line."""
    for command in (day, work, up, demo, training):
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
    _serve(None)


def up(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the counter's pages, and do all that `work` does: the whole council on one machine."""
    from workflows.counter import Place

    _serve(Place(host=host, port=port))


def demo(
    folder: Annotated[Path, typer.Option(help="Where the demonstration is made.")] = Path("demo"),
    host: Host = "127.0.0.1",
    port: Port = 8000,
    *,
    keep: Annotated[
        bool, typer.Option("--keep", help="Open the one that is there, as it was left.")
    ] = False,
    serve: Annotated[bool, typer.Option(help="Serve its counter afterwards, until Ctrl-C.")] = True,
) -> None:
    """Live through nine months of an invented council, show its report, and open its counter."""
    from workflows.counter import Place
    from workflows.demonstration.counter import serve_demonstration
    from workflows.demonstration.demo import opened
    from workflows.demonstration.show import screen, show_demonstration

    console = screen()
    place = Place(host=host, port=port)
    if keep:
        made = opened(folder, web_address=place.address)
    else:
        made = show_demonstration(folder, console=console, web_address=place.address)
    if serve:
        serve_demonstration(made, place=place, say=door.warn, console=console)
    made.office.engine.dispose()


def training(
    folder: Annotated[Path, typer.Option(help="Where its register is kept.")] = Path("training"),
    host: Host = "127.0.0.1",
    port: Port = 8000,
    *,
    anew: Annotated[bool, typer.Option("--anew", help="Forget what was done there.")] = False,
) -> None:
    """Open a counter of invented children, marked as such, on which anybody may try anything."""
    from workflows.counter import Place
    from workflows.demonstration.counter import serve_demonstration
    from workflows.demonstration.demo import is_there, last_day_alone, opened, set_up
    from workflows.demonstration.show import screen

    place = Place(host=host, port=port)
    if is_there(folder) and not anew:
        made = opened(folder, web_address=place.address)
    else:
        made = set_up(folder, web_address=place.address)
        last_day_alone(made)
    serve_demonstration(made, place=place, say=door.warn, console=screen())
    made.office.engine.dispose()


def _serve(counter: "Place | None") -> None:
    from config import logs
    from config.settings import read_settings
    from workflows.office import Office
    from workflows.serve import work as stay_and_work

    settings = read_settings()
    if counter is not None and "web_address" not in settings.model_fields_set:
        settings = settings.model_copy(update={"web_address": counter.address})
    logs.configure(style=settings.logs, level=settings.log_level)
    office = Office.of(door.register(), council=door.council(), settings=settings)
    stay_and_work(office, say=door.warn, counter=counter)
