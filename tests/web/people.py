"""The people at the counter in tests: each is a client that keeps its cookie and sends forms."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser
from typing import Any, ClassVar

from anyio.from_thread import BlockingPortal, start_blocking_portal
from httpx2 import Response
from sqlalchemy import Engine, insert, select
from starlette.testclient import TestClient

from config import clock
from config.council import Council, read_council
from config.settings import Settings
from ehcp.register.engine import writing
from ehcp.register.tables import users
from ehcp.staff.sessions import open_session
from ehcp.web.app import make_app
from ehcp.web.counter import Counter
from ehcp.web.sessions import COOKIE
from notifications.preview import LettersAtTheCounter

_SECRETS = ("csrf", "once")


class Guest(TestClient):
    """Somebody at the counter. Pages are checked to be whole; forms carry what their page gave."""

    loop: ClassVar[BlockingPortal | None] = None
    """Where all of them are served, as one process of the counter serves them."""

    @contextmanager
    def _portal_factory(self) -> Iterator[BlockingPortal]:
        if self.loop is None:
            with super()._portal_factory() as own:
                yield own
        else:
            yield self.loop

    def page(self, path: str, *, status: int = 200) -> str:
        """Ask for a page and give its text."""
        answer = self.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:2000])
        return answer.text

    def fill_in(self, path: str, *, page: str | None = None, **fields: Any) -> Response:
        """Open the page of a form, fill it in and send it; the answer is not followed.

        `page` is where the form stands, if not at the address that it is sent to. A day is given as
        a `date` and sent as its three fields; `__` in a name becomes `-`.
        """
        shown = self.page(page or path)
        return self.send_again(path, secrets_on(shown), **fields)

    def send_again(self, path: str, secrets: dict[str, str], **fields: Any) -> Response:
        """Send a form with secrets that a page gave before, as a second click does."""
        data: dict[str, Any] = dict(secrets)
        for name, value in fields.items():
            plain = name.replace("__", "-")
            if hasattr(value, "isoformat"):
                data |= {
                    f"{plain}-day": str(value.day),
                    f"{plain}-month": str(value.month),
                    f"{plain}-year": str(value.year),
                }
            else:
                data[plain] = value
        return self.post(path, data=data)


class _Hidden(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name")
        if tag == "input" and given.get("type") == "hidden" and name:
            self.found.setdefault(name, given.get("value") or "")


def secrets_on(page: str) -> dict[str, str]:
    """Give the hidden fields of a page's forms, the last `once` among them."""
    parser = _Hidden()
    parser.feed(page)
    return parser.found


def words_on(page: str) -> str:
    """Give a page's words, without its tags, in one line."""
    main = page.partition("<main")[2].partition("</main>")[0] or page
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@contextmanager
def one_event_loop() -> Iterator[None]:
    """Serve everybody in one event loop while the block runs, and not each request in its own."""
    with start_blocking_portal() as Guest.loop:
        yield
    Guest.loop = None


@cache
def example_council() -> Council:
    """Read the example council, once."""
    return read_council()


def counter_over(engine: Engine, **settings: Any) -> Counter:
    """Set up a counter over a register, with the example council."""
    council = example_council()
    return Counter(
        engine=engine,
        settings=Settings(database_url="sqlite:///unused.db", **settings),
        council_now=lambda: council,
        letters=LettersAtTheCounter(
            engine=engine, council_now=lambda: council, web_address="https://counter.example"
        ),
    )


def guest(counter: Counter) -> Guest:
    """Give somebody who has not signed in."""
    return Guest(
        make_app(counter),
        base_url="https://counter.example",
        follow_redirects=False,
        raise_server_exceptions=False,
    )


def staff_member(
    counter: Counter,
    name: str,
    *roles: str,
    team: str | None = None,
    kinds: Sequence[str] = (),
    settings: Sequence[str] = (),
) -> Guest:
    """Give somebody with these roles who has signed in; a second call is a second browser.

    Somebody from outside has the `kinds` of advice of their service, or the URNs of their school.
    """
    with writing(counter.engine) as connection:
        user_id = connection.scalar(select(users.c.id).where(users.c.name == name))
        if user_id is None:
            email = f"{name.lower().replace(' ', '.')}@council.example"
            user_id = connection.scalar(
                insert(users)
                .values(
                    email=email,
                    name=name,
                    roles=list(roles),
                    team=team,
                    services=list(kinds),
                    settings=list(settings),
                    is_active=True,
                    must_change_password=False,
                    failures=0,
                    created_at=clock.now(),
                )
                .returning(users.c.id)
            )
        assert user_id is not None
        token = open_session(
            connection, user_id=user_id, now=clock.now(), longest=timedelta(hours=12)
        )
    someone = guest(counter)
    someone.cookies.set(COOKIE, token, domain="counter.example", path="/")
    return someone
