"""What every refusal has in common: a sentence for the person who asked."""


class Refusal(Exception):
    """Something a person asked for cannot be done. The message says what was wrong and what to do.

    The command line prints it and ends with status 1; a page shows it; nothing was half-written.
    """
