"""A folder of .eml files in place of a mail server: by default nobody is mailed by accident."""

import os
from pathlib import Path

from notifications.channels.channel import RoadClosed
from notifications.mime import Envelope


class Mailbox:
    """Letters become files, each named by the id of its message."""

    name = "mailbox"
    gives_receipts = False

    def __init__(self, folder: Path, *, sender: str) -> None:
        self.folder = folder
        self.sender = sender

    def send(self, envelope: Envelope) -> None:
        """Put one letter into the folder, whole or not at all.

        Raises:
            RoadClosed: the folder cannot be written to.
        """
        file = self._file(envelope.message_id)
        unfinished = file.with_suffix(".part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with unfinished.open("wb") as out:
                out.write(envelope.content)
                out.flush()
                os.fsync(out.fileno())
            unfinished.replace(file)
        except OSError as error:
            raise RoadClosed(
                f"The mailbox folder '{self.folder}' cannot be written to ({error.strerror}). "
                "Name another with EHCP_MAILBOX."
            ) from None

    def was_sent(self, message_id: str) -> bool:
        """Look whether the letter is there."""
        return self._file(message_id).exists()

    def close(self) -> None:
        """Nothing stays open."""

    def _file(self, message_id: str) -> Path:
        return self.folder / f"{message_id}.eml"
