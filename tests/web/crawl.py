"""Walking through the counter as a stranger would: every link followed once, every form found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from tests.web.people import Guest

_REFERENCE = re.compile(r"/[0-9A-Z]{3}-[0-9A-Z]{3}(?=/|$)")
_NUMBER = re.compile(r"/\d+(?=/|$)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|(?<=/report/)today")
_PART = re.compile(r"(?<=/figures/)([^/]+)/.+")
_CLOSES_ITSELF = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
_NOT_TYPED = ("hidden", "checkbox", "radio", "submit", "button", "image", "reset", "file")


@dataclass
class FormOnPage:
    """A form: where it is sent, what it holds already, and which of its fields are typed."""

    page: str
    action: str
    method: str
    held: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)

    @property
    def shape(self) -> str:
        """Name the form whatever case it is about."""
        return f"{self.method} {shape_of(self.action)} {sorted(self.typed)}"


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.links: list[str] = []
        self.forms: list[FormOnPage] = []
        self._form: FormOnPage | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith(("/", "?")):
            self.links.append(given["href"])
        elif tag == "form":
            action = given.get("action") or urlsplit(self.page).path
            self._form = FormOnPage(self.page, action, given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None and given.get("name"):
            self._take(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None

    def _take(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        name = given["name"]
        kind = given.get("type", "text")
        if tag == "textarea" or (tag == "input" and kind not in _NOT_TYPED):
            self._form.typed.append(name)
        elif tag == "input" and (kind == "hidden" or "checked" in given):
            self._form.held.setdefault(name, given.get("value", "on"))
        elif tag in ("input", "button", "select") and name not in self._form.held:
            self._form.held[name] = given.get("value", "")


class _Bricks(HTMLParser):
    """Every element with what it stands in and what it stands behind."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._inside: list[tuple[str, str]] = []
        self._before = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        named = " ".join(sorted(name for name in given if name not in ("class", "checked")))
        brick = f"{tag}.{given.get('class')}.{given.get('role')}.{given.get('type')} {named}"
        parent = self._inside[-1][1] if self._inside else ""
        self.found.add(f"{parent} > {self._before} + {brick}")
        self._before = brick
        if tag not in _CLOSES_ITSELF:
            self._inside.append((tag, brick))
            self._before = ""

    def handle_endtag(self, tag: str) -> None:
        while self._inside:
            opened, self._before = self._inside.pop()
            if opened == tag:
                return


def bricks_of(text: str) -> set[str]:
    """Give what a page is built of, whatever its words are."""
    reader = _Bricks()
    reader.feed(text)
    return reader.found


def shape_of(path: str) -> str:
    """Give the shape of an address, whatever case, number, day or part of a figure is in it."""
    plain = _DAY.sub("DAY", _NUMBER.sub("/N", _REFERENCE.sub("/REF", urlsplit(path).path)))
    return _PART.sub(r"\1/PART", plain) or "/"


def read(page: str, text: str) -> tuple[list[str], list[FormOnPage]]:
    """Give the links and the forms of a page."""
    reader = _Reader(page)
    reader.feed(text)
    return reader.links, reader.forms


def pages_of(someone: Guest, *starts: str, most: int = 2_000) -> Iterator[tuple[str, str]]:
    """Give every page that can be come to by links, one of each shape, with its text."""
    waiting = list(starts)
    seen: set[str] = set()
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        if shape_of(path) in seen or path.startswith(("/assets", "/sign-out")):
            continue
        seen.add(shape_of(path))
        answer = someone.get(path)
        if answer.status_code in (301, 302, 303, 307):
            waiting.append(answer.headers["location"])
            continue
        assert answer.status_code == 200, f"{path} answers {answer.status_code}"
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        if "content-disposition" in answer.headers:
            continue  # to be kept, not looked at
        yield path, answer.text
        here = urlsplit(path).path
        links, _ = read(path, answer.text)
        waiting += [
            here + link if link.startswith("?") else link.partition("#")[0] for link in links
        ]
