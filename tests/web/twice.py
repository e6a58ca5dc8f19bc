"""What is said twice in a row: by a word that is hidden beside one that is seen, mostly."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

_SAID_TWICE = re.compile(
    r"\b((?:\w[\w’'-]*[ ,:.;]+)+\w[\w’'-]*)[ ,:.;]+\1(?![\w’'])", re.IGNORECASE
)
"""A phrase of two words or more, and the same one at once behind it."""
_READ_AS_ONE = frozenset(
    ("a", "button", "label", "legend", "caption", "th", "td", "dt", "dd", "h1", "h2", "h3", "p")
)
_BREAKS = frozenset(("br", "li", "div", "option", "ul", "table", "details", "summary", "form"))


class _Reader(HTMLParser):
    """Gathers the words of each element that is read out as one."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, list[str]]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "style", "svg", "select", "textarea"):
            self._silent += 1
        if tag in _BREAKS:
            self._write(" | ")
        if tag in _READ_AS_ONE:
            self._open.append((tag, [given.get("aria-label") or ""]))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "svg", "select", "textarea"):
            self._silent -= 1
        if tag in _BREAKS:
            self._write(" | ")
        if any(opened == tag for opened, _ in self._open):
            while self._open:
                opened, words = self._open.pop()
                self.found.append(" ".join("".join(words).split()))
                if opened == tag:
                    return

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._write(data)

    def _write(self, words: str) -> None:
        for _, into in self._open:
            into.append(words)


def said_twice(html: str) -> Iterator[str]:
    """Give the words of every element that says a phrase twice in a row."""
    reader = _Reader()
    reader.feed(html)
    yield from (words for words in reader.found if _SAID_TWICE.search(words))
