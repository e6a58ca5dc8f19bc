"""`ehcp council`: the policy in force, and what was changed of it at the counter."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp.cli import door
from ehcp.cli.toml_text import as_toml
from ehcp.refusal import Refusal

if TYPE_CHECKING:
    from config.council import Council

app = typer.Typer(help="The council's policy: what is in force, and what was changed.")

Part = Annotated[str, typer.Argument(metavar="PART", help="Such as alerts, people or staff.")]
Json = Annotated[bool, typer.Option("--json", help="Print for another program.")]
Why = Annotated[str | None, typer.Option(help="The reason, which is kept.")]


class BadFile(Refusal):
    """A file that is no part of a policy."""


def add_to(main: typer.Typer) -> None:
    """Add `ehcp council` to the command line."""
    main.add_typer(app, name="council")


@app.command()
def show(
    part: Annotated[str | None, typer.Argument(metavar="PART", help="Only this part.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Show where each part of the policy comes from, or what one says, as `set` reads it."""
    from config.council import PARTS, content_of
    from ehcp.council.changes import known_part

    council = door.council()
    if part is None:
        found = {each: _origin(council, each) for each in PARTS}
        if as_json:
            door.show_json(found)
        else:
            for each, origin in found.items():
                door.show(f"{each:<10} {origin}")
        return
    known_part(part)
    if as_json:
        door.show_json(content_of(council, part))
    else:
        door.show(as_toml(getattr(council, part).model_dump()).rstrip("\n"))


@app.command()
def history(part: Part, *, as_json: Json = False) -> None:
    """Show who changed a part of the policy at the counter, when and why; the newest first."""
    from ehcp.council.changes import history as history_of

    changes = history_of(door.register(), part=part)
    if as_json:
        door.show_json(
            [
                {
                    "version": each.version,
                    "by": each.by,
                    "at": each.at.isoformat(),
                    "why": each.why,
                    "content": each.content,
                }
                for each in changes
            ]
        )
        return
    if not changes:
        door.show(f"{part} was never changed: its file is in force.")
    for each in changes:
        what = "back to the file" if each.content is None else "changed"
        why = f": {each.why}" if each.why else ""
        door.show(f"{each.version:>3}  {each.at:%Y-%m-%d %H:%M} UTC  {what} by {each.by}{why}")


@app.command("set")
def set_(
    part: Part,
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="What it is to say, whole.")],
    *,
    why: Why = None,
) -> None:
    """Let a part of the policy say what a file says; in force at once, as a change at the counter.

    The whole part is replaced: `ehcp council show PART > part.toml` gives what to start from.
    """
    from config import clock
    from config.settings import read_settings
    from ehcp.council.changes import change_part, version_of

    engine = door.register()
    before = version_of(engine).get(part, 0)
    version = change_part(
        engine,
        folder=read_settings().council,
        by=door.who(),
        at=clock.now(),
        part=part,
        content=_content_of(file),
        expects_version=before,
        why=why,
    )
    if version == before:
        door.show(f"{part} says that already; nothing was changed.")
    else:
        door.show(f"{part} is changed, and in force: version {version}.")


@app.command()
def reset(
    part: Part,
    to: Annotated[
        int | None, typer.Option(metavar="VERSION", help="Back to this version, not to the file.")
    ] = None,
    *,
    why: Why = None,
) -> None:
    """Let a part of the policy be again as in its file: the way out of a change that went wrong."""
    from config import clock
    from config.settings import read_settings
    from ehcp.council.changes import go_back, version_of

    engine = door.register()
    before = version_of(engine).get(part, 0)
    version = go_back(
        engine,
        folder=read_settings().council,
        by=door.who(),
        at=clock.now(),
        part=part,
        to_version=to,
        expects_version=before,
        why=why,
    )
    origin = "its file" if to is None else f"its version {to}"
    if version == before:
        door.show(f"{part} is as in {origin} already; nothing was changed.")
    else:
        door.show(f"{part} is as in {origin} again: version {version}.")


def _origin(council: "Council", part: str) -> str:
    from config.council import file_of

    if part in council.changed:
        return f"changed, version {council.versions[part]}"
    return file_of(part)


def _content_of(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadFile(f"{file} is not TOML: {error}.") from None
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else type(error).__name__
        raise BadFile(f"{file} cannot be read: {why}. Name a file of settings.") from None
