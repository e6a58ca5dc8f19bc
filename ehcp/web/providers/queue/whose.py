"""Whose queue is looked at: a service's own, a professional's own part, or every trust's."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.casework.queued import Whose
from ehcp.register.tables import providers
from ehcp.staff.roles import UserRole
from ehcp.web.visit import Visit

ALLOCATES: Final = (UserRole.SERVICE,)
WRITES: Final = (UserRole.SERVICE, UserRole.PROFESSIONAL)
LOOKS: Final = (UserRole.SERVICE, UserRole.PROFESSIONAL, UserRole.CLINICAL_OFFICER)


def whose_of(visit: Visit) -> Whose:
    """Give what the visitor sees of what is asked for."""
    me = visit.me
    return Whose(
        services=me.services,
        user_id=me.user_id,
        only_own=UserRole.PROFESSIONAL in me.roles,
        every_trust=UserRole.CLINICAL_OFFICER in me.roles,
    )


def may_allocate(visit: Visit) -> bool:
    """Say whether the visitor says who writes what."""
    return visit.me.is_any_of(frozenset(ALLOCATES))


def service_of(connection: Connection, visit: Visit) -> str:
    """Name the service of the visitor: as the council named it, or by what it is asked for."""
    whose = whose_of(visit)
    by = providers.c.kind if whose.every_trust else providers.c.code
    named = connection.scalars(
        select(providers.c.name).where(by.in_(sorted(whose.services))).distinct()
    )
    names: Sequence[str] = sorted(named)
    says = ", ".join(names or kinds_in_words(connection, whose))
    return says[:1].upper() + says[1:]


def kinds_in_words(connection: Connection, whose: Whose) -> list[str]:
    """Name the kinds of advice that somebody sees."""
    kind_of = dict(connection.execute(select(providers.c.code, providers.c.kind)).tuples().all())
    kinds = {kind_of.get(code, code) for code in whose.services}
    return [kind.says for kind in AdviceKind if kind.value in kinds]
