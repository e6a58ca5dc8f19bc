"""How a letter's parsed words become a page that looks right in any mail program and on a phone."""

import re
from collections.abc import Sequence
from itertools import pairwise

from markdown_it.token import Token

from ehcp.law.in_words import MONTHS
from notifications.style import BUTTON, CLOSE_TOGETHER, STYLES

_MANY_COLUMNS = 4
"""So many do not fit a phone unless they stand closer together."""

_SHORT = len(r"K7Q\-2ND")  # a reference on a narrow screen stays on one line
_DAY = rf"\d{{1,2}} (?:{'|'.join(MONTHS)})\b"
_COUNTS = r"\d+ (?:day|week|time)s?\b"
_TELEPHONE = r"\d[\d ]+\d"
_IN_A_TABLE = re.compile(rf"{_DAY}|{_COUNTS}|{_TELEPHONE}")  # a column may be narrower than a day
_KEPT_TOGETHER = re.compile(rf"{_DAY}(?: \d{{4}})?|{_COUNTS}|{_TELEPHONE}")
_NO_BREAK = "\u00a0"


def dress(tokens: Sequence[Token]) -> None:
    """Give every tag its looks: mail programs keep these when they throw style sheets away."""
    columns = 0
    for before, token in pairwise((tokens[0], *tokens)):
        if token.type == "table_open":
            columns = _columns(tokens, token)
        looks = STYLES.get(token.tag if token.nesting >= 0 else "")
        if looks:
            close = columns >= _MANY_COLUMNS and token.tag in CLOSE_TOGETHER
            token.attrSet("style", looks + (CLOSE_TOGETHER[token.tag] if close else ""))
        if before.type == "td_open" and len(token.content) <= _SHORT:
            before.attrJoin("style", "white-space:nowrap;")
        if token.tag == "th" and token.nesting == 1:
            token.attrSet("scope", "col")
        _dress_line(token.children or [], in_a_table=before.type == "td_open")


def unbroken(words: str, *, in_a_table: bool = False) -> str:
    """Let no day, no count of days and no telephone number break at the end of a line."""
    parts = _IN_A_TABLE if in_a_table else _KEPT_TOGETHER
    return parts.sub(lambda found: found[0].replace(" ", _NO_BREAK), words)


def _dress_line(inner: Sequence[Token], *, in_a_table: bool) -> None:
    for child in inner:
        if child.type == "text":
            child.content = unbroken(child.content, in_a_table=in_a_table)
        if child.type == "link_open":
            # A link that stands alone is the one thing to do.
            child.attrSet("style", BUTTON if _stands_alone(inner) else STYLES["a"])


def _columns(tokens: Sequence[Token], table: Token) -> int:
    after = tokens[tokens.index(table) :]
    row = after[: next(n for n, token in enumerate(after) if token.type == "tr_close")]
    return sum(token.type == "th_open" for token in row)


def _stands_alone(inner: Sequence[Token]) -> bool:
    links = [token.type for token in inner]
    return links[0] == "link_open" and links[-1] == "link_close" and links.count("link_open") == 1
