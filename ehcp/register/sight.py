"""What somebody may see of the register: a restricted child's cases are their own team's alone."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select, true

from ehcp.register.tables import cases, people


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Whose restricted cases somebody sees beside everybody's.

    Attributes:
        team: their own team; None sees no restricted case.
        opened: ids of the restricted children whose records they have opened with a reason.
    """

    team: str | None = None
    opened: frozenset[int] = frozenset()

    def shows(self, *, person_id: int, restricted_to: str | None) -> bool:
        """Say whether the cases of this child may be seen."""
        return (
            restricted_to is None
            or (self.team is not None and restricted_to == self.team)
            or person_id in self.opened
        )


def seen_cases(sight: Sight | None) -> ColumnElement[bool]:
    """Choose the cases that may be seen; None, as on the machine's own command line, sees all."""
    if sight is None:
        return true()
    seen: ColumnElement[bool] = cases.c.person_id.not_in(_hidden(sight))
    return seen


def seen_people(sight: Sight | None) -> ColumnElement[bool]:
    """Choose the people whose cases may be seen."""
    if sight is None:
        return true()
    seen: ColumnElement[bool] = or_(
        people.c.restricted_to.is_(None),
        people.c.restricted_to == sight.team,
        people.c.id.in_(sight.opened),
    )
    return seen


def _hidden(sight: Sight) -> Select[tuple[int]]:
    # Few children are restricted, and an index holds just those.
    hidden = select(people.c.id).where(people.c.restricted_to.is_not(None))
    if sight.team is not None:
        hidden = hidden.where(people.c.restricted_to != sight.team)
    if sight.opened:
        hidden = hidden.where(people.c.id.not_in(sight.opened))
    return hidden
