"""Asking for all the advice of a case in one act, with what the family asked for beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from sqlalchemy import Engine

from ehcp.cases.advice import SERVICE, advice_requests
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.conditions.orders import POSSIBLE
from ehcp.cases.decision_to_assess import (
    DECISIONS_TO_ASSESS,
    DISPUTES_DECIDED,
    service_decided_on,
)
from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.journeys import passage
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.access import refuse_if_changed
from ehcp.casework.record import grown, record_in
from ehcp.casework.what_follows import what_follows
from ehcp.register import files
from ehcp.register.engine import writing

ASKED_OF: Final = "asked_of"
"""The detail of a request that says of whom the family wanted advice."""
REASON: Final = "reason"


@dataclass(frozen=True, kw_only=True)
class FamilyAsked:
    """Advice for which the family asked, and what was decided about it (reg 6(1)(h)).

    Attributes:
        of: from whom, in words.
        sought: whether the authority seeks it; it must where the request is reasonable.
    """

    of: str
    sought: bool
    reason: str


def still_to_ask(
    file: CaseFile,
    *,
    today: date,
    council_asks: Sequence[AdviceKind],
    from_year_9: Sequence[AdviceKind] = (),
) -> tuple[AdviceKind, ...]:
    """Give the kinds of advice that the council asks for and this case has not asked for yet."""
    steps = what_follows(file, today=today, council_asks=council_asks, from_year_9=from_year_9)
    return tuple(
        AdviceKind(step.party)
        for step in steps
        if step.kind is Kind.ADVICE_REQUESTED and step.party is not None
    )


def asked_after(
    file: CaseFile,
    kind: Kind,
    *,
    desk: Desk,
    council_asks: Sequence[AdviceKind],
    from_year_9: Sequence[AdviceKind] = (),
) -> tuple[AdviceKind, ...]:
    """Give the kinds of advice that are asked for by themselves once a decision is on record.

    That is where an entry of this kind, with the day of today, is a decision to assess. Where it
    decides a dispute and can be an order to assess, it is in the case that is opened by it.
    """
    if kind in DISPUTES_DECIDED:
        stage = passage(file).stage
        if stage is None or "assess" not in POSSIBLE.get(stage, ()):
            return ()
        file = replace(file, journey="ordered_assessment", recorded=())
        kind = Kind.ASSESSMENT_ORDERED
    if kind not in DECISIONS_TO_ASSESS:
        return ()
    decision = Event(
        sequence=len(file.recorded) + 1,
        kind=kind,
        happened_on=desk.today,
        recorded_at=desk.at,
        recorded_by=desk.by,
    )
    return still_to_ask(
        file.with_entry(decision),
        today=desk.today,
        council_asks=council_asks,
        from_year_9=from_year_9,
    )


def may_be_asked(file: CaseFile) -> tuple[AdviceKind, ...]:
    """Give the kinds of advice that nobody is being asked for at the moment."""
    waiting = {request.party for request in advice_requests(file) if request.is_outstanding}
    return tuple(kind for kind in AdviceKind if kind.value not in waiting)


def proposed_service(file: CaseFile, kind: AdviceKind, codes: Sequence[str]) -> str:
    """Give the service that proposes itself for a kind of advice; `codes` has the usual one first.

    That is whichever was asked last in this case, or else the one that the decision to assess
    names. One that did not know the child, or sent the
    request back, does not propose itself again where there is another.
    """
    asked = [each for each in advice_requests(file) if each.party == kind.value]
    last = asked[-1] if asked else None
    if last is None:
        return service_decided_on(file, codes) or codes[0]
    if not (last.nil_reply or last.returned_on):
        return last.service if last.service in codes else codes[0]
    return next((code for code in codes if code != last.service), codes[0])


def ask_for_advice(
    engine: Engine,
    *,
    desk: Desk,
    reference: str,
    kinds: Sequence[AdviceKind],
    on: date,
    family: FamilyAsked | None = None,
    services: Mapping[AdviceKind, str] = MappingProxyType({}),
) -> tuple[Event, ...]:
    """Ask for these kinds of advice, all of them or none, in one transaction.

    `services` has the code of the service for each kind that is not asked of its usual one. What
    the family asked for is asked too where it is sought; where it is not, the decision and its
    reason are kept as a note.

    Raises:
        UnknownCase: no case has this reference.
        NotPossible: nothing is to be asked, or a request has no place in the case now.
        UnknownProvider: a kind has no service of that code.
        NotAllowed, Changed: as in `casework.access`.
    """
    if not kinds and family is None:
        raise NotPossible("Choose at least one kind of advice to ask for.")
    done: list[Event] = []
    with writing(engine) as connection:
        held = files.load(connection, reference, to_write=True)
        refuse_if_changed(held.file, desk=desk)
        for kind, party, details in _entries(kinds, family, services):
            event = record_in(
                connection,
                held,
                desk=desk,
                kind=kind,
                happened_on=on,
                party=party,
                details=details,
            )
            done.append(event)
            held = grown(held, event)
    return tuple(done)


def _entries(
    kinds: Sequence[AdviceKind],
    family: FamilyAsked | None,
    services: Mapping[AdviceKind, str],
) -> list[tuple[Kind, str | None, dict[str, str]]]:
    found: list[tuple[Kind, str | None, dict[str, str]]] = [
        (Kind.ADVICE_REQUESTED, kind.value, _of_service(kind, services))
        for kind in dict.fromkeys(kinds)
        if not (family and family.sought and kind is AdviceKind.REQUESTED_BY_FAMILY)
    ]
    if family is None:
        return found
    if family.sought:
        asked = {ASKED_OF: family.of, REASON: family.reason}
        found.append((Kind.ADVICE_REQUESTED, AdviceKind.REQUESTED_BY_FAMILY.value, asked))
    else:
        note = (
            f"The family asked for advice from: {family.of}. It is not sought (reg 6(1)(h)): "
            f"{family.reason}"
        )
        found.append((Kind.NOTE_ADDED, None, {"note": note}))
    return found


def _of_service(kind: AdviceKind, services: Mapping[AdviceKind, str]) -> dict[str, str]:
    code = services.get(kind, kind.value)
    return {} if code == kind.value else {SERVICE: code}
