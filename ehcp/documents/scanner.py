"""What looks for viruses: a protocol, and what it may answer."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Clean:
    """Nothing was found."""


@dataclass(frozen=True)
class Infected:
    """Something was found. `name` is what the scanner calls it."""

    name: str


@dataclass(frozen=True)
class Unavailable:
    """The file could not be scanned now. `why` is for whoever looks after the machine."""

    why: str


Found = Clean | Infected | Unavailable


class Scanner(Protocol):
    """Looks for viruses in a file."""

    def scan(self, path: Path) -> Found:
        """Say what was found; never raises, for a scanner that is away is an answer."""


@dataclass(frozen=True)
class NoScanner:
    """Looks at nothing: for training, and until a council has a scanner."""

    def scan(self, path: Path) -> Found:
        """Say that nothing was found."""
        del path
        return Clean()
