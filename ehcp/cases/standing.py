"""Where a case stands: its stage and the days that the figures are counted from."""

from dataclasses import dataclass
from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.journeys import passage
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The standing columns of a case.

    Attributes:
        started_on: R, the statutory start.
        decided_on: the day on which the family was told whether the authority will assess.
        decision: `will_assess` or `will_not_assess`.
        issued_on: F, the day on which the final plan was made and sent.
        ended_on: T, the day on which the case closed, for whatever reason.
        last_event_on: the last day on which anything happened.
    """

    stage: Stage
    stage_since: date
    started_on: date
    decided_on: date | None
    decision: str | None
    issuing_decided_on: date | None
    drafted_on: date | None
    issued_on: date | None
    ended_on: date | None
    last_event_on: date


def standing(file: CaseFile) -> Standing:
    """Work out where this case stands.

    Raises:
        ValueError: the file has no event that starts the journey.
    """
    events = file.events
    passed = passage(events)
    if passed.stage is None or passed.since is None or file.started_on is None:
        raise ValueError(f"Case {file.reference} has no request on its record.")
    decided = file.first(Kind.TOLD_WILL_ASSESS, Kind.TOLD_WILL_NOT_ASSESS)
    issued = file.first(Kind.PLAN_FINALISED)
    return Standing(
        stage=passed.stage,
        stage_since=passed.since,
        started_on=file.started_on,
        decided_on=decided.happened_on if decided else None,
        decision=None if decided is None else decided.kind.value.removeprefix("told_"),
        issuing_decided_on=_day(file, Kind.DECIDED_TO_ISSUE),
        drafted_on=_day(file, Kind.DRAFT_SERVED),
        issued_on=issued.happened_on if issued else None,
        ended_on=None if passed.stage.is_open else passed.since,
        last_event_on=events[-1].happened_on,
    )


def _day(file: CaseFile, kind: Kind) -> date | None:
    event = file.first(kind)
    return event.happened_on if event else None
