"""From facts and words to a subject, a text and a page: one Markdown source for all three."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
)
from markdown_it import MarkdownIt

from notifications.dressing import dress
from notifications.kept_whole import unbroken
from notifications.letter import NO_NAMES, Facts
from notifications.plain_text import as_plain_text, wrapped
from notifications.wording import template
from notifications.words import NONE_CHANGED, OURS, BadWords, Words, words_of

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&])")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A letter as it goes: subject, text and page say the same."""

    subject: str
    text: str
    html: str


def render(
    letter: str,
    facts: Facts,
    *,
    council_folder: Path | None = None,
    changed: Mapping[str, str] = NONE_CHANGED,
) -> Rendered:
    """Put the facts into the letter's words.

    Words changed at the counter go before the council's own files, and those before ours.

    Raises:
        BadWords: the words ask for a fact that the letter does not have, or cannot be read.
    """
    return rendered(words_of(letter, changed=changed, council_folder=council_folder), facts)


def rendered(words: Words, facts: Facts) -> Rendered:
    """Put the facts into these words.

    Raises:
        BadWords: as in `render`.
    """
    subject = _put(words.subject, facts, words.where, finalize=_on_one_line, line=1)
    if not subject or "\n" in subject:
        raise BadWords(f"{words.where}: the subject is empty, or longer than one line.")
    body = _put(words.body, facts, words.where, finalize=_escaped, line=2)
    tokens = _markdown().parse(body)
    if not tokens:
        raise BadWords(f"{words.where}: below the subject nothing is said. Write the letter there.")
    if any(child.type == "image" for token in tokens for child in token.children or ()):
        raise BadWords(
            f"{words.where}: a letter shows no picture, which would be fetched and tell who reads."
        )
    text = as_plain_text(tokens)
    dress(tokens)
    page_body = _markdown().renderer.render(tokens, _markdown().options, {})
    page = _pages().get_template("page.html.jinja")
    return Rendered(
        subject=subject,
        text=f"{text}\n{_foot(facts)}",
        html=page.render(
            **{"foot": NO_NAMES, **facts, "subject": subject, "body": page_body},
            number=unbroken(facts["telephone"]),
        ),
    )


def _put(
    words: str, facts: Facts, where: str, *, finalize: Callable[[object], str], line: int
) -> str:
    """Put the facts into a piece of the words; `line` is where it begins in them."""
    try:
        return template(words, finalize).render(facts)
    except UndefinedError as error:
        known = ", ".join(sorted(facts))
        raise BadWords(
            f"{where}: a fact is missing: {error.message}. This letter has: {known}."
        ) from None
    except TemplateSyntaxError as error:
        at = error.lineno + line - 1
        raise BadWords(
            f"{where}: the words cannot be read at line {at}: {error.message}."
        ) from None
    except TemplateError as error:
        raise BadWords(f"{where}: the words cannot be read: {error.message}.") from None
    except (TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        raise BadWords(f"{where}: a fact cannot be said like that: {error}.") from None


def _foot(facts: Facts) -> str:
    foot = facts.get("foot", NO_NAMES)  # a message of an earlier release was kept without one
    who = f"-- \n{facts['council']}, {facts['team_mailbox']}, {facts['telephone']}\n"
    return f"{who}{wrapped(foot)}\n" if foot else who


def _escaped(fact: object) -> str:
    """Keep a fact from being read as Markdown: a service's name may hold an asterisk or a pipe."""
    return _PUNCTUATION.sub(r"\\\1", _SPACES.sub(" ", str(fact)))


def _on_one_line(fact: object) -> str:
    return _SPACES.sub(" ", str(fact))


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
