"""The facts of each kind as the command line says them: by option, and what is none of them."""

from collections.abc import Iterable

from ehcp.cases.facts import facts_of, is_known
from ehcp.cases.kinds import Kind
from ehcp.cli import door
from ehcp.law.notices import load_notices


def warn_of_unknown(kind: Kind, names: Iterable[str]) -> None:
    """Say on standard error what was typed as a fact and is none of this kind's."""
    for name in names:
        if not is_known(kind, name):
            door.warn(
                f"{name}: unknown fact, kept as written. `ehcp case kinds {kind}` lists those that "
                "count."
            )


def facts_as_text(kind: Kind) -> str:
    """Write out the facts of a kind, one a line."""
    found = facts_of(kind)
    lines = [f"{kind.value}: {kind.says}"]
    lines += [f"  --detail {name}=…   {says}" for name, says in found.items()]
    if any(notice.kind == kind.value for notice in load_notices()):
        lines.append(f"  It serves a notice: `ehcp case notice {kind.value}` has its options.")
    elif not found:
        lines.append("  It takes no facts.")
    return "\n".join(lines)
