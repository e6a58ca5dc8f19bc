"""Invents what happens to each plan in a school year: in time and late, and now and then wrongly.

A life is a generator of acts. Whoever lives it puts each act on record on its day and then asks
for the next one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from ehcp.cases.kinds import Kind
from ehcp.law.notices import complete
from tests.stories.school_year.limits_again import later, twelve_months


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing that somebody puts on record.

    Attributes:
        on: the day of recording, no earlier than `happened`.
        corrects: what was recorded before as this kind gets the day `happened`.
        strikes_out: what was recorded before as this kind never happened.
        opens: it opens a case of this journey, with which the life goes on.
    """

    on: date
    kind: Kind
    happened: date
    details: dict[str, str] = field(default_factory=dict)
    corrects: bool = False
    strikes_out: bool = False
    opens: str = ""


Life = Iterator[Act]


def done(kind: Kind, happened: date, *, told_after: int = 0, **details: str) -> Act:
    """Give an act with everything that a notice of this kind has to hold."""
    return Act(
        on=happened + timedelta(days=told_after),
        kind=kind,
        happened=happened,
        details=complete(kind) | details,
    )


def a_review(luck: Random, *, start: date, begins: date, often: bool) -> Life:
    """Live a review from its first day to what it leads to; nothing lies before `begins`."""
    due = later(start, 6)[0] if often else twelve_months(start) - timedelta(days=28)
    meeting = due - _days(luck, 1, 45) if luck.random() < 0.8 else due + _days(luck, 1, 70)
    meeting = max(meeting, begins + _days(luck, 15, 50))
    fixed = max(begins, meeting - _days(luck, 21, 49))
    if luck.random() < 0.06:
        fixed = max(begins, meeting - _days(luck, 3, 12))  # at short notice
    yield done(Kind.REVIEW_MEETING_FIXED, fixed, meeting_on=meeting.isoformat())
    asked = [_before(luck, meeting, fixed, kind) for kind in _INVITED if luck.random() < 0.9]
    yield from sorted(asked, key=lambda act: act.on)
    if luck.random() < 0.08:
        put_off = max([meeting - timedelta(days=2), *(act.on for act in asked)])
        meeting += _days(luck, 10, 28)
        yield done(Kind.REVIEW_MEETING_FIXED, put_off, meeting_on=meeting.isoformat())
        fixed = put_off
        if luck.random() < 0.5:
            yield _before(luck, meeting, fixed, Kind.INVITATIONS_SENT)
    yield from after_the_meeting(luck, meeting=meeting, fixed=fixed)


def after_the_meeting(luck: Random, *, meeting: date, fixed: date) -> Life:
    """Live on from the day for which a meeting is fixed."""
    told = luck.randint(0, 4)
    yield done(Kind.REVIEW_MEETING_HELD, meeting, told_after=told)
    on = meeting + timedelta(days=told)
    right = max(fixed, meeting - _days(luck, 1, 3))
    if luck.random() < 0.05 and right != meeting:
        on, meeting = on + _days(luck, 1, 6), right
        yield Act(on=on, kind=Kind.REVIEW_MEETING_HELD, happened=meeting, corrects=True)
    yield from report_and_decision(luck, meeting=meeting, on=on)


def report_and_decision(luck: Random, *, meeting: date, on: date) -> Life:
    """Live on from a meeting that was held; the next entry comes on a day or later."""
    report = max(on, meeting + _days(luck, 4, 24))
    takes = _days(luck, 9, 28) if luck.random() < 0.6 else _days(luck, 29, 66)
    decided = max(on, meeting + takes)
    comes = luck.random()
    if comes < 0.9 and report <= decided:
        yield done(Kind.REVIEW_REPORT_SENT, report)
    outcome = _outcome(luck)
    yield done(outcome, decided)
    if comes < 0.9 and report > decided:
        decided_and_told = report
        yield done(Kind.REVIEW_REPORT_SENT, report)
    else:
        decided_and_told = decided
    yield from _and_then(
        luck, outcome=outcome, meeting=meeting, decided=decided, on=decided_and_told
    )


