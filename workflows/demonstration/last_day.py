"""What people at the invented council do on its last day, and what comes of it in the post.

Two requests are decided on, so every service is asked for advice; the school is consulted; and one
of the letters comes back. All of it goes through the doors that a council uses, after the day's
report has been stored.
"""

from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, select

from config import clock
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.outside.receipts import take_receipt
from ehcp.register.engine import reading, writing
from ehcp.register.tables import cases, messages, occasions
from notifications.reminder_steps import NEEDED
from workflows import checks
from workflows.demonstration import school, trusts
from workflows.demonstration.names import OFFICERS
from workflows.demonstration.people import MANAGER
from workflows.office import Office
from workflows.wakes import follow_up

_CAME_BACK: Final = "permanent-failure"
"""What GOV.UK Notify reports of a letter to a mailbox that is not there."""
_FROM: Final = AdviceKind.SOCIAL_CARE
"""Whose letter comes back: they have another mailbox and told nobody."""


def work_through_the_last_day(office: Office, *, day: date) -> None:
    """Decide, consult, and let the post go; once on each register."""
    desk = office.desk(day=day, by=MANAGER)
    _decide_to_assess(office, day=day)
    trusts.ask_the_second(office.engine, desk=desk)
    school.consult_it(office.engine, desk=desk)
    _let_the_post_go(office, day=day)
    _come_back(office)
    _let_the_post_go(office, day=day)


def _decide_to_assess(office: Office, *, day: date) -> None:
    """Decide on two requests of one caseworker, of which the second health trust gets one."""
    desk = office.desk(day=day, by=MANAGER)
    its = cases.c.number % trusts.EVERY == 0
    found = [_first_requested(office, its), _first_requested(office, ~its)]
    for case_id, reference in filter(None, found):
        record(
            office.engine,
            desk=desk,
            reference=reference,
            kind=Kind.TOLD_WILL_ASSESS,
            happened_on=day,
            details=complete(Kind.TOLD_WILL_ASSESS),
        )
        follow_up(office, [case_id], desk=office.desk(day=day))


def _first_requested(office: Office, which: ColumnElement[bool]) -> tuple[int, str] | None:
    with reading(office.engine) as connection:
        row = connection.execute(
            select(cases.c.id, cases.c.reference)
            .where(cases.c.stage == Stage.REQUESTED, cases.c.officer == OFFICERS[0], which)
            .order_by(cases.c.number)
        ).first()
    return (row.id, row.reference) if row else None


def _let_the_post_go(office: Office, *, day: date) -> None:
    now = office.up_to_date()
    checks.letters(now, day=day, at=clock.now(), whole_day=True)
    checks.outbox(now, day=day, at=clock.now(), due_only=False)


def _come_back(office: Office) -> None:
    """Take in that one request for advice did not arrive, as a callback of Notify tells it."""
    with writing(office.engine) as connection:
        letter = connection.scalar(
            select(messages.c.id)
            .join(occasions, occasions.c.message_id == messages.c.id)
            .where(messages.c.letter == NEEDED, occasions.c.party == _FROM.value)
            .order_by(messages.c.settled_at.desc())
        )
        if letter is not None:
            take_receipt(
                connection,
                message_id=letter,
                status=_CAME_BACK,
                taken_at=None,
                said_at=clock.now(),
                source="callback",
            )
