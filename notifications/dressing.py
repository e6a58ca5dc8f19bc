"""How a letter's parsed words become a page that looks right in any mail program and on a phone."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from notifications.kept_whole import REFERENCE, unbroken
from notifications.style import BUTTON, CLOSE_TOGETHER, ON_ONE_LINE, STYLES

_MANY_COLUMNS = 4
"""So many do not fit a phone unless they stand closer together."""

_SHORT = len(r"K7Q\-2ND")  # a reference on a narrow screen stays on one line


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
            before.attrJoin("style", ON_ONE_LINE)
        if token.tag == "th" and token.nesting == 1:
            token.attrSet("scope", "col")
        _dress_line(token, in_a_table=before.type == "td_open")


def _dress_line(token: Token, *, in_a_table: bool) -> None:
    inner = token.children or []
    for child in inner:
        if child.type == "text":
            child.content = unbroken(child.content, in_a_table=in_a_table)
        if child.type == "link_open":
            # A link that stands alone is the one thing to do.
            child.attrSet("style", BUTTON if _stands_alone(inner) else STYLES["a"])
    if token.children:
        token.children = [part for child in inner for part in _with_whole_references(child)]


def _with_whole_references(child: Token) -> Iterator[Token]:
    """Part a text at each case reference, which is then kept on one line."""
    # A hyphen that does not break would be another character, which nobody finds who copies it.
    if child.type != "text":
        yield child
        return
    end = 0
    for found in REFERENCE.finditer(child.content):
        yield _text(child.content[end : found.start()])
        yield Token("span_open", "span", 1, attrs={"style": ON_ONE_LINE})
        yield _text(found[0])
        yield Token("span_close", "span", -1)
        end = found.end()
    yield _text(child.content[end:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _columns(tokens: Sequence[Token], table: Token) -> int:
    after = tokens[tokens.index(table) :]
    row = after[: next(n for n, token in enumerate(after) if token.type == "tr_close")]
    return sum(token.type == "th_open" for token in row)


def _stands_alone(inner: Sequence[Token]) -> bool:
    links = [token.type for token in inner]
    return links[0] == "link_open" and links[-1] == "link_close" and links.count("link_open") == 1
