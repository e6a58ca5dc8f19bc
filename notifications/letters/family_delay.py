"""E9: tells a family honestly that a limit is missed, or will be, and again every four weeks."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, exists, select

from config.clock import LONDON
from ehcp.cases.claims_waiting import claims_on
from ehcp.casework.expected import expected
from ehcp.law.rules import rule
from ehcp.register import files
from ehcp.register.tables import messages, occasions
from notifications.awaited import awaited
from notifications.delays import NO_DELAY, Delay, delays, no_delays, to
from notifications.families import FOOT, LEADS_TO, services_in_words, wanted
from notifications.hours import next_open_day
from notifications.letter import Draft, Facts, Letter, NotWritten, Occasion, Round
from notifications.told import keys_of, of_message, said_before, stands, unsaid, written_on

NAME = "family_delay"
_IN_AN_EMAIL: Final = {
    "school_closed": "the school or college that had to advise was closed for four weeks or more",
    "early_years_closed": "the nursery that had to advise was closed for four weeks or more",
    "order_regulation_13": "the setting that had to advise was closed for four weeks or more",
}
"""Every other ground tells something of the family."""


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to the people of each family that waits too long and was not told of it lately.

    Where the day that it was told has been set right since, it is written to at once: also where
    nothing is late by the right day.
    """
    found = [*delays(about, NAME), *no_delays(about, NAME)]
    before = said_before(about.connection, NAME, [told.row.case_id for told in found])
    for told in found:
        said = before[told.row.case_id]
        unsaid_yet = unsaid(said, told.news)
        wrong = unsaid_yet.instead_of if unsaid_yet else None
        if told.is_none:
            if unsaid_yet is None or wrong is None or told.every.intersection(unsaid_yet.quoted):
                continue
            key = f"{unsaid_yet.key}|{NO_DELAY}"
        else:
            key = f"{told.news.key}|{about.day}"
            if (wrong is None and _was_told_lately(about, said, told)) or key in _keys(said):
                continue
        item = {
            "occasion": key,
            "reference": told.row.reference,
            **_facts(about, told),
            "instead_of": wrong.isoformat() if wrong else None,
        }
        yield Draft(
            letter=NAME,
            key=key,
            recipient=told.row.email,
            facts={"dear": told.row.dear, "items": [item]},
            occasions=(Occasion(key=key, case_id=told.row.case_id),),
        )


def _was_told_lately(about: Round, said: Iterable[Row[Any]], told: Delay) -> bool:
    """Say whether the last that they read of this case, or will, is a letter of late of a delay."""
    reader = to(NAME, told.row)
    theirs = [row for row in said if row.key.startswith(reader) and stands(row, told.news)]
    if not theirs or theirs[-1].key.endswith(NO_DELAY):
        return False
    return written_on(theirs[-1]) > about.day - _until_again(about)


def _keys(said: Iterable[Row[Any]]) -> set[str]:
    return {row.key for row in said}


def _until_again(about: Round) -> timedelta:
    return timedelta(days=about.council.letters.family_delay.repeat_days)


def _facts(about: Round, told: Delay) -> Facts:
    if told.is_none:
        return _facts_of_no_delay(told)
    row = told.row
    advice = awaited(about, row.case_id)
    when = expected(about.connection, row, day=about.day)
    if when and advice.comes_on and advice.comes_on > when.earliest:
        when = None  # the service's own day says that this case is slower than others were
    exception, why = _exception(about, row.reference, told.limit)
    reminded = advice.reminded_on
    return {
        "no_delay": False,
        "what": told.step.says,
        "plan": told.step.is_plan,
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


def _facts_of_no_delay(told: Delay) -> Facts:
    return {
        "no_delay": True,
        "what": told.step.says,
        "plan": told.step.is_plan,
        "due_on": told.limit.due_on.isoformat(),
    }


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


def _told_now(about: Round, message_id: str) -> dict[str, Delay]:
    """Give what a message tells that is so now, by the keys of its occasions."""
    keys, this = keys_of(about.connection, message_id), of_message(message_id)
    now = [*delays(about, NAME, this), *no_delays(about, NAME, this)]
    return {key: told for key in keys for told in now if told.is_in(key)}


def _still(about: Round, message_id: str) -> ColumnElement[bool]:
    """Give the condition that it is still so, and that no newer letter says it."""
    now = list(_told_now(about, message_id))
    first = about.day - _until_again(about) + timedelta(days=1)
    recent = messages.c.created_at >= datetime.combine(first, time.min, LONDON)
    is_recent = exists(select(messages.c.id).where(messages.c.id == occasions.c.message_id, recent))
    return and_(wanted(), occasions.c.key.in_(now), is_recent)


def _as_it_stands(about: Round, message_id: str) -> dict[str, Facts]:
    """Give the facts as they are now; when we write again counts from the day of writing."""
    now = {key: _facts(about, told) for key, told in _told_now(about, message_id).items()}
    for facts in now.values():
        facts.pop("again_on", None)
    return now


LETTER = Letter(
    name=NAME,
    number="E9",
    says="to a family, when a limit is missed or cannot be kept, and then every four weeks",
    drafts=drafts,
    leads_to=LEADS_TO,
    foot=FOOT,
    wanted_on=_still,
    as_it_stands=_as_it_stands,
)
