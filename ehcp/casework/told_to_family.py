"""What a family may be told of its case: where it stands, what comes next, and whether it is late.

It names kinds of service and never a service, an officer or anybody's fault.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ehcp.cases.advice import AdviceRequest, advice_requests
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.claims_waiting import claims_on
from ehcp.cases.deadlines import Deadline, deadlines
from ehcp.cases.journeys import passage
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.family_words import advice_words, family_words
from ehcp.law.rule import Rule

_THE_COUNCIL = "local authority"
_TO_YOU = (
    ("the child's parent or the young person", "you"),
    ("The family", "You"),
    ("the family", "you"),
    ("you wants", "you want"),
    ("the authority will", "we will"),
    ("the authority did", "we did"),
    ("the authority's", "our"),
)
_NO_DUTY = "planning_date"
_AFTER_A_DISPUTE = ("order_", "unopposed_", "mediation_agreement_")
_APPEAL, _REPLY = "appeal_deadline", "parent_representations"


@dataclass(frozen=True, kw_only=True)
class NextDate:
    """A day by which the council owes the family a step.

    Attributes:
        says: the duty, as one says it to them: 'tell you whether the authority will assess'.
        days_late: calendar days by which it is missed; 0 where it is not.
        excepted: whether a statutory exception was approved for it. It moves no date.
    """

    on: date
    says: str
    days_late: int
    excepted: bool


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """One kind of advice that has not come.

    Attributes:
        what: in plain words, never the name of a service: 'advice about health'.
        days_late: calendar days; 0 where it is not late.
        promised_on: when it is to come, where that was said and the day has not passed.
        is_being_checked: a file came for it that waits to be scanned: it is not late.
    """

    what: str
    asked_on: date
    due_on: date
    days_late: int
    promised_on: date | None
    is_being_checked: bool = False


@dataclass(frozen=True, kw_only=True)
class OwnViews:
    """The family's own views (SI 2014/1530 reg 6(1)(a)), where they were asked for and not given.

    Nobody is late with these: they are welcome for as long as the request stands.

    Attributes:
        best_by: the day by which they help most; None where it has passed.
    """

    asked_on: date
    best_by: date | None


@dataclass(frozen=True, kw_only=True)
class TellsFamily:
    """What a family is told.

    Attributes:
        stage: None where the record says nothing yet.
        now, then: what is happening, and what comes after it.
        since: the day of the last step.
        dates: what the council owes, the earliest first.
        own_views: what the family itself was asked for and has not given; it is not in `awaited`.
        expected: the first and the last day on which the advice that we wait for is to be here;
            None where nothing is awaited or not all of it has a day, so that we do not know.
        appeal_by: the last day of an appeal against a decision of this case, where it runs.
        reply_by: the last day of those that the family has to comment on a draft.
        exceptions: for what legal ground somebody has claimed an exception, and whether it was
            approved: 'claimed', 'approved' or 'refused'.
    """

    stage: Stage | None
    now: str
    then: str
    since: date | None
    has_ended: bool
    dates: tuple[NextDate, ...]
    awaited: tuple[Awaited, ...]
    own_views: OwnViews | None
    expected: tuple[date, date] | None
    appeal_by: date | None
    reply_by: date | None
    exceptions: tuple[tuple[str, str], ...]

    @property
    def next(self) -> NextDate | None:
        """Give the first day that the council has still to keep, or should have kept."""
        return self.dates[0] if self.dates else None

    @property
    def is_late(self) -> bool:
        """Say whether the council owes a step whose last day has passed."""
        return self.next is not None and self.next.days_late > 0


def told_to_family(
    file: CaseFile,
    *,
    rules: Iterable[Rule],
    day: date,
    being_checked: Collection[str] = (),
    has_plan: bool = False,
) -> TellsFamily:
    """Give what a family is told of its case as at a day.

    `being_checked` are the kinds of advice for which a file came that waits to be scanned, and
    `has_plan` says of an assessment that was ordered whether there is a plan meanwhile.
    """
    file = file.as_at(day)
    stage = passage(file).stage
    words = family_words(file, stage, has_plan=has_plan) if stage else None
    limits = list(deadlines(file, rules))
    is_open = stage is not None and stage.is_open
    awaited = tuple(_awaited(file, limits, day=day, checked=being_checked)) if is_open else ()
    last = file.events[-1] if file.events else None
    dates = tuple(_dates(limits, day=day, is_open=is_open))
    return TellsFamily(
        stage=stage,
        now=words.now if words else "We have not begun yet.",
        then=words.then if words else "",
        since=last.happened_on if last else None,
        has_ended=stage is not None and not is_open and not dates,
        dates=dates,
        awaited=awaited,
        own_views=_own_views(file, limits, day=day) if is_open else None,
        expected=_expected(awaited, day=day),
        appeal_by=_runs_until(limits, _APPEAL, day=day),
        reply_by=_runs_until(limits, _REPLY, day=day),
        exceptions=tuple(_exceptions(file)),
    )


def _runs_until(limits: Iterable[Deadline], rule: str, *, day: date) -> date | None:
    ends = [
        limit.due_on
        for limit in limits
        if limit.rule.id == rule and limit.due_on and limit.met_on is None and limit.due_on >= day
    ]
    return max(ends, default=None)


def _dates(limits: Iterable[Deadline], *, day: date, is_open: bool) -> Iterator[NextDate]:
    """Give what is owed: where the case is closed, what an order or an agreement still demands."""
    owed = [
        (limit.due_on, limit.rule.id, limit)
        for limit in limits
        if limit.is_running
        and limit.due_on is not None
        and limit.rule.watched
        and limit.rule.owed_by == _THE_COUNCIL
        and limit.rule.source.force != _NO_DUTY
        and (is_open or limit.rule.id.startswith(_AFTER_A_DISPUTE))
    ]
    for due, _, limit in sorted(owed, key=lambda each: each[:2]):
        yield NextDate(
            on=due,
            says=_to_you(limit.rule.says),
            days_late=max(0, (day - due).days),
            excepted=limit.exception is not None,
        )


def _to_you(says: str) -> str:
    for ours, theirs in _TO_YOU:
        says = says.replace(ours, theirs)
    return says[:1].lower() + says[1:].rstrip(".")


def _awaited(
    file: CaseFile, limits: Iterable[Deadline], *, day: date, checked: Collection[str]
) -> Iterator[Awaited]:
    for request, due in _outstanding(file, limits):
        if request.party != AdviceKind.PARENT:
            yield Awaited(
                what=advice_words(request.party),
                asked_on=request.requested_on,
                due_on=due,
                days_late=0 if request.party in checked else max(0, (day - due).days),
                promised_on=_still_promised(request, day=day),
                is_being_checked=request.party in checked,
            )


def _own_views(file: CaseFile, limits: Iterable[Deadline], *, day: date) -> OwnViews | None:
    for request, due in _outstanding(file, limits):
        if request.party == AdviceKind.PARENT:
            return OwnViews(asked_on=request.requested_on, best_by=due if due >= day else None)
    return None


def _outstanding(
    file: CaseFile, limits: Iterable[Deadline]
) -> Iterator[tuple[AdviceRequest, date]]:
    """Give what was asked for and has not come, each with its last day."""
    due_on = {
        (limit.party, limit.started_on): limit.due_on
        for limit in limits
        if limit.rule.id == "advice_response" and limit.due_on is not None
    }
    for request in advice_requests(file):
        due = due_on.get((request.party, request.counts_from))
        if request.is_outstanding and due is not None:
            yield request, due


def _still_promised(request: AdviceRequest, *, day: date) -> date | None:
    promised = request.promised_on if request.returned_on is None else None
    return promised if promised is not None and promised >= day else None


def _expected(awaited: Iterable[Awaited], *, day: date) -> tuple[date, date] | None:
    days = [
        each.promised_on or (each.due_on if each.due_on >= day else None)
        for each in awaited
        if not each.is_being_checked
    ]
    known = [each for each in days if each is not None]
    return (min(known), max(known)) if known and len(known) == len(days) else None


def _exceptions(file: CaseFile) -> Iterator[tuple[str, str]]:
    for each in claims_on(file):
        if each.decision is None:
            became = "claimed"
        else:
            approved = each.decision.kind is Kind.EXCEPTION_APPROVED
            became = "approved" if approved else "refused"
        yield each.ground.says, became
