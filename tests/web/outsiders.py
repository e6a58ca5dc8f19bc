"""People from outside in tests: added as an administrator adds them, and their codes read."""

import re
from collections.abc import Sequence

from sqlalchemy import Engine, select

from config import clock
from ehcp.register.engine import reading
from ehcp.register.tables import messages, users
from ehcp.staff.roles import UserRole
from ehcp.staff.users import add_user
from ehcp.web.counter import Counter
from tests.web.people import Guest, guest

_CODE = re.compile(r"\b\d{4} \d{4}\b")


def outsider(
    counter: Counter,
    name: str,
    role: UserRole = UserRole.SERVICE,
    *,
    kinds: Sequence[str] = (),
    settings: Sequence[str] = (),
) -> str:
    """Add somebody from outside, and give their address."""
    email = f"{name.lower().replace(' ', '.')}@service.example"
    add_user(
        counter.engine,
        by="Addie Keys",
        at=clock.now(),
        today=clock.today(),
        email=email,
        name=name,
        roles=[role],
        services=kinds,
        settings=settings,
    )
    return email


def codes_sent(counter: Counter) -> list[tuple[str, str]]:
    """Give who was sent which code, the first first."""
    with reading(counter.engine) as connection:
        rows = connection.execute(
            select(messages.c.recipient, messages.c.text)
            .where(messages.c.letter == "code")
            .order_by(messages.c.created_at, messages.c.id)
        ).all()
    return [(row.recipient, _CODE.findall(row.text)[0]) for row in rows]


def by_code(counter: Counter, email: str) -> Guest:
    """Give somebody who signed in with a code that came to this address."""
    someone = guest(counter)
    assert someone.fill_in("/outside/sign-in", email=email).status_code == 303
    code = dict(codes_sent(counter))[email]
    assert someone.fill_in("/outside/sign-in/code", code=code).status_code == 303
    return someone


def number_of(engine: Engine, name: str) -> str:
    """Give the number of a user, as a form sends it."""
    with reading(engine) as connection:
        return str(connection.scalar(select(users.c.id).where(users.c.name == name)))
