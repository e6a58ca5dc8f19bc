"""The unique pupil number: its form, and the check letter that catches a slip of the finger."""

import re

from ehcp.refusal import Refusal

_FORM = re.compile(r"[A-Z]\d{11}[0-9A-Z]")
# Without I, O and S, which are taken for figures.
_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


class BadUpn(Refusal):
    """A number that can be nobody's UPN."""


def tidy_upn(typed: str) -> str:
    """Write a UPN in capitals without spaces.

    Raises:
        BadUpn: it has another form, or its first letter does not fit what follows.
    """
    upn = typed.upper().replace(" ", "").replace("-", "")
    if not _FORM.fullmatch(upn):
        raise BadUpn("A UPN is a letter, eleven digits, and a digit or letter: A123456789012.")
    letter, rest = upn[0], upn[1:]
    values = [int(each) if each.isdigit() else _LETTERS.find(each) for each in rest]
    checked = sum(value * weight for weight, value in enumerate(values, start=2))
    if min(values) < 0 or _LETTERS[checked % len(_LETTERS)] != letter:
        raise BadUpn(
            "This is nobody's UPN: its first letter does not fit the rest. Check every figure."
        )
    return upn
