"""What every road for letters has in common: how it sends, and the ways in which that can end."""

from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a road says of a letter that it took.

    Attributes:
        status: in the road's own word: sending, delivered, permanent-failure, …
        taken_at: when it took the letter.
        said_at: since when it is so.
    """

    status: str
    taken_at: datetime
    said_at: datetime


class Channel(Protocol):
    """A road for letters.

    Attributes:
        name: as it is written in EHCP_CHANNEL.
        sender: the address that letters come from.
        gives_receipts: whether it says later what became of a letter. Then it can also be asked
            whether it took one of which nobody can tell, though not in the same minute: it may
            still have it in its hands.
    """

    name: str
    sender: str
    gives_receipts: bool

    def send(self, envelope: Envelope) -> None:
        """Send one letter; returning means that it was taken.

        Raises:
            NotNow, Refused, MayHaveGone, RoadClosed: it was not, or nobody knows.
        """

    def was_sent(self, message_id: str) -> bool | None:
        """Say whether a letter went; None where this road cannot be asked.

        Raises:
            RoadClosed: it does not say at present.
        """

    def close(self) -> None:
        """Hang up."""


class Receipted(Channel, Protocol):
    """A road that can be asked what became of a letter."""

    def told(self, message_id: str) -> Told | None:
        """Say what became of a letter; None where it has none with this id.

        Raises:
            RoadClosed: it does not say at present.
        """
