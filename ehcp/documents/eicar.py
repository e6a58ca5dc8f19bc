"""The test file that every scanner of viruses finds: so do we, even where no scanner is set up."""

from collections.abc import Callable
from pathlib import Path

# In two pieces, or a scanner would find it in this very file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_PIECE = 1024 * 1024


def holds_eicar(path: Path) -> bool:
    """Say whether the test string is anywhere in a file."""
    with path.open("rb") as file:
        return in_pieces(file.read)


def in_pieces(read: Callable[[int], bytes]) -> bool:
    """Say whether the test string is in what is read, piece by piece, to its end."""
    end = b""
    while piece := read(_PIECE):
        if EICAR in end + piece:
            return True
        end = piece[-len(EICAR) :]
    return False
