"""A letter's page, made safe to be shown inside one of ours.

A mail carries its looks on every tag, which our policy for content does not let a page do. So they
are taken off the tags and put into one style sheet, which the page lets through by its hash; and
the letter stands in a frame without any right: it runs nothing, fetches nothing and leads nowhere.
"""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from html.parser import HTMLParser

from ehcp.web.security import CONTENT_SECURITY_POLICY

_TAGS = frozenset(
    (
        *("html", "head", "title", "body", "div", "main", "footer", "p", "br", "hr"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"),
        *("table", "thead", "tbody", "tr", "th", "td", "a", "strong", "em"),
    )
)
_EMPTY = frozenset({"br", "hr"})
_ATTRIBUTES = frozenset({"lang", "scope"})
_OWN_STYLES = "style-src 'self'"


@dataclass(frozen=True, kw_only=True)
class Framed:
    """A letter's page for a frame.

    Attributes:
        html: for the frame's `srcdoc`.
        policy: what the page around it sends as its policy for content.
    """

    html: str
    policy: str


def framed(html: str) -> Framed:
    """Make a letter's page ready for a frame of ours."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    sheet = "".join(f".s{n}{{{looks}}}" for looks, n in reader.looks.items())
    sheet = sheet.replace("<", "")
    written = "".join(reader.written)
    with_styles = written.replace("<head>", f"<head><style>{sheet}</style>", 1)
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    return Framed(
        html=with_styles,
        policy=CONTENT_SECURITY_POLICY.replace(_OWN_STYLES, f"{_OWN_STYLES} 'sha256-{digest}'"),
    )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.looks: dict[str, int] = {}
        self.written: list[str] = ["<!DOCTYPE html>\n"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            return
        given = {name: value or "" for name, value in attrs}
        kept = {name: value for name, value in given.items() if name in _ATTRIBUTES}
        if "style" in given:
            number = self.looks.setdefault(given["style"], len(self.looks))
            kept["class"] = f"s{number}"
        said = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
        self.written.append(f"<{tag}{said}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _TAGS - _EMPTY:
            self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.written.append(escape(data, quote=False))
