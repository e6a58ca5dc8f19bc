"""What every road for letters has in common: how it sends, and the ways in which that can end."""

from typing import Protocol

from notifications.mime import Envelope


class NotNow(Exception):
    """This letter was not taken this time; it is tried again later."""


class Refused(Exception):
    """This letter will never be taken; a person must see to it. It says why in a few words."""


class MayHaveGone(Exception):
    """The road broke after the letter was handed over: nobody can tell whether it was taken."""


class RoadClosed(Exception):
    """No letter can go by this road at present. It says nothing about any one letter."""


class Channel(Protocol):
    """A road for letters.

    Attributes:
        name: as it is written in EHCP_CHANNEL.
        sender: the address that letters come from.
    """

    name: str
    sender: str

    def send(self, envelope: Envelope) -> None:
        """Send one letter; returning means that it was taken.

        Raises:
            NotNow, Refused, MayHaveGone, RoadClosed: it was not, or nobody knows.
        """

    def was_sent(self, message_id: str) -> bool | None:
        """Say whether a letter went; None where this road cannot be asked."""

    def close(self) -> None:
        """Hang up."""
