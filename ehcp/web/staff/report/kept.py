"""Stored reports that this process has read already: known by their seal, for they never change."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from sqlalchemy import Connection

from ehcp.reports.figure import BacklogReport
from ehcp.reports.stored import stored_report, stored_seal

_MOST = 8
"""So many reports are kept: the newest, and those that somebody compares it with."""


@dataclass(frozen=True)
class KeptReport:
    """A stored report, with what was written of it: its page and its drawings."""

    report: BacklogReport
    _written: OrderedDict[object, str] = field(default_factory=OrderedDict)

    def written(self, what: object, write: Callable[[], str]) -> str:
        """Give what was written under this key before, or write it."""
        found = self._written.get(what)
        if found is None:
            found = self._written[what] = write()
            while len(self._written) > _MOST_WRITTEN:
                self._written.popitem(last=False)
        return found


_MOST_WRITTEN = 20
_KEPT: OrderedDict[str, KeptReport] = OrderedDict()
_ONE_AT_A_TIME = Lock()


def kept_report(connection: Connection, *, at: date) -> KeptReport | None:
    """Give the stored report of a Monday, or None: read, or as it was read before."""
    seal = stored_seal(connection, at=at)
    if seal is None:
        return None
    with _ONE_AT_A_TIME:
        kept = _KEPT.get(seal)
    if kept is not None:
        return kept
    report = stored_report(connection, at=at)
    if report is None:
        return None
    kept = KeptReport(report)
    with _ONE_AT_A_TIME:
        _KEPT[seal] = kept
        while len(_KEPT) > _MOST:
            _KEPT.popitem(last=False)
    return kept
