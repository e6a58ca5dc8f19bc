"""From facts and words to a subject, a text and a page: one Markdown source for all three."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    UndefinedError,
)
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ehcp.law.in_words import MONTHS, count_in_words, day_in_words
from ehcp.refusal import Refusal
from notifications.letter import Facts
from notifications.plain_text import as_plain_text
from notifications.style import BUTTON, STYLES

OURS = Path(__file__).parent / "letters"

_SUBJECT = "Subject:"
_SHORT = len(r"K7Q\-2ND")  # a reference on a narrow screen stays on one line
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&])")
_SPACES = re.compile(r"\s+")


class BadWords(Refusal):
    """A letter's words that cannot be used: which file, what is wrong, what to write."""


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A letter as it goes: subject, text and page say the same."""

    subject: str
    text: str
    html: str


def render(letter: str, facts: Facts, *, council_folder: Path | None = None) -> Rendered:
    """Put the facts into the letter's words; the council's own words go before ours.

    Raises:
        BadWords: the words ask for a fact that the letter does not have, or cannot be read.
    """
    subject_words, body_words, file = _words(letter, _own(council_folder))
    subject = _put(subject_words, facts, file, finalize=_on_one_line)
    if not subject or "\n" in subject:
        raise BadWords(f"{file}: the subject is empty, or longer than one line.")
    tokens = _markdown().parse(_put(body_words, facts, file, finalize=_escaped))
    text = as_plain_text(tokens)
    _dress(tokens)
    body = _markdown().renderer.render(tokens, _markdown().options, {})
    page = _pages().get_template("page.html.jinja").render(subject=subject, body=body, **facts)
    return Rendered(subject=subject, text=f"{text}\n{_foot(facts)}", html=page)


def check_words(names: Sequence[str], *, council_folder: Path | None) -> None:
    """Refuse a file of words that belongs to no letter: its council would think that it is used.

    Raises:
        BadWords: a file name that is no letter's.
    """
    own = _own(council_folder)
    for path in sorted(own.glob("*.md")) if own else ():
        if path.stem not in names:
            raise BadWords(
                f"letters/{path.name} is no letter's. The letters are: {', '.join(names)}."
            )


def _own(council_folder: Path | None) -> Path | None:
    folder = council_folder / "letters" if council_folder else None
    return folder if folder and folder.is_dir() else None


def _words(letter: str, own: Path | None) -> tuple[str, str, str]:
    """Give the words of the subject, those of the body, and how to name their file."""
    path = OURS / f"{letter}.md"
    if own and (own / path.name).exists():
        path = own / path.name
    try:
        return _split(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError):
        raise BadWords(f"letters/{path.name} cannot be read. Save it as UTF-8 text.") from None


@cache
def _split(path: Path, _changed: int) -> tuple[str, str, str]:
    first, _, body = path.read_text(encoding="utf-8").partition("\n")
    file = f"letters/{path.name}"
    if not first.startswith(_SUBJECT):
        raise BadWords(f"{file}: the first line is not the subject. Begin it with '{_SUBJECT}'.")
    return first.removeprefix(_SUBJECT).strip(), body.strip(), file


def _put(words: str, facts: Facts, file: str, *, finalize: Callable[[object], str]) -> str:
    try:
        return _template(words, finalize).render(facts)
    except UndefinedError as error:
        known = ", ".join(sorted(facts))
        raise BadWords(
            f"{file}: a fact is missing: {error.message}. This letter has: {known}."
        ) from None
    except TemplateError as error:
        raise BadWords(f"{file}: the words cannot be read: {error.message}.") from None
    except (TypeError, ValueError, ArithmeticError) as error:
        raise BadWords(f"{file}: a fact cannot be said like that: {error}.") from None


def _foot(facts: Facts) -> str:
    return (
        f"-- \n{facts['council']}, {facts['team_mailbox']}, {facts['telephone']}\n"
        "Names are never written in these emails. Please leave them out of yours.\n"
    )


# ------------------------------------------------------------------------- how facts are said


def _short_day(iso: str) -> str:
    day = date.fromisoformat(str(iso))
    return f"{day.day} {MONTHS[day.month - 1]}"


def _day(iso: str) -> str:
    return day_in_words(date.fromisoformat(str(iso)))


def _count(things: Sequence[Any] | int, unit: str) -> str:
    return count_in_words(things if isinstance(things, int) else len(things), unit=unit)


def _escaped(fact: object) -> str:
    """Keep a fact from being read as Markdown: a service's name may hold an asterisk or a pipe."""
    return _PUNCTUATION.sub(r"\\\1", _SPACES.sub(" ", str(fact)))


def _on_one_line(fact: object) -> str:
    return _SPACES.sub(" ", str(fact))


# ------------------------------------------------------------------------------ the machinery


@cache
def _template(words: str, finalize: Callable[[object], str]) -> Template:
    return _environment(finalize).from_string(words)


@cache
def _environment(finalize: Callable[[object], str]) -> Environment:
    environment = Environment(  # noqa: S701 - what it makes is Markdown or a subject, never HTML
        undefined=StrictUndefined, finalize=finalize
    )
    environment.filters |= {"day": _day, "short_day": _short_day, "count": _count}
    return environment


@cache
def _pages() -> Environment:
    return Environment(
        loader=FileSystemLoader(OURS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _markdown() -> MarkdownIt:
    # Markdown only: HTML in the words would be shown as it is typed.
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _dress(tokens: Sequence[Token]) -> None:
    """Give every tag its looks: mail programs keep these when they throw style sheets away."""
    for before, token in pairwise((tokens[0], *tokens)):
        if before.type == "td_open" and len(token.content) <= _SHORT:
            before.attrJoin("style", "white-space:nowrap;")
        looks = STYLES.get(token.tag if token.nesting >= 0 else "")
        if looks:
            token.attrSet("style", looks)
        if token.tag == "th" and token.nesting == 1:
            token.attrSet("scope", "col")
        inner = token.children or []
        for child in inner:
            if child.type == "link_open":
                # A link that stands alone is the one thing to do.
                child.attrSet("style", BUTTON if _stands_alone(inner) else STYLES["a"])


def _stands_alone(inner: Sequence[Token]) -> bool:
    links = [token.type for token in inner]
    return links[0] == "link_open" and links[-1] == "link_close" and links.count("link_open") == 1
