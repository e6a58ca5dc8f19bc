"""Which files of the mailbox are worth opening: a letter of each sort, by whom it is for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, and_, exists, select

from ehcp.register.delivery import FAILURES
from ehcp.register.engine import reading
from ehcp.register.tables import links, messages, occasions, providers
from notifications import consultations
from notifications.advice_owed import still_owed
from notifications.letters import BY_NAME, family_delay, not_delivered
from notifications.reminder_steps import NEEDED
from workflows.demonstration import school
from workflows.office import Office

_CONSULTED: Final = BY_NAME[consultations.NAME].wanted
_SORTS: Final = (
    ("a delay, to a family", family_delay.NAME),
    ("a letter that did not arrive, to a caseworker", not_delivered.NAME),
)


@dataclass(frozen=True, kw_only=True)
class LetterToOpen:
    """A letter in the mailbox.

    Attributes:
        about: what it is, and to whom.
        came_back: whether its road has told that it did not arrive.
        leads_elsewhere: whether its link does not lead to the pages that are served now: they were
            served at another address then.
    """

    about: str
    file: Path
    came_back: bool
    leads_elsewhere: bool


def letters_to_open(office: Office, *, now: datetime) -> tuple[LetterToOpen, ...]:
    """Give the newest letter to each service and to the school whose one-time link opens something.

    After them, the newest of each other sort. Files that were removed are left out.
    """
    with reading(office.engine) as connection:
        found = list(_newest(connection, now=now))
    return tuple(_of(row, about, office) for about, row in found if _file(row, office).exists())


def _newest(connection: Connection, *, now: datetime) -> Iterator[tuple[str, Row[Any]]]:
    for service in connection.execute(select(providers.c.code, providers.c.name)).all():
        theirs = and_(occasions.c.service == service.code, still_owed())
        letter = connection.execute(_open(NEEDED, theirs, now=now)).first()
        if letter:
            yield f"advice, asked of {service.name}", letter
    letter = connection.execute(_open(consultations.NAME, _CONSULTED, now=now)).first()
    if letter:
        yield f"a consultation of {school.NAME}", letter
    for about, name in _SORTS:
        letter = connection.execute(_of_sort(name)).first()
        if letter:
            yield about, letter


def _of_sort(name: str) -> Select[Any]:
    return (
        select(messages)
        .where(messages.c.letter == name, messages.c.status == "sent")
        .order_by(messages.c.settled_at.desc())
    )


def _open(name: str, about: Any, *, now: datetime) -> Select[Any]:  # noqa: ANN401 - a condition
    opens = exists().where(
        links.c.message_id == messages.c.id, links.c.ends_at > now, links.c.withdrawn_at.is_(None)
    )
    owed = exists(select(occasions.c.key).where(occasions.c.message_id == messages.c.id, about))
    return _of_sort(name).where(opens, owed)


def _of(row: Row[Any], about: str, office: Office) -> LetterToOpen:
    return LetterToOpen(
        about=about,
        file=_file(row, office),
        came_back=row.delivery in FAILURES,
        leads_elsewhere=office.settings.web_address not in row.text,
    )


def _file(row: Row[Any], office: Office) -> Path:
    return office.settings.mailbox / f"{row.id}.eml"
