"""The refusal of an entry that the journey or the law has no place for."""


class NotPossible(Exception):
    """The journey or the law does not allow this; nothing was recorded. The message says why."""
