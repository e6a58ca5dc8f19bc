"""A scorecard: what one service owes now, how it kept its days, what comes due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ehcp.reports.figure import Kind, Month

OLDEST = 10
MONTHS = 13


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """One piece of advice that has been asked for and has not come.

    Attributes:
        promised_on: the last day that the service named; None where it named none, or has sent the
            request back since.
        checked_since: the day on which a file came for it that waits to be scanned; it has not come
            in the figures, which count what is on record.
    """

    reference: str
    requested_on: date
    due_on: date
    visit_on: date | None
    promised_on: date | None = None
    late_reason: str | None = None
    checked_since: date | None = None

    def has_broken_promise(self, *, at: date) -> bool:
        """Say whether the day has passed that the service had named."""
        if self.promised_on is None or self.checked_since is not None:
            return False
        return self.promised_on < at

    def is_late(self, *, at: date) -> bool:
        """Say whether its day is over."""
        return self.due_on < at


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """One service, or one kind of advice that no service is named for.

    Attributes:
        kind: of advice.
        says: the kind in plain words.
        code: of the service; None where this is what all the services of the kind come to.
        shared: whether several services give this kind of advice.
        service: the name of the service; None where none is named.
        owed: all that it owes, the first due first.
        came: in time by the month in which the advice came (N12a), with its days.
        due: in time by the month in which it was due (N12b).
        ahead: what falls due this week and in the seven after it, by their Mondays; what is owed
            and late already is not among it.
    """

    at: date
    kind: str
    says: str
    code: str | None
    shared: bool
    service: str | None
    owed: Sequence[Owed]
    came: Kind | None
    due: Kind | None
    ahead: Sequence[tuple[date, int]]

    @property
    def called(self) -> str:
        """Name it for the head of a page or a line: the service, or the kind of advice."""
        says = self.says[:1].upper() + self.says[1:]
        if self.service:
            return self.service
        return f"{says}, all services" if self.code is None else says

    @property
    def months(self) -> Sequence[tuple[str, Month | None, Month | None]]:
        """Give the last months, the latest first, as the advice came and as it was due."""
        came, due = (
            {each.month: each for each in kind.series} if kind else {}
            for kind in (self.came, self.due)
        )
        latest = sorted({*came, *due}, reverse=True)[:MONTHS]
        return [(month, came.get(month), due.get(month)) for month in latest]

    @property
    def late(self) -> Sequence[Owed]:
        """Give what is late, the longest first."""
        return [each for each in self.owed if each.is_late(at=self.at)]

    @property
    def being_checked(self) -> Sequence[Owed]:
        """Give that for which a file came which waits to be scanned."""
        return [each for each in self.owed if each.checked_since is not None]

    @property
    def broken(self) -> Sequence[Owed]:
        """Give what was promised for a day that has passed."""
        return [each for each in self.owed if each.has_broken_promise(at=self.at)]
