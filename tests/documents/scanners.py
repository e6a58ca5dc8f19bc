"""Scanners for tests: one that says what it is told, and a daemon that speaks as ClamAV's does."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ehcp.documents.eicar import EICAR
from ehcp.documents.scanner import Clean, Found


@dataclass
class Says:
    """A scanner that says what it is told to, and remembers what it was asked about."""

    answer: Found = field(default_factory=Clean)
    seen: list[bytes] = field(default_factory=list)

    def scan(self, path: Path) -> Found:
        self.seen.append(path.read_bytes())
        return self.answer


@dataclass
class Daemon:
    """A ClamAV daemon: INSTREAM as its manual says.

    Attributes:
        most: the longest stream that it takes.
        does: "hang", "hang up" or "babble" instead of answering.
    """

    address: str
    listening: socket.socket
    most: int = 25_000_000
    does: str = ""
    streams: list[bytes] = field(default_factory=list)
    pieces: list[int] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while True:
            try:
                asking, _ = self.listening.accept()
            except OSError:
                return
            with asking:
                try:
                    self._answer(asking)
                except OSError:
                    continue

    def _answer(self, asking: socket.socket) -> None:
        stream = asking.makefile("rb")
        command = b""
        while not command.endswith(b"\0"):
            command += stream.read(1)
        assert command == b"zINSTREAM\0"
        if self.does == "hang up":
            return
        if self.does == "hang":
            self.stopped.wait(10)
            return
        content = b""
        while True:
            (length,) = struct.unpack(">I", stream.read(4))
            if not length:
                break
            self.pieces.append(length)
            content += stream.read(length)
            if len(content) > self.most:
                asking.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.streams.append(content)
        if self.does == "babble":
            asking.sendall(b"COMMAND READ TIMED OUT\0")
            return
        said = b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        # In two pieces: a road may split what is said wherever it likes.
        asking.sendall(said[:7])
        asking.sendall(said[7:])


@contextmanager
def a_daemon(*, socket_file: Path | None = None, **more: object) -> Iterator[Daemon]:
    """Run a daemon on a port of this machine, or on a socket in a folder."""
    if socket_file is None:
        listening = socket.create_server(("127.0.0.1", 0))
        address = f"127.0.0.1:{listening.getsockname()[1]}"
    else:
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listening.bind(str(socket_file))
        listening.listen()
        address = str(socket_file)
    daemon = Daemon(address=address, listening=listening, **more)  # type: ignore[arg-type]
    running = threading.Thread(target=daemon.run, daemon=True)
    running.start()
    try:
        yield daemon
    finally:
        daemon.stopped.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        running.join(timeout=5)
