"""E12: asks a setting that is consulted about a plan to answer, and again while it has not."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, select

from ehcp.outside.fresh_links import has_a_link
from ehcp.register.tables import cases, deadlines, fresh_links, occasions
from notifications.advice_owed import has_been_told
from notifications.families import opened_here
from notifications.letter import Draft, Letter, NotWritten, Occasion, Round
from notifications.reviews_owed import IS_RUNNING, SERVICE
from notifications.settings import is_open, urn_of

NAME = "consultation"
_RULE = "school_consult_response"
_LATEST = 60
"""So many days after it a consultation is no longer news, and no letter about it goes."""

_WANTED_WITHIN = timedelta(days=_LATEST)

_FIRST = 0
_MOVED = "moved"
"""In place of yes where it comes again since the mailbox was changed: it chases nobody."""


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Ask each setting with a mailbox; it is chased on a day on which it is open.

    A setting whose mailbox was changed gets what is open there once more, with a link that works.
    """
    asked: dict[tuple[str, bool], list[tuple[str, Row[Any]]]] = {}
    nowhere = 0
    for row in _running(about, opened_here(), deadlines.c.started_on <= about.day):
        days = (about.day - row.started_on).days
        if days > _LATEST:
            continue
        urn = urn_of(about.council, row.party)
        if urn not in about.council.people.settings:
            nowhere += 1
            continue
        step = _step(about, row, days)
        key = _key(row, step)
        if has_been_told(about.connection, key):
            continue
        if step == _FIRST or is_open(about.council, urn, about.day):
            asked.setdefault((urn, step != _FIRST), []).append((key, row))
    for (urn, again), told in sorted(asked.items()):
        yield _draft(about, urn, told, again=again)
    written = {(row.id, row.party) for told in asked.values() for _, row in told}
    for urn, told in sorted(_at_new_mailboxes(about, written).items()):
        yield _draft(about, urn, told, again=_MOVED)
    if nowhere:
        says = "consultations are with settings without a mailbox in people.toml"
        yield NotWritten(letter=NAME, reason="no_address", count=nowhere, says=says)


def _at_new_mailboxes(
    about: Round, written: Collection[tuple[int, str]]
) -> dict[str, list[tuple[str, Row[Any]]]]:
    """Give, by setting, what was open there when its mailbox was changed, and is still."""
    found: dict[str, list[tuple[str, Row[Any]]]] = {}
    wanted = and_(
        fresh_links.c.case_id == cases.c.id,
        fresh_links.c.party == deadlines.c.party,
        fresh_links.c.service == "",
        fresh_links.c.wanted_at > about.at - _WANTED_WITHIN,
        ~has_a_link(now=about.at),
    )
    for row in _running(about, deadlines.c.started_on <= about.day, wanted=wanted):
        urn = urn_of(about.council, row.party)
        mailbox = about.council.people.settings.get(urn or "", "")
        if urn is None or mailbox.casefold() != row.recipient.casefold():
            continue  # it was changed once more, to one for which nobody has wanted this
        which = sha256(mailbox.casefold().encode()).hexdigest()[:8]
        key = _key(row, f"{row.wanted_at.isoformat()}|{which}")
        if (row.id, row.party) not in written and not has_been_told(about.connection, key):
            found.setdefault(urn, []).append((key, row))
    return found


def _running(
    about: Round, *conditions: ColumnElement[bool], wanted: ColumnElement[bool] | None = None
) -> Sequence[Row[Any]]:
    """Give the consultations that wait for an answer; those alone for which a link is `wanted`."""
    query = select(
        cases.c.id,
        cases.c.reference,
        deadlines.c.party,
        deadlines.c.started_on,
        deadlines.c.due_on,
    ).join(cases, cases.c.id == deadlines.c.case_id)
    if wanted is not None:
        query = query.add_columns(fresh_links.c.recipient, fresh_links.c.wanted_at).join(
            fresh_links, wanted
        )
    return about.connection.execute(
        query.where(
            deadlines.c.rule_id == _RULE, IS_RUNNING, cases.c.ended_on.is_(None), *conditions
        ).order_by(deadlines.c.due_on, cases.c.reference, deadlines.c.party)
    ).all()


def _draft(
    about: Round,
    urn: str,
    told: Sequence[tuple[str, Row[Any]]],
    *,
    again: bool | str,
) -> Draft:
    return Draft(
        letter=NAME,
        key=told[0][0],
        recipient=about.council.people.settings[urn],
        facts={
            "service": SERVICE,
            "again": again,
            "items": [
                {
                    "occasion": key,
                    "reference": row.reference,
                    "asked_on": row.started_on.isoformat(),
                    "due_on": row.due_on.isoformat(),
                    "days_late": (about.day - row.due_on).days,
                }
                for key, row in told
            ],
        },
        occasions=tuple(Occasion(key=key, case_id=row.id, party=row.party) for key, row in told),
    )


def _step(about: Round, row: Row[Any], days: int) -> int:
    """Give the step that a consultation has reached; the first letter goes before any chaser."""
    if not has_been_told(about.connection, _key(row, _FIRST)):
        return _FIRST
    reached = [each for each in about.council.letters.consultation.chased_on_days if days >= each]
    return reached[-1] if reached else _FIRST


def _key(row: Row[Any], step: int | str) -> str:
    # A setting may be on record by its name, which stands in no letter and in nothing of one.
    whose = sha256(row.party.encode()).hexdigest()[:16]
    return f"{NAME}|{row.reference}|{whose}|{row.started_on}|{step}"


LETTER = Letter(
    name=NAME,
    number="E12",
    says="to a school, college or nursery that is consulted about a plan",
    drafts=drafts,
    wanted=exists(
        select(deadlines.c.case_id)
        .join(cases, cases.c.id == deadlines.c.case_id)
        .where(
            deadlines.c.case_id == occasions.c.case_id,
            deadlines.c.party == occasions.c.party,
            deadlines.c.rule_id == _RULE,
            IS_RUNNING,
            cases.c.ended_on.is_(None),
        )
    ),
)
