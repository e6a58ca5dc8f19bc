"""A counter served over HTTP in this process, and people who use it with a real browser."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe

from ehcp.web.app import make_app
from ehcp.web.counter import Counter
from ehcp.web.sessions import COOKIE
from tests.web.crawl import bricks_of
from tests.web.people import staff_member

TELEPHONE, DESK = 390, 1280
_again = pytest.mark.again
ON_BOTH = pytest.mark.parametrize(
    ("database_url", "way"),
    [
        ("sqlite", (True, DESK)),
        pytest.param("postgres", (False, TELEPHONE), marks=_again),
        pytest.param("postgres", (True, DESK), marks=_again),
        pytest.param("sqlite", (False, TELEPHONE), marks=_again),
    ],
    indirect=True,
)
"""A walk with scripts at a desk; then on each database, without them on a telephone too."""
TWO_WAYS = ((True, DESK), pytest.param((False, TELEPHONE), marks=_again))
"""With scripts at a desk; then without them on a telephone."""
WAYS = ((True, DESK), (False, TELEPHONE), pytest.param((True, TELEPHONE), marks=_again))
"""With scripts at a desk, and without them on a telephone; then with scripts there too."""
VIOLATIONS = {"resultTypes": ["violations"], "preload": False}
"""What axe is asked for: only what it finds, and nothing is fetched for it."""
_REFUSED = "the server responded with a status of 400"
_SEEN: dict[tuple[int, bool], set[str]] = {}
"""What the pages tried so far are built of, at each width, with scripts and without."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """A counter that answers at an address."""

    counter: Counter
    address: str


@contextmanager
def served(counter: Counter) -> Iterator[Served]:
    """Serve a counter while the block runs."""
    server = uvicorn.Server(
        uvicorn.Config(make_app(counter), host="127.0.0.1", port=0, log_level="warning")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < until, "the counter did not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Served(counter=counter, address=f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join(timeout=30)


class AtTheCounter:
    """Somebody with a browser, who tries every page that they come to for barriers."""

    def __init__(self, browser: Any, running: Served, *, scripts: bool, width: int = DESK) -> None:
        self.running = running
        self.scripts = scripts
        self.context = browser.new_context(
            base_url=running.address,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
        )
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))

    def signed_in_already(self, name: str, *roles: str, **more: Any) -> "AtTheCounter":
        """Come with a session, as somebody who signed in this morning; `more` as `staff_member`."""
        someone = staff_member(self.running.counter, name, *roles, **more)
        (token,) = (each.value for each in someone.cookies.jar)
        self.context.add_cookies([{"name": COOKIE, "value": token, "url": self.running.address}])
        return self

    def go(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(path)
        self.look()

    def look(self) -> None:
        """Try the page: one heading, no trouble in its scripts, and no barrier where it is new.

        A page is tried where it has something in it that no page had before, and at the width of
        a telephone too.
        """
        page = self.page
        page.wait_for_load_state()
        assert "went wrong" not in page.title(), f"{page.url}: {self.reads()}"
        headings = page.locator("h1").all_inner_texts()
        assert len(headings) == 1, f"{page.url} has the headings {headings}"
        said = [words for words in self.said if _REFUSED not in words]
        assert said == [], f"{page.url}: {said}"
        seen = _SEEN.setdefault((page.viewport_size["width"], self.scripts), set())
        bricks = bricks_of(page.content())
        if not bricks <= seen:
            seen |= bricks
            self._fits()
            if self.scripts:
                found = Axe().run(page, options=VIOLATIONS)
                assert found.response["violations"] == [], f"{page.url}: {found.generate_report()}"

    def _fits(self) -> None:
        page, own = self.page, self.page.viewport_size
        for width in {own["width"], TELEPHONE}:
            page.set_viewport_size({"width": width, "height": own["height"]})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{page.url} is {wide} px wide on a screen of {width}"
        page.set_viewport_size(own)

    def press(self, words: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=words, exact=False).first.click()
        self.look()

    def follow(self, words: str) -> None:
        """Follow a link."""
        self.page.get_by_role("link", name=words, exact=False).first.click()
        self.look()

    def reads(self) -> str:
        """Give the words of the page."""
        words: str = self.page.inner_text("main")
        return words

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()