def _and_then(luck: Random, *, outcome: Kind, meeting: date, decided: date, on: date) -> Life:
    """Put a decision right that was recorded wrongly, now and then; and carry it out."""
    slip = luck.random()
    right = decided - _days(luck, 1, 4)
    if slip < 0.05 and right >= meeting:
        on += _days(luck, 1, 9)
        yield Act(on=on, kind=outcome, happened=right, corrects=True)
    elif slip > 0.95 and outcome is Kind.TOLD_WILL_MAINTAIN:
        on += _days(luck, 1, 8)
        yield Act(on=on, kind=outcome, happened=on, strikes_out=True)
        outcome, on = Kind.TOLD_WILL_AMEND, on + _days(luck, 0, 5)
        yield done(outcome, on)
    if outcome is Kind.TOLD_WILL_AMEND:
        yield from amending(luck, notice=on if luck.random() < 0.6 else on + _days(luck, 1, 40))


def amending(luck: Random, *, notice: date) -> Life:
    """Live on from the day on which the amendments go to the family."""
    yield done(Kind.AMENDMENT_NOTICE_SENT, notice)
    yield from to_the_amended_plan(luck, notice=notice, begins=notice)


def to_the_amended_plan(luck: Random, *, notice: date, begins: date) -> Life:
    """Live on from a notice that was sent; the next entry comes on a day or later."""
    pace = luck.random()
    if pace < 0.1:
        answered = max(begins, notice + _days(luck, 3, 9))
        yield done(Kind.REPRESENTATIONS_RECEIVED, answered, family_agreed="yes")
        yield done(Kind.AMENDED_PLAN_FINALISED, answered + _days(luck, 0, 3), family_agreed="yes")
    elif pace < 0.7:
        final = notice + _days(luck, 16, 56)
        yield done(Kind.AMENDED_PLAN_FINALISED, max(begins, final), told_after=luck.randint(0, 3))
    elif pace < 0.9:
        yield done(Kind.AMENDED_PLAN_FINALISED, max(begins, notice + _days(luck, 57, 110)))
    elif pace < 0.96:
        yield done(Kind.DECIDED_NOT_TO_AMEND, max(begins, notice + _days(luck, 16, 50)))


def a_phase_transfer(luck: Random, *, by: date, begins: date) -> Life:
    """Live a phase transfer: most are final in time, some late, a few not within the year."""
    meeting = max(
        begins, by - (_days(luck, 70, 130) if luck.random() < 0.8 else _days(luck, 20, 69))
    )
    yield done(Kind.REVIEW_MEETING_HELD, meeting)
    in_time = luck.random()
    final = by - _days(luck, 0, 19) if in_time < 0.75 else by + _days(luck, 1, 120)
    if 0.75 <= in_time < 0.8:
        final = by + _days(luck, 1, 1)  # as published, and a day later than the regulation says
    if luck.random() < 0.97:
        named = "Invented Secondary School"
        yield done(Kind.TRANSFER_PLAN_FINALISED, max(meeting, final), names=named)


def a_ceasing(luck: Random, *, told: date) -> Life:
    """Live on from the notice that a plan will cease: it does when nobody can appeal any more."""
    ceases = later(told, 2)[0] + _days(luck, 12, 30)
    if later(told, 2)[0].month != 8:  # in August the time to appeal goes on into September
        yield done(Kind.PLAN_CEASED, ceases)


def a_move(luck: Random, *, learned: date) -> Life:
    """Move to another council, a month or two after it was told."""
    moves = learned + _days(luck, 30, 60)
    where = {"move_on": moves.isoformat(), "to_authority": "Otherborough"}
    yield Act(
        on=learned, kind=Kind.MOVE_LEARNED, happened=learned, details=where, opens="transfer_out"
    )
    yield done(Kind.PLAN_TRANSFERRED, moves)


def _before(luck: Random, meeting: date, fixed: date, kind: Kind) -> Act:
    return done(kind, max(fixed, meeting - _days(luck, 8, 27)))


_INVITED = (Kind.INVITATIONS_SENT, Kind.REVIEW_ADVICE_CIRCULATED)


def _outcome(luck: Random) -> Kind:
    share = luck.random()
    if share < 0.6:
        return Kind.TOLD_WILL_MAINTAIN
    return Kind.TOLD_WILL_AMEND if share < 0.95 else Kind.REVIEW_DECIDED_TO_CEASE


def _days(luck: Random, least: int, most: int) -> timedelta:
    return timedelta(days=luck.randint(least, most))
