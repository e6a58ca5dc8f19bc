"""The browser in which a link is open: its cookie, what it may see, and its door for files."""

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import Connection, func, select
from starlette.responses import Response

from ehcp.casework.asked import Asked, AskedLine, asked_lines, asked_of
from ehcp.casework.consultations_listed import ConsultationLine
from ehcp.outside.link_visits import LinkVisit, prolong, visit_of
from ehcp.outside.links import Link, holds
from ehcp.register.engine import reading, writing
from ehcp.register.files import UnknownCase
from ehcp.register.tables import messages, providers
from ehcp.web.counter import Counter
from ehcp.web.forms import Sent
from ehcp.web.providers.answering.answerer import Answerer
from ehcp.web.providers.link.consulted import consultations_of, school_by_link
from ehcp.web.reading import sent_form_with_files
from ehcp.web.visit import Door, NotFromOurPage, Visit

COOKIE = "__Host-ehcp-link"
"""So named, it is taken from this counter alone: nobody plants a visit of their own."""
HOME = "/answering"
SECRET = "link_secret"  # noqa: S105 - the name of a field
_NOBODY = "A service"


class LinkEnded(UnknownCase):
    """A link that ended while somebody was answering: nothing was recorded."""


@dataclass(frozen=True, kw_only=True)
class OpenLink:
    """A link that is open in the browser of this visit."""

    visit: Visit
    opened: LinkVisit

    @cached_property
    def lines(self) -> tuple[AskedLine, ...]:
        """Give what the link is about: a list in which nobody is named."""
        with reading(self.visit.counter.engine) as connection:
            return asked_lines(connection, self.opened.link.about)

    @cached_property
    def consultations(self) -> tuple[ConsultationLine, ...]:
        """Give the consultations that it is about: a list in which nobody is named."""
        with reading(self.visit.counter.engine) as connection:
            return consultations_of(connection, self.opened.link, self.visit.counter)

    @cached_property
    def by(self) -> str:
        """Give how whoever the link is for stands on the record, for what is about all of it."""
        with reading(self.visit.counter.engine) as connection:
            return service_by_link(connection, self.opened.link, self.visit.counter)

    def asked(self, reference: str, party: str) -> Asked | None:
        """Give one of the requests that the link is about; None where it is about no such one."""
        if not any((line.reference, line.party) == (reference, party) for line in self.lines):
            return None
        with reading(self.visit.counter.engine) as connection:
            return asked_of(connection, reference, party, today=self.visit.today)

    def answerer(self, asked: Asked) -> Answerer:
        """Give who answers a request: the service that was asked, of all that read the mailbox."""
        return Answerer(
            visit=self.visit,
            by=_by_link(asked.asked_at) if asked.asked_at else self.by,
            home=HOME,
            home_says="All requests of this link" if len(self.lines) > 1 else None,
            facts=self.facts,
            first=self.refuse_if_ended,
        )

    def refuse_if_ended(self, connection: Connection) -> None:
        """Refuse what is said by a link that has ended, and keep it alive until that is recorded.

        Raises:
            LinkEnded: it was withdrawn, or is another mailbox's by now.
        """
        if not holds(connection, self.opened.link, now=self.visit.now):
            raise LinkEnded("This link opens nothing any more.")

    @property
    def facts(self) -> dict[str, object]:
        """Give what every page of the visit has besides: nobody is signed in on it."""
        return {
            "me": None,
            "navigation": (),
            "secrets_besides": {SECRET: self.opened.csrf},
            "closes": f"{HOME}/close",
        }


def service_by_link(connection: Connection, link: Link, counter: Counter) -> str:
    """Give how those to whose mailbox a link went stand on the record.

    They are the school that it consults, or every service that it asks; where none of them reads
    that mailbox any more, whoever does, or whom its message was written to.
    """
    for line in consultations_of(connection, link, counter):
        return school_by_link(connection, line.urn, counter)
    readers = connection.execute(
        select(providers.c.code, providers.c.name)
        .where(func.lower(providers.c.email) == link.recipient.lower())
        .order_by(providers.c.name, providers.c.code)
    ).all()
    asked = {code for _, code in link.about}
    names = [row.name for row in readers if row.code in asked] or [row.name for row in readers]
    if not names:
        facts = connection.scalar(select(messages.c.facts).where(messages.c.id == link.message_id))
        names = [str((facts or {}).get("service") or _NOBODY)]
    return _by_link(" and ".join(dict.fromkeys(names)))


def _by_link(name: str) -> str:
    return f"{name}, by link"


def open_link(visit: Visit) -> OpenLink | None:
    """Give the link that is open in this browser; a form must carry its secret.

    Raises:
        NotFromOurPage: a form without the secret.
    """
    opened = _opened(visit.request, visit.counter)
    if opened is None:
        return None
    if visit.request.method not in ("GET", "HEAD"):
        given = visit.sent.text(SECRET)
        if not hmac.compare_digest(given.encode(), opened.csrf.encode()):
            raise NotFromOurPage(
                "This form could not be taken: it did not come from the page of the link that is "
                "open now. Nothing was recorded. Open the link in our email again."
            )
    with writing(visit.counter.engine) as connection:
        prolong(connection, token_of(visit.request), now=visit.now)
    return OpenLink(visit=visit, opened=opened)


def token_of(request: Request) -> str:
    """Give the token of the visit that this browser has; nothing where it has none."""
    return request.cookies.get(COOKIE, "")


def keep_visit(response: Response, token: str) -> None:
    """Give the browser its visit, as a cookie that no script and no other site can read."""
    response.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="lax")


def drop_visit(response: Response) -> None:
    """Take the visit from the browser."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")


def anyone_with_a_file() -> Any:  # noqa: ANN401 - what FastAPI's Depends gives
    """Open a route to anyone; files are read only from browsers in which a link is open."""
    return Depends(_DoorForFilesOfALink(None))


def _opened(request: Request, counter: Counter) -> LinkVisit | None:
    token = token_of(request)
    if not token:
        return None
    with reading(counter.engine) as connection:
        return visit_of(connection, token, now=counter.now)


def _has_a_link_open(request: Request) -> bool:
    return _opened(request, request.app.state.counter.at_this_moment()) is not None


async def _files_of_a_link(
    request: Request, known: Annotated[bool, Depends(_has_a_link_open)]
) -> AsyncIterator[Sent]:
    if not known:
        yield Sent()
        return
    async for sent in sent_form_with_files(request):
        yield sent


class _DoorForFilesOfALink(Door):
    """A door through which browsers in which a link is open may bring files."""

    def __call__(self, request: Request, sent: Annotated[Sent, Depends(_files_of_a_link)]) -> Visit:
        """Let the visitor in, as `let_in`."""
        return self.let_in(request, sent)
