"""A visitor: somebody who has signed in, with what they may do and see."""

from dataclasses import dataclass

from ehcp.cases.stages import Role
from ehcp.register.sight import Sight
from ehcp.staff.roles import UserRole, may_record


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody who has signed in.

    Attributes:
        name: as they stand on the record and as a case's officer.
        csrf: the secret that every form of their session carries.
        services: the codes of the services of somebody from outside; of a clinical officer the
            kinds of advice that they see, whichever service gives them.
        settings: the URNs of the school or college of somebody from outside.
        awaits: what the session waits for before it opens anything: second_factor or new_password.
        key: whether it is a program's key and not a browser's session.
    """

    user_id: int
    name: str
    email: str
    roles: frozenset[UserRole]
    team: str | None
    sight: Sight
    csrf: str
    services: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    awaits: str | None = None
    key: bool = False

    @property
    def may(self) -> frozenset[Role]:
        """Give what they may put on record."""
        return may_record(self.roles)

    def is_any_of(self, roles: frozenset[UserRole]) -> bool:
        """Say whether they have one of these roles."""
        return not self.roles.isdisjoint(roles)
