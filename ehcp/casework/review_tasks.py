"""What a caseworker is asked to do in a review by itself: each task once."""

from collections.abc import Iterator
from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import MEETING_ON, day_in_details
from ehcp.cases.kinds import STARTS, Kind
from ehcp.cases.stages import Stage
from ehcp.cases.year_groups import taught_in
from ehcp.casework.tasks import (
    AMENDMENT_NOTICE_OWED,
    PREPARE_FOR_ADULTHOOD,
    REVIEW_IS_OURS,
    FollowUp,
    task_for,
    was_told,
)

YEAR_9 = 9


def review_tasks(file: CaseFile, *, stage: Stage, today: date) -> Iterator[FollowUp]:
    """Work out which tasks a review has now that have not been given."""
    match stage:
        case Stage.REVIEW_DUE:
            yield from _review_is_ours(file, today=today)
        case Stage.REVIEW_ARRANGED:
            yield from _review_is_ours(file, today=today)
            yield from _prepare_for_adulthood(file, today=today)
        case Stage.AMENDING:
            yield from _notice_owed(file, today=today)


def in_year_9_or_beyond(file: CaseFile, *, on: date) -> bool:
    """Say whether the child is taught in or beyond year 9 on this day (regs 6(1)(g), 20(6)).

    A child whose date of birth is not known counts as younger: a person has to look.
    """
    year = taught_in(
        year_group=file.year_group, born_on=file.born_on, day=on, set_in=file.year_group_from
    )
    return year is not None and year >= YEAR_9


def _review_is_ours(file: CaseFile, *, today: date) -> Iterator[FollowUp]:
    """Regulation 20 binds the setting attended; without one, regulation 21 the authority."""
    start = file.first(*STARTS)
    if (
        start is not None
        and file.setting is None
        and file.setting_urn is None
        and Kind.REVIEW_ARRANGER_SET not in file.kinds
        and not was_told(file, REVIEW_IS_OURS)
    ):
        yield task_for(REVIEW_IS_OURS, today=today, about=start)


def _prepare_for_adulthood(file: CaseFile, *, today: date) -> Iterator[FollowUp]:
    fixed = file.last(Kind.REVIEW_MEETING_FIXED)
    if fixed is None or fixed.came_from_a_tracker:
        return
    meeting_on = day_in_details(fixed, MEETING_ON) or fixed.happened_on
    if in_year_9_or_beyond(file, on=meeting_on) and not was_told(file, PREPARE_FOR_ADULTHOOD):
        yield task_for(PREPARE_FOR_ADULTHOOD, today=today, about=fixed)


def _notice_owed(file: CaseFile, *, today: date) -> Iterator[FollowUp]:
    """The decision and the notice are due together (R (L, M and P) v Devon CC [2022] EWHC 493)."""
    told = file.last(Kind.TOLD_WILL_AMEND)
    if (
        told is not None
        and not told.came_from_a_tracker
        and not was_told(file, AMENDMENT_NOTICE_OWED, about=told)
    ):
        yield task_for(AMENDMENT_NOTICE_OWED, today=today, about=told, names_entry=True)
