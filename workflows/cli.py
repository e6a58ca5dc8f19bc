"""The `ehcp` command: what the three floors offer, and how a refusal is told."""

import sys
from io import TextIOWrapper

import typer

from config.bad_setting import BadSetting
from ehcp.cli import (
    case,
    check,
    complaint,
    council,
    db,
    door,
    exception,
    explain,
    intake,
    law,
    phase_transfer,
    provider,
    report,
    staff,
    verify,
)
from ehcp.refusal import Refusal
from notifications import cli as letters
from workflows import commands

app = typer.Typer(
    name="ehcp",
    help="EHC needs assessments and reviews: every case a workflow, every limit watched.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for room in (
    db,
    intake,
    case,
    exception,
    phase_transfer,
    complaint,
    explain,
    law,
    check,
    provider,
    letters,
    report,
    verify,
    council,
    staff,
    commands,
):
    room.add_to(app)

REFUSED = 1


def main() -> None:
    """Run the command line: 0 done, 1 refused with a sentence, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # odd text is shown, not fallen over
    try:
        app()
    except (Refusal, BadSetting) as refusal:
        _refuse(str(refusal))
    except Exception as error:
        sentence = _of_the_database(error)
        if sentence is None:
            raise
        _refuse(sentence)
    finally:
        door.close()


def _refuse(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    raise SystemExit(REFUSED) from None


def _of_the_database(error: Exception) -> str | None:
    """Say a database's trouble in a sentence; None where it is something else."""
    if "sqlalchemy" not in sys.modules:
        return None
    from ehcp.register.trouble import in_a_sentence

    return in_a_sentence(error)
