"""The text half of a letter: its Markdown as plain lines that read well in any mail program."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import fill, wrap

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from notifications.kept_whole import numbers_joined, parted

_WIDTH = 76
_NARROWEST = 10
_GAP = "  "


def as_plain_text(tokens: Sequence[Token]) -> str:
    """Write parsed Markdown as plain text."""
    return "\n\n".join(_blocks(SyntaxTreeNode(tokens))) + "\n"


def _blocks(node: SyntaxTreeNode) -> Iterator[str]:
    for block in node.children:
        if block.type == "heading":
            title = _words(block)
            yield f"{title}\n{('=' if block.tag == 'h1' else '-') * len(title)}"
        elif block.type in ("bullet_list", "ordered_list"):
            yield "\n".join(_items(block))
        elif block.type == "table":
            yield "\n".join(_table(block))
        elif block.type == "paragraph":
            yield wrapped(_words(block))
        elif block.type == "hr":
            yield "-" * _WIDTH
        else:
            yield from _blocks(block)


def _items(block: SyntaxTreeNode) -> Iterator[str]:
    for number, item in enumerate(block.children, start=1):
        mark = "* " if block.type == "bullet_list" else f"{number}. "
        words = " ".join(_words(part) for part in item.children)
        yield _filled(words, mark=mark)


def _table(block: SyntaxTreeNode) -> Iterator[str]:
    rows = [
        [_words(cell) for cell in row.children] for part in block.children for row in part.children
    ]
    widths = _fitting([max(len(cell) for cell in column) for column in zip(*rows, strict=True)])
    for number, row in enumerate(rows):
        cells = [_in_a_column(cell, width) for cell, width in zip(row, widths, strict=True)]
        for line in zip_longest(*cells, fillvalue=""):
            placed = (piece.ljust(width) for piece, width in zip(line, widths, strict=True))
            yield _GAP.join(placed).rstrip()
        if number == 0:
            yield _GAP.join("-" * width for width in widths)


def _fitting(widths: list[int]) -> list[int]:
    """Make the widest columns narrower until a line is no wider than the rest of the letter."""
    while sum(widths) + len(_GAP) * (len(widths) - 1) > _WIDTH and max(widths) > _NARROWEST:
        widest = widths.index(max(widths))
        widths[widest] -= 1
    return widths


def _words(node: SyntaxTreeNode) -> str:
    """Give the words within a block; a link is followed by its address."""
    if node.type in ("text", "code_inline", "text_special"):
        return node.content
    if node.type in ("softbreak", "hardbreak"):
        return " " if node.type == "softbreak" else "\n"
    inner = "".join(_words(child) for child in node.children)
    return f"{inner}:\n{node.attrs['href']}" if node.type == "link" else inner


def wrapped(words: str) -> str:
    """Break words into lines; an address stays whole, and so do a reference and a number."""
    # A mail program would link to half of a broken address, and find no half of a reference.
    return "\n".join(line if "://" in line else _filled(line) for line in words.split("\n"))


def _filled(words: str, *, mark: str = "") -> str:
    return parted(
        fill(
            numbers_joined(words),
            _WIDTH,
            initial_indent=mark,
            subsequent_indent=" " * len(mark),
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def _in_a_column(words: str, width: int) -> list[str]:
    lines = wrap(numbers_joined(words), width, break_on_hyphens=False)
    return [parted(line) for line in lines] or [""]
