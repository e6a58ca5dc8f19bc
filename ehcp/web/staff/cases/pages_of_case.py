"""The pages of one case, in the order in which they stand under its heading."""

from collections.abc import Sequence

from ehcp.staff.roles import READS_CASES, RUNS_CASES, WORKS_CASES, UserRole
from ehcp.staff.seals import may_restrict
from ehcp.web.visit import Visit

_PAGES = (
    ("", "The case", READS_CASES),
    ("/advice", "Advice", WORKS_CASES),
    ("/documents", "Documents", READS_CASES),
    ("/exceptions", "Exceptions", WORKS_CASES),
    ("/person", "The child", WORKS_CASES),
    ("/open", "New case", RUNS_CASES),
    ("/hand-over", "Hand over", RUNS_CASES),
    (
        "/seen",
        "Audit",
        frozenset({UserRole.MANAGER, UserRole.QUALITY_OFFICER, UserRole.INSPECTOR}),
    ),
)
_RESTRICT = ("/restrict", "Restrict")


def pages_of_case(visit: Visit, *, restricted_to: str | None) -> Sequence[tuple[str, str]]:
    """Give what stands behind a case's own address, with its words, as this visitor may open it."""
    pages = tuple((path, says) for path, says, roles in _PAGES if visit.me.is_any_of(roles))
    return (*pages, _RESTRICT) if may_restrict(visit.me, restricted_to=restricted_to) else pages
