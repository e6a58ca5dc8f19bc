"""The phase transfer that a row tells of: to which phase, on which day, and whether it is final."""

from collections.abc import Sequence
from datetime import date, timedelta

from ehcp.cases.kinds import Kind
from ehcp.cases.year_groups import APRIL, SEPTEMBER, year_group_on
from ehcp.exchange.tracker.cells import NotADay, as_day, as_text
from ehcp.exchange.tracker.happenings import Happening
from ehcp.exchange.tracker.reviews.story import Transfer
from ehcp.exchange.tracker.rows import Row
from ehcp.exchange.tracker.words import meaning_of_words
from ehcp.law.in_words import day_in_words

TRANSFER_ON = "transfer_on"
_DAY = timedelta(days=1)
_FEBRUARY = 2
_LAST_OF_SCHOOL = 11
_MOVES = (-1, 2, 6, 11)
"""The last years of the phases: nursery, infants, primary, secondary."""


def transfer_in(row: Row, *, today: date, ends: Sequence[Happening]) -> Transfer | None:
    """Give the phase transfer of a row, or None; what says too little is kept as a note.

    What `ends` the plan ends the transfer as well, if the plan was not final by then.
    """
    words = row.words.get("transfer", "")
    said = meaning_of_words(words, about="phase_transfer") if words else None
    due, final = transfer_due(row), row.days.get("transfer_final_on")
    if due is None and final is None and said != "yes":
        if words and said is None:
            row.notes.append(("transfer", row.heading_of("transfer"), words))
        return None
    transfer_on = _transfer_on(row, due=due, final=final, today=today)
    if transfer_on is None:
        row.notes.append(("transfer", row.heading_of("transfer"), words))
        row.warn(
            "transfer",
            "neither a due date nor a year group at the end of a phase says when: kept as a note",
        )
        return None
    in_view = date(transfer_on.year - 1, APRIL, 1)
    if final is None and today < in_view:
        row.warn(
            "transfer_due" if due else "transfer",
            f"it comes into view on {day_in_words(in_view)}: its case opens then",
        )
        return None
    events: list[Happening] = []
    if final is not None:
        events.append(Happening(final, Kind.TRANSFER_PLAN_FINALISED, None, "transfer_final_on"))
    met = row.days.get("met_on")
    limit = date(transfer_on.year, _FEBRUARY, 14)
    if met is not None and in_view <= met <= (final or limit):
        # The review in the terms before the transfer is the review that reg 18 wants.
        events.insert(0, Happening(met, Kind.REVIEW_MEETING_HELD, None, "met_on"))
    if final is None:
        events += ends
    begins = date(transfer_on.year - 1, SEPTEMBER, 1)
    kind = _kind(row, transfer_on=transfer_on, due=due, words=words, today=today)
    start = Happening(
        min([begins, today, *(each.day for each in events)]),
        kind,
        None,
        "transfer_due" if due else "transfer",
        {TRANSFER_ON: transfer_on.isoformat()},
    )
    return Transfer(transfer_on=transfer_on, start=start, events=tuple(events))


def transfer_due(row: Row) -> date | None:
    """Read the sheet's own due date of the transfer; anything but a day is None."""
    try:
        due = as_day(row.claims.get("transfer_due"))
    except NotADay:
        return None
    return due if isinstance(due, date) else None


def _transfer_on(row: Row, *, due: date | None, final: date | None, today: date) -> date | None:
    """Give 1 September of the year of transfer."""
    if due is not None:
        return date(due.year, SEPTEMBER, 1)
    if final is not None:
        return date(final.year + (final.month >= SEPTEMBER), SEPTEMBER, 1)
    year = _year_group(row, today)
    if year is None:
        return None
    this_year = today.year - (today.month < SEPTEMBER)
    for ahead in (1, 2):
        if year + ahead - 1 in _MOVES or year >= _LAST_OF_SCHOOL:
            return date(this_year + ahead, SEPTEMBER, 1)
    return None


def _kind(row: Row, *, transfer_on: date, due: date | None, words: str, today: date) -> Kind:
    """Tell by the year group before the move; failing that by the month, or the words."""
    year = _year_group(row, today)
    if year is not None:
        this_year = today.year - (today.month < SEPTEMBER)
        to_post16 = year + (transfer_on.year - 1 - this_year) >= _LAST_OF_SCHOOL
    elif row.person.get("born_on"):
        to_post16 = year_group_on(row.person["born_on"], transfer_on - _DAY) >= _LAST_OF_SCHOOL
    elif due is not None:
        to_post16 = due.month > _FEBRUARY
    else:
        to_post16 = meaning_of_words(words, about="phase_transfer_to") == "post16"
    return Kind.PHASE_TRANSFER_TO_POST16_DUE if to_post16 else Kind.PHASE_TRANSFER_TO_SCHOOL_DUE


def _year_group(row: Row, today: date) -> int | None:
    """Give the year group now: as the sheet has it, else by age."""
    typed = as_text(row.claims.get("year_group")).lower().strip()
    digits = "".join(c for c in typed if c.isdigit())
    if typed.startswith("r"):
        return 0
    if typed.startswith("n") and not digits:
        return -1
    if digits and len(digits) <= len("13"):
        return int(digits)
    born_on = row.person.get("born_on")
    return year_group_on(born_on, today) if born_on else None
