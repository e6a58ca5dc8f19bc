"""E5: tells those above a service of its advice that is late and that no promised day holds.

Once about each piece of advice on each rung; all that is new for one recipient in one letter.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from ehcp.cases.escalation import Rung
from ehcp.law.counting import working_days_after
from ehcp.register.tables import advice, occasions
from notifications.above_services import (
    LETTER_ABOVE,
    Climbed,
    Recipient,
    climbed,
    with_nobody_above,
)
from notifications.advice_owed import Owed, has_been_written, kind_says, not_yet_said
from notifications.letter import Draft, Letter, NotWritten, Round
from notifications.settings import Doors

_FOURTEEN_WEEKS = timedelta(weeks=14)
"""Six weeks before a plan is to be final: after it the twenty weeks are in danger."""


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to everybody above a service to whom advice has climbed."""
    found = [each for each in climbed(about) if _is_there(about, each)]
    new = {owed.key for owed in not_yet_said(about.connection, map(_owed, found))}
    for recipient, items in _by_recipient([each for each in found if each.key in new]):
        key = f"{LETTER_ABOVE}|{recipient.email.casefold()}|{about.day}"
        if not has_been_written(about.connection, key):
            yield _draft(about, recipient, items, key=key)
    yield from _nobody_to_write_to(about)


def _is_there(about: Round, item: Climbed) -> bool:
    """Say whether whoever it has climbed to is there: the head of a closed school is not."""
    if item.rung is Rung.CLINICAL_OFFICER:
        return True
    of_school = item.rung is Rung.HEAD_TEACHER
    name = item.row.setting_urn if of_school else item.row.name
    email = item.to.email if of_school else item.row.email
    return Doors(about.council).are_open(about.day, name=name, email=email)


def _draft(about: Round, recipient: Recipient, items: Sequence[Climbed], *, key: str) -> Draft:
    policy = about.council.alerts.escalation
    reply_by = working_days_after(about.day, days=policy.reply_working_days)
    listed = [_owed(each, about) for each in items]
    return Draft(
        letter=LETTER_ABOVE,
        key=key,
        recipient=recipient.email,
        facts={
            "recipient": recipient.name,
            "reply_by": reply_by.isoformat(),
            "longest_wait": policy.longest_wait_days,
            "manager": next(iter(about.council.people.managers)),
            "items": [each.facts for each in listed],
        },
        occasions=tuple(each.occasion for each in listed),
    )


def _owed(item: Climbed, about: Round | None = None) -> Owed:
    if about is None:
        return Owed(row=item.row, key=item.key)
    past_week_14 = about.day > item.row.started_on + _FOURTEEN_WEEKS
    return Owed(
        row=item.row,
        key=item.key,
        more={
            "asked_of": item.row.name or "",
            "days_late": item.days_late,
            "promised_on": item.promised_on.isoformat() if item.promised_on else None,
            "promises_broken": item.broken,
            "past_week_14": past_week_14,
        },
    )


def _by_recipient(found: Sequence[Climbed]) -> list[tuple[Recipient, list[Climbed]]]:
    """Group what has climbed by the address of whoever is written to, whatever they are."""
    groups: dict[str, list[Climbed]] = {}
    for each in found:
        groups.setdefault(each.to.email.casefold(), []).append(each)
    return [(items[0].to, items) for _, items in sorted(groups.items())]


def _nobody_to_write_to(about: Round) -> Iterator[NotWritten]:
    found = Counter(row.party for row in with_nobody_above(about))
    for kind, count in sorted(found.items()):
        says = f"long late, but nobody above the service is named for {kind_says(kind)}"
        yield NotWritten(
            letter=LETTER_ABOVE, reason="no_address", about=kind, count=count, says=says
        )


def _still_there(about: Round, message_id: str) -> ColumnElement[bool]:
    """Give the condition that the advice of an occasion is owed and on that rung still."""
    in_message = select(occasions.c.case_id).where(occasions.c.message_id == message_id)
    found = climbed(about, advice.c.case_id.in_(in_message))
    there: ColumnElement[bool] = occasions.c.key.in_([each.key for each in found])
    return there


LETTER = Letter(
    name=LETTER_ABOVE,
    number="E5",
    says="to the head of a service, the clinical officer or a head teacher, when late advice has "
    "climbed to them",
    drafts=drafts,
    wanted_on=_still_there,
)
