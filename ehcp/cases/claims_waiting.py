"""The claims of exceptions on one case: which wait for a manager, which were decided, and how."""

from collections.abc import Iterator
from dataclasses import dataclass

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.exceptions import acts_on
from ehcp.cases.kinds import Kind
from ehcp.law.grounds import Ground, UnknownGround, ground


@dataclass(frozen=True, kw_only=True)
class ClaimDecided:
    """A claim with what became of it.

    Attributes:
        claim: the entry that claims it; of an approval that an import brought, the approval.
        decision: the last entry about it, where somebody approved or refused it.
    """

    ground: Ground
    claim: Event
    decision: Event | None

    @property
    def is_waiting(self) -> bool:
        """Say whether nobody has decided about it yet."""
        return self.decision is None


def claims_waiting(file: CaseFile) -> tuple[Event, ...]:
    """Give the claims that nobody has approved or refused, in the order of claiming."""
    return tuple(_waiting(file))


def claims_on(file: CaseFile) -> tuple[ClaimDecided, ...]:
    """Give every claim that stands on the record with what became of it, oldest first."""
    if Kind.EXCEPTION_CLAIMED not in file.kinds and Kind.EXCEPTION_APPROVED not in file.kinds:
        return ()
    waiting = claims_waiting(file)
    found: list[ClaimDecided] = []
    acts = [event for _, event in file.of((Kind.EXCEPTION_CLAIMED, *_DECISIONS))]
    for place, act in enumerate(acts):
        try:
            known = ground(act.details.get("ground", ""))
        except UnknownGround:
            continue  # a tracker's own word, which lifts nothing
        if act.kind is Kind.EXCEPTION_CLAIMED:
            decision = None if act in waiting else _decision(acts[place + 1 :], act, known)
            found.append(ClaimDecided(ground=known, claim=act, decision=decision))
        elif act.kind is Kind.EXCEPTION_APPROVED and act.came_from_a_tracker:
            found.append(ClaimDecided(ground=known, claim=act, decision=act))
    return tuple(found)


_DECISIONS = (Kind.EXCEPTION_APPROVED, Kind.EXCEPTION_REFUSED)


def _decision(later: list[Event], claim: Event, known: Ground) -> Event | None:
    about = [
        act
        for act in later
        if act.kind in _DECISIONS
        and act.details.get("ground") in (known.id, known.code)
        and (act.party is None or act.party == claim.party)
    ]
    return about[-1] if about else None


def _waiting(file: CaseFile) -> Iterator[Event]:
    for _, claim in file.of((Kind.EXCEPTION_CLAIMED,)):
        try:
            known = ground(claim.details.get("ground", ""))
        except UnknownGround:
            continue  # a tracker's own word, which lifts nothing
        acts = acts_on(file, known, party=claim.party)
        later = acts[acts.index(claim) + 1 :] if claim in acts else None
        if later is not None and all(act.kind is Kind.EXCEPTION_CLAIMED for act in later):
            yield claim
