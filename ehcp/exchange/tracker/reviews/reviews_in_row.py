"""From the cells of a row to the reviews that it tells of: what completed one belongs to it.

A row often spans two reviews: the one that was decided, and what is planned for the next.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from ehcp.cases.conditions import FURTHEST_AHEAD
from ehcp.cases.events import MEETING_ON
from ehcp.cases.kinds import Kind, place_on_a_day
from ehcp.exchange.tracker.happenings import Happening
from ehcp.exchange.tracker.reviews.decision import decision_in
from ehcp.exchange.tracker.reviews.ended_plans import warn_of_ceasing_too_soon
from ehcp.exchange.tracker.reviews.impossible import ENDED, refuse_impossible_days
from ehcp.exchange.tracker.reviews.story import Review, Story
from ehcp.exchange.tracker.reviews.transfers import transfer_in
from ehcp.exchange.tracker.rows import Row
from ehcp.law.in_words import day_in_words

_ON_A_DAY = {
    "invited_on": Kind.INVITATIONS_SENT,
    "circulated_on": Kind.REVIEW_ADVICE_CIRCULATED,
    "met_on": Kind.REVIEW_MEETING_HELD,
    "report_on": Kind.REVIEW_REPORT_SENT,
    "notice_on": Kind.AMENDMENT_NOTICE_SENT,
    "representations_on": Kind.REPRESENTATIONS_RECEIVED,
    "amended_on": Kind.AMENDED_PLAN_FINALISED,
    "not_amended_on": Kind.DECIDED_NOT_TO_AMEND,
    "ceased_on": Kind.PLAN_CEASED,
    "moved_out_on": Kind.PLAN_TRANSFERRED,
    "died_on": Kind.DIED,
}
_BEFORE_A_MEETING = ("planned_on", "invited_on", "circulated_on")
_BESIDE_THE_PLAN = ("plan_made_on", "plan_updated_on")
_MAY_LIE_AHEAD = ("planned_on", "met_on", "plan_made_on", "plan_updated_on", "last_reviewed_on")
_FIRST_REVIEW_WITHIN = timedelta(days=731)
"""A review decided within two years of the first plan is taken for its first."""


def story_of(row: Row, *, today: date) -> Story:
    """Tell what happened to the plan of this row. What cannot be right refuses the row."""
    story = Story()
    _read_endings(row)
    _keep_plan_dates(row)
    _set_aside_what_lies_ahead(row, today=today)
    decided = decision_in(row)
    refuse_impossible_days(row, decided, today=today)
    if row.refusals:
        return story
    warn_of_ceasing_too_soon(row, decided)
    start = _start(row, decided)
    if start is None:
        return story
    story.reviews = list(_reviews(row, start, decided, today=today))
    story.transfer = transfer_in(
        row, today=today, ends=[e for e in story.reviews[-1].events if e.field in ENDED]
    )
    return story


def _keep_plan_dates(row: Row) -> None:
    """Keep beside the person when the plan was first made and last issued (Annex A, SEN2)."""
    for field in _BESIDE_THE_PLAN:
        if field in row.days:
            row.more[field] = row.days[field].isoformat()


def _set_aside_what_lies_ahead(row: Row, *, today: date) -> None:
    """A meeting ahead of today is planned; whatever else lies ahead has not happened."""
    days, far = row.days, today + FURTHEST_AHEAD
    met = days.get("met_on")
    if met is not None and today < met <= far:
        del days["met_on"]
        days.setdefault("planned_on", met)
        row.warn("met_on", "the date lies ahead of today: taken for the day the meeting is planned")
    ahead = [field for field, day in days.items() if today < day <= far]
    for field in [field for field in ahead if field not in _MAY_LIE_AHEAD]:
        row.notes.append((field, row.heading_of(field), days.pop(field).isoformat()))
        row.warn(field, "the date lies ahead of today, so it has not happened: kept as a note")


def _start(row: Row, decided: Happening | None) -> Happening | None:
    """Say from what the twelve months run that the row's review has to keep."""
    days = row.days
    made, last, met = (days.get(f) for f in ("plan_made_on", "last_reviewed_on", "met_on"))
    if decided is None:
        if last is not None:
            return Happening(last, Kind.PLAN_LAST_REVIEWED, None, "last_reviewed_on")
        if made is not None:
            return Happening(made, Kind.PLAN_FIRST_MADE, None, "plan_made_on")
        row.refuse(
            "last_reviewed_on" if row.column_of("last_reviewed_on") else "plan_made_on",
            "the row says neither when the plan was last reviewed nor when it was made, from which "
            "the next review is counted",
            "Fill in the date of the last review completed, or of the final plan.",
        )
        return None
    first = decided.day if met is None else met
    if last is not None and last < first:
        return Happening(last, Kind.PLAN_LAST_REVIEWED, None, "last_reviewed_on")
    if made is not None and first - made <= _FIRST_REVIEW_WITHIN:
        return Happening(made, Kind.PLAN_FIRST_MADE, None, "plan_made_on")
    field = decided.field if met is None else "met_on"
    row.warn(
        field,
        "the sheet does not say when the review before this one was completed, so its twelve "
        "months are not judged",
    )
    known = [days[f] for f in ("invited_on", "circulated_on") if f in days and days[f] <= first]
    return Happening(
        min([first, *known]), Kind.PLAN_LAST_REVIEWED, None, field, {"day_not_known": "yes"}
    )


