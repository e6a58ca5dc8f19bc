"""The ClamAV daemon, spoken to as its manual says: INSTREAM, in pieces, over TCP or a socket."""

import socket
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from ehcp.documents.scanner import Clean, Found, Infected, Unavailable

_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096
_CLEAN = "stream: OK"
_FOUND = " FOUND"


@dataclass(frozen=True, kw_only=True)
class Clamd:
    """A ClamAV daemon.

    Attributes:
        address: `HOST:PORT`, or the path of its socket.
        seconds: the longest that one file may take, connecting included.
    """

    address: str
    seconds: float = 20

    def scan(self, path: Path) -> Found:
        """Send a file to the daemon, and say what it found."""
        until = monotonic() + self.seconds
        try:
            with self._connected(until) as daemon:
                answer = _asked(daemon, path, until=until)
        except TimeoutError:
            return Unavailable(f"the scanner took longer than {self.seconds:g} seconds")
        except OSError as error:
            return Unavailable(f"the scanner cannot be reached ({type(error).__name__})")
        return _read(answer)

    def _connected(self, until: float) -> socket.socket:
        if self.address.startswith("/"):
            daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                daemon.settimeout(_left(until))
                daemon.connect(self.address)
            except BaseException:
                daemon.close()
                raise
            return daemon
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_left(until))


def _asked(daemon: socket.socket, path: Path, *, until: float) -> str:
    try:
        daemon.settimeout(_left(until))
        daemon.sendall(b"zINSTREAM\0")
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                daemon.settimeout(_left(until))
                daemon.sendall(len(piece).to_bytes(4, "big") + piece)
        daemon.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        # It closes the road while we still send, where the file is larger than it takes; what it
        # said before that can be read.
        pass
    said = b""
    while b"\0" not in said and len(said) < _LONGEST_ANSWER:
        daemon.settimeout(_left(until))
        piece = daemon.recv(_LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _read(answer: str) -> Found:
    if answer == _CLEAN:
        return Clean()
    if answer.endswith(_FOUND):
        return Infected(answer.removeprefix("stream: ").removesuffix(_FOUND))
    return Unavailable(f"the scanner said: {answer[:200]}" if answer else "the scanner hung up")


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left
