"""The refusal of an entry that the journey or the law has no place for."""

from ehcp.refusal import Refusal


class NotPossible(Refusal):
    """The journey or the law does not allow this; nothing was recorded. The message says why."""
