"""A letter's plain text in the Markdown of GOV.UK Notify, which knows headings, lists and links."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

_UNDERLINE: Final = re.compile(r"=+|-+")
_RULE: Final = re.compile(r"-{20,}")
_TABLE_RULE: Final = re.compile(r"-+(  -+)*")
_ITEM: Final = re.compile(r"(\* |\d+\. )")
_FOOT: Final = "--"


def as_notify_markdown(text: str) -> str:
    """Write the text of a letter for Notify, which lays it out itself.

    A table becomes a list, for Notify has no tables. The only links are addresses that stand alone
    on a line, as the letter's own do: what somebody typed makes none with words of its own choice.
    """
    return "\n\n".join(
        block
        for lines in _blocks(text.replace("](", "] (").splitlines())
        for block in _as_notify_has_it(lines)
    )


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line.rstrip())
        elif block:
            yield block
            block = []


def _as_notify_has_it(lines: list[str]) -> Iterator[str]:
    first, *rest = lines
    if first == _FOOT:
        yield "---"
        yield "\n".join(rest)
    elif len(lines) == 1 and _RULE.fullmatch(first):
        yield "---"
    elif len(lines) == 2 and _is_heading(first, rest[0]):  # noqa: PLR2004 - a line and its underline
        yield f"{'#' if rest[0].startswith('=') else '##'} {first}"
    elif rest and _TABLE_RULE.fullmatch(rest[0]):
        yield "\n".join(_table(first, rest[0], rest[1:]))
    elif _ITEM.match(first):
        yield "\n".join(_items(lines))
    else:
        yield "\n".join(_paragraph(lines))


def _is_heading(title: str, under: str) -> bool:
    return bool(_UNDERLINE.fullmatch(under)) and len(under) == len(title)


def _table(head: str, rule: str, rows: Sequence[str]) -> Iterator[str]:
    """Give each row as an item: its cells under their headings."""
    columns = [match.span() for match in re.finditer(r"-+", rule)]
    ends = [start for start, _ in columns[1:]] + [None]
    names, *lines = [
        [line[start:end].strip() for (start, _), end in zip(columns, ends, strict=True)]
        for line in (head, *rows)
    ]
    for cells in lines:
        said = [f"{name}: {cell}" for name, cell in zip(names, cells, strict=True) if cell]
        yield f"* {', '.join(said)}"


def _items(lines: Sequence[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if _ITEM.match(line) or not items:
            items.append(line)
        else:
            items[-1] += f" {line.strip()}"
    return items


def _paragraph(lines: Sequence[str]) -> list[str]:
    """Undo the breaks at the width of a mail; an address keeps its own line."""
    joined: list[str] = []
    for line in lines:
        if joined and "://" not in line and "://" not in joined[-1]:
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return joined
