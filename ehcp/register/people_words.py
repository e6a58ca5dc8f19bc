"""The words by which a child is found: folded, a row each, so that a beginning finds it at once.

They follow from the table of people, and are put right in the transaction that changes it.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from ehcp.register.tables import people, people_words

NAME, SETTING, NUMBER, POSTCODE = "name", "setting", "number", "postcode"
_FROM: Final = (
    ("forename", NAME),
    ("surname", NAME),
    ("setting", SETTING),
    ("upn", NUMBER),
    ("uln", NUMBER),
    ("external_id", NUMBER),
    ("postcode", POSTCODE),
)
COLUMNS: Final = frozenset(column for column, _ in _FROM)
"""The columns of the table of people from which words come."""
COMMON: Final = frozenset({"school", "primary", "academy", "college", "the", "of", "and"})
"""Words that so many settings have in their names that they find nothing."""
_LONGEST: Final = 60
_MADE_PLAIN: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
    | dict.fromkeys("'\u2019\u2018`\u00b4\u02bc.", None)
)
_AT_A_TIME: Final = 500


def fold(text: str) -> str:
    """Write text in small letters, without accents and apostrophes: Zoë O'Brien as zoe obrien."""
    small = unicodedata.normalize("NFKD", text).casefold()
    apart = unicodedata.normalize("NFKD", small)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return plain.translate(_MADE_PLAIN)


def words_in(text: str) -> tuple[str, ...]:
    """Give the words of a text, folded, each once."""
    plain = "".join(letter if letter.isalnum() else " " for letter in fold(text))
    return tuple(dict.fromkeys(word[:_LONGEST] for word in plain.split()))


def in_one_word(text: str) -> str:
    """Write a number or a postcode as one word, whatever spaces and strokes it was typed with."""
    return "".join(letter for letter in fold(text) if letter.isalnum())[:_LONGEST]


def words_of(person: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the words by which somebody is found, each with what it is; the same one may repeat."""
    for column, what in _FROM:
        text = person.get(column)
        if not text:
            continue
        if what in (NUMBER, POSTCODE):
            yield in_one_word(text), what
        else:
            yield from (
                (word, what) for word in words_in(text) if not (what == SETTING and word in COMMON)
            )


def put_words(connection: Connection, persons: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Keep the words of people who have none yet."""
    rows = [
        {"word": word, "what": what, "person_id": person_id}
        for person_id, person in persons
        for word, what in dict.fromkeys(words_of(person))
        if word
    ]
    if rows:
        # Not as a COPY: when that goes wrong, the error quotes the line, and these are names.
        connection.execute(insert(people_words), rows)


def set_words_right(connection: Connection, person_ids: Sequence[int]) -> None:
    """Bring the words of these people to what the table of people says of them now."""
    for start in range(0, len(person_ids), _AT_A_TIME):
        some = person_ids[start : start + _AT_A_TIME]
        connection.execute(delete(people_words).where(people_words.c.person_id.in_(some)))
        rows = connection.execute(
            select(people.c.id, *(people.c[column] for column in sorted(COLUMNS))).where(
                people.c.id.in_(some)
            )
        ).mappings()
        put_words(connection, [(row["id"], dict(row)) for row in rows])
