"""Where documents lie: a folder of random names, two letters to a shelf, closed to other accounts.

What arrives is written to a name of its own, forced to the disk and only then moved to its shelf:
a file on a shelf is whole. `sweep` takes away what a crash left.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from ehcp.refusal import Refusal

ARRIVING = "arriving"
_RANDOM_BYTES = 16
_SHELF = 2
_SHELVES = tuple(f"{number:02x}" for number in range(256))
_OURS = re.compile(r"[0-9a-f]{32}")
_ONLY_US = 0o700
_READ_AND_WRITE = 0o600


class NoFolder(Refusal):
    """The folder of documents cannot be used."""


def new_id() -> str:
    """Give a random id, which nobody guesses."""
    return token_hex(_RANDOM_BYTES)


def place_of(folder: Path, document_id: str) -> Path:
    """Give where a document lies."""
    return folder / document_id[:_SHELF] / document_id


@contextmanager
def arriving(folder: Path, document_id: str) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a file for what arrives; it is gone at the end, unless it was put on its shelf.

    Raises:
        NoFolder: nothing can be written there.
    """
    path = folder / ARRIVING / document_id
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for each in (folder, path.parent):
            each.mkdir(mode=_ONLY_US, exist_ok=True)
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _READ_AND_WRITE)
    except OSError as error:
        raise NoFolder(
            "The file cannot be kept at the moment. Nothing was recorded. Try again later; if it "
            "does not work then, tell the council's administrator."
        ) from error
    try:
        with os.fdopen(opened, "w+b") as file:
            yield path, file
    finally:
        path.unlink(missing_ok=True)


def put_on_shelf(folder: Path, document_id: str, *, path: Path) -> None:
    """Move a file that has arrived to its shelf; it stays there if the machine stops now."""
    place = place_of(folder, document_id)
    place.parent.mkdir(mode=_ONLY_US, exist_ok=True)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.rename(place)
    _keep_the_name(place.parent)
    _keep_the_name(folder)


def take_off_shelf(folder: Path, document_id: str) -> None:
    """Remove a document's file."""
    place_of(folder, document_id).unlink(missing_ok=True)


def files_in(folder: Path) -> Iterator[Path]:
    """Give every file of ours in the folder: those that arrive, and those on the shelves."""
    for name in (ARRIVING, *_SHELVES):
        shelf = folder / name
        if shelf.is_dir():
            yield from (path for path in shelf.iterdir() if _OURS.fullmatch(path.name))


def _keep_the_name(folder: Path) -> None:
    """Force a folder's list of names to the disk; without it a rename may be lost with power."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
