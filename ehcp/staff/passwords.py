"""Passwords: what may be one, how it is kept (Argon2), and the first one that we give."""

import re
import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ehcp.refusal import Refusal

SHORTEST = 12
LONGEST = 200
_LEFT_OVER = 6
"""So many letters must be left of a password without one's own name and the commonest words."""

_HASHER = PasswordHasher()

# Easily told apart, read out over the telephone or copied from paper.
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
_GROUPS, _IN_A_GROUP = 4, 4

# The commonest of twelve letters and more; shorter ones are caught as parts of longer.
_COMMONEST = frozenset(
    {
        "123412341234",
        "123456123456",
        "1234567890ab",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "abc123abc123",
        "basketball12",
        "football1234",
        "iloveyou1234",
        "letmeinletmein",
        "manchesterunited",
        "qazwsxedcrfv",
        "qwerty123456",
        "qwertyuiopas",
        "qwertyuiopasdfghjkl",
        "sunshine1234",
        "thisismypassword",
        "trustno1trustno1",
        "unbelievable",
    }
)
_COMMON_WORDS = (
    "administrator",
    "password",
    "passw0rd",
    "p4ssw0rd",
    "changeme",
    "welcome",
    "letmein",
    "qwertyuiop",
    "qwerty",
    "council",
    "caseworker",
    "manager",
    "admin",
    "ehcp",
    "send",
)
_ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


class WeakPassword(Refusal):
    """A password that somebody would guess; the one before stays."""


def hash_of_password(password: str) -> str:
    """Give what is kept of a password."""
    return _HASHER.hash(_plain(password))


def is_password(password: str, *, kept: str | None) -> bool:
    """Say whether this is the password; where none is kept it takes just as long to say no."""
    try:
        _HASHER.verify(kept or _nobodys(), _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Say whether a password is kept in a way that is no longer strong enough."""
    return _HASHER.check_needs_rehash(kept)


def refuse_weak(password: str, *, name: str, email: str) -> None:
    """Refuse a password that is too short, one of the commonest, or one's own name.

    Raises:
        WeakPassword: with what to do instead.
    """
    if len(password) < SHORTEST:
        raise WeakPassword(
            f"The password is too short. Use {SHORTEST} letters or more; three or four words that "
            "do not belong together are easy to remember and hard to guess."
        )
    if len(password) > LONGEST:
        raise WeakPassword(f"The password is too long. Use at most {LONGEST} letters.")
    said = _squashed(password)
    left = said
    for word in sorted({*_words_of(name, email), *_COMMON_WORDS}, key=len, reverse=True):
        left = left.replace(word, "")
    if len(re.sub(r"\d+$", "", left)) < min(_LEFT_OVER, len(said)):
        raise WeakPassword(
            "The password is made of your name, your email address or very common words. Use "
            "three or four words that have nothing to do with you."
        )
    if said in _COMMONEST or _is_a_row(said):
        raise WeakPassword(
            "The password is one of those that are guessed first. Use three or four words that do "
            "not belong together."
        )


def first_password() -> str:
    """Make a password that is given to somebody once, and that they change when they sign in."""
    return "-".join(
        "".join(secrets.choice(_LETTERS) for _ in range(_IN_A_GROUP)) for _ in range(_GROUPS)
    )


def _plain(password: str) -> str:
    # The same letters may be written in several ways, by the keyboard of one machine or another.
    return unicodedata.normalize("NFKC", password)


def _squashed(text: str) -> str:
    return "".join(letter for letter in _plain(text).casefold() if letter.isalnum())


def _words_of(name: str, email: str) -> set[str]:
    local = email.partition("@")[0]
    words = [*re.split(r"[\W_]+", name), *re.split(r"[\W_]+", email), name, local, email]
    return {plain for word in words if len(plain := _squashed(word)) > 2}  # noqa: PLR2004 - "de"


def _is_a_row(said: str) -> bool:
    """Say whether it is a few letters again and again, or keys in their order."""
    few = 3
    return len(set(said)) <= few or any(said in row * 2 or said[::-1] in row * 2 for row in _ROWS)


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_urlsafe())
