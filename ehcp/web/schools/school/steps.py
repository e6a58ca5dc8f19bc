"""The steps of a review as a school does them, each with its last day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import MEETING_ON
from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that a school does for a review.

    Attributes:
        name: its word in the address of its form.
        kind: the entry that it puts on record.
        says: what is to be done, as a link.
        rule: the limit that gives its last day; None where the law gives it none.
        asks: the question after its day.
        takes_file: whether a file may come with it, and whether one must.
    """

    name: str
    kind: Kind
    says: str
    asks: str
    done: str
    rule: str | None = None
    hint: str = ""
    takes_file: bool = False
    needs_file: bool = False

    @property
    def is_the_day_of_the_meeting(self) -> bool:
        """Say whether the day that it asks for lies ahead."""
        return self.kind is Kind.REVIEW_MEETING_FIXED


STEPS = (
    Step(
        name="meeting",
        kind=Kind.REVIEW_MEETING_FIXED,
        says="Give the day of the meeting",
        asks="On which day is the meeting?",
        done="Fixed for",
    ),
    Step(
        name="invitations",
        kind=Kind.INVITATIONS_SENT,
        says="Say that everybody is invited",
        asks="On which day did you send the invitations?",
        hint="The family, the council, and everybody from health and social care who is involved",
        done="Sent on",
        rule="review_meeting_notice",
    ),
    Step(
        name="advice",
        kind=Kind.REVIEW_ADVICE_RECEIVED,
        says="Add advice and papers for the review",
        asks="On which day did you receive it?",
        done="Added last on",
        takes_file=True,
        needs_file=True,
    ),
    Step(
        name="circulated",
        kind=Kind.REVIEW_ADVICE_CIRCULATED,
        says="Say that the advice was sent round",
        asks="On which day did you send the advice to everybody who is invited?",
        done="Sent round on",
        rule="review_advice_circulate",
    ),
    Step(
        name="held",
        kind=Kind.REVIEW_MEETING_HELD,
        says="Say that the meeting was held",
        asks="On which day was the meeting held?",
        done="Held on",
    ),
    Step(
        name="report",
        kind=Kind.REVIEW_REPORT_SENT,
        says="Send the report",
        asks="On which day did you send the report to everybody who was invited?",
        done="Sent on",
        rule="review_report",
        takes_file=True,
    ),
)
_FOR_OUR_OWN = ("advice",)
"""What a school does for a review that the council arranges itself."""


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """A step as it stands in one review.

    Attributes:
        done_on: its day; of the first step, the day of the meeting.
        due_on: its last day, while it is still to be done.
        is_open: whether it can be done now.
    """

    step: Step
    done_on: date | None
    due_on: date | None
    is_open: bool


def steps_of(
    file: CaseFile,
    *,
    stage: Stage,
    due: Mapping[str, date],
    hold_by: date | None,
    arranged_by_us: bool,
) -> Iterator[StepShown]:
    """Give the steps of a review as they stand; `due` has the last days by their limits.

    What was never said and can be said no longer is left out; the report always lies ahead.
    """
    can_happen = journey_named(file.journey).next_kinds(stage)
    for step in STEPS:
        if arranged_by_us and step.name not in _FOR_OUR_OWN:
            continue
        last = file.last(step.kind)
        done_on = last.happened_on if last else None
        if last is not None and step.is_the_day_of_the_meeting:
            done_on = date.fromisoformat(last.details[MEETING_ON])
        due_on = due.get(step.rule) if step.rule else None
        if step.kind is Kind.REVIEW_MEETING_HELD:
            due_on = hold_by
        is_held = step.kind is Kind.REVIEW_MEETING_HELD
        is_open = step.kind in can_happen and not (is_held and done_on is not None)
        if is_open or done_on is not None or step.kind is Kind.REVIEW_REPORT_SENT:
            yield StepShown(step=step, done_on=done_on, due_on=due_on, is_open=is_open)
