"""E12: asks a setting that is consulted about a plan to answer, and again while it has not.

A corrected day asks nobody anew: the day that we quoted is set right in a letter that says so.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, and_, exists, select

from ehcp.outside.fresh_links import has_a_link
from ehcp.register.tables import cases, deadlines, fresh_links, occasions
from notifications.consultations import NAME, RULE, days_of, keys_of, running, wrongly_quoted
from notifications.families import opened_here
from notifications.letter import Draft, Facts, Letter, NotWritten, Occasion, Round
from notifications.reviews_owed import IS_RUNNING, SERVICE
from notifications.settings import is_open, urn_of
from notifications.told import has_been_told

_LATEST = 60
"""So many days after it a consultation is no longer news, and no letter about it goes."""

_WANTED_WITHIN = timedelta(days=_LATEST)

_FIRST = 0
_MOVED = "moved"
"""In place of yes where it comes again since the mailbox was changed: it chases nobody."""
_CORRECTED = "corrected"
"""In place of yes where the day that we quoted was not the right one: it is set right at once."""


@dataclass(frozen=True)
class _Told:
    """One consultation that a letter is about.

    Attributes:
        quoted: the day by which we wrongly said that we need the reply.
        also: what else it need not be written about after this letter.
    """

    key: str
    row: Row[Any]
    quoted: str | None = None
    also: tuple[str, ...] = ()


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Ask each setting with a mailbox; it is chased on a day on which it is open.

    A setting whose mailbox was changed gets what is open there once more, with a link that works.
    """
    found: dict[tuple[str, bool | str], list[_Told]] = {}
    nowhere = 0
    for row in running(about, opened_here(), deadlines.c.started_on <= about.day):
        if (about.day - row.started_on).days > _LATEST:
            continue
        urn = urn_of(about.council, row.party)
        if urn is None or urn not in about.council.people.settings:
            nowhere += 1
            continue
        reached = _reached(about, row, urn)
        if reached:
            again, told = reached
            found.setdefault((urn, again), []).append(told)
    for (urn, again), every in sorted(
        found.items(), key=lambda each: (each[0][0], str(each[0][1]))
    ):
        yield _draft(about, urn, every, again=again)
    written = {(each.row.id, each.row.party) for every in found.values() for each in every}
    for urn, every in sorted(_at_new_mailboxes(about, written).items()):
        yield _draft(about, urn, every, again=_MOVED)
    if nowhere:
        says = "consultations are with settings without a mailbox in people.toml"
        yield NotWritten(letter=NAME, reason="no_address", count=nowhere, says=says)


def _reached(about: Round, row: Row[Any], urn: str) -> tuple[bool | str, _Told] | None:
    """Give what a setting is to be told of a consultation on this day, and in which words."""
    step = _step(about, row, (about.day - row.started_on).days)
    key = _key(row, step)
    is_told = has_been_told(about.connection, key)
    quoted = wrongly_quoted(about, row)
    if quoted:
        right = _key(row, f"{quoted} {_CORRECTED} {row.due_on}")
        if not has_been_told(about.connection, right):
            return _CORRECTED, _Told(right, row, quoted=quoted, also=() if is_told else (key,))
    if not is_told and (step == _FIRST or is_open(about.council, urn, about.day)):
        return step != _FIRST, _Told(key, row)
    return None


def _at_new_mailboxes(about: Round, written: Collection[tuple[int, str]]) -> dict[str, list[_Told]]:
    """Give, by setting, what was open there when its mailbox was changed, and is still."""
    found: dict[str, list[_Told]] = {}
    wanted = and_(
        fresh_links.c.case_id == cases.c.id,
        fresh_links.c.party == deadlines.c.party,
        fresh_links.c.service == "",
        fresh_links.c.wanted_at > about.at - _WANTED_WITHIN,
        ~has_a_link(now=about.at),
    )
    for row in running(about, deadlines.c.started_on <= about.day, wanted=wanted):
        urn = urn_of(about.council, row.party)
        mailbox = about.council.people.settings.get(urn or "", "")
        if urn is None or mailbox.casefold() != row.recipient.casefold():
            continue  # it was changed once more, to one for which nobody has wanted this
        which = sha256(mailbox.casefold().encode()).hexdigest()[:8]
        key = _key(row, f"{row.wanted_at.isoformat()}|{which}")
        if (row.id, row.party) not in written and not has_been_told(about.connection, key):
            found.setdefault(urn, []).append(_Told(key, row))
    return found


def _draft(
    about: Round,
    urn: str,
    told: Sequence[_Told],
    *,
    again: bool | str,
) -> Draft:
    return Draft(
        letter=NAME,
        key=told[0].key,
        recipient=about.council.people.settings[urn],
        facts={
            "service": SERVICE,
            "again": again,
            "items": [
                {"occasion": each.key, "quoted_on": each.quoted, **days_of(about, each.row)}
                for each in told
            ],
        },
        occasions=tuple(
            Occasion(key=key, case_id=each.row.id, party=each.row.party)
            for each in told
            for key in (each.key, *each.also)
        ),
    )


def _as_it_stands(about: Round, message_id: str) -> dict[str, Facts]:
    """Give the days of a message's consultations as they are when it goes."""
    reasons = about.connection.execute(
        select(occasions).where(occasions.c.message_id == message_id)
    ).all()
    in_message = deadlines.c.case_id.in_({each.case_id for each in reasons})
    rows = {(row.id, row.party): row for row in running(about, in_message)}
    return {
        each.key: days_of(about, row)
        for each in reasons
        if (row := rows.get((each.case_id, each.party)))
    }


def _step(about: Round, row: Row[Any], days: int) -> int:
    """Give the step that a consultation has reached; the first letter goes before any chaser."""
    if not has_been_told(about.connection, _key(row, _FIRST)):
        return _FIRST
    reached = [each for each in about.council.letters.consultation.chased_on_days if days >= each]
    return reached[-1] if reached else _FIRST


def _key(row: Row[Any], step: int | str) -> str:
    return f"{keys_of(row)}{step}"


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
            deadlines.c.rule_id == RULE,
            IS_RUNNING,
            cases.c.ended_on.is_(None),
        )
    ),
    as_it_stands=_as_it_stands,
)
