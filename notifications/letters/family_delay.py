"""E9: tells a family honestly that a limit is missed, or will be, and again every four weeks."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, case, or_, select

from config.clock import LONDON
from ehcp.cases.claims_waiting import claims_on
from ehcp.cases.stages import OPEN, Stage
from ehcp.casework.expected import expected
from ehcp.law.rules import rule
from ehcp.register import files
from ehcp.register.tables import cases, deadlines, messages, occasions
from notifications.awaited import awaited
from notifications.claims import FAILED, NOT_NEEDED, WAITING
from notifications.families import (
    FOOT,
    LEADS_TO,
    due_on,
    families,
    has_plan,
    services_in_words,
    wanted,
)
from notifications.hours import next_open_day
from notifications.late_steps import FINAL, RULES, late_step
from notifications.letter import Draft, Facts, Letter, NotWritten, Occasion, Round
from notifications.told import of_message

NAME = "family_delay"
_COMMENTS: Final = timedelta(days=15)
"""A family has so long to comment on a draft: a final plan without one takes longer than that."""

_IN_AN_EMAIL: Final = {
    "school_closed": "the school or college that had to advise was closed for four weeks or more",
    "early_years_closed": "the nursery that had to advise was closed for four weeks or more",
    "order_regulation_13": "the setting that had to advise was closed for four weeks or more",
}
"""Every other ground tells something of the family."""

_DAYS: Final = (
    *("started_on", "decided_on", "issuing_decided_on", "drafted_on", "issued_on", "met_on"),
)


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to the people of each family that waits too long and was not told of it lately.

    Where the day that it was told has been set right since, it is written to at once.
    """
    for row in _waiting(about, _is_late(about.day)):
        last = _last(about, row)
        if last is not None and _says_so_already(about, last.key, row):
            continue
        told = f"{NAME}|{row.reference}|{row.contact_id}|{_told(about, row)}"
        key = f"{told}|{about.day}"
        if _was_written(about, key):
            continue
        wrong = last if last is not None and _gave_another_day(last, told) else None
        facts = {
            **_facts(about, row),
            "instead_of": _day_of(wrong).isoformat() if wrong is not None else None,
        }
        yield Draft(
            letter=NAME,
            key=key,
            recipient=row.email,
            facts={
                "dear": row.dear,
                "items": [{"occasion": key, "reference": row.reference, **facts}],
            },
            occasions=(Occasion(key=key, case_id=row.case_id),),
        )


