"""Who writes the letters that carry codes; without them nobody from outside is let in."""

from ehcp.refusal import Refusal
from ehcp.web.counter import Letters
from ehcp.web.visit import Visit


class NoLetters(Refusal):
    """No code can be sent: the floor that writes letters is not there."""


def letters_of(visit: Visit) -> Letters:
    """Give the floor that writes letters.

    Raises:
        NoLetters: it is not there.
    """
    if visit.counter.letters is None:
        raise NoLetters("No code can be sent from here at the moment. Try again later.")
    return visit.counter.letters
