"""What follows by itself from the record of a case, worked out without doing any of it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from ehcp.cases.advice import SERVICE, advice_requests
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.decision_to_assess import decision_to_assess
from ehcp.cases.journeys import passage
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.review_tasks import in_year_9_or_beyond, review_tasks
from ehcp.casework.service_names import NO_SERVICES, ServiceNames
from ehcp.casework.tasks import (
    LAST_ADVICE_IN,
    TASK,
    YEAR_9_BEGUN,
    FollowUp,
    task_for,
    was_told,
)

__all__ = [
    "BEING_ASSESSED",
    "LAST_ADVICE_IN",
    "TASK",
    "YEAR_9_BEGUN",
    "FollowUp",
    "in_year_9_or_beyond",
    "what_follows",
]

BEING_ASSESSED: Final = (Stage.ASSESSING, Stage.DRAFTING)

_ASKED = (Kind.ADVICE_REQUESTED, Kind.EXISTING_ADVICE_USED)
_REPLIES = (Kind.ADVICE_RECEIVED, Kind.NIL_REPLY)


def what_follows(
    file: CaseFile,
    *,
    today: date,
    council_asks: Sequence[AdviceKind],
    from_year_9: Sequence[AdviceKind] = (),
    services: ServiceNames = NO_SERVICES,
) -> tuple[FollowUp, ...]:
    """Work out what follows by itself in a case and has not been done yet.

    `services` are those that can be asked. Of several that give one kind of advice it is the one
    that the decision to assess names, or else the usual one.
    """
    stage = passage(file).stage
    if stage is None:
        return ()
    if file.journey == "annual_review":
        return tuple(review_tasks(file, stage=stage, today=today))
    if stage not in BEING_ASSESSED:
        return ()
    asked = (
        _advice_to_ask(
            file, today=today, always=council_asks, from_year_9=from_year_9, services=services
        )
        if stage is Stage.ASSESSING
        else ()
    )
    return (
        *asked,
        *_last_advice_in(file, today=today),
        *_year_9_has_begun(file, today=today),
    )


def _advice_to_ask(
    file: CaseFile,
    *,
    today: date,
    always: Sequence[AdviceKind],
    from_year_9: Sequence[AdviceKind],
    services: ServiceNames,
) -> Iterator[FollowUp]:
    decision = decision_to_assess(file)
    if decision is None or decision.came_from_a_tracker:
        return
    day = max(today, decision.happened_on)
    # An entry that was struck out counts too, if it came after this decision: whoever struck it
    # out meant it, and it must not come back by itself.
    asked = {entry.party for _, entry in file.of(_ASKED)} | {
        entry.party
        for entry in file.recorded
        if entry.kind in _ASKED and entry.sequence > decision.sequence
    }
    missing = [kind for kind in always if kind.value not in asked]
    # By the day of asking, not of the request: whoever was in year 8 at the request and is in
    # year 9 when advice is sought is "in or beyond year 9" (SI 2014/1530 reg 6(1)(g)).
    first = file.first(Kind.ADVICE_REQUESTED)
    sought_on = day if missing or first is None else first.happened_on
    if in_year_9_or_beyond(file, on=sought_on):
        wanted = (*from_year_9, AdviceKind.PREPARATION_FOR_ADULTHOOD)
        missing += [kind for kind in wanted if kind.value not in asked]
    for kind in dict.fromkeys(missing):
        service = services.to_be_asked(file, kind)
        yield FollowUp(
            kind=Kind.ADVICE_REQUESTED,
            happened_on=day,
            party=kind.value,
            details={} if service == kind.value else {SERVICE: service},
        )


def _last_advice_in(file: CaseFile, *, today: date) -> Iterator[FollowUp]:
    """Tell the caseworker once that every answer has come, and once more after a rework."""
    requests = advice_requests(file)
    if not requests or any(request.is_outstanding for request in requests):
        return
    replies = file.of(_REPLIES)
    if not replies:
        return
    last = max((reply for _, reply in replies), key=lambda reply: reply.sequence)
    if not (last.came_from_a_tracker or was_told(file, LAST_ADVICE_IN, about=last)):
        yield task_for(LAST_ADVICE_IN, today=today, about=last, names_entry=True)


def _year_9_has_begun(file: CaseFile, *, today: date) -> Iterator[FollowUp]:
    """Ask the caseworker whether to seek advice on preparation for adulthood.

    The child came into year 9 after the advice had been asked for. The regulations look at the
    time of seeking, so nothing is owed; a person decides.
    """
    first = file.first(Kind.ADVICE_REQUESTED)
    adulthood = AdviceKind.PREPARATION_FOR_ADULTHOOD.value
    if (
        first is not None
        and not first.came_from_a_tracker
        and not in_year_9_or_beyond(file, on=first.happened_on)
        and in_year_9_or_beyond(file, on=today)
        and not file.of(_ASKED, party=adulthood)
        and not was_told(file, YEAR_9_BEGUN)
    ):
        yield task_for(YEAR_9_BEGUN, today=today, about=first)
