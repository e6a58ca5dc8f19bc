"""Scorecards of the services: what each owes now, how it kept its days, what comes due.

The shares and the days are those of N12a, N12b and N7, of the same conditions; so a scorecard and
the report of the same day agree, and all the scorecards together are the report.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.register.tables import advice, cases, providers
from ehcp.reports.assessments import THEIR_ADVICE
from ehcp.reports.days import WEEK, monday_of
from ehcp.reports.figure import Kind
from ehcp.reports.figures.advice_in_time import advice_as_it_came, advice_as_it_was_due
from ehcp.reports.position import Position

_SAID = ("visit_on", "promised_on", "late_reason")
WEEKS_AHEAD = 8
OLDEST = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """One piece of advice that has been asked for and has not come."""

    reference: str
    requested_on: date
    due_on: date
    visit_on: date | None
    promised_on: date | None = None
    late_reason: str | None = None

    def has_broken_promise(self, *, at: date) -> bool:
        """Say whether the day has passed that the service had named."""
        return self.promised_on is not None and self.promised_on < at

    def is_late(self, *, at: date) -> bool:
        """Say whether its day is over."""
        return self.due_on < at


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """One service, or one kind of advice that no service is named for.

    Attributes:
        kind: of advice.
        says: the kind in plain words.
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
    service: str | None
    owed: Sequence[Owed]
    came: Kind | None
    due: Kind | None
    ahead: Sequence[tuple[date, int]]

    @property
    def late(self) -> Sequence[Owed]:
        """Give what is late, the longest first."""
        return [each for each in self.owed if each.is_late(at=self.at)]

    @property
    def broken(self) -> Sequence[Owed]:
        """Give what was promised for a day that has passed."""
        return [each for each in self.owed if each.has_broken_promise(at=self.at)]


def scorecards(position: Position) -> list[Scorecard]:
    """Give the scorecard of every kind of advice that was ever asked for, or has a service."""
    came, due = advice_as_it_came(position).by_kind, advice_as_it_was_due(position).by_kind
    owed, services = _owed(position), _services(position.connection)
    known = {*owed, *services, *(came or {}), *(due or {})}
    kinds = [kind.value for kind in AdviceKind if kind.value in known]
    return [
        _scorecard(
            position.at,
            kind,
            service=services.get(kind),
            owed=owed.get(kind, []),
            came=(came or {}).get(kind),
            due=(due or {}).get(kind),
        )
        for kind in [*kinds, *sorted(known - set(kinds))]
    ]


def _scorecard(
    at: date,
    kind: str,
    *,
    service: str | None,
    owed: Sequence[Owed],
    came: Kind | int | None,
    due: Kind | int | None,
) -> Scorecard:
    weeks = Counter(monday_of(each.due_on) for each in owed if each.due_on >= at)
    mondays = [monday_of(at) + WEEK * place for place in range(WEEKS_AHEAD)]
    return Scorecard(
        at=at,
        kind=kind,
        says=AdviceKind(kind).says if kind in set(AdviceKind) else kind,
        service=service,
        owed=owed,
        came=came if isinstance(came, Kind) else None,
        due=due if isinstance(due, Kind) else None,
        ahead=[(monday, weeks[monday]) for monday in mondays],
    )


def _owed(position: Position) -> dict[str, list[Owed]]:
    """Read what is owed at the end of the day: asked, not answered, not taken back, case open."""
    c, at = advice.c, position.at
    owed: dict[str, list[Owed]] = defaultdict(list)
    # Two selects, since an index holds what is owed still; what has come since is found by its end.
    outstanding = (c.received_on.is_(None), c.cancelled_on.is_(None), c.owed_until.is_(None))
    ended_since = (c.owed_until > at,)
    for part in (outstanding, ended_since):
        rows = position.connection.execute(
            select(
                c.party,
                cases.c.reference,
                c.requested_on,
                c.due_on,
                c.visit_on,
                c.promised_on,
                c.late_reason,
            )
            .join(cases, cases.c.id == c.case_id)
            .where(THEIR_ADVICE, c.requested_on <= at, *part)
        )
        for party, *facts in rows:
            names = (*("reference", "requested_on", "due_on"), *_SAID)
            owed[party].append(Owed(**dict(zip(names, facts, strict=True))))
    for found in owed.values():
        found.sort(key=lambda each: (each.due_on, each.reference))
    return dict(owed)


def _services(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(providers.c.kind, providers.c.name))
    return {row.kind: row.name for row in rows}
