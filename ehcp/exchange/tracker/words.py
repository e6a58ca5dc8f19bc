"""What the words in a cell mean: agreed or refused, withdrawn or moved, on time or late."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from ehcp.exchange.tracker.fields import plain


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


def grounds_by_words() -> list[dict[str, Any]]:
    """Give what words in a reason point to which statutory ground."""
    grounds: list[dict[str, Any]] = _toml()["ground"]
    return grounds


@cache
def _toml() -> dict[str, Any]:
    return tomllib.loads(files("ehcp.exchange.tracker").joinpath("words.toml").read_text("utf-8"))
