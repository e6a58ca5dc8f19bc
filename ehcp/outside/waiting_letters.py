"""The letters that wait for a person: given up, come back, or nobody knows whether they went.

One about advice that came meanwhile needs nobody, unless nobody knows whether it went.
Whoever may see none of the cases that a letter is about does not see the letter.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, not_, or_, select, text

from ehcp.outside.other_address import CONSULTED, TO_A_FAMILY
from ehcp.outside.settling import addresses_now, waits_for_a_person
from ehcp.register.advice_letters import CHASERS, REQUESTS, is_owed, is_unheard
from ehcp.register.delivery import FAILURES
from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import cases, messages, occasions, providers
from ehcp.register.tables.letters import NOT_ARRIVED

# In the words of the indexes of these messages: a database uses one only for what it sees.
_GIVEN_UP: Final = text("messages.status IN ('failed', 'uncertain')")
_CAME_BACK: Final = and_(text(NOT_ARRIVED), messages.c.status == "sent")
_A_CODE: Final = "code"
"""Worth nothing after some minutes: whoever wanted one asks for another."""
_MOST: Final = 1_000
_TO_SERVICES: Final = frozenset(
    (
        *("advice_needed", "file_refused", "mailbox_changed"),
        *("advice_reminder", "advice_late", "advice_digest"),
    )
)
_TO_SETTINGS: Final = frozenset(("decision_setting", "review_report_due", "reviews_this_term"))
_SHOWN: Final = (
    messages.c.id,
    messages.c.letter,
    messages.c.occasion,
    messages.c.recipient,
    messages.c.status,
    messages.c.failure,
    messages.c.delivery,
    messages.c.delivery_at,
    messages.c.settled_at,
    messages.c.created_at,
)


@dataclass(frozen=True, kw_only=True)
class ServiceAsked:
    """A service that a letter is for.

    Attributes:
        code: by which it is kept, and changed.
    """

    code: str
    name: str
    email: str
    telephone: str | None


@dataclass(frozen=True, kw_only=True)
class WaitingLetter:
    """A letter that failed, came back or may not have gone; or one that did, as it stands now.

    Attributes:
        since: when it came back, or was given up.
        services: those that it is for; none where it is for somebody else.
        seen: the cases that it is about which whoever asks may see, as id and reference.
        about: how many cases it is about in all.
        is_needless: whether what it asks for, or chases, is owed no longer.
        reached_at: where those that it is for are reached now: several, where services no longer
            share a mailbox; None where we keep no address for them, and in a list.
    """

    id: str
    letter: str
    recipient: str
    status: str
    failure: str | None
    delivery: str | None
    written_at: datetime
    since: datetime
    services: Sequence[ServiceAsked] = ()
    seen: Sequence[tuple[int, str]] = ()
    case_ids: Sequence[int] = field(default=(), repr=False)
    is_needless: bool = False
    reached_at: tuple[str, ...] | None = None

    @property
    def about(self) -> int:
        """Count the cases that it is about."""
        return len(self.case_ids)

    @property
    def is_seen_whole(self) -> bool:
        """Say whether every case that it is about may be seen."""
        return len(self.seen) == self.about

    @property
    def is_parted(self) -> bool:
        """Say whether those that it is for can be reached at one address no longer."""
        return self.reached_at is not None and len(self.reached_at) > 1

    @property
    def reads_at(self) -> str | None:
        """Give the one address at which its reader is reached now; None where there is none."""
        return self.reached_at[0] if self.reached_at and not self.is_parted else None

    @property
    def waits(self) -> bool:
        """Say whether a person has to see to it."""
        return not self.is_needless and waits_for_a_person(self.status, self.delivery)

    @property
    def is_for_a_family(self) -> bool:
        """Say whether somebody of a family reads it."""
        return self.letter.startswith(TO_A_FAMILY)

    @property
    def is_for_a_service(self) -> bool:
        """Say whether a service reads it."""
        return self.letter in _TO_SERVICES

    @property
    def is_a_consultation(self) -> bool:
        """Say whether it asks a setting about a plan: its link opens for that setting alone."""
        return self.letter == CONSULTED

    @property
    def may_go_elsewhere(self) -> bool:
        """Say whether it may go to an address that is typed.

        A family is written to where the child's page says, and a setting that is consulted and our
        own people where the council says.
        """
        return self.is_for_a_service or self.letter in _TO_SETTINGS


def waiting_letters(
    connection: Connection, *, sight: Sight | None, families: bool = True
) -> list[WaitingLetter]:
    """Give every letter that waits for a person and may be seen, the newest trouble first.

    With no `sight` those of all cases are seen; without `families` none that goes to one. Of each
    sort of trouble no more than a thousand.
    """
    theirs = _of_seen_cases(sight)
    rows = [
        row
        for condition in (_GIVEN_UP, _CAME_BACK)
        for row in connection.execute(
            select(*_SHOWN)
            .where(condition, messages.c.letter != _A_CODE, theirs)
            .order_by(messages.c.settled_at.desc(), messages.c.id)
            .limit(_MOST)
        )
        if families or not row.letter.startswith(TO_A_FAMILY)
    ]
    every = _with_what_they_are_about(connection, rows, sight)
    found = [letter for letter in every if letter.waits]
    return sorted(found, key=lambda each: (each.since, each.id), reverse=True)


def the_letter(
    connection: Connection, message_id: str, *, sight: Sight | None
) -> WaitingLetter | None:
    """Give one letter, also one that waits no more; None where there is none that may be seen."""
    row = connection.execute(
        select(*_SHOWN).where(
            messages.c.id == message_id, messages.c.letter != _A_CODE, _of_seen_cases(sight)
        )
    ).one_or_none()
    if row is None:
        return None
    (found,) = _with_what_they_are_about(connection, [row], sight)
    return replace(found, reached_at=addresses_now(connection, row))


def _of_seen_cases(sight: Sight | None) -> ColumnElement[bool]:
    """Choose the letters about a case that may be seen, and those about none."""
    about = select(occasions.c.key).where(
        occasions.c.message_id == messages.c.id, occasions.c.case_id.is_not(None)
    )
    seen = about.join(cases, cases.c.id == occasions.c.case_id).where(seen_cases(sight))
    return or_(not_(exists(about)), exists(seen))


def _with_what_they_are_about(
    connection: Connection, rows: Sequence[Row[Any]], sight: Sight | None
) -> list[WaitingLetter]:
    if not rows:
        return []
    known = {
        row.code: ServiceAsked(
            code=row.code, name=row.name, email=row.email, telephone=row.telephone
        )
        for row in connection.execute(select(providers))
    }
    every: dict[str, set[int]] = defaultdict(set)
    seen: dict[str, set[tuple[int, str]]] = defaultdict(set)
    services: dict[str, set[str]] = defaultdict(set)
    owed: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(
        select(
            occasions.c.message_id,
            occasions.c.service,
            cases.c.id,
            cases.c.reference,
            seen_cases(sight).label("may_be_seen"),
            is_owed().label("is_owed"),
            is_unheard().label("is_unheard"),
        )
        .join(cases, cases.c.id == occasions.c.case_id)
        .where(occasions.c.message_id.in_([each.id for each in rows]))
    ):
        every[row.message_id].add(row.id)
        services[row.message_id].add(row.service)
        owed[row.message_id] |= CHASERS if row.is_owed else set()
        owed[row.message_id] |= REQUESTS if row.is_unheard else set()
        if row.may_be_seen:
            seen[row.message_id].add((row.id, row.reference))
    return [
        WaitingLetter(
            id=row.id,
            letter=row.letter,
            recipient=row.recipient,
            status=row.status,
            failure=row.failure,
            delivery=row.delivery,
            written_at=row.created_at,
            since=_since(row),
            services=_named(services[row.id], known) if row.letter in _TO_SERVICES else (),
            seen=sorted(seen[row.id], key=lambda each: each[1]),
            case_ids=sorted(every[row.id]),
            is_needless=bool(every[row.id])
            and row.status != "uncertain"
            and row.letter in (CHASERS | REQUESTS) - owed[row.id],
        )
        for row in rows
    ]


def _named(codes: Iterable[str], known: dict[str, ServiceAsked]) -> tuple[ServiceAsked, ...]:
    return tuple(known[code] for code in sorted(codes) if code in known)


def _since(row: Row[Any]) -> datetime:
    came_back = row.delivery_at if row.delivery in FAILURES else None
    since: datetime = came_back or row.settled_at or row.created_at
    return since
