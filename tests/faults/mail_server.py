"""A real mail server on this machine, which takes everything and counts what it has taken."""

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes

from aiosmtpd.controller import Controller


class Sink:
    """A handler that takes everything and counts what it has taken."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        found = message_from_bytes(envelope.content)["Message-ID"]
        self.taken[found.strip("<>").split("@")[0]] += 1
        return "250 taken"


@contextmanager
def mails_taken() -> Iterator[tuple[Sink, dict[str, str]]]:
    """Take mails while the block runs; give what was taken, and the settings that lead here."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield (
            sink,
            {
                "EHCP_CHANNEL": "smtp",
                "EHCP_SMTP_HOST": "127.0.0.1",
                "EHCP_SMTP_PORT": str(port),
                "EHCP_SMTP_SECURITY": "none",
                "EHCP_SMTP_SENDER": "ehc@council.example",
            },
        )
    finally:
        controller.stop()
