"""Where a case stands: its stage and the days that the figures are counted from."""

from dataclasses import dataclass
from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import MEETING_ON, day_in_details
from ehcp.cases.journeys import journey_named, passage
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The standing columns of a case.

    Attributes:
        started_on: R, the statutory start; of a review the day from which its time runs.
        decided_on: the day of the journey's decision, such as whether the authority will assess.
        decision: the kind of that decision without `told_`, such as `will_not_assess`.
        meeting_on: the day for which the review meeting is fixed.
        met_on: the day on which the review meeting was held.
        drafted_on: the day on which a draft or proposal was put to the family.
        issued_on: F, the day on which a plan was made final and sent.
        ended_on: T, the day on which the case closed, for whatever reason.
        last_event_on: the last day on which anything happened.
    """

    stage: Stage
    stage_since: date
    started_on: date
    decided_on: date | None
    decision: str | None
    issuing_decided_on: date | None
    meeting_on: date | None
    met_on: date | None
    drafted_on: date | None
    issued_on: date | None
    ended_on: date | None
    last_event_on: date


def standing(file: CaseFile) -> Standing:
    """Work out where this case stands.

    Raises:
        ValueError: the file has no event that starts the journey.
    """
    passed, journey = passage(file), journey_named(file.journey)
    if passed.stage is None or passed.since is None or file.started_on is None:
        raise ValueError(f"Case {file.reference} has nothing on its record that starts it.")
    decided = file.first(*journey.decided)
    return Standing(
        stage=passed.stage,
        stage_since=passed.since,
        started_on=file.started_on,
        decided_on=decided.happened_on if decided else None,
        decision=None if decided is None else decided.kind.value.removeprefix("told_"),
        issuing_decided_on=_day(file, Kind.DECIDED_TO_ISSUE),
        meeting_on=_meeting_fixed_for(file),
        met_on=_day(file, Kind.REVIEW_MEETING_HELD),
        drafted_on=_day(file, *journey.drafted),
        issued_on=_day(file, *journey.issued),
        ended_on=None if passed.stage.is_open else passed.since,
        last_event_on=file.events[-1].happened_on,
    )


def _meeting_fixed_for(file: CaseFile) -> date | None:
    """Give the day for which the review meeting was fixed last."""
    fixed = file.last(Kind.REVIEW_MEETING_FIXED)
    return day_in_details(fixed, MEETING_ON) if fixed else None


def _day(file: CaseFile, *kinds: Kind) -> date | None:
    event = file.first(*kinds)
    return event.happened_on if event else None
