"""The line that says what does the rest, after an entry that opens another case or spreads."""

from ehcp.cases.conditions.details import ORDERS
from ehcp.cases.decision_to_assess import DECISIONS_TO_ASSESS
from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import Kind
from ehcp.casework.what_opens import SPREADS

DONE_BY = "What follows from it in this and other cases is done by `ehcp work`, or by `ehcp day`."

_LEADS_FURTHER = frozenset(
    {
        *DECISIONS_TO_ASSESS,
        Kind.PLAN_FINALISED,
        Kind.TRANSFERRED_IN,
        *journey_named("annual_review").decided,
        *ORDERS,
        *SPREADS,
    }
)


def leads_further(kind: Kind) -> bool:
    """Say whether an entry of this kind opens a case, ends others, or asks for advice."""
    return kind in _LEADS_FURTHER
