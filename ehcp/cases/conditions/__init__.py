"""Whether an event may be put on record now, and the sentence that says why not."""

from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.claims import refuse_bad_act
from ehcp.cases.closures import NO_CLOSURES, Closures
from ehcp.cases.conditions.agreements import AGREEMENTS, refuse_advice_without_agreement
from ehcp.cases.conditions.cautions import caution
from ehcp.cases.conditions.days import (
    FIRST_DAY,
    FURTHEST_AHEAD,
    OLDEST_AGE,
    before_the_start,
    refuse_impossible_day,
    refuse_impossible_start,
    refuse_too_old,
)
from ehcp.cases.conditions.details import (
    DAYS_IN_DETAILS,
    LONGEST_POST,
    days_of,
    refuse_text_that_cannot_be_kept,
    refuse_wrong_details,
)
from ehcp.cases.conditions.notices import refuse_incomplete_notice
from ehcp.cases.conditions.orders import refuse_against_an_order
from ehcp.cases.conditions.parties import (
    ABOUT_A_SETTING,
    ABOUT_ADVICE,
    MAY_NAME_A_PARTY,
    refuse_same_authority,
    refuse_wrong_party,
)
from ehcp.cases.conditions.record import refuse_broken_record
from ehcp.cases.conditions.windows import refuse_in_open_window
from ehcp.cases.events import MEETING_ON, Event, day_in_details
from ehcp.cases.exceptions import ABOUT_EXCEPTIONS
from ehcp.cases.kinds import STARTS, Kind
from ehcp.cases.not_possible import NotPossible

__all__ = [
    "ABOUT_ADVICE",
    "ABOUT_A_SETTING",
    "AGREEMENTS",
    "DAYS_IN_DETAILS",
    "FIRST_DAY",
    "FURTHEST_AHEAD",
    "LONGEST_POST",
    "MAY_NAME_A_PARTY",
    "OLDEST_AGE",
    "caution",
    "refuse_broken_record",
    "refuse_failed_condition",
    "refuse_impossible",
    "refuse_impossible_day",
    "refuse_impossible_start",
    "refuse_incomplete_notice",
    "refuse_text_that_cannot_be_kept",
    "refuse_too_old",
    "refuse_wrong_details",
    "refuse_wrong_party",
]


def refuse_impossible(
    *,
    file: CaseFile,
    event: Event,
    today: date,
    authority: str = "",
    closures: Closures = NO_CLOSURES,
) -> None:
    """Let the event through, or say why it cannot be put on record.

    `authority` is the council's own name, to or from which no plan can move; `closures` are the
    days on which settings are really closed.

    Raises:
        NotPossible: with a sentence that says what is wrong and what to do.
    """
    if event.kind not in STARTS:
        refuse_impossible_day(file=file, day=event.happened_on, today=today)
    else:
        # The other trigger may have come first: then the clock starts there (regs 4(1), 5(1)).
        refuse_impossible_start(
            born_on=file.born_on, day=event.happened_on, today=today, kind=Kind(event.kind)
        )
    refuse_wrong_party(event)
    refuse_wrong_details(event)
    refuse_broken_record(before=file, after=file.with_entry(event), event=event)
    refuse_failed_condition(file, event, authority=authority, closures=closures)
    refuse_incomplete_notice(file, event)


def refuse_failed_condition(
    file: CaseFile, event: Event, *, authority: str = "", closures: Closures = NO_CLOSURES
) -> None:
    """Refuse what the law allows only on a condition that this event does not fulfil.

    Raises:
        NotPossible: agreements are missing, a window is open, an order says otherwise, a ground's
            test fails, the person is too old, a plan does not move at all.
    """
    refuse_too_old(born_on=file.born_on, event=event, days=days_of(event))
    refuse_same_authority(event, authority=authority)
    refuse_in_open_window(file, event)
    refuse_against_an_order(file, event)
    if event.kind is Kind.EXISTING_ADVICE_USED:
        refuse_advice_without_agreement(event)
    elif event.kind in ABOUT_EXCEPTIONS:
        refuse_bad_act(file, event, closures=closures)
    elif event.kind is Kind.REVIEW_MEETING_FIXED:
        _refuse_meeting_before_the_start(file, event)


def _refuse_meeting_before_the_start(file: CaseFile, event: Event) -> None:
    meeting = day_in_details(event, MEETING_ON)
    if meeting is not None and file.started_on is not None and meeting < file.started_on:
        raise NotPossible(before_the_start(file, meeting))
