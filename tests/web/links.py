"""Letters with one-time links, and those who open them from their mailbox."""

import re
from datetime import date

from sqlalchemy import Engine, insert, select

from config import clock
from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.register.engine import reading, writing
from ehcp.register.tables import messages, providers
from notifications.post import write_letters
from tests.casework.desks import desk, put
from tests.web.people import Guest, example_council

NOTHING = "This link opens nothing any more"
EP = "educational_psychology"
MAILBOX = "ep@trust-a.example"
_LINK = re.compile(r"https://counter\.example(/answer/[^\s)\]]+)")


def service(engine: Engine, kind: str = EP, *, name: str = "Trust A", email: str = MAILBOX) -> None:
    """Name the service that gives a kind of advice."""
    with writing(engine) as connection:
        connection.execute(
            insert(providers).values(
                code=kind, kind=kind, name=name, email=email, reminders=True, monday_list=False
            )
        )


def asked(
    engine: Engine,
    *kinds: str,
    on: str = "2026-02-27",
    surname: str = "Finch",
    forename: str = "Ada",
    of: str | None = None,
) -> str:
    """A case whose family was told that there will be an assessment, with advice asked for.

    `of` is the code of the service that is asked, where it is not the usual one.
    """
    reference = open_case(
        engine,
        desk=desk("2026-01-12"),
        received_on=date(2026, 1, 12),
        person={
            "born_on": date(2015, 3, 2),
            "external_id": f"{surname} {forename}",
            "forename": forename,
            "surname": surname,
            "setting": "Lark Rise Primary School",
            "setting_urn": "999001",
        },
        officer="Kim Ashdown",
    )
    put(engine, reference, Kind.TOLD_WILL_ASSESS, "2026-02-16", by="Morgan Eastlake")
    for kind in kinds or (EP,):
        named = {"service": of} if of else {}
        put(engine, reference, Kind.ADVICE_REQUESTED, on, kind, by="Kim Ashdown", **named)
    return reference


def post(engine: Engine) -> None:
    """Write what is due today into the outbox."""
    write_letters(
        engine,
        day=clock.today(),
        at=clock.now(),
        council=example_council(),
        web_address="https://counter.example",
        whole_day=True,
    )


def mail_to(engine: Engine, mailbox: str = MAILBOX, *, letter: str | None = None) -> list[str]:
    """Give the texts that went to a mailbox, the newest last."""
    query = select(messages.c.text).where(messages.c.recipient == mailbox)
    if letter:
        query = query.where(messages.c.letter == letter)
    with reading(engine) as connection:
        return list(connection.scalars(query.order_by(messages.c.created_at)))


def link_in(engine: Engine, mailbox: str = MAILBOX, *, letter: str = "advice_needed") -> str:
    """Give the path of the link in the newest letter to a mailbox."""
    return str(_LINK.findall(mail_to(engine, mailbox, letter=letter)[-1])[0])


def codes_in(engine: Engine, mailbox: str = MAILBOX) -> list[str]:
    """Give the codes that went to a mailbox, the newest last."""
    letters = mail_to(engine, mailbox, letter="code")
    return [str(re.findall(r"\b\d{4} \d{4}\b", text)[0]) for text in letters]


def code_in(engine: Engine, mailbox: str = MAILBOX) -> str:
    """Give the code in the newest letter that brings one."""
    return codes_in(engine, mailbox)[-1]


def opens(guest: Guest, engine: Engine, path: str, *, mailbox: str = MAILBOX) -> Guest:
    """Open a link with the code that comes to the mailbox."""
    sent = guest.fill_in(path)
    assert sent.headers["location"] == f"{path}/code", sent.text
    opened = guest.fill_in(f"{path}/code", code=code_in(engine, mailbox))
    assert opened.headers["location"] == "/answering", opened.text
    return guest
