"""What a person does with a browser: they sign in, fill fields in by their labels, and read."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pyotp
from sqlalchemy import select

from config import clock
from ehcp.register.engine import writing
from ehcp.register.tables import users
from ehcp.staff.roles import UserRole
from ehcp.staff.sessions import open_session
from ehcp.staff.users import add_user
from ehcp.web.sessions import COOKIE
from tests.browser.served import DESK, AtTheCounter, Served

_OWN_WORDS = "ferry lantern oatmeal"


@dataclass
class Account:
    """What somebody remembers, and has on their telephone, to sign in with."""

    name: str
    email: str
    password: str
    secret: str = field(default="")


def account_of(running: Served, name: str, *roles: UserRole, team: str = "North") -> Account:
    """Let an administrator add somebody, who is told a first password."""
    email = f"{name.lower().replace(' ', '.')}@council.example"
    _, password = add_user(
        running.counter.engine,
        by="Addie Keys",
        at=clock.now(),
        today=clock.today(),
        email=email,
        name=name,
        roles=roles,
        team=team,
    )
    return Account(name=name, email=email, password=password)


def _name(words: str) -> re.Pattern[str]:
    """Match a whole name as a screen reader says it: hidden words have a space before them."""
    return re.compile(r"^\s*" + re.escape(words).replace(":", r"\s*:") + r"\s*$")


class Person(AtTheCounter):
    """Somebody at the counter who finds everything by the words that stand there."""

    def __init__(
        self, browser: Any, running: Served, *, scripts: bool, width: int = DESK, account: Account
    ) -> None:
        super().__init__(browser, running, scripts=scripts, width=width)
        self.account = account

    # ---- Coming and going

    def sign_in(self) -> None:
        """Sign in with password and code; the first time, set both up."""
        account = self.account
        # Whoever was signed out is led to sign in by the page itself: it is left first.
        self.page.goto("about:blank")
        self.go("/sign-in")
        self.fill("Email address", account.email)
        self.fill("Password", account.password)
        self.press("Sign in")
        if not account.secret:
            self._choose_password()
            account.secret = self.page.inner_text(".app-secret").replace(" ", "")
        self.fill("Code", pyotp.TOTP(account.secret).at(clock.now()))
        self.press("Continue")

    def come_again(self) -> None:
        """Come on a later day with a session of that day, as after signing in."""
        with writing(self.running.counter.engine) as connection:
            user_id = connection.scalar(select(users.c.id).where(users.c.name == self.account.name))
            assert user_id is not None
            token = open_session(
                connection, user_id=user_id, now=clock.now(), longest=timedelta(hours=12)
            )
        self.context.add_cookies([{"name": COOKIE, "value": token, "url": self.running.address}])

    def _choose_password(self) -> None:
        self.page.fill("#new", _OWN_WORDS)
        again = self.page.locator("#again")
        if again.count():
            again.fill(_OWN_WORDS)
        self.page.locator("main form button[type=submit]").click()
        self.look()
        self.account.password = _OWN_WORDS

    # ---- Filling in

    def fill(self, label: str, words: str) -> None:
        """Type into the field of a label."""
        self.page.get_by_label(label, exact=True).fill(words)

    def date(self, legend: str, day: date) -> None:
        """Type a day into its three fields."""
        group = self.page.get_by_role("group", name=legend)
        for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(part, exact=True).fill(str(number))

    def tick(self, *labels: str) -> None:
        """Tick boxes, or choose one of several."""
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def tick_all(self, legend: str) -> None:
        """Tick every box of a group."""
        group = self.page.get_by_role("group", name=legend)
        for box in group.get_by_role("checkbox").all():
            box.check()

    def choose(self, label: str, option: str) -> None:
        """Choose from a list that opens."""
        self.page.get_by_label(label, exact=True).select_option(label=option)

    # ---- Going on

    def press(self, words: str) -> None:
        """Press the one button that says this."""
        self.page.get_by_role("button", name=words, exact=True).click()
        self.look()

    def press_twice(self, words: str) -> None:
        """Press a button twice, as quickly as a hand does that is used to double clicks."""
        here = self.page.url
        self.page.get_by_role("button", name=words, exact=True).dblclick()
        self.page.wait_for_url(lambda url: url != here)
        self.look()

    def follow(self, words: str, *, among: str | None = None) -> None:
        """Follow the first link that says this, opening what it is folded into.

        `among` names the navigation that it belongs to, where two links say the same.
        """
        page = self.page
        place = page.get_by_role("navigation", name=among, exact=True) if among else page
        link = place.get_by_role("link", name=_name(words)).or_(
            place.get_by_role("button", name=_name(words)).and_(page.locator("a"))
        )
        if link.count() == 0:
            self._unfold(words)
        link.first.click()
        self.look()

    def record(self, what: str) -> None:
        """Choose what is to be put on record: it stands on a button, as a link, or folded away."""
        button = self.page.get_by_role("button", name=f"Record: {what[:1].lower()}{what[1:]}")
        if button.count():
            button.first.click()
            self.look()
        else:
            self.follow(what)

    def _unfold(self, words: str) -> None:
        folded = self.page.locator("details:not([open])").filter(has_text=words).first
        folded.locator("summary").first.click()

    def words_of(self, what: str, some: str) -> str:
        """Give all the words of the first element of a kind that holds some of them."""
        words: str = self.page.locator(what, has_text=some).first.inner_text()
        return " ".join(words.split())

    def sees(self, *words: str) -> None:
        """Find each of these on the page."""
        text = " ".join(self.reads().split())
        for each in words:
            assert each in text, f"{self.page.url} does not say ‘{each}’ but:\n{text}"
