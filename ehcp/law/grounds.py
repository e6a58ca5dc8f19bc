"""The grounds on which the law excuses a missed limit. None moves a date or stops a clock."""

from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from ehcp.law.grammar import Identifier, InForce, Part, PeriodText, Sentence, Source
from ehcp.law.law_files import BadLaw, read_tables, text_of
from ehcp.refusal import Refusal

GROUNDS_FILE = "exceptions.toml"

Test = Literal["closure", "absence", "personal_circumstances", "missed_appointment"]


class UnknownGround(Refusal, LookupError):
    """A ground that the law does not know."""


class Ground(Part):
    """One statutory ground. Which limits it can lift is said by each rule's `excepted_by`.

    Attributes:
        code: the short name used on forms and in returns, such as "E1".
        tested_by: the function of `exception_tests` that holds its exact test.
        facts: what a person who claims it must state, by the names that the test uses.
        at_least: how long the fact must last without a break, where the law says so.
    """

    id: Identifier
    code: Annotated[str, Field(pattern=r"^E(\d'*|_[a-z]+)$")]
    says: Sentence
    tested_by: Test
    facts: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    at_least: PeriodText | None = None
    source: Source
    in_force: InForce
    note: Sentence | None = None


@cache
def load_grounds() -> tuple[Ground, ...]:
    """Read every ground, once.

    Raises:
        BadLaw: a table is wrong, or an id or code stands twice.
    """
    grounds = read_grounds(text_of(GROUNDS_FILE), file=GROUNDS_FILE)
    for names in ([each.id for each in grounds], [each.code for each in grounds]):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise BadLaw(f"{GROUNDS_FILE} holds {' and '.join(twice)} more than once.")
    return grounds


def read_grounds(text: str, *, file: str) -> tuple[Ground, ...]:
    """Read the `[[ground]]` tables of one law file.

    Raises:
        BadLaw: the text is not TOML, or a table is not a ground.
    """
    return read_tables(Ground, text=text, file=file, table="ground")


def ground(ground_id: str) -> Ground:
    """Find a ground by its id ("school_closed") or its code ("E1").

    Raises:
        UnknownGround: there is no such ground; the sentence lists them all.
    """
    for each in load_grounds():
        if ground_id in (each.id, each.code):
            return each
    every = ", ".join(f"{each.id} ({each.code})" for each in load_grounds())
    raise UnknownGround(f"'{ground_id}' is not a ground in law. The grounds are: {every}.")
