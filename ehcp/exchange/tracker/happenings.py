"""Something that a row says happened on a day, with the field that says so."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from ehcp.cases.kinds import Kind

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Happening(NamedTuple):
    """Something that a row says happened on a day, with the field that says so."""

    day: date
    kind: Kind
    party: str | None
    field: str
    details: Mapping[str, str] = _NOTHING
