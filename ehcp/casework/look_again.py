"""A child is looked for once more at the moment of entering them: somebody may have been quicker.

Whoever takes a request in is shown who is alike. Between that look and the opening of the case a
colleague may have entered the same child, so the look is repeated where nobody else can write.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, func, select

from ehcp.cases.not_possible import NotPossible
from ehcp.casework.same_child import Child, same_child
from ehcp.register.sight import Sight
from ehcp.register.tables import people

_NEW_PEOPLE = 7_309_203
"""Number of the lock that PostgreSQL gives to one opener for somebody new at a time."""
_KNOWN = frozenset(field.name for field in fields(Child))


class AlreadyEntered(NotPossible):
    """A child who is to be entered is in the register already.

    Attributes:
        of: a case of that child, where it may be seen.
        is_sure: a number that one child alone has is the same.
    """

    def __init__(self, says: str, *, of: str | None = None, is_sure: bool = True) -> None:
        super().__init__(says)
        self.of, self.is_sure = of, is_sure


@dataclass(frozen=True, kw_only=True)
class LookAgain:
    """How a child who is to be entered is looked for again.

    Attributes:
        sight: what whoever enters them may see.
        others: cases of children who are alike and were said to be somebody else.
        knows_by_id: whom the council's own id names is known; the case is theirs, unasked.
    """

    sight: Sight | None
    others: Collection[str] = ()
    knows_by_id: bool = False


def refuse_entered(connection: Connection, person: Mapping[str, Any], look: LookAgain) -> None:
    """Refuse a child whom the register has, and keep others from entering one meanwhile.

    The same UPN or id is always the same child; the same name and date of birth are, unless whoever
    enters them said that it is another child.

    Raises:
        AlreadyEntered: with a case of the child, where it may be seen.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_NEW_PEOPLE)))
    if look.knows_by_id and _is_named_by_id(connection, person.get("external_id")):
        return
    child = Child(**{name: person[name] for name in _KNOWN & person.keys()})
    found = same_child(connection, child, sight=look.sight)
    if found.is_hidden:
        raise AlreadyEntered(
            "A record with this UPN or id exists that your team cannot see. Nothing was opened, so "
            "that the child is not entered twice. Ask a manager."
        )
    for match in found.matches:
        if match.is_sure or (match.is_namesake and match.reference not in look.others):
            raise AlreadyEntered(
                f"This child is in the register already, with case {match.reference}; somebody "
                "may have entered them a moment ago. Nothing was opened, so that the child is not "
                "entered twice. Say whether it is the same child.",
                of=match.reference,
                is_sure=match.is_sure,
            )


def _is_named_by_id(connection: Connection, external_id: str | None) -> bool:
    named = select(people.c.id).where(people.c.external_id == external_id).limit(1)
    return external_id is not None and connection.scalar(named) is not None
