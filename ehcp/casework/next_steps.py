"""What can be put on record next in a case by whoever looks, and why the rest cannot be.

Every kind of the journey's table is tried against the same conditions that an entry must pass, as
if it happened today and its notice were complete; so a page offers nothing that would be refused,
and a step that is missing says what it waits for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from ehcp.cases.advice import advice_requests
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.claims_waiting import claims_waiting
from ehcp.cases.conditions import (
    ABOUT_A_SETTING,
    AGREEMENTS,
    DAYS_IN_DETAILS,
    refuse_impossible,
)
from ehcp.cases.conditions.details import CONTACTS, NEEDED, ORDERS, PANEL_DECISIONS
from ehcp.cases.deadlines import deadlines
from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.exceptions import lifted_by
from ehcp.cases.journeys import journey_named, passage
from ehcp.cases.journeys.journey import Journey
from ehcp.cases.kinds import ABOUT_A_REQUEST, ENDS, STARTS, Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.persons import is_detained
from ehcp.cases.stages import Stage
from ehcp.casework.access import NotAllowed, refuse_not_allowed
from ehcp.law.notices import complete

_SOME_SETTING = "a school or college"
_NO_ADVICE = "Nobody has been asked for advice that is still awaited."
_NONE_CAME = "No advice has come that could be accepted or sent back."
_ANSWERS = frozenset(
    {
        Kind.ADVICE_ACKNOWLEDGED,
        Kind.ADVICE_PROMISED,
        Kind.APPOINTMENT_MISSED,
        Kind.ADVICE_REQUEST_RETURNED,
        Kind.ADVICE_RECEIVED,
        Kind.NIL_REPLY,
        Kind.ADVICE_REQUEST_CANCELLED,
    }
)
_OF_WHAT_CAME = frozenset({Kind.ADVICE_ACCEPTED, Kind.ADVICE_SENT_BACK})


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """One kind of entry of the case's journey, as things stand.

    Attributes:
        why_not: why it cannot be put on record now by whoever looks; None where it can.
        is_elsewhere: it belongs to another stage, ahead or behind.
        moves_to: the stage to which it brings the case; None where it stays.
        ends: it ends the case before its journey is over.
        counts: a limit that runs now is met by it.
        goes_on: it takes the case on along its journey, or makes its plan final: what is done most.
    """

    kind: Kind
    why_not: str | None
    is_elsewhere: bool = False
    moves_to: Stage | None = None
    ends: bool = False
    counts: bool = False
    goes_on: bool = False

    @property
    def is_possible(self) -> bool:
        """Say whether it can be put on record now."""
        return self.why_not is None

    @property
    def is_main(self) -> bool:
        """Say whether it takes the case on: to another stage of its journey, or meets a limit."""
        return self.is_possible and not self.ends and (self.moves_to is not None or self.counts)


def next_steps(
    file: CaseFile, *, desk: Desk, elsewhere: Mapping[Kind, str] | None = None
) -> tuple[NextStep, ...]:
    """Give every kind of entry of the case's journey with whether it is possible now.

    `elsewhere` gives kinds whose place is in another case of the child, with the sentence.
    """
    journey = journey_named(file.journey)
    stage = passage(file).stage
    if stage is None:
        return ()
    met_by = _met_by(file, desk)
    return tuple(
        NextStep(
            kind=place.kind,
            why_not=place.why_not
            or (elsewhere or {}).get(place.kind)
            or _why_not(place.kind, file, desk),
            is_elsewhere=place.why_not is not None,
            moves_to=place.moves_to,
            ends=place.kind in ENDS,
            counts=place.kind in met_by,
            goes_on=place.kind in journey.issued
            or (place.moves_to is not None and place.moves_to.is_open),
        )
        for place in _places(journey, stage)
        # A start that is on record already is not put there again.
        if not (place.kind in STARTS and place.kind in file.kinds)
    )


@dataclass(frozen=True)
class _Place:
    """A kind of a journey as seen from one of its stages."""

    kind: Kind
    why_not: str | None
    moves_to: Stage | None


@cache
def _places(journey: Journey, stage: Stage) -> tuple[_Place, ...]:
    """Give the kinds of a journey in their order, but for what only ever opens a case."""
    later = {step.when for step in journey.steps if step.at is not None}
    moves = {
        step.when: step.to for step in journey.steps if step.at is stage and step.to is not stage
    }
    return tuple(
        _Place(kind, _why_not_here(kind, journey, stage), moves.get(kind))
        for kind in Kind
        if kind in later
    )


def _why_not_here(kind: Kind, journey: Journey, stage: Stage) -> str | None:
    stages = journey.stages_for(kind)
    if stage in stages:
        return None
    ahead = [each for each in stages if stage.is_open and _PLACE[each] > _PLACE[stage]]
    if ahead:
        return f"Not yet: this belongs to the stage '{ahead[0].says}'."
    return f"No longer: the case has passed the stage '{stages[-1].says}'."


_PLACE = {stage: place for place, stage in enumerate(Stage)}


def _why_not(kind: Kind, file: CaseFile, desk: Desk) -> str | None:
    """Say why a step of this stage cannot be put on record; None where it can."""
    try:
        refuse_not_allowed(file, kind, desk=desk)
    except NotAllowed as refusal:
        return str(refusal).partition(" Ask one")[0].partition("' is ")[2].capitalize()
    match kind:
        case Kind.EXCEPTION_CLAIMED:
            return _why_no_claim(file, desk)
        case Kind.EXCEPTION_APPROVED | Kind.EXCEPTION_REFUSED:
            return _why_no_answer_to_a_claim(kind, file, desk)
        case _:
            return _refused(kind, file, desk)


def _refused(kind: Kind, file: CaseFile, desk: Desk) -> str | None:
    """Try an entry for every party and order that it might name; give the last refusal."""
    parties = _parties(kind, file)
    if not parties:
        return _NONE_CAME if kind in _OF_WHAT_CAME else _NO_ADVICE
    said = None
    for party in parties:
        for details in _details(kind, file, desk.today):
            event = Event(
                sequence=len(file.recorded) + 1,
                kind=kind,
                happened_on=_day_for(file, desk.today),
                party=party,
                details=details,
                recorded_at=desk.at,
                recorded_by=desk.by,
            )
            try:
                refuse_impossible(
                    file=file,
                    event=event,
                    today=desk.today,
                    authority=desk.authority,
                    closures=desk.closures,
                )
            except NotPossible as refusal:
                said = str(refusal)
            else:
                return None
    return said


def _parties(kind: Kind, file: CaseFile) -> Sequence[str | None]:
    requests = advice_requests(file)
    if kind in _ANSWERS:
        return [each.party for each in requests if each.is_outstanding]
    if kind in _OF_WHAT_CAME:
        return [each.party for each in requests if each.received_on is not None]
    if kind is Kind.ADVICE_REQUESTED:
        awaited = {each.party for each in requests if each.is_outstanding}
        return [each.value for each in AdviceKind if each.value not in awaited][:1]
    if kind is Kind.EXISTING_ADVICE_USED or kind in ABOUT_A_REQUEST:
        return [AdviceKind.EDUCATION.value]
    return [_SOME_SETTING] if kind in ABOUT_A_SETTING else [None]


def _details(kind: Kind, file: CaseFile, today: date) -> Iterable[dict[str, str]]:
    """Give details with which such an entry would be whole; one set for each order there can be."""
    whole = complete(kind.value, file.journey, detained=is_detained(file))
    for needed in NEEDED.get(kind, ()):
        is_day = needed.name in DAYS_IN_DETAILS
        whole[needed.name] = today.isoformat() if is_day else needed.for_example
    if kind is Kind.EXISTING_ADVICE_USED:
        whole |= dict.fromkeys(AGREEMENTS, "yes")
    known = {
        Kind.PANEL_DECIDED: {"decision": PANEL_DECISIONS[0]},
        Kind.CONTACT_LOGGED: {"with": CONTACTS[0]},
    }
    whole |= known.get(kind, {})
    return [whole | {"order": order} for order in ORDERS[kind]] if kind in ORDERS else [whole]


def _day_for(file: CaseFile, today: date) -> date:
    """Give today, or the day of the last entry where that lies ahead."""
    return max(today, file.events[-1].happened_on) if file.events else today


def _met_by(file: CaseFile, desk: Desk) -> frozenset[str]:
    """Name the kinds by which a limit that runs now is met, as the law's clocks name them."""
    return frozenset(
        kind
        for limit in deadlines(file, desk.rules)
        if limit.is_running and limit.due_on is not None and limit.rule.watched
        for kind in limit.rule.clock.stops
    )


def _why_no_claim(file: CaseFile, desk: Desk) -> str | None:
    if any(
        limit.due_on is not None and lifted_by(file, limit.rule)
        for limit in deadlines(file, desk.rules)
    ):
        return None
    return "No limit of this case can be lifted by an exception."


def _why_no_answer_to_a_claim(kind: Kind, file: CaseFile, desk: Desk) -> str | None:
    waiting = claims_waiting(file)
    if not waiting:
        return "No exception has been claimed that waits for an answer."
    if kind is Kind.EXCEPTION_APPROVED and all(claim.recorded_by == desk.by for claim in waiting):
        return "You claimed it, so somebody else has to approve it."
    return None
