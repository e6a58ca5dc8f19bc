"""What no line of a letter breaks in the middle: a case reference, a telephone number, a day."""

import re
from typing import Final

from ehcp.law.in_words import MONTHS
from ehcp.register.references import ALPHABET

REFERENCE: Final = re.compile(rf"(?<![\w-])[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}(?![\w-])")
"""As it is drawn in `ehcp.register.references`."""

_DAY = rf"\d{{1,2}} (?:{'|'.join(MONTHS)})\b"
_COUNTS = r"\d+ (?:day|week|time)s?\b"
_TELEPHONE = r"\d[\d ]+\d"
_NUMBER = re.compile(_TELEPHONE)
_IN_A_TABLE = re.compile(rf"{_DAY}|{_COUNTS}|{_TELEPHONE}")  # a column may be narrower than a day
_KEPT_TOGETHER = re.compile(rf"{_DAY}(?: \d{{4}})?|{_COUNTS}|{_TELEPHONE}")
_NO_BREAK = "\u00a0"


def unbroken(words: str, *, in_a_table: bool = False) -> str:
    """Let no day, no count of days and no telephone number break at the end of a line."""
    return _joined(words, _IN_A_TABLE if in_a_table else _KEPT_TOGETHER)


def numbers_joined(words: str) -> str:
    """Let no telephone number break where words are wrapped; see `parted`."""
    return _joined(words, _NUMBER)


def parted(words: str) -> str:
    """Write ordinary spaces again once words have been wrapped: plain text has no others."""
    return words.replace(_NO_BREAK, " ")


def _joined(words: str, parts: re.Pattern[str]) -> str:
    return parts.sub(lambda found: found[0].replace(" ", _NO_BREAK), words)
