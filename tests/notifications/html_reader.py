"""A strict reader of pages: every tag is known and closed where it must be."""

from html.parser import HTMLParser

_VOID = {"meta", "br", "hr", "img", "link", "input"}
_KNOWN = {
    *("html", "head", "title", "body", "main", "footer", "div", "p", "a", "strong", "em", "span"),
    *("h1", "h2", "h3", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "code"),
}
_HOLDS_WORDS_ONLY = {"p", "h1", "h2", "h3"}
_BLOCKS = {"div", "p", "table", "ul", "ol", "h1", "h2", "h3", "main", "footer"}


class Page(HTMLParser):
    """A page that has been read; reading a bad one raises AssertionError."""

    def __init__(self, source: str) -> None:
        super().__init__()
        assert source.startswith("<!DOCTYPE html>\n")
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == [], f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check a tag as it opens."""
        assert tag in _KNOWN | _VOID, f"<{tag}> is not expected in a letter"
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> says something twice: {names}"
        assert not (tag in _BLOCKS and _HOLDS_WORDS_ONLY & set(self.open)), f"<{tag}> in words"
        self.seen.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that a tag closes the one that was opened last."""
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> crosses another"

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Give the attributes of every tag of this name."""
        return [attrs for name, attrs in self.seen if name == tag]

    @property
    def text(self) -> str:
        """Give the words as they are read out."""
        return " ".join(" ".join(self.words).split())
