"""How names are written in a PDF: in every spelling that the format allows."""

import re

NAME_ENDS = rb"(?=[\s\0/<>\[\](){}%]|\Z)"
WHOLE = NAME_ENDS[:-1] + rb"|#00)"  # some programs read a name no further than that
GAP = rb"(?:[\s\0]|%[^\r\n]{0,20}[\r\n])*+"


def spelt(name: bytes) -> bytes:
    """Write a pattern for a name in every spelling: each letter may be its number (#4a)."""
    letters = (re.escape(bytes([each])) + b"|#(?i:%02x)" % each for each in name)
    return b"/" + b"".join(b"(?:" + letter + b")" for letter in letters)
