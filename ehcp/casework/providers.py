"""The services that give advice: which mailbox each kind is asked at, and what it wants to get."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.desk import Desk
from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.register.tables import providers

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)
CHANGED = "changed_service"
"""How the audit record names it."""

_LONGEST_ADDRESS = 254
_LONGEST_NAME = 200
_TELEPHONE = re.compile(r"\+?[\d ()]{6,20}(?: ?(?:ext|x)\.? ?\d{1,6})?")


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


@dataclass(frozen=True, kw_only=True)
class Provider:
    """The service that gives one kind of advice.

    Attributes:
        reminders: whether it gets reminders; the request itself is always sent.
        monday_list: whether it gets one list on Mondays in place of that day's reminders.
        head_name: who leads it; late advice climbs to them where their address is known.
    """

    kind: AdviceKind
    name: str
    email: str
    telephone: str | None
    reminders: bool
    monday_list: bool
    head_name: str | None = None
    head_email: str | None = None


def set_provider(
    engine: Engine,
    *,
    desk: Desk,
    kind: AdviceKind,
    name: str,
    email: str,
    telephone: str | None = None,
    reminders: bool | None = None,
    monday_list: bool | None = None,
    head_name: str | None = None,
    head_email: str | None = None,
) -> Provider:
    """Name the service for one kind of advice, or change it; what is not given stays as it was.

    An empty telephone number takes it away, and so does an empty name or address of its head.

    Raises:
        BadProvider: a name, an address or the telephone number cannot be right, or its head has a
            name and no address or the other way round.
    """
    given = {
        "name": _name(name),
        "email": _address(email),
        "telephone": _telephone(telephone),
        "head_name": _name(head_name, of="its head", such_as="Jo Marlow")
        if head_name and head_name.strip()
        else None,
        "head_email": _address(head_email) if head_email and head_email.strip() else None,
        "reminders": reminders,
        "monday_list": monday_list,
    }
    known: dict[str, object] = {
        column: value for column, value in given.items() if value is not None
    }
    typed = {"telephone": telephone, "head_name": head_name, "head_email": head_email}
    for column, text in typed.items():
        if text is not None and not text.strip():
            known[column] = None
    with writing(engine) as connection:
        before = connection.execute(
            select(providers).where(providers.c.kind == kind.value).with_for_update()
        ).one_or_none()
        _refuse_half_a_head(before, known)
        if before is None:
            defaults = {"reminders": False, "monday_list": True}
            connection.execute(insert(providers).values(kind=kind.value, **(defaults | known)))
            _note(connection, desk, kind, what="named")
        else:
            changes = [name for name, value in known.items() if value != getattr(before, name)]
            if changes:
                connection.execute(
                    update(providers).where(providers.c.kind == kind.value).values(**known)
                )
                _note(connection, desk, kind, what=", ".join(_SAYS[name] for name in changes))
        return next(each for each in _all(connection) if each.kind == kind)


def list_providers(engine: Engine) -> tuple[Provider, ...]:
    """Give every service that has been named, in the order of regulation 6(1)."""
    with reading(engine) as connection:
        return _all(connection)


def _note(connection: Connection, desk: Desk, kind: AdviceKind, *, what: str) -> None:
    # Not the address: it can be a person's, and the record keeps it for ever.
    note(connection, at=desk.at, by=desk.by, act=CHANGED, about=f"{kind.says}: {what}")


def _all(connection: Connection) -> tuple[Provider, ...]:
    rows = {row.kind: row for row in connection.execute(select(providers))}
    return tuple(
        Provider(
            kind=kind,
            name=row.name,
            email=row.email,
            telephone=row.telephone,
            reminders=row.reminders,
            monday_list=row.monday_list,
            head_name=row.head_name,
            head_email=row.head_email,
        )
        for kind in AdviceKind
        if (row := rows.get(kind.value))
    )


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
    address = typed.strip()
    local = address.partition("@")[0]
    bad_dots = local.startswith(".") or local.endswith(".") or ".." in local
    if not _ADDRESS.fullmatch(address) or bad_dots or len(address) > _LONGEST_ADDRESS:
        raise BadProvider(
            f"'{address}' is not an email address. Write one address, such as "
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
