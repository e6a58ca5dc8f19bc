"""An administrator at the counter in tests, and what a change at the counter leaves behind."""

import re
from dataclasses import replace
from html import unescape

from sqlalchemy import Engine, select

from config.council import EXAMPLE
from ehcp.council.in_force import PolicyInForce
from ehcp.register.engine import reading
from ehcp.register.tables import audit
from ehcp.web.counter import Counter
from notifications.preview import LettersAtTheCounter
from tests.web.people import Guest, counter_over, staff_member


def living_counter(engine: Engine) -> Counter:
    """Set up a counter whose policy is in force as soon as it is changed, as the real one."""
    policy = PolicyInForce.read(engine, folder=EXAMPLE)
    return replace(
        counter_over(engine),
        council_now=policy.now,
        letters=LettersAtTheCounter(engine=engine, council_now=policy.now),
    )


def administrator(counter: Counter, name: str = "Ada Overmere") -> Guest:
    """Give an administrator who has signed in."""
    return staff_member(counter, name, "administrator")


def on_record(engine: Engine, act: str) -> list[tuple[str, str | None, str | None]]:
    """Give the lines of the audit record of one kind of act: by whom, about what, why."""
    query = select(audit).where(audit.c.act == act).order_by(audit.c.id)
    with reading(engine) as connection:
        return [(row.by, row.about, row.why) for row in connection.execute(query)]


def whole_record(engine: Engine) -> str:
    """Give everything on the audit record, as text."""
    with reading(engine) as connection:
        return "\n".join(str(tuple(row)) for row in connection.execute(select(audit)))


HOSTILE = (
    "<script>alert(1)</script>",
    "'; DROP TABLE users; --",
    "\u202eright to left\u202c",
    "👩‍👧‍👦",
    "{{ 7 * 7 }}{% for x in y %}",
    "é" * 3_000,
    "-1",
    "999999999999999999999999",
    "../../etc/passwd",
)
"""What somebody may type who means no good, or pastes the wrong thing."""

_INPUT = re.compile(r"<input\b[^>]*>")
_SELECT = re.compile(r'<select[^>]*\bname="([^"]*)".*?</select>', re.DOTALL)
_CHOSEN = re.compile(r'<option[^>]*value="([^"]*)"[^>]*\bselected')


def filled(page: str) -> dict[str, list[str]]:
    """Give the form of a page as a browser would send it if nothing were changed in it."""
    main = page.partition("<main")[2]
    found: dict[str, list[str]] = {}
    for tag in _INPUT.findall(main):
        given = {name: unescape(value) for name, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        kind = given.get("type", "text")
        if kind in ("radio", "checkbox") and not re.search(r"\bchecked\b", tag):
            continue
        if "name" in given:
            found.setdefault(given["name"], []).append(given.get("value", ""))
    for choice in _SELECT.finditer(main):
        chosen = _CHOSEN.search(choice[0])
        found[choice[1]] = [chosen[1]] if chosen else [""]
    return found
