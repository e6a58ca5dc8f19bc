"""Of which version the page was that a form came from."""

from ehcp.web.numbers import number_in
from ehcp.web.visit import Visit

_NEVER = -1


def expected(visit: Visit) -> int:
    """Read the version that the form carries; one that can never be, where it carries none."""
    sent = number_in(visit.sent.text("expects"))
    return _NEVER if sent is None else sent
