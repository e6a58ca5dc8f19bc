"""The columns of the council's tracker: each heading and what stands in the cell below it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from workflows.demonstration.history import (
    DECISION_DAYS,
    FINAL_DAYS,
    NO_PLAN_DAYS,
    History,
    InventedAdvice,
    InventedCase,
    Kind,
    Outcome,
)
from workflows.demonstration.spreadsheet import Cell, Look

AMBER_FROM_WEEK, RED_FROM_WEEK = 16, 20
CHASED_AFTER, CHASED_AGAIN_AFTER = timedelta(days=7), timedelta(days=28)
TYPED_OVER_EVERY = 9
LEFT = {Outcome.WITHDRAWN: "Withdrawn", Outcome.MOVED_OUT: "Moved out"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its group, its heading, its look, and the cell for a case."""

    group: str
    heading: str
    cell: Callable[[InventedCase, History], Cell]
    look: Look = Look.DATE


def weeks_taken(case: InventedCase, known: History) -> int:
    """Whole weeks since the request, to the end of the case or to the tracker's day."""
    return ((case.ended_on or known.known_on) - case.received_on).days // 7


def _decision(case: InventedCase, _: History) -> Cell:
    if case.will_assess is None:
        return LEFT.get(case.outcome)
    return "Yes" if case.will_assess else "No"


def _decision_day(case: InventedCase, _: History) -> Cell:
    return case.decided_on or case.ended_on


def _assessment_outcome(case: InventedCase, _: History) -> Cell:
    if not case.will_assess:
        return None
    if case.outcome is Outcome.NO_PLAN:
        return "No"
    return LEFT.get(case.outcome) or ("Yes" if case.agreed_on else None)


def _assessment_outcome_day(case: InventedCase, _: History) -> Cell:
    if not case.will_assess:
        return None
    return case.agreed_on if case.outcome in {Outcome.PLAN, Outcome.OPEN} else case.ended_on


def _on_time(case: InventedCase, known: History) -> Cell:
    if case.final_on is None:
        return None
    on_time = (case.final_on - case.received_on).days <= FINAL_DAYS
    # Typed by hand, and in a few rows wrongly: whoever imports this must work it out again.
    return "Y" if on_time is not (case.pupil_id in known.wrong_on_time) else "N"


def _rag(case: InventedCase, known: History) -> Cell:
    weeks = weeks_taken(case, known)
    colour = "Green" if weeks < AMBER_FROM_WEEK else "Amber"
    if weeks >= RED_FROM_WEEK:
        colour = "Red"
    if case.final_on is not None:
        on_time = (case.final_on - case.received_on).days <= FINAL_DAYS
        colour = "Green" if on_time is not (case.pupil_id in known.wrong_rag) else "Red"
    return colour


def _draft_due(case: InventedCase, _: History) -> Cell:
    return case.received_on + timedelta(days=NO_PLAN_DAYS) if case.will_assess else None


def _final_due(case: InventedCase, _: History) -> Cell:
    return case.received_on + timedelta(days=FINAL_DAYS) if case.will_assess is not False else None


def _asked(case: InventedCase, kind: Kind) -> InventedAdvice | None:
    return next((advice for advice in case.advice if advice.kind is kind), None)


def _requested(kind: Kind) -> Callable[[InventedCase, History], Cell]:
    def cell(case: InventedCase, _: History) -> Cell:
        advice = _asked(case, kind)
        return advice.requested_on if advice else None

    return cell


def _due(kind: Kind) -> Callable[[InventedCase, History], Cell]:
    def cell(case: InventedCase, _: History) -> Cell:
        advice = _asked(case, kind)
        return advice.due_on if advice else None

    return cell


def _received(kind: Kind) -> Callable[[InventedCase, History], Cell]:
    def cell(case: InventedCase, known: History) -> Cell:
        advice = _asked(case, kind)
        if advice is None:
            return None
        overdue = advice.due_on + CHASED_AFTER < known.known_on and case.ended_on is None
        ep = kind is Kind.EDUCATIONAL_PSYCHOLOGY
        if advice.received_on is None and overdue and ep:
            # Here and there somebody typed a word where a date belongs.
            return "chased" if int(case.pupil_id[2:]) % TYPED_OVER_EVERY == 0 else None
        return advice.received_on

    return cell