def _reviews(
    row: Row, start: Happening, decided: Happening | None, *, today: date
) -> Iterator[Review]:
    days = {field: day for field, day in row.days.items() if field in (*_ON_A_DAY, "planned_on")}
    is_known = not start.details
    if decided is None:
        yield _review(row, start, days, None, today=today)
        return
    later = {
        field: day
        for field, day in days.items()
        if field in ENDED or (field in _BEFORE_A_MEETING and day > decided.day)
    }
    earlier = {
        field: day
        for field, day in days.items()
        if field not in later or (field in ENDED and _is_unfinished(days, decided))
    }
    yield _review(row, start, earlier, decided, today=today, is_known=is_known)
    if later:
        next_start = Happening(decided.day, Kind.PLAN_LAST_REVIEWED, None, decided.field)
        yield _review(row, next_start, later, None, today=today)


def _is_unfinished(days: Mapping[str, date], decided: Happening) -> bool:
    """Say whether the plan was being amended when it ended."""
    done = ("amended_on", "not_amended_on")
    return decided.kind is Kind.TOLD_WILL_AMEND and not any(field in days for field in done)


def _review(
    row: Row,
    start: Happening,
    days: Mapping[str, date],
    decided: Happening | None,
    *,
    today: date,
    is_known: bool = True,
) -> Review:
    found = [
        Happening(day, _ON_A_DAY[field], None, field)
        for field, day in days.items()
        if field in _ON_A_DAY
    ]
    if decided is not None:
        found.append(decided)
    fixed = _meeting_fixed(row, days, start=start, today=today)
    if fixed is not None:
        found.append(fixed)
    before = [each for each in found if each.day < start.day]
    for each in before:
        text = f"{each.kind.says}: {each.day.isoformat()}"
        row.notes.append((each.field, row.heading_of(each.field), text))
    if before:
        row.warn(
            before[0].field,
            f"it is before {day_in_words(start.day)}, from when this review runs, so it belongs to "
            "one before: kept as a note",
        )
    events = [each for each in found if each.day >= start.day]
    events.sort(key=lambda each: (each.day, place_on_a_day(each.kind)))
    return Review(start=start, is_start_known=is_known, events=tuple(events), decided=decided)


def _meeting_fixed(
    row: Row, days: Mapping[str, date], *, start: Happening, today: date
) -> Happening | None:
    """Give the fixing of the meeting, where the sheet shows that it was fixed.

    No tracker says on which day a meeting was fixed. It was by the day of the import, by the day
    of the first invitation or paper, and by the meeting itself: the earliest of these is put on
    record, so that what was sent counts for the meeting it was sent for. The two weeks are
    counted from the meeting and not from that day. Of a meeting that was held, without a word of
    invitations, nothing is known: no limit is started that could only look missed.
    """
    meeting, met = days.get("planned_on"), days.get("met_on")
    sent = [days[field] for field in ("invited_on", "circulated_on") if field in days]
    if met is not None:
        if meeting is not None and meeting != met:
            note = ("planned_on", row.heading_of("planned_on"), meeting.isoformat())
            row.notes.append(note)
        meeting = met if any(day <= met for day in sent) else None
    if meeting is None:
        return None
    if meeting < start.day:
        row.notes.append(("planned_on", row.heading_of("planned_on"), meeting.isoformat()))
        return None
    if met is None and meeting < today:
        row.warn("planned_on", "the planned day is past, and the sheet has no meeting held")
    day = max(start.day, min([today, meeting, *sent]))
    details = {MEETING_ON: meeting.isoformat()}
    field = "met_on" if met is not None else "planned_on"
    return Happening(day, Kind.REVIEW_MEETING_FIXED, None, field, details)


def _read_endings(row: Row) -> None:
    """A word where the day of an ending should stand ends nothing, and is not lost."""
    for field in ENDED:
        words = row.words.get(field, "")
        if words and words.casefold() not in ("n", "no", "na", "n/a", "none", "false"):
            row.notes.append((field, row.heading_of(field), words))
            row.warn(field, "it has no date, so the plan stays in force: kept as a note")
