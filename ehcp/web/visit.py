"""A visit: one request with who makes it, and all that a page or an act needs at hand.

Every route takes a `Visit` and declares with `open_to` who may use it. A page is `visit.page(…)`;
an act that a form asks for is `visit.once(…)`.
"""

import hmac
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_urlsafe
from time import sleep
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ehcp.cases.desk import Desk
from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.register.sight import Sight
from ehcp.register.tables import submissions
from ehcp.staff.roles import READS_CASES, STAFF, UserRole
from ehcp.staff.visitor import Visitor
from ehcp.web.counter import Counter
from ehcp.web.forms import BadForm, Sent
from ehcp.web.navigation import navigation_for
from ehcp.web.pages import render
from ehcp.web.reading import sent_form, sent_form_with_files
from ehcp.web.said import SAID
from ehcp.web.sentences import for_a_page
from ehcp.web.sessions import visitor_from

_SEE_OTHER = 303
_LOOKS_AT_THE_FIRST = 60
_BETWEEN_LOOKS = 0.05
"""Seconds. A second click waits for what the first one does, three seconds at most."""
_BAD_REQUEST = 400
_GOES_WHERE_IT_CAME_FROM = ("same-origin", "none")

_LONGEST_TOKEN = 64

Again = Callable[[BadForm], Response]


class SignInFirst(Exception):
    """Nobody has signed in, or the session ended or waits for something."""

    def __init__(self, awaits: str | None = None) -> None:
        super().__init__(awaits)
        self.awaits = awaits


class NotYours(Refusal):
    """A page that somebody else may see, and this visitor may not."""


class NoSuchAddress(Exception):
    """An address that no page of ours leads to, with a character that no database keeps."""


class NotFromOurPage(Refusal):
    """A form that no page of ours sent, or one whose session has ended since."""


@dataclass(kw_only=True)
class Visit:
    """One request at the counter.

    Attributes:
        visitor: who has signed in; None on the few pages that are open to anyone.
        sent: what the form sent.
    """

    request: Request
    counter: Counter
    visitor: Visitor | None
    sent: Sent

    @property
    def me(self) -> Visitor:
        """Give who has signed in.

        Raises:
            SignInFirst: nobody has.
        """
        if self.visitor is None:
            raise SignInFirst
        return self.visitor

    @property
    def sight(self) -> Sight:
        """Give what the visitor may see of the register."""
        return self.me.sight

    @property
    def today(self) -> date:
        """Give the day that it is in England, or the day that is set."""
        return self.counter.today

    @property
    def now(self) -> datetime:
        """Give this instant, in UTC."""
        return self.counter.now

    def desk(self, *, as_read: int | None = None) -> Desk:
        """Give the visitor's desk; `as_read` is the length of the record on the page they saw."""
        return self.counter.desk(by=self.me.name, may=self.me.may, as_read=as_read)

    def page(self, template: str, *, status: int = 200, **facts: object) -> HTMLResponse:
        """Write a page. `facts` go to the template beside what every page has (`layout`)."""
        return HTMLResponse(render(template, self._for_every_page() | facts), status_code=status)

    def go(self, path: str, *, said: str | None = None) -> RedirectResponse:
        """Lead to another page after an act; `said` is a key of `said.SAID`, shown there once."""
        if said is not None and said not in SAID:
            raise KeyError(said)
        return RedirectResponse(f"{path}?said={said}" if said else path, status_code=_SEE_OTHER)

    def once(self, act: Callable[[], Response], *, again: Again) -> Response:
        """Do what a form asks for, once: sent a second time it only leads to where it led.

        `act` gives the page to go to. Where it is refused, nothing was done, and `again` shows the
        form again with what is wrong; a sentence that belongs to no field is under ''. What a
        second click asks for waits until the first is done with.
        """
        token = self.sent.text("once")
        if not 0 < len(token) <= _LONGEST_TOKEN:
            return again(BadForm({"": "The form was not complete. Send it again from this page."}))
        for _ in range(_LOOKS_AT_THE_FIRST):
            if self._claimed(token):
                break
            led_to = self._led_to(token)
            if led_to is not None:
                return self.go(led_to.partition("?")[0], said="already")
            sleep(_BETWEEN_LOOKS)
        else:
            return self.go(self.request.url.path, said="look")
        try:
            response = act()
        except BadForm as slips:
            self._free(token)
            return again(slips)
        except Refusal as refusal:
            self._free(token)
            return again(BadForm({"": for_a_page(str(refusal))}))
        except BaseException:
            self._free(token)
            raise
        with writing(self.counter.engine) as connection:
            connection.execute(
                update(submissions)
                .where(submissions.c.token == token)
                .values(location=response.headers.get("location", self.request.url.path))
            )
        return response

    def note(self, act: str, *, case_id: int | None = None, about: str | None = None) -> None:
        """Put on the audit record what the visitor saw; acts write their own line."""
        with writing(self.counter.engine) as connection:
            note(connection, at=self.now, by=self.me.name, act=act, case_id=case_id, about=about)

    def _for_every_page(self) -> dict[str, Any]:
        here = self.request.url.path
        return {
            "here": here,
            "me": self.visitor,
            "today": self.today,
            "council": self.counter.council,
            "invented": self.counter.is_invented,
            "day_is_set": self.counter.day_is_set,
            "navigation": navigation_for(self.visitor, here) if self.visitor else (),
            "csrf": self.visitor.csrf if self.visitor else "",
            "once": token_urlsafe(18),
            "said": SAID.get(self.request.query_params.get("said", "")),
            "sent": self.sent.values(),
            "wrong": {},
            "UserRole": UserRole,
        }

    def _claimed(self, token: str) -> bool:
        try:
            with writing(self.counter.engine) as connection:
                connection.execute(
                    insert(submissions).values(token=token, user_id=self.me.user_id, at=self.now)
                )
        except IntegrityError:
            return False
        return True

    def _led_to(self, token: str) -> str | None:
        """Give the page to which a form led; None while it is still being done."""
        with reading(self.counter.engine) as connection:
            found: str | None = connection.scalar(
                select(submissions.c.location).where(
                    submissions.c.token == token, submissions.c.user_id == self.me.user_id
                )
            )
        return found

    def _free(self, token: str) -> None:
        with writing(self.counter.engine) as connection:
            connection.execute(delete(submissions).where(submissions.c.token == token))


