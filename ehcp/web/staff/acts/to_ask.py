"""The advice that the council asks for in every such case and has not asked for in this one."""

from collections.abc import Sequence
from typing import TypedDict

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind
from ehcp.casework.ask_for_advice import asked_after, still_to_ask
from ehcp.web.staff.acts.at_hand import AtHand
from ehcp.web.visit import Visit


def to_ask(hand: AtHand, file: CaseFile) -> tuple[AdviceKind, ...]:
    """Give what is still to be asked for in the case at hand, by its record or a foreseen one."""
    return still_to_ask(file, today=hand.visit.today, **_policy(hand.visit))


def to_ask_after(visit: Visit, file: CaseFile, kind: Kind) -> tuple[AdviceKind, ...]:
    """Give what is asked for by itself once an entry of this kind is on the record of a case."""
    return asked_after(file, kind, desk=visit.desk(), **_policy(visit))


class _Asks(TypedDict):
    council_asks: Sequence[AdviceKind]
    from_year_9: Sequence[AdviceKind]


def _policy(visit: Visit) -> _Asks:
    asks = visit.counter.council.about.advice
    return {
        "council_asks": [AdviceKind(each) for each in asks.always],
        "from_year_9": [AdviceKind(each) for each in asks.from_year_9],
    }
