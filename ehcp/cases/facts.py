"""Which facts an entry of each kind takes, by name: those it needs, and those it may have besides.

What is worked out from the law's clocks is read there; the rest is said here, once.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from ehcp.cases.claims import EVIDENCE
from ehcp.cases.conditions import AGREEMENTS
from ehcp.cases.conditions.agreements import DAYS_OF_AGREEMENTS
from ehcp.cases.conditions.cautions import PREPARATION_FOR_ADULTHOOD
from ehcp.cases.conditions.details import CAN_MEET_NEED, NEEDED, ORDERS, REASONS_AGAINST
from ehcp.cases.contacts import ANSWER_OWED, ANSWERS, HOW
from ehcp.cases.decision_to_assess import DECISIONS_TO_ASSESS, DISPUTES_DECIDED, SERVICES
from ehcp.cases.exceptions import ABOUT_EXCEPTIONS
from ehcp.cases.kinds import Kind
from ehcp.law.notices import load_notices
from ehcp.law.rules import load_rules

_OF_A_NOTICE = ("sent_to", "contains")
_BESIDES: Mapping[Kind, tuple[str, ...]] = {
    **dict.fromkeys((*DECISIONS_TO_ASSESS, *DISPUTES_DECIDED), (SERVICES,)),
    Kind.ADVICE_ACKNOWLEDGED: ("visit_on",),
    Kind.ADVICE_REQUESTED: ("service", "asked_of", "reason"),
    Kind.ADVICE_SENT_BACK: ("reason",),
    Kind.ADVICE_REQUEST_CANCELLED: ("reason",),
    Kind.EXISTING_ADVICE_USED: (*AGREEMENTS, *DAYS_OF_AGREEMENTS, "advice"),
    Kind.REPRESENTATIONS_RECEIVED: ("family_agreed",),
    Kind.SETTING_REPLIED: (CAN_MEET_NEED, *REASONS_AGAINST),
    Kind.PLAN_FINALISED: ("family_agreed", "names"),
    Kind.AMENDED_PLAN_FINALISED: ("family_agreed", "names"),
    Kind.REVIEW_MEETING_HELD: (PREPARATION_FOR_ADULTHOOD,),
    Kind.TRANSFERRED_IN: ("plan_last_reviewed_on", "plan_made_on"),
    Kind.PLAN_TRANSFERRED: ("to_authority",),
    Kind.MEDIATION_AGREED: ("parties", SERVICES),
    Kind.CONTACT_LOGGED: (HOW, ANSWER_OWED, ANSWERS),
}
_FOR: Mapping[str, str] = {
    SERVICES: "the codes of services that are asked in place of the usual ones, with commas, for "
    "example health-2",
}


@cache
def facts_of(kind: Kind) -> Mapping[str, str]:
    """Give the facts of a kind by name, each with what it is for; needed ones say so."""
    found = {
        each.name: f"needed: {each.what}, for example {each.for_example}"
        for each in NEEDED.get(kind, ())
    }
    for name in (*_BESIDES.get(kind, ()), *_of_its_clocks(kind)):
        found.setdefault(name, "a day" if name.endswith("_on") else _FOR.get(name, "if it is so"))
    return found


def is_known(kind: Kind, name: str) -> bool:
    """Say whether anything takes notice of a fact of this name on an entry of this kind."""
    if kind in ABOUT_EXCEPTIONS or name == "note" or name in facts_of(kind):
        return True
    if name in _OF_A_NOTICE or name.startswith("no_"):
        return any(notice.kind == kind.value for notice in load_notices())
    return name == EVIDENCE or (kind in ORDERS and name.startswith("order_"))


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
