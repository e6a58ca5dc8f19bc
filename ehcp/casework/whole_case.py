"""One case with everything around it, as one screen needs it: a fixed number of questions asked."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from ehcp.cases.advice import AdviceRequest, advice_requests
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.year_groups import age_on, taught_in
from ehcp.casework.look_up import cases_of_the_child
from ehcp.casework.service_names import ServiceNames, service_names
from ehcp.law.rules import rule
from ehcp.register import files
from ehcp.register.tables import covers, messages, occasions, people

_MOST_LETTERS = 100
_ASKING = frozenset({"advice_needed", "mailbox_changed"})
_OF_A_LETTER = (
    messages.c.id,
    messages.c.letter,
    messages.c.status,
    messages.c.created_at,
    messages.c.settled_at,
    messages.c.failure,
    messages.c.delivery,
    messages.c.delivery_at,
)
_CHASING = frozenset({"advice_reminder", "advice_late", "advice_digest"})


@dataclass(frozen=True, kw_only=True)
class Child:
    """Who a case is about, as its screen says it.

    Attributes:
        age: in whole years; None where the date of birth is not known.
        year: the national curriculum year in which they are taught, 0 for reception.
        restricted_to: the only team that sees the child's cases; None: everybody's.
    """

    forename: str | None
    surname: str | None
    born_on: date | None
    age: int | None
    year: int | None
    year_by_hand: bool
    upn: str | None
    postcode: str | None
    external_id: str | None
    setting: str | None
    setting_urn: str | None
    primary_need: str | None
    restricted_to: str | None

    @property
    def name(self) -> str:
        """Give the child's name; words for it where the register holds none."""
        return " ".join(filter(None, (self.forename, self.surname))) or "Name not on record"


@dataclass(frozen=True, kw_only=True)
class LetterSent:
    """A letter about the case: which, when written, whether it has gone and has arrived.

    Attributes:
        id: the message's own.
        service: the code of the service to which it went; empty where it went to none.
        delivery: what the road says became of it (`ehcp.register.delivery`); None where it never
            says.
    """

    id: str
    letter: str
    party: str
    service: str
    status: str
    written_at: datetime
    sent_at: datetime | None
    failure: str | None = None
    delivery: str | None = None
    delivery_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AdviceOwed:
    """One request for advice with the service that owes it.

    Attributes:
        asked_at: the service's name; None where no service is named for this kind.
        late_by: whole days after the due day: of the reply, or as at the day of the screen.
        chased_on: when the service was last reminded by letter.
        letter: the one that asked for it; None where none was written.
    """

    kind: AdviceKind
    request: AdviceRequest
    due_on: date
    asked_at: str | None
    telephone: str | None
    late_by: int
    chased_on: date | None
    letter: LetterSent | None = None


@dataclass(frozen=True, kw_only=True)
class WholeCase:
    """A case with the child, the services, the letters, and the child's other cases.

    Attributes:
        covered_by: who looks after the officer's cases on that day.
        related: the case that opened this one, those that it opened, the child's other cases, as
            `look_up.cases_of_the_child` gives them.
    """

    held: files.Held
    child: Child
    letters: tuple[LetterSent, ...]
    advice: tuple[AdviceOwed, ...]
    services: ServiceNames
    covered_by: str | None
    related: Mapping[str, Any]


def whole_case(connection: Connection, held: files.Held, *, file: CaseFile, day: date) -> WholeCase:
    """Gather what stands around a case as at a day; `file` is its file as at that day.

    The number of statements does not grow with the record.
    """
    letters = _letters(connection, held.case_id, until=day)
    names = service_names(connection)
    return WholeCase(
        held=held,
        child=child_of(connection, held.person_id, day=day),
        letters=letters,
        advice=_advice(names, file, letters, day=day),
        services=names,
        covered_by=_covered_by(connection, held.officer, day=day),
        related=cases_of_the_child(connection, held),
    )


def child_of(connection: Connection, person_id: int, *, day: date) -> Child:
    """Give who somebody in the register is, with their age and year as at a day."""
    row = connection.execute(select(people).where(people.c.id == person_id)).one()
    born = row.born_on
    return Child(
        forename=row.forename,
        surname=row.surname,
        born_on=born,
        age=None if born is None else age_on(born, day),
        year=taught_in(
            year_group=row.year_group if row.year_group_by_hand else None,
            born_on=born,
            day=day,
            set_in=row.year_group_from,
        ),
        year_by_hand=row.year_group_by_hand,
        upn=row.upn,
        postcode=row.postcode,
        external_id=row.external_id,
        setting=row.setting,
        setting_urn=row.setting_urn,
        primary_need=row.primary_need,
        restricted_to=row.restricted_to,
    )


def _letters(connection: Connection, case_id: int, *, until: date) -> tuple[LetterSent, ...]:
    """Give the newest letters about a case; one that told of several things stands once."""
    rows = connection.execute(
        select(
            *_OF_A_LETTER,
            occasions.c.party,
            occasions.c.service,
        )
        .join(messages, messages.c.id == occasions.c.message_id)
        .where(occasions.c.case_id == case_id)
        .group_by(
            *_OF_A_LETTER,
            occasions.c.party,
            occasions.c.service,
        )
        .order_by(messages.c.created_at.desc())
        .limit(_MOST_LETTERS)
    )
    return tuple(
        LetterSent(
            id=row.id,
            letter=row.letter,
            party=row.party,
            service=row.service,
            status=row.status,
            written_at=row.created_at,
            sent_at=row.settled_at if row.status == "sent" else None,
            failure=row.failure,
            delivery=row.delivery,
            delivery_at=row.delivery_at,
        )
        for row in rows
        if row.created_at.date() <= until
    )


def _advice(
    names: ServiceNames, file: CaseFile, letters: Sequence[LetterSent], *, day: date
) -> tuple[AdviceOwed, ...]:
    six_weeks = rule("advice_response")
    found = []
    for request in advice_requests(file):
        service = names.with_code(request.service)
        reminder = _newest(request, letters, _CHASING)
        due = six_weeks.due(request.counts_from)
        ended = request.received_on or request.cancelled_on or day
        found.append(
            AdviceOwed(
                kind=AdviceKind(request.party),
                request=request,
                due_on=due,
                asked_at=service.name if service else None,
                telephone=service.telephone if service else None,
                late_by=max(0, (min(ended, day) - due).days),
                chased_on=reminder.written_at.date() if reminder else None,
                letter=_newest(request, letters, _ASKING),
            )
        )
    return tuple(found)


def _newest(
    request: AdviceRequest, letters: Sequence[LetterSent], kinds: AbstractSet[str]
) -> LetterSent | None:
    """Give the newest letter of these kinds that went to the service about a request."""
    return next(
        (
            letter
            for letter in letters
            if letter.letter in kinds
            and (letter.party, letter.service) == (request.party, request.service)
            and letter.written_at.date() >= request.requested_on
        ),
        None,
    )


def _covered_by(connection: Connection, officer: str | None, *, day: date) -> str | None:
    found: str | None = connection.scalar(
        select(covers.c.covered_by)
        .where(
            covers.c.officer == officer,
            covers.c.from_on <= day,
            covers.c.until_on >= day,
            covers.c.ended_at.is_(None),
        )
        .order_by(covers.c.id.desc())
        .limit(1)
    )
    return found
