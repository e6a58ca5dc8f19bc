"""Which facts an entry of each kind takes, by name: those it needs, and those it may have besides.

What is worked out from the law's clocks is read there; the rest is said here, once.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from ehcp.cases.claims import EVIDENCE
from ehcp.cases.conditions import AGREEMENTS
from ehcp.cases.conditions.cautions import PREPARATION_FOR_ADULTHOOD
from ehcp.cases.conditions.details import NEEDED, ORDERS
from ehcp.cases.exceptions import ABOUT_EXCEPTIONS
from ehcp.cases.kinds import Kind
from ehcp.cli import door
from ehcp.law.notices import load_notices
from ehcp.law.rules import load_rules

_OF_A_NOTICE = ("sent_to", "contains")
_BESIDES: Mapping[Kind, tuple[str, ...]] = {
    Kind.ADVICE_ACKNOWLEDGED: ("visit_on",),
    Kind.EXISTING_ADVICE_USED: AGREEMENTS,
    Kind.REPRESENTATIONS_RECEIVED: ("family_agreed",),
    Kind.PLAN_FINALISED: ("family_agreed", "names"),
    Kind.AMENDED_PLAN_FINALISED: ("family_agreed", "names"),
    Kind.REVIEW_MEETING_HELD: (PREPARATION_FOR_ADULTHOOD,),
    Kind.TRANSFERRED_IN: ("plan_last_reviewed_on", "plan_made_on"),
    Kind.PLAN_TRANSFERRED: ("to_authority",),
    Kind.MEDIATION_AGREED: ("parties",),
}


@cache
def facts_of(kind: Kind) -> Mapping[str, str]:
    """Give the facts of a kind by name, each with what it is for; needed ones say so."""
    found = {
        each.name: f"needed: {each.what}, for example {each.for_example}"
        for each in NEEDED.get(kind, ())
    }
    for name in (*_BESIDES.get(kind, ()), *_of_its_clocks(kind)):
        found.setdefault(name, "a day" if name.endswith("_on") else "if it is so")
    return found


def is_known(kind: Kind, name: str) -> bool:
    """Say whether anything takes notice of a fact of this name on an entry of this kind."""
    if kind in ABOUT_EXCEPTIONS or name == "note" or name in facts_of(kind):
        return True
    if name in _OF_A_NOTICE or name.startswith("no_"):
        return any(notice.kind == kind.value for notice in load_notices())
    return name == EVIDENCE or (kind in ORDERS and name.startswith("order_"))


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


def _of_its_clocks(kind: Kind) -> Iterator[str]:
    """Name what the clocks that an entry of this kind starts read from it."""
    for rule in load_rules():
        clock = rule.clock
        if kind.value in clock.starts:
            yield from clock.facts
            yield from clock.when
            if clock.counted_from:
                yield clock.counted_from
            if rule.set_otherwise:
                yield rule.id
