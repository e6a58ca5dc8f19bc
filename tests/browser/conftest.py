"""A real browser, and a counter that is really served, on each kind of database."""

import shutil
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from config import clock
from ehcp.register.engine import open_engine
from ehcp.staff import passwords
from tests.browser.served import Served, served
from tests.web.conftest import TODAY
from tests.web.people import counter_over

NO_BROWSER = (
    "NO BROWSER ON THIS MACHINE: nothing of the pages was tried in one. Install chromium, or run "
    "`make browser`, which fetches one."
)


@pytest.fixture(scope="module")
def browser():
    """Start Debian's Chromium, the machine's Chrome, or the one that Playwright fetched.

    It is closed with the file of tests: while Playwright runs, the process has an event loop, and
    no test can start one of its own.
    """
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        own = shutil.which("chromium") or shutil.which("google-chrome")
        try:
            browser = playwright.chromium.launch(
                executable_path=own,
                args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
            )
        except Error:
            pytest.skip(NO_BROWSER)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for passwords to be guarded as they are elsewhere."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", quick)


@pytest.fixture
def way(request) -> tuple[bool, int]:
    """Give whether there are scripts, and how wide the screen is."""
    chosen: tuple[bool, int] = request.param
    return chosen


@pytest.fixture
def counter_served(database_url: str) -> Iterator[Served]:
    """Serve a counter over a fresh register, on a Monday in March."""
    engine = open_engine(database_url)
    with clock.the_day(TODAY), served(counter_over(engine)) as running:
        yield running
    engine.dispose()
