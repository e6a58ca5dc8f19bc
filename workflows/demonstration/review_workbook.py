"""Writes the council's tracker of annual reviews as a workbook, as it stood on a day."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from workflows.demonstration import names
from workflows.demonstration.plans import InventedPlan
from workflows.demonstration.published import COUNCIL
from workflows.demonstration.spreadsheet import Cell, Look, formats_of, properties_of, write_cell

SHEET = "Annual reviews"
TITLE_ROW, HEADING_ROW = 0, 2
WIDTH = 14
TYPED = frozenset({"DOB", "Papers circulated"})
"""Columns in which somebody types dates as text."""

_CHASED_EVERY = 3
_LEAP_DAY = (2, 29)


def write_review_workbook(*, plans: Sequence[InventedPlan], as_known_on: date, path: Path) -> None:
    """Write one row for each plan as it stood at the end of a day; the same day, the same bytes."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties(properties_of(f"EHC plans and their reviews, {COUNCIL}", as_known_on))
        formats = formats_of(book)
        sheet = book.add_worksheet(SHEET)
        title = f"{COUNCIL} Council: annual reviews"
        sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, len(COLUMNS) - 1, title, formats["title"])
        for number, heading in enumerate(COLUMNS):
            sheet.write_string(HEADING_ROW, number, heading, formats["heading"])
        sheet.set_column(0, len(COLUMNS) - 1, WIDTH)
        sheet.freeze_panes(HEADING_ROW + 1, 3)
        known = [plan.as_known_on(as_known_on) for plan in plans if plan.made_on <= as_known_on]
        for row, plan in enumerate(known, start=HEADING_ROW + 1):
            for number, (heading, cell) in enumerate(COLUMNS.items()):
                write_cell(
                    sheet=sheet,
                    at=(row, number),
                    cell=cell(plan, as_known_on),
                    look=Look.TYPED if heading in TYPED else Look.DATE,
                    formats=formats,
                )


def _last_reviewed(plan: InventedPlan, _: date) -> Cell:
    from_on = plan.in_row.from_on
    return from_on if from_on != plan.made_on else None


def _next_due(plan: InventedPlan, _: date) -> date:
    """A year on, as many trackers have it; the law's twelve months end the day before."""
    from_on = plan.in_row.from_on
    if (from_on.month, from_on.day) == _LEAP_DAY:
        return from_on.replace(year=from_on.year + 1, day=28)
    return from_on.replace(year=from_on.year + 1)


def _updated(plan: InventedPlan, _: date) -> Cell:
    issued = [review.amended_on for review in plan.reviews if review.amended_on]
    return max(issued, default=None)


def _planned(plan: InventedPlan, _: date) -> Cell:
    return plan.in_row.meeting_on


def _met(plan: InventedPlan, day: date) -> Cell:
    meeting = plan.in_row.meeting_on
    return meeting if meeting is not None and meeting <= day else None


def _year(plan: InventedPlan, day: date) -> Cell:
    if plan.born_on is None:
        return None
    return names.year_in_words(names.year_group(born_on=plan.born_on, day=day))


def _comment(plan: InventedPlan, day: date) -> Cell:
    is_late = plan.in_row.decision is None and _next_due(plan, day) < day
    is_chased = is_late and int(plan.pupil_id[2:]) % _CHASED_EVERY == 0
    return "School chased for a date" if is_chased else None


COLUMNS: Mapping[str, Callable[[InventedPlan, date], Cell]] = {
    "Pupil ID": lambda plan, _: plan.pupil_id,
    "Surname": lambda plan, _: plan.surname,
    "Forename": lambda plan, _: plan.forename,
    "DOB": lambda plan, _: plan.born_on,
    "UPN": lambda plan, _: plan.upn,
    "Year group": _year,
    "School": lambda plan, _: plan.school,
    "Primary need": lambda plan, _: plan.primary_need,
    "Officer": lambda plan, _: plan.officer,
    "Date of final plan": lambda plan, _: plan.made_on,
    "Date updated plan issued": _updated,
    "Last review completed": _last_reviewed,
    "Next review due": _next_due,
    "Planned meeting date": _planned,
    "Invitations sent": lambda plan, _: plan.in_row.invited_on,
    "Papers circulated": lambda plan, _: plan.in_row.circulated_on,
    "Meeting date": _met,
    "Report received": lambda plan, _: plan.in_row.report_on,
    "Decision": lambda plan, _: plan.in_row.decision,
    "Decision date": lambda plan, _: plan.in_row.decided_on,
    "Draft amended plan issued": lambda plan, _: plan.in_row.notice_on,
    "Parent response received": lambda plan, _: plan.in_row.answered_on,
    "Final amended plan": lambda plan, _: plan.in_row.amended_on,
    "Decided not to amend": lambda plan, _: plan.in_row.not_amended_on,
    "Phase transfer": lambda plan, _: "Y" if plan.transfer else None,
    "Phase transfer due date": lambda plan, _: plan.transfer.due_on if plan.transfer else None,
    "Phase transfer final date": lambda plan, _: plan.transfer.final_on if plan.transfer else None,
    "Date plan ceased": lambda plan, _: plan.ceased_on,
    "Comments": _comment,
}
