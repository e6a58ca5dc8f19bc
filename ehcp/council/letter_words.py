"""The words of letters as the council changed them at the counter: kept in versions.

What words may say is known to the floor above, which writes the letters: it hands its check in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, insert, select

from ehcp.council.changes import ChangedMeanwhile, NoSuchVersion, reason_given
from ehcp.council.register_there import look
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.tables import letter_words

CHANGED = "changed_words"
"""How the audit record names it."""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One version of a letter's words.

    Attributes:
        words: a line with the subject, and the text; None where it went back to the file's words.
    """

    letter: str
    version: int
    words: str | None
    by: str
    at: datetime


def words_in_force(connection: Connection) -> dict[str, str]:
    """Give the words of each letter that says something else than its file."""
    newest = _newest(connection)
    return {letter: each.words for letter, each in newest.items() if each.words is not None}


def words_versions(engine: Engine) -> dict[str, int]:
    """Give how often the words of each letter were changed; none where they never were."""
    newest: dict[str, Wording] = look(engine, letter_words, _newest, otherwise={})
    return {letter: each.version for letter, each in newest.items()}


def change_words(
    engine: Engine,
    *,
    by: str,
    at: datetime,
    letter: str,
    words: str | None,
    expects_version: int,
    check: Callable[[str], None],
    why: str | None = None,
) -> int:
    """Change the words of a letter, or go back to the file's (None); give their version now.

    `expects_version` is that of the words when they were read (`words_versions`, 0 where they
    never were changed). `check` raises a Refusal for words that cannot be used. Words that are the
    same as before are not kept again.

    Raises:
        ChangedMeanwhile: somebody else was quicker; nothing was changed.
        BadReason: the reason is too long, or not in letters.
    """
    reason = reason_given(why)
    if words is not None:
        words = words.replace("\r\n", "\n").strip() + "\n"
        check(words)
    with writing(engine) as connection:
        newest = _newest_alone(connection).get(letter)
        if (newest.version if newest else 0) != expects_version:
            who = newest.by if newest else "Nobody"
            raise ChangedMeanwhile(
                f"{who} changed the words of {letter} while you were reading them. Nothing of "
                "yours was kept. Look at them as they are now, and change them again if need be."
            )
        if words == (newest.words if newest else None):
            return expects_version
        connection.execute(
            insert(letter_words).values(
                letter=letter,
                version=expects_version + 1,
                words=words,
                changed_by=by,
                changed_at=at,
            )
        )
        note(connection, at=at, by=by, act=CHANGED, about=letter, why=reason)
    return expects_version + 1


def words_history(engine: Engine, *, letter: str) -> tuple[Wording, ...]:
    """Give every version of a letter's words, the newest first; none where they never changed."""
    query = (
        select(letter_words)
        .where(letter_words.c.letter == letter)
        .order_by(letter_words.c.version.desc())
    )
    return look(
        engine,
        letter_words,
        lambda connection: tuple(_wording(row) for row in connection.execute(query)),
        otherwise=(),
    )


def words_then(engine: Engine, *, letter: str, version: int) -> str | None:
    """Give the words of an earlier version; None where they were the file's.

    Raises:
        NoSuchVersion: the letter has had no such version.
    """
    for wording in words_history(engine, letter=letter):
        if wording.version == version:
            return wording.words
    raise NoSuchVersion(f"{letter} has no version {version}. Its history shows those it has.")


def _newest_alone(connection: Connection) -> dict[str, Wording]:
    """Give the newest words, and let nobody else change any until this has been decided."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE letter_words IN EXCLUSIVE MODE")
    return _newest(connection)


def _newest(connection: Connection) -> dict[str, Wording]:
    last = (
        select(letter_words.c.letter, func.max(letter_words.c.version).label("version"))
        .group_by(letter_words.c.letter)
        .subquery()
    )
    query = select(letter_words).join(
        last,
        and_(last.c.letter == letter_words.c.letter, last.c.version == letter_words.c.version),
    )
    return {row.letter: _wording(row) for row in connection.execute(query)}


def _wording(row: Any) -> Wording:  # noqa: ANN401 - a row of the table, whose columns have no types
    return Wording(
        letter=row.letter,
        version=row.version,
        words=row.words,
        by=row.changed_by,
        at=row.changed_at,
    )
