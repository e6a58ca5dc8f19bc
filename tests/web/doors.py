"""The two doors that a code from a mailbox opens, asked alike: signing in, and a one-time link."""

from dataclasses import dataclass, field

from httpx2 import Response

from ehcp.outside.links import hash_of
from ehcp.staff.from_outside import opens_for
from ehcp.web.app import make_app
from ehcp.web.counter import Counter
from ehcp.web.providers.link.link_visit import COOKIE as LINK_VISIT
from ehcp.web.sessions import COOKIE as SESSION
from tests.web.links import EP, MAILBOX, asked, codes_in, link_in, post, service
from tests.web.outsiders import outsider
from tests.web.people import Guest

OWNERS, THEIRS = "192.0.2.7", "203.0.113.9"
"""The places of the network where the owner of a mailbox is, and where somebody else is."""


@dataclass(frozen=True, kw_only=True)
class DoorOfCodes:
    """One door, and to whose mailbox its codes go.

    Attributes:
        here: where a code is asked for.
        what: under which name it is counted.
        asked_with: what is typed to ask for one.
        inside: where the page is that only who was let in sees.
    """

    counter: Counter
    here: str
    what: str
    mailbox: str
    asked_with: dict[str, str]
    inside: str
    seen: list[str] = field(default_factory=list)

    def comes(self, place: str = OWNERS) -> Guest:
        """Give somebody with a browser of their own, at a place of the network."""
        return Guest(
            make_app(self.counter),
            base_url="https://counter.example",
            client=(place, 50_000),
            follow_redirects=False,
            raise_server_exceptions=False,
        )

    def asks(self, someone: Guest) -> Response:
        """Ask for a code."""
        self.codes()
        answer = someone.fill_in(self.here, **self.asked_with)
        self.codes()
        return answer

    def types(self, someone: Guest, code: str) -> Response:
        """Type a code, without looking at its page before."""
        return someone.post(f"{self.here}/code", data={"code": code})

    def leaves(self, someone: Guest) -> None:
        """Take from a browser what lets it in, as when a session has ended."""
        for name in (SESSION, LINK_VISIT):
            if name in someone.cookies:
                someone.cookies.delete(name)

    def codes(self) -> list[str]:
        """Give the codes that went to the mailbox, the newest last.

        They are read after each: letters of one instant stand in no order.
        """
        self.seen.extend(set(codes_in(self.counter.engine, self.mailbox)) - set(self.seen))
        return list(self.seen)

    def lets_in(self, someone: Guest) -> bool:
        """Say whether somebody sees what is inside."""
        answer = someone.get(self.inside)
        return answer.status_code == 200 or answer.headers.get("location", "").startswith(
            "/answering/"
        )


def link_door(counter: Counter) -> DoorOfCodes:
    """Give the door behind the link in a letter that went to a service."""
    engine = counter.engine
    service(engine)
    asked(engine)
    post(engine)
    path = link_in(engine)
    return DoorOfCodes(
        counter=counter,
        here=path,
        what=hash_of(path.rpartition("/")[2]),
        mailbox=MAILBOX,
        asked_with={},
        inside="/answering",
    )


def sign_in_door(counter: Counter) -> DoorOfCodes:
    """Give the door at which somebody of a service signs in."""
    email = outsider(counter, "Sam Hale", kinds=[EP])
    return DoorOfCodes(
        counter=counter,
        here="/outside/sign-in",
        what=opens_for(email),
        mailbox=email,
        asked_with={"email": email},
        inside="/queue",
    )