class Door:
    """Who may use a route; `open_to` and `anyone` make one, and every route has one."""

    def __init__(self, roles: Collection[UserRole] | None, *, quietly: bool = False) -> None:
        """Take the roles that may use the route; None lets anyone in.

        A page that asks by itself, without anybody at it, does so `quietly`: no session lives
        longer for that.
        """
        self.roles = None if roles is None else frozenset(roles)
        self.quietly = quietly

    def __call__(self, request: Request, sent: Annotated[Sent, Depends(sent_form)]) -> Visit:
        """Let the visitor in, as `let_in`."""
        return self.let_in(request, sent)

    def let_in(self, request: Request, sent: Sent) -> Visit:
        """Let the visitor in.

        Raises:
            NoSuchAddress: there is a null in the address.
            SignInFirst: nobody has signed in, and this door is not open to anyone.
            NotYours: the visitor has none of the roles.
            NotFromOurPage: a form that came from another site, or without its session's secret.
        """
        if "\0" in request.url.path or any("\0" in text for text in _asked(request)):
            raise NoSuchAddress
        counter: Counter = request.app.state.counter.at_this_moment()
        visitor = visitor_from(request, counter, quietly=self.quietly)
        visit = Visit(request=request, counter=counter, visitor=visitor, sent=sent)
        if self.roles is not None:
            if visitor is None or visitor.awaits:
                raise SignInFirst(visitor.awaits if visitor else None)
            if not visitor.is_any_of(self.roles):
                raise NotYours("This page is for others. Your role does not include it.")
        if request.method not in ("GET", "HEAD"):
            _refuse_strange_form(visit)
        return visit


class DoorForFiles(Door):
    """A door through which a form may bring files."""

    def __call__(
        self, request: Request, sent: Annotated[Sent, Depends(sent_form_with_files)]
    ) -> Visit:
        """Let the visitor in, as `let_in`."""
        return self.let_in(request, sent)


def _somebody(request: Request) -> None:
    """Refuse who has not signed in, before a file of theirs is read."""
    if visitor_from(request, request.app.state.counter.at_this_moment(), quietly=True) is None:
        raise SignInFirst


def _files_of_the_known(
    _known: Annotated[None, Depends(_somebody)],
    sent: Annotated[Sent, Depends(sent_form_with_files)],
) -> Sent:
    return sent


class DoorForFilesOfTheKnown(Door):
    """A door through which those who have signed in may bring files."""

    def __call__(
        self, request: Request, sent: Annotated[Sent, Depends(_files_of_the_known)]
    ) -> Visit:
        """Let the visitor in, as `let_in`."""
        return self.let_in(request, sent)


def open_to(*roles: UserRole, files: bool = False) -> Any:  # noqa: ANN401 - what Depends gives
    """Open a route to these roles; to everybody who reads cases, where none is named.

    On a route that takes `files`, `visit.sent.file("field")` gives the file of a field.
    """
    door = DoorForFilesOfTheKnown if files else Door
    return Depends(door(roles or READS_CASES))


def to_any_staff() -> Any:  # noqa: ANN401 - as in `open_to`
    """Open a route to everybody of the council who has signed in."""
    return Depends(Door(STAFF))


def anyone(*, quietly: bool = False, files: bool = False) -> Any:  # noqa: ANN401 - as in `open_to`
    """Open a route to anyone, signed in or not: signing in, health, and what pages are made of."""
    return Depends((DoorForFiles if files else Door)(None, quietly=quietly))


def _asked(request: Request) -> Iterator[str]:
    for name, value in request.query_params.multi_items():
        yield name
        yield value


def _refuse_strange_form(visit: Visit) -> None:
    headers = visit.request.headers
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    strange = (site is not None and site not in _GOES_WHERE_IT_CAME_FROM) or (
        origin not in (None, "null") and urlsplit(origin).netloc != headers.get("host")
    )
    visitor = visit.visitor
    if visitor is not None and not visitor.key:
        given = visit.sent.text("csrf") or headers.get("x-csrf", "")
        strange = strange or not hmac.compare_digest(given.encode(), visitor.csrf.encode())
    if strange:
        raise NotFromOurPage(
            "This form could not be taken: the page it came from was open too long, or was not "
            "ours. Nothing was recorded. Go back, load the page again and send it once more."
        )
