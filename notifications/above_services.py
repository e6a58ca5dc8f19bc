"""Who above a service can be written to about its late advice, and what has climbed to them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, select

from config.clock import LONDON
from ehcp.cases.advice import AdviceRequest, advice_requests
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.escalation import Escalation, EscalationPolicy, Promise, Rung, escalation
from ehcp.council.policy import escalation_policy_of
from ehcp.register import files
from ehcp.register.tables import advice, cases, deadlines, messages, occasions, people
from ehcp.register.tables import providers as services
from notifications.advice_owed import IS_OWED, IS_WITH_THEM, advice_owed
from notifications.letter import Round
from notifications.reminder_steps import NEEDED

LETTER_ABOVE = "escalation"
SAYS: Mapping[Rung, str] = {
    Rung.SERVICE_HEAD: "the head of your service",
    Rung.CLINICAL_OFFICER: "the designated clinical officer",
    Rung.HEAD_TEACHER: "the head of the school, college or nursery",
}
"""Who stands on a rung, as the service is told."""

_setting = (
    select(people.c.setting_urn)
    .where(people.c.id == cases.c.person_id)
    .correlate(cases)
    .scalar_subquery()
    .label("setting_urn")
)
_excepted = exists(
    select(deadlines.c.case_id).where(
        deadlines.c.case_id == advice.c.case_id,
        deadlines.c.party == advice.c.party,
        deadlines.c.due_on == advice.c.due_on,
        deadlines.c.excepted_by.is_not(None),
    )
)
_SIX_WEEKS = timedelta(weeks=6)


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody above a service."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Climbed:
    """One piece of late advice, on the rung to which it has climbed.

    Attributes:
        broken: how many days that the service had named passed without an answer.
    """

    row: Row[Any]
    rung: Rung
    to: Recipient
    days_late: int
    promised_on: date | None
    broken: int

    @property
    def key(self) -> str:
        """Give what makes it written about once on this rung."""
        return key_of(self.row, self.rung)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """That somebody on a rung was written to about a piece of advice, and when."""

    rung: Rung
    on: date


def is_above(about: Round) -> tuple[ColumnElement[Any], ...]:
    """Give the columns that say of a piece of advice to whom it climbs.

    To nobody while the service has had our letter for less than its six weeks: it was named late.
    """
    asked_lately = exists(
        select(occasions.c.key)
        .join(messages, messages.c.id == occasions.c.message_id)
        .where(
            messages.c.letter == NEEDED,
            messages.c.created_at > about.at - _SIX_WEEKS,
            occasions.c.case_id == advice.c.case_id,
            occasions.c.party == advice.c.party,
            occasions.c.service == advice.c.service,
        )
    )
    return (
        services.c.head_name,
        services.c.head_email,
        cases.c.started_on,
        _setting,
        asked_lately.label("asked_lately"),
    )


def climbed(about: Round, *conditions: ColumnElement[bool]) -> list[Climbed]:
    """Give the advice that stands on a rung above its service on this day, the latest first.

    Not what an exception of law excuses, nor what a family owes. An open promise holds it, and so
    does a request that came back to us.
    """
    found = [
        (row, stands)
        for row in _late(about, *conditions)
        if (stands := standing(about, row)).rung is not Rung.OURS
        and stands.promise is not Promise.OPEN
    ]
    requests = _requests(about, {row.case_id for row, _ in found})
    return [
        Climbed(
            row=row,
            rung=stands.rung,
            to=reachable(about, row)[stands.rung],
            days_late=stands.days_late,
            promised_on=row.promised_on,
            broken=request.promises_broken + (stands.promise is Promise.BROKEN),
        )
        for row, stands in found
        if (request := requests.get((row.case_id, row.party, row.requested_on)))
    ]


def with_nobody_above(about: Round) -> Iterator[Row[Any]]:
    """Give the advice that would have climbed if there were somebody to write to."""
    policy = escalation_policy_of(about.council)
    for row in _late(about):
        if not (row.asked_lately or reachable(about, row)):
            stands = escalation(_request(row), due_on=row.due_on, day=about.day, policy=policy)
            if stands.rung is not Rung.OURS and stands.promise is not Promise.OPEN:
                yield row


def standing(about: Round, row: Row[Any]) -> Escalation:
    """Say how far a piece of advice has climbed, of the rungs that somebody stands on."""
    return escalation(
        _request(row),
        due_on=row.due_on,
        day=about.day,
        policy=escalation_policy_of(about.council),
        reachable=reachable(about, row),
    )


def reachable(about: Round, row: Row[Any]) -> Mapping[Rung, Recipient]:
    """Give who can be written to on each rung about a piece of advice."""
    found: dict[Rung, Recipient] = {}
    if not about.council.letters.escalation.send or row.asked_lately:
        return found
    if row.party == AdviceKind.PARENT:
        return found  # a family is no service
    if row.head_email:
        found[Rung.SERVICE_HEAD] = Recipient(name=row.head_name, email=row.head_email)
    officer = about.council.people.clinical_officer
    if officer is not None:
        found[Rung.CLINICAL_OFFICER] = Recipient(name=officer.name, email=officer.email)
    mailbox = about.council.people.settings.get(row.setting_urn or "")
    if mailbox:
        found[Rung.HEAD_TEACHER] = Recipient(
            name="the head of the school, college or nursery", email=mailbox
        )
    return found


def key_of(row: Row[Any], rung: Rung) -> str:
    """Give the key under which a piece of advice is written about on a rung, once."""
    return f"{LETTER_ABOVE}|{row.reference}|{row.service}|{row.due_on}|{rung.value}"


def taken_above(about: Round, *among: ColumnElement[bool]) -> dict[tuple[int, str], Taken]:
    """Give who was written to last about advice that is owed still, by case and kind."""
    rows = about.connection.execute(
        select(
            occasions.c.case_id,
            occasions.c.party,
            occasions.c.key,
            messages.c.created_at,
            advice.c.due_on,
        )
        .join(messages, messages.c.id == occasions.c.message_id)
        .join(
            advice,
            and_(
                advice.c.case_id == occasions.c.case_id,
                advice.c.party == occasions.c.party,
                advice.c.service == occasions.c.service,
            ),
        )
        .where(messages.c.letter == LETTER_ABOVE, messages.c.status != "not_needed", IS_OWED)
        .where(*among)
        .order_by(messages.c.created_at)
    )
    found = {}
    for row in rows:
        *_, due_on, rung = row.key.split("|")
        if due_on == row.due_on.isoformat():
            on = row.created_at.astimezone(LONDON).date()
            found[row.case_id, row.party] = Taken(rung=Rung(rung), on=on)
    return found


def policy_here(about: Round) -> EscalationPolicy:
    """Give the council's ladder."""
    return escalation_policy_of(about.council)


def _late(about: Round, *conditions: ColumnElement[bool]) -> list[Row[Any]]:
    first = timedelta(days=escalation_policy_of(about.council).first_day_late)
    return advice_owed(
        about.connection,
        advice.c.due_on <= about.day - first,
        advice.c.party != AdviceKind.PARENT.value,
        ~_excepted,
        IS_WITH_THEM,
        *conditions,
        columns=is_above(about),
    )


def _request(row: Row[Any]) -> AdviceRequest:
    return AdviceRequest(
        party=row.party,
        service=row.service,
        requested_on=row.requested_on,
        counts_from=row.requested_on,
        last_heard_on=row.last_heard_on,
        promised_on=row.promised_on,
    )


def _requests(about: Round, case_ids: set[int]) -> dict[tuple[int, str, date], AdviceRequest]:
    """Read from the records what the rows do not hold: the promises that were broken."""
    return {
        (held.case_id, request.party, request.requested_on): request
        for held in files.load_many(about.connection, case_ids)
        for request in advice_requests(held.file)
    }
