"""Whether an order fits the decision that was disputed, and what has been ordered is kept to."""

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.journeys import passage
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.stages import Stage
from ehcp.law.in_words import day_in_words

_ORDERS = (Kind.TRIBUNAL_ORDERED, Kind.MEDIATION_AGREED, Kind.APPEAL_UNOPPOSED)
_OUTCOMES = (*_ORDERS, Kind.APPEAL_WITHDRAWN, Kind.APPEAL_DISMISSED)
_NOT_APPEALABLE = "other"
_DISMISS = "dismiss_ceasing"

_REFUSED = ("assess", "make_plan", "reconsider")
_OF_A_PLAN = ("amend_contents", "amend_placement", "continue", "continue_and_amend")
_OF_CEASING = (*_OF_A_PLAN, _DISMISS)
POSSIBLE: dict[Stage, tuple[str, ...]] = {
    Stage.NOT_ASSESSED: _REFUSED,
    Stage.NO_PLAN: _REFUSED,
    Stage.NOT_REASSESSED: ("assess",),
    Stage.PLAN_ISSUED: _OF_A_PLAN,
    Stage.REVIEW_MAINTAINED: _OF_A_PLAN,
    Stage.PLAN_AMENDED: _OF_A_PLAN,
    Stage.AMENDMENT_DECLINED: _OF_A_PLAN,
    Stage.TRANSFER_NAMED: _OF_A_PLAN,
    Stage.CEASE_NOTIFIED: _OF_CEASING,
    Stage.CEASED: _OF_CEASING,
    Stage.PLAN_KEPT: _OF_CEASING,
}
"""What can be ordered, agreed or yielded about a decision, by the stage it led to (reg 43(2))."""


def refuse_against_an_order(file: CaseFile, event: Event) -> None:
    """Refuse an order that does not fit the decision, and a step that an order forbids.

    What a tracker brought is taken as it is.

    Raises:
        NotPossible: with what fits, or the step that the order asks for.
    """
    if event.came_from_a_tracker:
        return
    if event.kind in _ORDERS:
        _refuse_order_of_something_else(file, event)
    elif event.kind is Kind.PLAN_CEASED:
        _refuse_ceasing_what_is_to_continue(file, event)
    elif event.kind is Kind.TOLD_NO_PLAN:
        _refuse_no_plan_after_an_order_for_one(file, event)


def _refuse_order_of_something_else(file: CaseFile, event: Event) -> None:
    stage = passage(file.as_at(event.happened_on)).stage
    order = event.details.get("order", "")
    possible = () if stage is None else POSSIBLE.get(stage, ())
    # At every other stage the journey itself refuses the entry.
    if stage is None or not possible or order in (*possible, _NOT_APPEALABLE):
        return
    if event.kind is Kind.APPEAL_UNOPPOSED:
        # Reg 45 knows neither of these.
        possible = tuple(each for each in possible if each not in ("reconsider", _DISMISS))
    elif event.kind is Kind.MEDIATION_AGREED:
        possible = (*(each for each in possible if each != _DISMISS), _NOT_APPEALABLE)
    raise NotPossible(
        f"{event.kind}: order is '{order}', and the decision disputed in case {file.reference} led "
        f"to '{stage.says}', about which it can be: {', '.join(possible)}. If another decision is "
        "meant, record it on the case of that decision."
    )


def _refuse_ceasing_what_is_to_continue(file: CaseFile, event: Event) -> None:
    """An appeal that succeeded keeps the plan, whatever time has passed (CFA s.51; reg 43(2))."""
    outcome = file.as_at(event.happened_on).last(*_OUTCOMES)
    if outcome is None or outcome.details.get("order") in (None, _DISMISS, _NOT_APPEALABLE):
        return
    raise NotPossible(
        f"{event.kind}: by {outcome.kind} of {day_in_words(outcome.happened_on)} "
        f"(order: {outcome.details['order']}) the plan goes on, so it cannot cease (reg 43(2), "
        "reg 44). Record plan_continued; or, if that entry is wrong, correct it first."
    )


def _refuse_no_plan_after_an_order_for_one(file: CaseFile, event: Event) -> None:
    ordered = file.last(Kind.ASSESSMENT_ORDERED)
    if ordered is None or ordered.details.get("order") != "make_plan":
        return
    raise NotPossible(
        f"{event.kind}: case {file.reference} began with what demands a plan, of "
        f"{day_in_words(ordered.happened_on)} (order: make_plan), so there cannot be none. Record "
        "draft_served, and then plan_finalised."
    )
