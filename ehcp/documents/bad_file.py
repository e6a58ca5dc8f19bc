"""A file that is not taken in, with the sentence that says why and what to do."""

from ehcp.refusal import Refusal


class BadFile(Refusal):
    """A file that is not taken in. Nothing of it is kept."""
