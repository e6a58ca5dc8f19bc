"""The advice that the council asks for in every such case and has not asked for in this one."""

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.casework.ask_for_advice import still_to_ask
from ehcp.web.staff.acts.at_hand import AtHand


def to_ask(hand: AtHand, file: CaseFile) -> tuple[AdviceKind, ...]:
    """Give what is still to be asked for in the case at hand, by its record or a foreseen one."""
    asks = hand.visit.counter.council.about.advice
    return still_to_ask(
        file,
        today=hand.visit.today,
        council_asks=[AdviceKind(each) for each in asks.always],
        from_year_9=[AdviceKind(each) for each in asks.from_year_9],
    )
