"""E9: tells a family honestly that a limit is missed, or will be, and again every four weeks."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select

from ehcp.cases.claims_waiting import claims_on
from ehcp.cases.stages import OPEN, Stage
from ehcp.casework.expected import expected
from ehcp.law.rules import rule
from ehcp.register import files
from ehcp.register.tables import advice, cases, deadlines, family_contacts, messages, occasions
from notifications.advice_owed import IS_OWED
from notifications.claims import SENT
from notifications.families import (
    FOOT,
    LEADS_TO,
    due_on,
    families,
    letters_to,
    services_in_words,
    wanted,
)
from notifications.letter import Draft, Facts, Letter, NotWritten, Round
from notifications.reminder_steps import LATE, REMINDER

NAME = "family_delay"
_DECIDING: Final = (
    *("decide_to_assess", "detained_decide", "reassess_decision", "order_b", "unopposed_assess"),
)
_FINAL: Final = (
    *("final_plan", "detained_final_plan", "reassess_final", "order_b_ii", "order_c_final"),
    *("unopposed_plan", "unopposed_final"),
)
_REVIEWING: Final = ("review_first", "review_next", "transfer_review")
_AMENDING: Final = (
    *("amend_final", "amend_outer_limit", "amend_without_review", "order_e", "order_f", "order_h"),
    *("unopposed_contents", "unopposed_placement", "unopposed_amend"),
)
_MOVING: Final = ("phase_transfer_school", "phase_transfer_post16", "phase_transfer_post16_move")
_STEPS: Final = {
    "telling you whether we will assess": _DECIDING,
    "sending the final EHC plan": _FINAL,
    "completing the annual review": _REVIEWING,
    "telling you our decision after the review meeting": ("review_decision",),
    "sending the final amended EHC plan": _AMENDING,
    "naming the next school or college in the EHC plan": _MOVING,
}
_RULES: Final = tuple(name for rules in _STEPS.values() for name in rules)
_COMMENTS: Final = timedelta(days=15)
"""A family has so long to comment on a draft: a final plan without one takes longer than that."""

_UNDRAFTED: Final = (Stage.REQUESTED, Stage.ASSESSING, Stage.DRAFTING)
_IN_AN_EMAIL: Final = {
    "school_closed": "the school or college that had to advise was closed for four weeks or more",
    "early_years_closed": "the nursery that had to advise was closed for four weeks or more",
    "order_regulation_13": "the setting that had to advise was closed for four weeks or more",
}
"""Every other ground tells something of the family."""


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to the people of each family that waits too long and was not told of it lately."""
    limit = due_on(_RULES)
    since = about.day - timedelta(days=about.council.letters.family_delay.repeat_days)
    found = families(
        about,
        cases.c.stage.in_(OPEN),
        _is_late(about.day),
        ~_told_since(since),
        columns=(
            case((limit < about.day, limit), else_=due_on(_FINAL)).label("due_on"),
            *(cases.c[name] for name in _DAYS),
        ),
    )
    yield from letters_to(
        about, NAME, found, step=lambda _: about.day, facts=lambda row: _facts(about, row)
    )


def _is_late(day: date) -> ColumnElement[bool]:
    """Give the condition that a limit of a case is missed, or cannot be kept any more."""
    cannot_be_kept = and_(cases.c.stage.in_(_UNDRAFTED), due_on(_FINAL) < day + _COMMENTS)
    either: ColumnElement[bool] = or_(due_on(_RULES) < day, cannot_be_kept)
    return either


_DAYS: Final = (
    *("started_on", "decided_on", "issuing_decided_on", "drafted_on", "issued_on", "met_on"),
)


def _told_since(since: date) -> ColumnElement[bool]:
    return (
        select(messages.c.id)
        .join(occasions, occasions.c.message_id == messages.c.id)
        .where(
            occasions.c.case_id == cases.c.id,
            messages.c.letter == NAME,
            messages.c.recipient == family_contacts.c.email,
            func.substr(occasions.c.key, func.length(occasions.c.key) - 9) > since.isoformat(),
        )
        .correlate(cases, family_contacts)
        .exists()
    )


def _facts(about: Round, row: Row[Any]) -> Facts:
    limit = _limit(about, row)
    what = next(says for says, rules in _STEPS.items() if limit.rule_id in rules)
    late = _late_advice(about, row.case_id)
    promised = [each.promised_on for each in late if each.promised_on and not each.returned_on]
    kept = promised and len(promised) == len(late) and min(promised) >= about.day
    comes_on = max(promised) if kept else None
    reminded = _reminded_on(about, row.case_id) if late else []
    when = expected(about.connection, row, day=about.day)
    if when and comes_on and comes_on > when.earliest:
        when = None  # the service's own day says that this case is slower than others were
    exception, why = _exception(about, row.reference, limit)
    return {
        "what": what,
        "plan": "plan" in what,
        "due_on": row.due_on.isoformat(),
        "missed": row.due_on < about.day,
        "services": services_in_words(each.party for each in late),
        "asked_on": late[0].requested_on.isoformat() if late else None,
        "reminded": len(reminded),
        "reminded_on": reminded[-1].isoformat() if reminded else None,
        "comes_on": comes_on.isoformat() if comes_on else None,
        "earliest": when.earliest.isoformat() if when else None,
        "latest": when.latest.isoformat() if when else None,
        "exception": exception,
        "why": why,
        "again_on": (
            about.day + timedelta(days=about.council.letters.family_delay.repeat_days)
        ).isoformat(),
    }


def _limit(about: Round, row: Row[Any]) -> Row[Any]:
    """Give the limit that the letter is about, with the ground that excuses it where one does."""
    return about.connection.execute(
        select(deadlines.c.rule_id, deadlines.c.started_on, deadlines.c.excepted_by)
        .where(
            deadlines.c.case_id == row.case_id,
            deadlines.c.rule_id.in_(_RULES),
            deadlines.c.due_on == row.due_on,
            deadlines.c.met_on.is_(None),
            deadlines.c.fell_away_on.is_(None),
        )
        .order_by(deadlines.c.rule_id)
    ).all()[0]


def _late_advice(about: Round, case_id: int) -> Sequence[Row[Any]]:
    return about.connection.execute(
        select(*(advice.c.party, advice.c.requested_on, advice.c.promised_on, advice.c.returned_on))
        .where(advice.c.case_id == case_id, IS_OWED, advice.c.due_on < about.day)
        .order_by(advice.c.requested_on, advice.c.party)
    ).all()


def _reminded_on(about: Round, case_id: int) -> list[date]:
    sent = about.connection.execute(
        select(messages.c.settled_at)
        .join(occasions, occasions.c.message_id == messages.c.id)
        .where(
            occasions.c.case_id == case_id,
            messages.c.letter.in_((REMINDER, LATE, "advice_digest")),
            messages.c.status == SENT,
        )
    ).scalars()
    return sorted({at.date() for at in sent})


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


LETTER = Letter(
    name=NAME,
    number="E9",
    says="to a family, when a limit is missed or cannot be kept, and then every four weeks",
    drafts=drafts,
    leads_to=LEADS_TO,
    foot=FOOT,
    wanted_on=lambda about, _: wanted(cases.c.stage.in_(OPEN), _is_late(about.day)),
)
