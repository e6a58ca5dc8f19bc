"""Naming the services that give advice, and changing what is known of them."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Required, TypedDict, Unpack

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.desk import Desk
from ehcp.casework.letters_moved import let_waiting_letters_follow
from ehcp.casework.providers import Provider, UnknownProvider, every_provider
from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.mailboxes import address_in
from ehcp.register.readers import IS_FOR_A_HEAD, IS_FOR_A_SERVICE
from ehcp.register.tables import links, messages, occasions, providers

CHANGED = "changed_service"
"""How the audit record names it."""

_LONGEST_NAME = 200
_TELEPHONE = re.compile(r"\+?[\d ()]{6,20}(?: ?(?:ext|x)\.? ?\d{1,6})?")

_MAILBOXES: Mapping[str, ColumnElement[bool]] = {
    "email": IS_FOR_A_SERVICE,
    "head_email": IS_FOR_A_HEAD,
}
_SAYS = {
    "name": "name",
    "email": "mailbox",
    "telephone": "telephone",
    "reminders": "reminders",
    "monday_list": "Monday list",
    "head_name": "name of its head",
    "head_email": "mailbox of its head",
}


class BadProvider(Refusal):
    """Something about a service that cannot be right; nothing was changed."""


WhatFollows = Callable[[Connection, str, str], None]
"""What is done in the transaction in which a mailbox changes: it is told the old and the new."""


class ProviderFacts(TypedDict, total=False):
    """What is known of a service; see `Provider`."""

    name: Required[str]
    email: Required[str]
    telephone: str | None
    reminders: bool | None
    monday_list: bool | None
    head_name: str | None
    head_email: str | None


def set_provider(
    engine: Engine,
    *,
    desk: Desk,
    kind: AdviceKind,
    code: str | None = None,
    moved: WhatFollows | None = None,
    **facts: Unpack[ProviderFacts],
) -> Provider:
    """Name a service for one kind of advice, or change it; what is not given stays as it was.

    Without a `code` it is the one that is asked unless another is named. An empty telephone number
    takes it away, and so does an empty name or address of its head. Where a mailbox is changed, the
    links that went to the old one open nothing any more, nor those that somebody had sent elsewhere
    meanwhile, and what waits to go there goes to the new one; `moved` is called where it is that of
    the service itself.

    Raises:
        UnknownProvider: this kind has no service of the code.
        BadProvider: a name, an address or the telephone number cannot be right, or its head has a
            name and no address or the other way round.
    """
    known = _known(facts)
    with writing(engine) as connection:
        _alone(connection)
        code = code or kind.value
        before = connection.execute(
            select(providers).where(providers.c.code == code, providers.c.kind == kind.value)
        ).one_or_none()
        if before is None and code != kind.value:
            raise UnknownProvider(f"No service for {kind.says} advice has the code '{code}'.")
        _refuse_half_a_head(before, known)
        if before is None:
            _insert(connection, code, kind, known)
            _note(connection, desk, kind, code, what="named")
        else:
            changes = [name for name, value in known.items() if value != getattr(before, name)]
            if changes:
                connection.execute(
                    update(providers).where(providers.c.code == code).values(**known)
                )
                for column in _MAILBOXES.keys() & changes:
                    if left := getattr(before, column):
                        let_waiting_letters_follow(connection, code=code, left=left, at=desk.at)
                    _end_links(connection, desk, before, column)
                what = ", ".join(_SAYS[name] for name in changes)
                _note(connection, desk, kind, code, what=what)
                if moved and "email" in changes:
                    moved(connection, before.email, str(known["email"]))
        return next(each for each in every_provider(connection) if each.code == code)


def add_provider(
    engine: Engine, *, desk: Desk, kind: AdviceKind, **facts: Unpack[ProviderFacts]
) -> Provider:
    """Name another service for a kind of advice that has one already, and give it a code.

    Takes what `set_provider` takes. The first that is named for a kind is its usual one.

    Raises:
        BadProvider: as `set_provider`.
    """
    known = _known(facts)
    with writing(engine) as connection:
        _alone(connection)
        there = select(providers.c.code).where(providers.c.kind == kind.value)
        count = len(connection.scalars(there).all())
        code = f"{kind.value}-{count + 1}" if count else kind.value  # none is ever taken away
        _refuse_half_a_head(None, known)
        _insert(connection, code, kind, known)
        _note(connection, desk, kind, code, what="named")
        return next(each for each in every_provider(connection) if each.code == code)


def _known(facts: ProviderFacts) -> dict[str, object]:
    """Read what was given, by column; what was not given is not there."""
    head_name, head_email = facts.get("head_name"), facts.get("head_email")
    given = {
        "name": _name(facts["name"]),
        "email": _address(facts["email"]),
        "telephone": _telephone(facts.get("telephone")),
        "head_name": _name(head_name, of="its head", such_as="Jo Marlow")
        if head_name and head_name.strip()
        else None,
        "head_email": _address(head_email) if head_email and head_email.strip() else None,
        "reminders": facts.get("reminders"),
        "monday_list": facts.get("monday_list"),
    }
    known: dict[str, object] = {
        column: value for column, value in given.items() if value is not None
    }
    typed = {
        "telephone": facts.get("telephone"),
        "head_name": head_name,
        "head_email": head_email,
    }
    for column, text in typed.items():
        if text is not None and not text.strip():
            known[column] = None
    return known


def _note(connection: Connection, desk: Desk, kind: AdviceKind, code: str, *, what: str) -> None:
    # Not the address: it can be a person's, and the record keeps it for ever.
    of = kind.says if code == kind.value else f"{kind.says} ({code})"
    note(connection, at=desk.at, by=desk.by, act=CHANGED, about=f"{of}: {what}")


def _insert(connection: Connection, code: str, kind: AdviceKind, known: dict[str, object]) -> None:
    defaults = {"reminders": False, "monday_list": True}
    connection.execute(insert(providers).values(code=code, kind=kind.value, **(defaults | known)))


def _alone(connection: Connection) -> None:
    """Let nobody else name or change a service until this transaction has decided."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE providers IN SHARE ROW EXCLUSIVE MODE")


