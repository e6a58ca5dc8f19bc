"""What the people of the council are, and what each may put on record."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self

from ehcp.cases.stages import Role
from ehcp.refusal import Refusal


class StaffRole(StrEnum):
    """What somebody who signs in is; they may be several things at once.

    Attributes:
        says: the role in plain words.
    """

    says: str

    def __new__(cls, value: str, says: str = "") -> Self:
        """Make a member of a name and the words for it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.says = says
        return member

    CASEWORKER = "caseworker", "Caseworker"
    PLAN_WRITER = "plan_writer", "Plan writer"
    MANAGER = "manager", "Manager"
    QUALITY_OFFICER = "quality_officer", "Quality officer"
    INSPECTOR = "inspector", "Inspector (reads only, until a day)"
    ADMINISTRATOR = "administrator", "Administrator"


_RECORDS: dict[StaffRole, frozenset[Role]] = {
    # What a service or a school sends by post or mail is put on record by the caseworker.
    StaffRole.CASEWORKER: frozenset({Role.CASEWORKER, Role.PLAN_WRITER, Role.PROVIDER}),
    StaffRole.PLAN_WRITER: frozenset({Role.PLAN_WRITER}),
    StaffRole.MANAGER: frozenset(Role),
    StaffRole.QUALITY_OFFICER: frozenset(),
    StaffRole.INSPECTOR: frozenset(),
    StaffRole.ADMINISTRATOR: frozenset(),
}

READS_CASES = frozenset(StaffRole) - {StaffRole.ADMINISTRATOR}
"""Who sees cases: everybody but an administrator, who sees to users and settings."""
WORKS_CASES = frozenset({StaffRole.CASEWORKER, StaffRole.PLAN_WRITER, StaffRole.MANAGER})
"""Who puts anything on record."""
RUNS_CASES = frozenset({StaffRole.CASEWORKER, StaffRole.MANAGER})
"""Who takes a case in, hands it over and sets a child's details right."""


class UnknownRole(Refusal):
    """A name that is no role."""


def role_named(name: str) -> StaffRole:
    """Find a role by its name.

    Raises:
        UnknownRole: no such role; the message lists them.
    """
    try:
        return StaffRole(name.strip().lower().replace(" ", "_").replace("-", "_"))
    except ValueError:
        every = ", ".join(role.value for role in StaffRole)
        raise UnknownRole(f"'{name}' is not a role. The roles are: {every}.") from None


def may_record(roles: Iterable[StaffRole]) -> frozenset[Role]:
    """Give what somebody with these roles may put on record, as roles of the journeys' steps."""
    return frozenset().union(*(_RECORDS[role] for role in roles))
