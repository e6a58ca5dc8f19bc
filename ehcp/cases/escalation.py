"""How far late advice has climbed: above its service, for as long as no promised day holds it.

Our own caseworker and managers are told by the alerts; that a promise never holds. Here it is
about those above the service that owes the advice. A promise moves no limit in law.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from ehcp.cases.advice import AdviceRequest
from ehcp.cases.advice_kinds import AdviceKind

_A_DAY = timedelta(days=1)


class Rung(StrEnum):
    """How far late advice has climbed.

    OURS: nobody above the service is written to; our caseworker and managers see to it.
    """

    OURS = auto()
    SERVICE_HEAD = auto()
    CLINICAL_OFFICER = auto()
    HEAD_TEACHER = auto()


class Promise(StrEnum):
    """What became of the day that a service named."""

    NONE = auto()
    OPEN = auto()
    TOO_FAR = auto()
    BROKEN = auto()


@dataclass(frozen=True, kw_only=True)
class EscalationPolicy:
    """The council's ladder above the services.

    Attributes:
        service_head_from: the day late from which the head of the service is written to.
        clinical_officer_from: the same for the designated clinical officer.
        head_teacher_from: the same for the head of a setting; None where none is written to.
        health: the kinds of advice that climb to the clinical officer; none without an officer.
        longest_wait: how many days after the limit a promised day may lie and still hold.
    """

    service_head_from: int = 15
    clinical_officer_from: int = 29
    head_teacher_from: int | None = None
    health: frozenset[str] = frozenset()
    longest_wait: int = 42

    def rungs(
        self, party: str, *, reachable: Container[Rung] = frozenset(Rung)
    ) -> tuple[tuple[int, Rung], ...]:
        """Give the rungs that a kind of advice can climb, each with its first day late.

        `reachable` are those on which there is somebody who can be written to.
        """
        found = [(self.service_head_from, Rung.SERVICE_HEAD)]
        if party in self.health:
            found.append((self.clinical_officer_from, Rung.CLINICAL_OFFICER))
        if party == AdviceKind.EDUCATION and self.head_teacher_from is not None:
            found.append((self.head_teacher_from, Rung.HEAD_TEACHER))
        found = [each for each in found if each[1] in reachable]
        return tuple(sorted(found, key=lambda each: each[0]))

    @property
    def first_day_late(self) -> int:
        """Give the first day late on which anything can climb."""
        return min(self.service_head_from, self.head_teacher_from or self.service_head_from)


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """Where a piece of advice stands on the ladder above its service.

    Attributes:
        rung: the highest rung on which somebody is to be written to.
        days_late: since its limit; nought and below is not late.
        promise: what became of the last day that the service named.
        next_on: the day on which it climbs further, if nothing moves until then; None: never.
        next_rung: to where.
    """

    rung: Rung
    days_late: int
    promise: Promise
    next_on: date | None = None
    next_rung: Rung | None = None


def promise_on(
    *, promised_on: date | None, due_on: date, day: date, policy: EscalationPolicy
) -> Promise:
    """Say what a promised day is worth on a day: it holds until it has passed, and not for ever."""
    if promised_on is None:
        return Promise.NONE
    if promised_on < day:
        return Promise.BROKEN
    too_far = (promised_on - due_on).days > policy.longest_wait
    return Promise.TOO_FAR if too_far else Promise.OPEN


def escalation(
    request: AdviceRequest,
    *,
    due_on: date,
    day: date,
    policy: EscalationPolicy,
    reachable: Container[Rung] = frozenset(Rung),
) -> Escalation:
    """Say how far one request has climbed by a day, and when it climbs further.

    It climbs by the days that it is late. A promise that is open leaves it on the rung that it had
    reached when the promise was given; once the day has passed it stands where its days late have
    brought it. What has been answered, sent back to us or taken back has not climbed.

    `reachable` are the rungs on which there is somebody who can be written to.
    """
    promise = promise_on(promised_on=request.promised_on, due_on=due_on, day=day, policy=policy)
    days_late = (day - due_on).days
    if not request.is_outstanding or request.returned_on is not None:
        return Escalation(rung=Rung.OURS, days_late=days_late, promise=promise)
    rungs = policy.rungs(request.party, reachable=reachable)
    held = promise is Promise.OPEN
    since = min(request.promised_since or day, day) if held else day
    rung = _reached(rungs, (since - due_on).days)
    free_on = request.promised_on + _A_DAY if held and request.promised_on else day
    coming = next(_above(rungs, rung, due_on=due_on, free_on=free_on, after=day), None)
    return Escalation(
        rung=rung,
        days_late=days_late,
        promise=promise,
        next_on=coming[0] if coming else None,
        next_rung=coming[1] if coming else None,
    )


def _reached(rungs: tuple[tuple[int, Rung], ...], days_late: int) -> Rung:
    """Give the highest rung that so many days late bring a piece of advice to."""
    found = [rung for first, rung in rungs if first <= days_late]
    return found[-1] if found else Rung.OURS


def _above(
    rungs: tuple[tuple[int, Rung], ...], rung: Rung, *, due_on: date, free_on: date, after: date
) -> Iterator[tuple[date, Rung]]:
    """Give when it comes to a rung above; of several on the day of its freedom the highest."""
    names = [each for _, each in rungs]
    above = rungs[names.index(rung) + 1 :] if rung in names else rungs
    for place, (first, higher) in enumerate(above):
        on = max(due_on + timedelta(days=first), free_on)
        later = above[place + 1 :]
        if later and due_on + timedelta(days=later[0][0]) <= on:
            continue
        if on > after:
            yield on, higher
