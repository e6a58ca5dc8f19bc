"""The test file that every scanner of viruses finds: so do we, even where no scanner is set up."""

from collections.abc import Callable, Sequence
from pathlib import Path

# In two pieces, or a scanner would find it in this very file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_PIECE = 1024 * 1024


def holds_eicar(path: Path) -> bool:
    """Say whether the test string is anywhere in a file."""
    with path.open("rb") as file:
        return in_pieces(file.read, (EICAR,))[0]


def in_pieces(read: Callable[[int], bytes], sought: Sequence[bytes]) -> list[bool]:
    """Say which of these strings are in what is read, piece by piece, to its end."""
    found = [False] * len(sought)
    keep = max(map(len, sought))
    end = b""
    while piece := read(_PIECE):
        found = [was or each in end + piece for was, each in zip(found, sought, strict=True)]
        end = piece[-keep:]
    return found
