"""Which cases the record of a case opens by itself, and what it ends in others of the same child.

Pure: it says what there should be. `openings` compares that with what there is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ehcp.cases.case_file import CaseFile
from ehcp.cases.decision_to_assess import SERVICES, has_advice_sought
from ehcp.cases.events import Event
from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import Kind
from ehcp.cases.year_groups import last_day_of_a_plan
from ehcp.register.bulk import Entry

BECAUSE_OF: Final = "because_of"
"""The detail that names the case from which an entry of another case follows."""

OPENS_A_FIRST_REVIEW: Final = ("needs_assessment", "ordered_assessment")
PLAN_JOURNEYS: Final = ("annual_review", "amendment", "phase_transfer", "reassessment", "ceasing")
"""What there is to be done under a plan: it ends with the plan, and with the child."""
ENDS_WITH_THE_PLAN: Final = (*PLAN_JOURNEYS, "transfer_out")
ENDS_WITH_THE_CHILD: Final = (
    *ENDS_WITH_THE_PLAN,
    "needs_assessment",
    "ordered_assessment",
    "transfer_in",
)
"""Everything but a complaint, which is the family's."""

SPREADS: Final = (Kind.PLAN_CEASED, Kind.PLAN_TRANSFERRED, Kind.DIED)
"""What is true of the plan or of the child, and so of every case under the plan."""

TO_ASSESS: Final = ("assess", "make_plan", "reconsider")
BASES: Final = {
    Kind.TRIBUNAL_ORDERED: "order",
    Kind.MEDIATION_AGREED: "agreement",
    Kind.APPEAL_UNOPPOSED: "unopposed",
}


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A case that another one opens, with the entries that its record begins with.

    Attributes:
        stood_for_from: a case of the journey that started on this day or later stands for it too,
            even if it is over: a tracker brought it, or somebody was quicker.
        under_way_from: the day from which there is something to be done here. It is later than
            its start only where a plan came from another authority; what was over by then was
            about the time before.
    """

    journey: str
    entries: tuple[Entry, ...]
    stood_for_from: date
    under_way_from: date


def what_opens(file: CaseFile, *, next_review_from: str = "decision") -> tuple[Opening, ...]:
    """Say which cases follow from a record: at most one of each journey.

    `next_review_from` is "decision" or, where the council counts the next twelve months from the
    meeting, which can only be sooner, "meeting".
    """
    return (
        *_first_review(file),
        *_next_review(file, next_review_from=next_review_from),
        *_ceasing(file),
        *_review_taken_over(file),
        *_assessment_ordered(file),
    )


def what_spreads(file: CaseFile) -> tuple[Event, ...]:
    """Say which events of a record are to stand on every open case under the plan."""
    return tuple(
        event
        for _, event in file.of(SPREADS)
        if not event.came_from_a_tracker and BECAUSE_OF not in event.details
    )


def _first_review(file: CaseFile) -> Iterator[Opening]:
    """A plan is first reviewed within twelve months of the day it was made (CFA s.44(1)(a))."""
    if file.journey not in OPENS_A_FIRST_REVIEW:
        return
    made = file.first(Kind.PLAN_FINALISED)
    if made is not None and not made.came_from_a_tracker:
        yield _opening("annual_review", Entry(Kind.PLAN_FIRST_MADE, made.happened_on, None, {}))


def _next_review(file: CaseFile, *, next_review_from: str) -> Iterator[Opening]:
    """The next twelve months begin when this review is complete, which is the decision (s.44(1)).

    What a tracker brought counts here: the plan is in force and its next review is owed.
    """
    if file.journey != "annual_review" or file.started_on is None:
        return
    decision = file.first(*journey_named(file.journey).decided)
    if decision is None:
        return
    day = decision.happened_on
    to_cease = decision.kind is Kind.REVIEW_DECIDED_TO_CEASE
    if to_cease and file.born_on is not None and day > last_day_of_a_plan(file.born_on):
        return  # there is no plan any longer that could be reviewed (CFA s.46)
    held = file.first(Kind.REVIEW_MEETING_HELD)
    if next_review_from == "meeting" and held is not None:
        day = min(day, held.happened_on)
    first = Entry(Kind.PLAN_LAST_REVIEWED, day, None, {})
    later = file.started_on + timedelta(days=1)
    yield Opening(
        journey="annual_review", entries=(first,), stood_for_from=later, under_way_from=day
    )


def _ceasing(file: CaseFile) -> Iterator[Opening]:
    """A review that ended in the notice of ceasing leaves the plan in force until it may cease."""
    told = file.first(Kind.REVIEW_DECIDED_TO_CEASE)
    if file.journey != "annual_review" or told is None or told.came_from_a_tracker:
        return
    day = told.happened_on
    yield _opening(
        "ceasing",
        Entry(Kind.CEASING_CONSIDERED, day, None, {}),
        Entry(Kind.TOLD_WILL_CEASE, day, None, dict(told.details)),
    )


def _review_taken_over(file: CaseFile) -> Iterator[Opening]:
    """A plan that came from another authority keeps its own anniversary (reg 15(5), (7)).

    Where the old authority did not say when it was made or reviewed, the three months from the
    transfer stand alone.
    """
    came = file.first(Kind.TRANSFERRED_IN)
    if file.journey != "transfer_in" or came is None or came.came_from_a_tracker:
        return
    if file.first(Kind.NO_LONGER_NEEDED, Kind.WITHDRAWN):
        return  # opened by mistake: no plan has come
    kind, day, known = Kind.PLAN_FIRST_MADE, came.happened_on, {}
    for begins, detail in (
        (Kind.PLAN_LAST_REVIEWED, "plan_last_reviewed_on"),
        (Kind.PLAN_FIRST_MADE, "plan_made_on"),
    ):
        if detail in came.details:
            kind, day = begins, date.fromisoformat(came.details[detail])
            known = {"twelve_months_from": day.isoformat()}
            break
    yield _opening(
        "annual_review",
        Entry(kind, day, None, {}),
        Entry(Kind.PLAN_TAKEN_OVER, came.happened_on, None, known),
        under_way_from=came.happened_on,
    )


def _assessment_ordered(file: CaseFile) -> Iterator[Opening]:
    """An order, an agreement or a yielded appeal can demand what was refused (regs 42 to 45)."""
    for _, event in file.of(BASES):
        order = event.details.get("order")
        if order in TO_ASSESS and not event.came_from_a_tracker:
            days = {
                name: value for name, value in event.details.items() if name.startswith("order_")
            }
            details = {"order": order, "basis": BASES[event.kind]} | days
            if SERVICES in event.details and has_advice_sought(event.details):
                details[SERVICES] = event.details[SERVICES]
            yield _opening(
                "ordered_assessment",
                Entry(Kind.ASSESSMENT_ORDERED, event.happened_on, None, details),
            )
            return


def _opening(journey: str, *entries: Entry, under_way_from: date | None = None) -> Opening:
    first_day = entries[0].happened_on
    return Opening(
        journey=journey,
        entries=entries,
        stood_for_from=first_day,
        under_way_from=under_way_from or first_day,
    )
