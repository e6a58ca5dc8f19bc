"""Finding cases by anything: a reference, names in any order, a birthday, a number, a setting."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, or_, select

from ehcp.cases.closures import NO_CLOSURES, Closures
from ehcp.casework.listed import Listed, lines_of, listed
from ehcp.casework.officers import officers_of_open_cases
from ehcp.casework.typed_days import day_in
from ehcp.register.columns import begins_with
from ehcp.register.engine import reading
from ehcp.register.files import tidy_reference
from ehcp.register.people_words import COMMON, NUMBER, POSTCODE, in_one_word, words_in
from ehcp.register.references import ALPHABET
from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import cases, people, people_words

SHOWN: Final = 50
_MOST_CHILDREN: Final = 200
"""Whoever finds more has typed too little, and is told so."""
_MOST_CASES: Final = 500
_MOST_WORDS: Final = 8
_COUNTED: Final = 2_000
_SHORTEST: Final = 2
_PART_OF_A_REFERENCE: Final = re.compile(r"[2-9a-z]{2,6}")
_WHOLE_REFERENCE: Final = 6
_BEFORE_THE_HYPHEN: Final = 3


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What somebody typed, as it is looked for.

    Attributes:
        words: folded; each has to begin a word of the child.
        in_one: the whole text as one word, as a number or a reference is kept.
        born_on: a day that stood in it.
    """

    words: tuple[str, ...]
    in_one: str
    born_on: date | None

    @property
    def is_too_short(self) -> bool:
        """Say whether there is too little to look for."""
        return self.born_on is None and all(len(word) < _SHORTEST for word in self.words)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was found.

    Attributes:
        lines: the first cases, the open ones before the others, the newest first.
        total: how many cases there are; `more` says that there are more, and were not counted.
        officers: those of that name who have open cases.
    """

    lines: tuple[Listed, ...]
    total: int
    more: bool
    officers: tuple[str, ...]


def sought_in(text: str, *, today: date) -> Sought:
    """Read what somebody typed."""
    born_on, rest = day_in(text, today=today)
    words = words_in(rest)
    telling = tuple(word for word in words if word not in COMMON)
    return Sought(
        words=(telling or words)[:_MOST_WORDS],
        in_one="" if born_on else in_one_word(rest),
        born_on=born_on,
    )


def is_a_whole_reference(text: str) -> bool:
    """Say whether a whole reference was typed; letters alone are a name without its hyphen."""
    plain = in_one_word(text).upper()
    return (
        len(plain) == _WHOLE_REFERENCE
        and set(plain) <= set(ALPHABET)
        and ("-" in text or any(sign.isdigit() for sign in plain))
    )


def case_of_reference(engine: Engine, *, text: str, sight: Sight | None) -> str | None:
    """Give the reference of the case that was typed whole, where there is one to be seen."""
    plain = in_one_word(text)
    if len(plain) != _WHOLE_REFERENCE:
        return None
    with reading(engine) as connection:
        found: str | None = connection.scalar(
            select(cases.c.reference).where(
                cases.c.reference == tidy_reference(plain), seen_cases(sight)
            )
        )
    return found


def find_cases(
    engine: Engine,
    *,
    text: str,
    sight: Sight | None,
    today: date,
    closures: Closures = NO_CLOSURES,
) -> Found:
    """Find the cases that may be seen and of which all that was typed is true."""
    sought = sought_in(text, today=today)
    if sought.is_too_short:
        return Found(lines=(), total=0, more=False, officers=())
    with reading(engine) as connection:
        sought = _rarest_first(connection, sought)
        children = set(connection.scalars(_children(sought).limit(_MOST_CHILDREN)))
        theirs = _is_theirs(children, sought)
        ids = () if theirs is None else _cases(connection, theirs, sight)
        shown = ids[:SHOWN]
        place = {case_id: n for n, case_id in enumerate(shown)}
        lines = (
            listed(
                connection,
                lines_of().where(cases.c.id.in_(shown)),
                today=today,
                closures=closures,
            )
            if shown
            else ()
        )
        return Found(
            lines=tuple(sorted(lines, key=lambda line: place[line.case_id])),
            total=len(ids),
            more=len(children) >= _MOST_CHILDREN or len(ids) >= _MOST_CASES,
            officers=_officers(connection, sought),
        )


def _rarest_first(connection: Connection, sought: Sought) -> Sought:
    """Put the word first that fewest children have, which is looked up; the others are compared."""
    if len(sought.words) < 2:  # noqa: PLR2004 - one word is the first anyway
        return sought
    found = {
        word: connection.scalar(
            select(func.count()).select_from(
                select(people_words.c.person_id)
                .where(begins_with(people_words.c.word, word))
                .limit(_COUNTED)
                .subquery()
            )
        )
        for word in sought.words
    }
    return replace(sought, words=tuple(sorted(sought.words, key=lambda word: found[word] or 0)))


def _children(sought: Sought) -> Select[tuple[int]]:
    """Ask for the children who have all the words, or the number that they make together."""
    if not sought.words:
        return select(people.c.id).where(people.c.born_on == sought.born_on)
    first, *others = sought.words
    found = select(people_words.c.person_id).where(begins_with(people_words.c.word, first))
    for word in others:
        other = people_words.alias()
        found = found.where(
            select(other.c.person_id)
            .where(other.c.person_id == people_words.c.person_id, begins_with(other.c.word, word))
            .exists()
        )
    if sought.born_on is not None:
        found = found.where(
            people_words.c.person_id.in_(
                select(people.c.id).where(people.c.born_on == sought.born_on)
            )
        )
    elif others and any(letter.isdigit() for letter in sought.in_one):
        as_number = select(people_words.c.person_id).where(
            begins_with(people_words.c.word, sought.in_one),
            people_words.c.what.in_((NUMBER, POSTCODE)),
        )
        return found.union(as_number)  # type: ignore[return-value]
    return found.distinct()


def _cases(
    connection: Connection, theirs: ColumnElement[bool], sight: Sight | None
) -> Sequence[int]:
    query = (
        select(cases.c.id)
        .where(theirs, seen_cases(sight))
        .order_by(cases.c.ended_on.is_not(None), cases.c.started_on.desc(), cases.c.id)
        .limit(_MOST_CASES)
    )
    return connection.scalars(query).all()


def _is_theirs(children: set[int], sought: Sought) -> ColumnElement[bool] | None:
    """Choose the cases of these children, or those whose reference begins so; None: no case."""
    begun = sought.in_one
    looks_so = not children or any(letter.isdigit() for letter in begun)
    ways: list[ColumnElement[bool]] = [cases.c.person_id.in_(children)] if children else []
    if looks_so and _PART_OF_A_REFERENCE.fullmatch(begun):
        typed = tidy_reference(begun) if len(begun) > _BEFORE_THE_HYPHEN else begun.upper()
        ways.append(begins_with(cases.c.reference, typed))
    return or_(*ways) if ways else None


def _officers(connection: Connection, sought: Sought) -> tuple[str, ...]:
    if not sought.words or sought.born_on is not None:
        return ()
    return tuple(
        name
        for name in officers_of_open_cases(connection)
        if all(any(part.startswith(word) for part in words_in(name)) for word in sought.words)
    )