def _chased(after: timedelta) -> Callable[[InventedCase, History], Cell]:
    def cell(case: InventedCase, known: History) -> Cell:
        ep = _asked(case, Kind.EDUCATIONAL_PSYCHOLOGY)
        if ep is None:
            return None
        day = ep.due_on + after
        gone = ep.received_on or ep.cancelled_on or known.known_on
        return day if day <= min(gone, known.known_on) else None

    return cell


def _allocated(case: InventedCase, _: History) -> Cell:
    ep = _asked(case, Kind.EDUCATIONAL_PSYCHOLOGY)
    return ep.allocated_to if ep else None


def _comment(case: InventedCase, _: History) -> Cell:
    if case.outcome is Outcome.REFUSED:
        return "Family told of mediation and appeal"
    return "Awaiting school's reply to consultation" if _awaits_school(case) else None


def _awaits_school(case: InventedCase) -> bool:
    return (
        case.ended_on is None
        and case.consulted_on is not None
        and case.consultation_answered_on is None
    )


def _columns_of_service(*, group: str, kind: Kind, look: Look = Look.DATE) -> list[Column]:
    return [
        Column(group=group, heading=f"{group} requested", cell=_requested(kind), look=look),
        Column(group=group, heading=f"{group} due", cell=_due(kind), look=look),
        Column(group=group, heading=f"{group} received", cell=_received(kind), look=look),
    ]


def _plain(
    group: str, cells: dict[str, Callable[[InventedCase, History], Cell]], look: Look = Look.DATE
) -> list[Column]:
    return [
        Column(group=group, heading=heading, cell=cell, look=look)
        for heading, cell in cells.items()
    ]


COLUMNS: tuple[Column, ...] = (
    *_plain("Pupil", {"Pupil ID": lambda case, _: case.pupil_id}),
    *_plain("Pupil", {"Surname": lambda case, _: case.surname}),
    *_plain("Pupil", {"Forename": lambda case, _: case.forename}),
    *_plain("Pupil", {"DOB": lambda case, _: case.born_on}, Look.TYPED),
    *_plain(
        "Pupil",
        {
            "UPN": lambda case, _: case.upn,
            "Gender": lambda case, _: case.gender,
            "Year group": lambda case, _: case.year_group,
            "School": lambda case, _: case.school,
            "Primary need": lambda case, _: case.primary_need,
        },
    ),
    *_plain(
        "Request",
        {
            "Request received": lambda case, _: case.received_on,
            "Source": lambda case, _: case.source,
            "Officer": lambda case, _: case.officer,
            "Panel date": lambda case, _: case.panel_on,
            "Week-6 due": lambda case, _: case.received_on + timedelta(days=DECISION_DAYS),
            "Decision": _decision,
            "Request Outcome Date": _decision_day,
            "Reason refused": lambda case, _: (
                "Legal test not met" if case.outcome is Outcome.REFUSED else None
            ),
            "Exported / moved out": lambda case, _: LEFT.get(case.outcome),
        },
    ),
    *_columns_of_service(group="EP", kind=Kind.EDUCATIONAL_PSYCHOLOGY, look=Look.TYPED),
    *_plain("EP", {"EP allocated to": _allocated}),
    *_columns_of_service(group="Health", kind=Kind.HEALTH),
    *_columns_of_service(group="Social care", kind=Kind.SOCIAL_CARE),
    *_columns_of_service(group="School", kind=Kind.EDUCATION),
    *_columns_of_service(group="Parent", kind=Kind.PARENT, look=Look.TYPED),
    *_plain(
        "Plan",
        {
            "Assessment Outcome To Issue EHCP": _assessment_outcome,
            "Assessment Outcome Date": _assessment_outcome_day,
            "Draft due": _draft_due,
            "Draft issued": lambda case, _: case.draft_on,
            "Parent response": lambda case, _: case.response_on,
            "Consultations sent": lambda case, _: case.consulted_on,
            "Consultations received": lambda case, _: case.consultation_answered_on,
            "Final due (week 20)": _final_due,
            "Final issued": lambda case, _: case.final_on,
        },
    ),
    *_plain(
        "Timeliness",
        {
            "Weeks taken": weeks_taken,
            "On time Y/N": _on_time,
            "RAG": _rag,
            "Twenty Weeks Time Limit Exceptions Apply": lambda case, _: (
                "Y" if case.exception else None
            ),
            "Exception reason": lambda case, _: case.exception,
        },
    ),
    *_plain(
        "Notes",
        {"Chased 1": _chased(CHASED_AFTER), "Chased 2": _chased(CHASED_AGAIN_AFTER)},
        Look.TYPED,
    ),
    *_plain("Notes", {"Comments": _comment}),
)
