"""The building as files: what is committed or about to be, and which of it is ours to read."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("config", "ehcp", "notifications", "workflows")


@cache
def tracked() -> tuple[Path, ...]:
    """List the files of the repository: committed, or new and not ignored."""
    if not (ROOT / ".git").exists():  # unpacked from an archive: nothing here but the files
        ours = [*ROOMS, "tests"]
        folders = [path for room in ours for path in (ROOT / room).rglob("*") if path.is_file()]
        return tuple(path for path in folders if path.suffix != ".pyc")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - the git that made the checkout
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    paths = [ROOT / name for name in listed.split("\0") if name]
    return tuple(path for path in paths if path.is_file())


def python_files(*rooms: str) -> list[Path]:
    """List the Python files of these rooms, or of all and the tests."""
    wanted = rooms or (*ROOMS, "tests")
    return [path for path in tracked() if path.suffix == ".py" and _room(path) in wanted]


def law_files() -> list[Path]:
    """List the files in which the law is written, which are read as code is."""
    return [path for path in tracked() if path.match("ehcp/law/*.toml")]


def named(path: Path) -> str:
    """Name a file as a person would, from the root."""
    return str(path.relative_to(ROOT))


def _room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]
