"""Scorecards of the services: what each owes now, how it kept its days, what comes due.

The shares and the days are those of N12a, N12b and N7, of the same conditions; so a scorecard and
the report of the same day agree. Where several services give one kind of advice, each has its own,
and all of them together are what the report says of the kind.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, and_, case, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.register.handed_in import being_checked_since
from ehcp.register.tables import advice, cases, providers
from ehcp.reports.advice_counted import Whose
from ehcp.reports.assessments import THEIR_ADVICE
from ehcp.reports.days import WEEK, monday_of
from ehcp.reports.figure import Kind
from ehcp.reports.figures.advice_in_time import (
    advice_as_it_came,
    advice_as_it_was_due,
    as_it_came_by_service,
    as_it_was_due_by_service,
)
from ehcp.reports.position import Position
from ehcp.reports.scorecard import Owed, Scorecard

_SAID = ("visit_on", "promised_on", "late_reason", "checked_since")
WEEKS_AHEAD = 8


def scorecards(position: Position) -> list[Scorecard]:
    """Give the scorecard of every kind of advice that was ever asked for, or has a service.

    Of a kind that several services give: what they come to together, and then each of them.
    """
    services, owed = _services(position.connection), _owed(position)
    came, due = advice_as_it_came(position).by_kind, advice_as_it_was_due(position).by_kind
    known = {*services, *(kind for kind, _ in owed), *(came or {}), *(due or {})}
    kinds = [kind.value for kind in AdviceKind if kind.value in known]
    cards = _Cards(position, services=services, owed=owed)
    return [
        card
        for kind in [*kinds, *sorted(known - set(kinds))]
        for card in cards.of_kind(kind, came=(came or {}).get(kind), due=(due or {}).get(kind))
    ]


def owed_on(at: date) -> tuple[ColumnElement[bool], ...]:
    """Choose what is owed at the end of a day: asked, not answered, not taken back, case open."""
    outstanding, ended_since = _owed_still_or_then(at)
    return THEIR_ADVICE, advice.c.requested_on <= at, or_(and_(*outstanding), and_(*ended_since))


class _Cards:
    """Makes the scorecards of one kind of advice after another."""

    def __init__(
        self,
        position: Position,
        *,
        services: Mapping[str, Mapping[str, str]],
        owed: Mapping[Whose, Sequence[Owed]],
    ) -> None:
        self.at = position.at
        self.services = services
        self.owed = owed
        # The kinds of one service, which are nearly all, are not counted a second time.
        self.shared = {kind for kind, named in services.items() if set(named) != {kind}}
        self.came: Mapping[Whose, Kind] = {}
        self.due: Mapping[Whose, Kind] = {}
        if self.shared:
            self.came = as_it_came_by_service(position, self.shared)
            self.due = as_it_was_due_by_service(position, self.shared)

    def of_kind(
        self, kind: str, *, came: Kind | int | None, due: Kind | int | None
    ) -> Iterator[Scorecard]:
        """Give the scorecard of a kind, and those of its services where it has several."""
        named = self.services.get(kind, {})
        shared = kind in self.shared
        owed = [each for whose, some in self.owed.items() if whose[0] == kind for each in some]
        yield self._card(
            (kind, None if shared else kind),
            service=None if shared else named.get(kind),
            owed=sorted(owed, key=_first_due),
            came=came if isinstance(came, Kind) else None,
            due=due if isinstance(due, Kind) else None,
        )
        if shared:
            every = {
                whose[1]
                for part in (self.owed, self.came, self.due)
                for whose in part
                if whose[0] == kind
            }
            for code in [*named, *sorted(every - set(named))]:
                yield self._card(
                    (kind, code),
                    service=named.get(code),
                    owed=self.owed.get((kind, code), ()),
                    came=self.came.get((kind, code)),
                    due=self.due.get((kind, code)),
                )

    def _card(
        self,
        whose: tuple[str, str | None],
        *,
        service: str | None,
        owed: Sequence[Owed],
        came: Kind | None,
        due: Kind | None,
    ) -> Scorecard:
        kind, code = whose
        weeks = Counter(monday_of(each.due_on) for each in owed if each.due_on >= self.at)
        mondays = [monday_of(self.at) + WEEK * place for place in range(WEEKS_AHEAD)]
        return Scorecard(
            at=self.at,
            kind=kind,
            says=AdviceKind(kind).says if kind in set(AdviceKind) else kind,
            code=code,
            shared=kind in self.shared,
            service=service,
            owed=owed,
            came=came,
            due=due,
            ahead=[(monday, weeks[monday]) for monday in mondays],
        )


def _first_due(owed: Owed) -> tuple[date, str]:
    return owed.due_on, owed.reference


def _owed_still_or_then(at: date) -> tuple[tuple[ColumnElement[bool], ...], ...]:
    c = advice.c
    return (
        (c.received_on.is_(None), c.cancelled_on.is_(None), c.owed_until.is_(None)),
        (c.owed_until > at,),
    )


def _owed(position: Position) -> dict[Whose, list[Owed]]:
    """Read what is owed, as `owed_on`, by the kind and the service that is asked."""
    c, at = advice.c, position.at
    owed: dict[Whose, list[Owed]] = defaultdict(list)
    # Two selects, since an index holds what is owed still; what has come since is found by its end.
    for part in _owed_still_or_then(at):
        rows = position.connection.execute(
            select(
                c.party,
                c.service,
                cases.c.reference,
                c.requested_on,
                c.due_on,
                c.visit_on,
                case((c.returned_on.is_(None), c.promised_on)),
                c.late_reason,
                being_checked_since(),
            )
            .join(cases, cases.c.id == c.case_id)
            .where(THEIR_ADVICE, c.requested_on <= at, *part)
        )
        for party, service, *facts in rows:
            names = (*("reference", "requested_on", "due_on"), *_SAID)
            owed[party, service].append(Owed(**dict(zip(names, facts, strict=True))))
    for found in owed.values():
        found.sort(key=_first_due)
    return dict(owed)


def _services(connection: Connection) -> dict[str, dict[str, str]]:
    """Give the names of the services of each kind by their codes, the usual one first."""
    rows = connection.execute(select(providers.c.kind, providers.c.code, providers.c.name)).all()
    named: dict[str, dict[str, str]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: (row.code != row.kind, row.name.lower())):
        named[row.kind][row.code] = row.name
    return dict(named)
