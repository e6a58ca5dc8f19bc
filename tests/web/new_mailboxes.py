"""A mailbox that an administrator sets right in tests, and a mail server that takes what goes."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine, Row

from config.council import EXAMPLE, content_of
from ehcp.council.changes import change_part
from ehcp.web.counter import Counter
from notifications.channels.smtp import Smtp
from notifications.outbox import send_waiting
from notifications.owner import this_process
from notifications.post import write_letters
from tests.web.letters_back import every_letter, stands
from tests.web.people import Guest

EP_PAGE = "/admin/services/educational_psychology"
SCHOOL_PAGE = "/admin/services/settings/999001"
_TO_OUTSIDE = ("advice_needed", "mailbox_changed", "consultation")
OPENING = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday morning, on which letters go."""
LATER = OPENING + timedelta(minutes=10)


class Taken:
    """A handler that takes every mail, and keeps to whom it went and what it said."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str, str]] = []

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        part = mail.get_body(("plain",))
        text = " ".join(str(part.get_content() if part else "").split())
        self.mails += [(to, str(mail["Subject"]), text) for to in envelope.rcpt_tos]
        return "250 taken"


@contextmanager
def mail_server() -> Iterator[tuple[Taken, Smtp]]:
    """Take mails while the block runs; give what was taken, and the road to here."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    taken = Taken()
    controller = Controller(taken, hostname="127.0.0.1", port=port)
    controller.start()
    road = Smtp(
        host="127.0.0.1", port=port, security="none", sender="ehc@council.example", timeout=5
    )
    try:
        yield taken, road
    finally:
        road.close()
        controller.stop()


def write(counter: Counter, at: datetime = OPENING) -> list[tuple[str, str]]:
    """Write what is due; give which letter to a service or school went to whom."""
    done = write_letters(
        counter.engine,
        day=at.date(),
        at=at,
        council=counter.council,
        web_address="https://counter.example",
    )
    return [(each.letter, each.recipient) for each in done.written if each.letter in _TO_OUTSIDE]


def send(counter: Counter, at: datetime = OPENING) -> list[tuple[str, str, str]]:
    """Send what may go; give to whom, the subject and the text of each to somebody outside."""
    with mail_server() as (taken, road):
        send_waiting(
            counter.engine,
            channel=road,
            council=counter.council,
            now=lambda: at,
            owner=this_process(),
        )
    ours = set(counter.council.people.caseworkers.values())
    return [each for each in taken.mails if each[0] not in ours]


def path_in(text: str) -> str:
    """Give the path of the link in a mail."""
    (found,) = re.findall(r"https://counter\.example(/answer/[\w-]+)", text)
    return str(found)


def set_right(ada: Guest, email: str, *, fresh: bool = True, page: str = EP_PAGE) -> str:
    """Change the mailbox of the service on its page; give where it led, or the page again."""
    fields = {"email": email, "name": "Trust A", "reminders": "yes", "monday_list": "no"}
    if page == SCHOOL_PAGE:
        fields = {"email": email}
    answer = ada.fill_in(page, **fields, **({"fresh": "yes"} if fresh else {}))
    return str(answer.headers.get("location", answer.text))


def school_is_written_to(engine: Engine, counter: Counter, mailbox: str) -> None:
    """Let consultations go, to this mailbox of Lark Rise."""
    consultation = content_of(counter.council, "letters")["consultation"] | {"send": True}
    for part, more in (
        ("letters", {"consultation": consultation}),
        ("people", {"settings": {"999001": mailbox}}),
    ):
        change_part(
            engine,
            folder=EXAMPLE,
            by="Ada",
            at=OPENING,
            part=part,
            content=content_of(counter.council, part) | more,
            expects_version=0,
        )


def came_back(engine: Engine) -> None:
    """Let every letter that was written come back."""
    for row in every_letter(engine):
        stands(engine, row.id, delivery="permanent-failure", delivery_at=OPENING)


def letters_to(engine: Engine, mailbox: str) -> list[Row[Any]]:
    """Give every letter to a mailbox."""
    return [row for row in every_letter(engine) if row.recipient == mailbox]