def _waiting(about: Round, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    limit = due_on(RULES)
    return families(
        about,
        cases.c.stage.in_(OPEN),
        *conditions,
        columns=(
            case((limit < about.day, limit), else_=due_on(FINAL)).label("due_on"),
            has_plan().label("plan"),
            *(cases.c[name] for name in _DAYS),
        ),
    )


def _is_late(day: date) -> ColumnElement[bool]:
    """Give the condition that a limit of a case is missed, or cannot be kept any more.

    A re-assessment can still end on its last day with the decision that the plan stays as it is.
    """
    no_time_for_a_draft = or_(
        cases.c.stage == Stage.DRAFTING,
        and_(cases.c.stage.in_((Stage.REQUESTED, Stage.ASSESSING)), ~has_plan()),
    )
    cannot_be_kept = and_(no_time_for_a_draft, due_on(FINAL) < day + _COMMENTS)
    either: ColumnElement[bool] = or_(due_on(RULES) < day, cannot_be_kept)
    return either


def _told(about: Round, row: Row[Any]) -> str:
    """Give which step is told to be late, and since when."""
    limit = _limit(about, row)
    return f"{late_step(limit.rule_id, stage=row.stage, plan=bool(row.plan)).name}|{row.due_on}"


def _last(about: Round, row: Row[Any]) -> Row[Any] | None:
    """Give the last of these letters about a case to this person which was not dropped."""
    return about.connection.execute(
        select(occasions.c.key, messages.c.status, messages.c.settled_at, messages.c.created_at)
        .join(messages, messages.c.id == occasions.c.message_id)
        .where(
            occasions.c.case_id == row.case_id,
            messages.c.letter == NAME,
            messages.c.recipient == row.email,
            messages.c.status != NOT_NEEDED,
        )
        .order_by(messages.c.created_at.desc(), occasions.c.key.desc())
    ).first()


def _says_so_already(about: Round, key: str, row: Row[Any]) -> bool:
    """Say whether it is not time to write again, and no day has been set right since."""
    if date.fromisoformat(key[-10:]) <= about.day - _until_again(about):
        return False
    step = key.split("|")[3:-1]  # a letter of an earlier release did not say which it was about
    return not step or step[-1] == str(row.due_on) or step[0] != _told(about, row).split("|")[0]


def _gave_another_day(last: Row[Any], told: str) -> bool:
    """Say whether a letter that has gone told of the same step, with another day."""
    before, now = last.key.split("|")[3:-1], told.split("|")[3:]
    gone = last.status not in (WAITING, FAILED)
    return gone and bool(before) and before[0] == now[0] and before[1] != now[1]


def _until_again(about: Round) -> timedelta:
    return timedelta(days=about.council.letters.family_delay.repeat_days)


def _was_written(about: Round, key: str) -> bool:
    found = select(occasions.c.key).where(occasions.c.key == key)
    return about.connection.execute(found).first() is not None


def _day_of(last: Row[Any]) -> date:
    at = last.settled_at or last.created_at
    day: date = at.astimezone(LONDON).date()
    return day


def _facts(about: Round, row: Row[Any]) -> Facts:
    limit = _limit(about, row)
    step = late_step(limit.rule_id, stage=row.stage, plan=bool(row.plan))
    advice = awaited(about, row.case_id)
    when = expected(about.connection, row, day=about.day)
    if when and advice.comes_on and advice.comes_on > when.earliest:
        when = None  # the service's own day says that this case is slower than others were
    exception, why = _exception(about, row.reference, limit)
    reminded = advice.reminded_on
    return {
        "what": step.says,
        "plan": step.is_plan,
        "has_plan": bool(row.plan),
        "due_on": row.due_on.isoformat(),
        "missed": row.due_on < about.day,
        "services": services_in_words(advice.waiting),
        "returned": services_in_words(advice.returned),
        "unsent": services_in_words(advice.unsent),
        "asked_on": advice.asked_on.isoformat() if advice.asked_on else None,
        "reminded": len(reminded),
        "reminded_on": reminded[-1].isoformat() if reminded else None,
        "comes_on": advice.comes_on.isoformat() if advice.comes_on else None,
        "earliest": when.earliest.isoformat() if when else None,
        "latest": when.latest.isoformat() if when else None,
        "exception": exception,
        "why": why,
        "again_on": next_open_day(about.council, about.day + _until_again(about)).isoformat(),
    }


def _limit(about: Round, row: Row[Any]) -> Row[Any]:
    """Give the limit that the letter is about, with the ground that excuses it where one does."""
    return about.connection.execute(
        select(deadlines.c.rule_id, deadlines.c.started_on, deadlines.c.excepted_by)
        .where(
            deadlines.c.case_id == row.case_id,
            deadlines.c.rule_id.in_(RULES),
            deadlines.c.due_on == row.due_on,
            deadlines.c.met_on.is_(None),
            deadlines.c.fell_away_on.is_(None),
        )
        .order_by(deadlines.c.rule_id)
    ).all()[0]


def _exception(about: Round, reference: str, limit: Row[Any]) -> tuple[str, str]:
    """Say whether an exception is claimed or approved, and why where an email may say it."""
    if limit.excepted_by:
        return "approved", _IN_AN_EMAIL.get(limit.excepted_by, "")
    can_lift = rule(limit.rule_id, limit.started_on).excepted_by
    waiting = [
        claim.ground.id
        for claim in claims_on(files.load(about.connection, reference).file)
        if claim.is_waiting and claim.ground.id in can_lift
    ]
    return ("claimed", _IN_AN_EMAIL.get(waiting[-1], "")) if waiting else ("", "")


def _still_late(about: Round, message_id: str) -> ColumnElement[bool]:
    """Give the condition that the same step is late, since the same day."""
    now = [
        f"{NAME}|{row.reference}|{row.contact_id}|{_told(about, row)}|"
        for row in _waiting(about, _is_late(about.day), of_message(message_id))
    ]
    keys = about.connection.execute(
        select(occasions.c.key).where(occasions.c.message_id == message_id)
    ).scalars()
    return and_(wanted(), occasions.c.key.in_([key for key in keys if key.startswith(tuple(now))]))


LETTER = Letter(
    name=NAME,
    number="E9",
    says="to a family, when a limit is missed or cannot be kept, and then every four weeks",
    drafts=drafts,
    leads_to=LEADS_TO,
    foot=FOOT,
    wanted_on=_still_late,
)
