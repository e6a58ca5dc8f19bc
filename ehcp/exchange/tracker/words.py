"""What the words in a cell mean: agreed or refused, withdrawn or moved, on time or late."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from ehcp.exchange.tracker.fields import plain
from ehcp.exchange.tracker.written_days import without_days

_A_STOP = re.compile(r"\s[-–—]+\s|[.,;:]\s|\(|\n")


@cache
def meaning_of_words(text: str, *, about: str) -> str | None:
    """Find what the words of a cell mean (`yes`, `no`, `withdrawn`, …); None where nobody knows.

    The lists of `words.toml` are tried in their order.
    """
    typed = set(plain(text).split())
    for meaning, known in _toml()[about].items():
        if not typed.isdisjoint(known):
            return str(meaning)
    return None


@cache
def readings_of(text: str, *, about: str) -> tuple[str, ...]:
    """Give every meaning that the words about a decision have, in their order: one is certain."""
    said = _A_STOP.split(without_days(text))
    return tuple(dict.fromkeys(found for part in said for found in _readings_in(part, about)))


def _readings_in(part: str, about: str) -> Iterator[str]:
    """Read what stands between two stops phrase by phrase, the longest first.

    A phrase that does not open it counts only where no word before it ("not", "unless") leaves open
    what it says.
    """
    phrases, alone, longest = _phrases(about)
    words = plain(part).split()
    if " ".join(words) in alone:
        yield alone[" ".join(words)]
        return
    place = 0
    while place < len(words):
        for count in range(min(longest, len(words) - place), 0, -1):
            meaning = phrases.get(" ".join(words[place : place + count]))
            if meaning is not None:
                yield meaning
                place += count
                break
        else:
            if words[place] in _toml()["decision_words"]["unsettling"]:
                return
            place += 1


@cache
def _phrases(about: str) -> tuple[dict[str, str], dict[str, str], int]:
    """Give the phrases and the words alone, each with its meaning, and the longest's length."""
    lists = dict(_toml()[about])
    alone = {word: meaning for meaning, words in lists.pop("alone").items() for word in words}
    phrases = {phrase: meaning for meaning, known in lists.items() for phrase in known}
    return phrases, alone, max(len(phrase.split()) for phrase in phrases)


def grounds_by_words() -> list[dict[str, Any]]:
    """Give what words in a reason point to which statutory ground."""
    grounds: list[dict[str, Any]] = _toml()["ground"]
    return grounds


def names_the_family(reason: str) -> bool:
    """Say whether a reason names the child, the parent, the young person or their family."""
    return says_any(reason, _toml()["exception_words"]["family"])


def names_no_exception(reason: str) -> bool:
    """Say whether a reason names what the law never takes for one: staff, late advice, shortage."""
    return says_any(reason, _toml()["exception_words"]["never"])


def says_any(text: str, phrases: Iterable[str]) -> bool:
    """Say whether one of these phrases stands in a text, word for word, or in the plural."""
    said = f" {plain(text)} "
    return any(f" {phrase} " in said or f" {phrase}s " in said for phrase in phrases)


@cache
def _toml() -> dict[str, Any]:
    return tomllib.loads(files("ehcp.exchange.tracker").joinpath("words.toml").read_text("utf-8"))
