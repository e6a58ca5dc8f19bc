"""What an email address is to which a service is written, and how two are compared."""

import re
from typing import Final

LONGEST_ADDRESS: Final = 254
_ADDRESS: Final = re.compile(
    r"(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)


def address_in(typed: str) -> str | None:
    """Read one address that was typed; None where it is none."""
    address = typed.strip()
    fits = len(address) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(address)
    return address if fits else None


def is_same_mailbox(one: str, other: str) -> bool:
    """Say whether mail to two addresses comes to one mailbox: `kim+1@` is that of `kim@`."""
    return _plain(one) == _plain(other)


def _plain(address: str) -> str:
    local, _, domain = address.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