def _end_links(connection: Connection, desk: Desk, before: Row[Any], column: str) -> None:
    """End the links about a service that went to a mailbox which it has left, or elsewhere.

    Those in its present mailboxes stay, and so do those of whoever stands above its head.
    """
    now = connection.execute(
        select(providers.c.email, providers.c.head_email).where(providers.c.code == before.code)
    ).one()
    recipient, left = func.lower(links.c.recipient), (getattr(before, column) or "").lower()
    about = (
        select(occasions.c.message_id)
        .join(messages, messages.c.id == occasions.c.message_id)
        .where(occasions.c.service == before.code)
    )
    ended = update(links).where(
        recipient.not_in([address.lower() for address in now if address]),
        or_(
            and_(recipient == left, links.c.message_id.in_(about)),
            links.c.message_id.in_(about.where(_MAILBOXES[column])),
        ),
        links.c.withdrawn_at.is_(None),
    )
    connection.execute(ended.values(withdrawn_at=desk.at, withdrawn_by=desk.by))


def _refuse_half_a_head(before: Row[Any] | None, known: dict[str, object]) -> None:
    name, email = (
        known.get(column, getattr(before, column, None)) for column in ("head_name", "head_email")
    )
    if (name is None) != (email is None):
        missing = "address" if email is None else "name"
        raise BadProvider(
            f"The head of the service has no {missing}. Give both, name and address, or neither."
        )


def _name(
    typed: str, *, of: str = "a service", such_as: str = "Exampleshire Educational Psychology"
) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise BadProvider(
            f"The name of {of} is 1 to {_LONGEST_NAME} letters long, such as '{such_as}'."
        )
    return name


def _address(typed: str) -> str:
    address = address_in(typed)
    if address is None:
        raise BadProvider(
            f"'{typed.strip()}' is not an email address. Write one address, such as "
            "ep.admin@exampleshire.example."
        )
    return address


def _telephone(typed: str | None) -> str | None:
    if typed is None or not typed.strip():
        return None
    number = typed.strip()
    if not _TELEPHONE.fullmatch(number):
        raise BadProvider(f"'{number}' is not a telephone number. Write one such as 01632 960 001.")
    return number
