"""What the people who sign in are, of the council and from outside, and what each may record."""

from collections.abc import Iterable

from ehcp.cases.in_plain_words import InPlainWords
from ehcp.cases.stages import Role
from ehcp.refusal import Refusal


class UserRole(InPlainWords):
    """What somebody who signs in is; they may be several things at once.

    Attributes:
        says: the role in plain words.
    """

    CASEWORKER = "caseworker", "Caseworker"
    PLAN_WRITER = "plan_writer", "Plan writer"
    MANAGER = "manager", "Manager"
    QUALITY_OFFICER = "quality_officer", "Quality officer"
    INSPECTOR = "inspector", "Inspector (reads only, until a day)"
    ADMINISTRATOR = "administrator", "Administrator"
    # From outside the council: they sign in with a code sent to their mailbox.
    SERVICE = "service", "Service: sees and allocates all that it owes"
    PROFESSIONAL = "professional", "Professional of a service: sees only their own work"
    CLINICAL_OFFICER = "clinical_officer", "Designated clinical officer: sees every trust's work"
    SETTING = "setting", "School or college"


_RECORDS: dict[UserRole, frozenset[Role]] = {
    # What a service or a school sends by post or mail is put on record by the caseworker.
    UserRole.CASEWORKER: frozenset({Role.CASEWORKER, Role.PLAN_WRITER, Role.PROVIDER}),
    UserRole.PLAN_WRITER: frozenset({Role.PLAN_WRITER}),
    UserRole.MANAGER: frozenset(Role),
    UserRole.QUALITY_OFFICER: frozenset(),
    UserRole.INSPECTOR: frozenset(),
    UserRole.ADMINISTRATOR: frozenset(),
    UserRole.SERVICE: frozenset({Role.PROVIDER}),
    UserRole.PROFESSIONAL: frozenset({Role.PROVIDER}),
    UserRole.CLINICAL_OFFICER: frozenset(),
    UserRole.SETTING: frozenset({Role.PROVIDER}),
}

OUTSIDE = frozenset(
    {UserRole.SERVICE, UserRole.PROFESSIONAL, UserRole.CLINICAL_OFFICER, UserRole.SETTING}
)
"""Who does not work for the council. Nobody is on both sides."""
STAFF = frozenset(UserRole) - OUTSIDE
"""Who works for the council."""
ANSWERS_REQUESTS = OUTSIDE - {UserRole.SETTING}
"""Who is asked for advice, or sees to those who are."""
READS_CASES = STAFF - {UserRole.ADMINISTRATOR}
"""Who sees cases: everybody but an administrator, who sees to users and settings."""
WORKS_CASES = frozenset({UserRole.CASEWORKER, UserRole.PLAN_WRITER, UserRole.MANAGER})
"""Who puts anything on record."""
RUNS_CASES = frozenset({UserRole.CASEWORKER, UserRole.MANAGER})
"""Who takes a case in, hands it over and sets a child's details right."""


class UnknownRole(Refusal):
    """A name that is no role."""


def role_named(name: str) -> UserRole:
    """Find a role by its name.

    Raises:
        UnknownRole: no such role; the message lists them.
    """
    try:
        return UserRole(name.strip().lower().replace(" ", "_").replace("-", "_"))
    except ValueError:
        every = ", ".join(role.value for role in UserRole)
        raise UnknownRole(f"'{name}' is not a role. The roles are: {every}.") from None


def may_record(roles: Iterable[UserRole]) -> frozenset[Role]:
    """Give what somebody with these roles may put on record, as roles of the journeys' steps."""
    return frozenset().union(*(_RECORDS[role] for role in roles))
