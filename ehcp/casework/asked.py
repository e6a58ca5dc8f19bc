"""One request for advice as whoever is to answer it sees it: what, by when, about whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, func, select

from ehcp.cases.advice import AdviceRequest, advice_requests
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.casework.asked_elsewhere import asked_since
from ehcp.casework.whole_case import Child, child_of
from ehcp.law.rules import rule
from ehcp.register import files
from ehcp.register.tables import advice, cases, providers

_REPLIES = (Kind.ADVICE_RECEIVED, Kind.NIL_REPLY)


class Standing(StrEnum):
    """How a request stands."""

    WAITS = "waits"
    CAME = "came"
    NOT_KNOWN = "not_known"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class AskedLine:
    """A request in a list: nothing in it says whom it is about."""

    reference: str
    party: str
    due_on: date
    standing: Standing

    @property
    def kind_says(self) -> str:
        """Name the advice in plain words."""
        return AdviceKind(self.party).says

    @property
    def waits(self) -> bool:
        """Say whether an answer is still owed."""
        return self.standing is Standing.WAITS


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request for advice.

    Attributes:
        asked_at: the service of whom it is asked; None where none is named.
        also: the other kinds of advice that the same service is asked for in this case.
        reply: the entry that answers it, where one stands.
        returned: the entry by which it was sent back to the council, where that is how it stands.
        missed: the entry that tells of the last missed appointment, while an answer is owed.
        back: the entry by which the council sent the last report back, where that is how it stands.
        since: the instant since which this service has been asked; what was handed in before it
            was another's.
    """

    case_id: int
    reference: str
    kind: AdviceKind
    request: AdviceRequest
    due_on: date
    child: Child
    officer: str | None
    asked_at: str | None
    also: Sequence[str]
    reply: Event | None
    returned: Event | None
    missed: Event | None
    back: Event | None
    since: datetime | None = None

    @property
    def standing(self) -> Standing:
        """Say how it stands."""
        return standing_of(
            received_on=self.request.received_on,
            nil_reply=self.request.nil_reply,
            cancelled_on=self.request.cancelled_on,
        )

    def typed_by(self, by: str, entry: Event | None, name: str) -> str:
        """Give what somebody typed into an entry about this request; nothing of anybody else's.

        Nor what was typed while another service was asked.
        """
        if entry is None or entry.recorded_by != by:
            return ""
        if self.since is not None and entry.recorded_at < self.since:
            return ""
        return entry.details.get(name, "")

    @property
    def came_at(self) -> datetime | None:
        """Give the instant at which the reply was put on record."""
        return self.reply.recorded_at if self.reply else None

    @property
    def visit_is_late(self) -> bool:
        """Say whether a visit is planned for a day after that on which the advice is due."""
        return self.request.visit_on is not None and self.request.visit_on > self.due_on


def standing_of(
    *, received_on: date | None, nil_reply: bool, cancelled_on: date | None
) -> Standing:
    """Say how a request stands, from what its row holds."""
    if cancelled_on is not None:
        return Standing.CLOSED
    if received_on is None:
        return Standing.WAITS
    return Standing.NOT_KNOWN if nil_reply else Standing.CAME


def asked_lines(connection: Connection, about: Iterable[tuple[int, str]]) -> tuple[AskedLine, ...]:
    """Give the newest requests that these services have in these cases; those that wait first.

    Each service is named by its code, beside the case. A request whose entry was struck out is not
    there, nor one that another service has been asked for since.
    """
    wanted = set(about)
    newest = (
        select(advice.c.case_id, advice.c.party, func.max(advice.c.requested_on).label("on"))
        .where(advice.c.case_id.in_({case_id for case_id, _ in wanted}))
        .group_by(advice.c.case_id, advice.c.party)
        .subquery()
    )
    rows = connection.execute(
        select(advice, cases.c.reference)
        .join(
            newest,
            (newest.c.case_id == advice.c.case_id)
            & (newest.c.party == advice.c.party)
            & (newest.c.on == advice.c.requested_on),
        )
        .join(cases, cases.c.id == advice.c.case_id)
    )
    lines = (
        AskedLine(
            reference=row.reference,
            party=row.party,
            due_on=row.due_on,
            standing=standing_of(
                received_on=row.received_on,
                nil_reply=row.nil_reply,
                cancelled_on=row.cancelled_on,
            ),
        )
        for row in rows
        if (row.case_id, row.service) in wanted
    )
    return tuple(sorted(lines, key=lambda line: (not line.waits, line.due_on, line.reference)))


def asked_of(connection: Connection, reference: str, party: str, *, today: date) -> Asked | None:
    """Give the newest request for a kind of advice in a case; None where there is none.

    Raises:
        UnknownCase: no case has this reference.
    """
    held = files.load(connection, reference)
    request = newest_request(held.file, party)
    if request is None:
        return None
    service = connection.execute(
        select(providers).where(providers.c.code == request.service)
    ).one_or_none()
    return Asked(
        case_id=held.case_id,
        reference=held.file.reference,
        kind=AdviceKind(party),
        request=request,
        due_on=rule("advice_response").due(request.counts_from),
        child=child_of(connection, held.person_id, day=today),
        officer=held.officer,
        asked_at=service.name if service else None,
        also=_also(connection, held.file, request, service.email) if service else (),
        reply=_last(held.file, party, _REPLIES) if request.received_on else None,
        returned=(
            _last(held.file, party, (Kind.ADVICE_REQUEST_RETURNED,))
            if request.returned_on
            else None
        ),
        missed=_missed(held.file, request),
        back=(
            _last(held.file, party, (Kind.ADVICE_SENT_BACK,))
            if request.is_outstanding and request.sent_back
            else None
        ),
        since=asked_since(held.file, party),
    )


def newest_request(file: CaseFile, party: str) -> AdviceRequest | None:
    """Give the newest request for a kind of advice."""
    return next(
        (each for each in reversed(advice_requests(file)) if each.party == party),
        None,
    )


def _last(file: CaseFile, party: str, kinds: Sequence[Kind]) -> Event | None:
    found = file.of(tuple(kinds), party=party)
    return found[-1][1] if found else None


def _missed(file: CaseFile, request: AdviceRequest) -> Event | None:
    found = _last(file, request.party, (Kind.APPOINTMENT_MISSED,))
    if found is None or not request.is_outstanding or found.happened_on < request.requested_on:
        return None
    return found


def _also(
    connection: Connection, file: CaseFile, request: AdviceRequest, email: str
) -> tuple[str, ...]:
    """Name the other kinds asked of the same mailbox in this case, and nobody else's."""
    same = connection.scalars(
        select(providers.c.code).where(func.lower(providers.c.email) == email.lower())
    )
    theirs = set(same) - {request.service}
    asked = dict.fromkeys(each.party for each in advice_requests(file) if each.service in theirs)
    return tuple(AdviceKind(each).says for each in asked)
