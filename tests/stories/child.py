"""One child in all its cases: what is put on record on a day, and what then follows by itself."""

from datetime import UTC, datetime, time
from typing import Any

import pytest
from sqlalchemy import Engine, select

from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.correct import correct
from ehcp.casework.look_up import case_shown
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.law.rules import load_rules
from ehcp.register.engine import reading
from ehcp.register.tables import cases
from ehcp.register.verify import verify
from tests.builders import TODAY, day
from workflows import checks
from workflows.office import Office


class Child:
    """Cases are named by their journey; of several the one opened last is meant."""

    def __init__(self, office: Office, *, born: str = "2016-05-04") -> None:
        self.office = office
        self.engine: Engine = office.engine
        self.born = born
        self.first: str | None = None

    def desk(self, today: str) -> Desk:
        nine = datetime.combine(day(today), time(9), tzinfo=UTC)
        return self.office.desk(day=day(today), at=nine)

    def opened(self, journey: str, on: str, kind: Kind, **details: str) -> str:
        """Open a case on the day on which it began."""
        own = {"person_of": self.first} if self.first else {"person": {"born_on": day(self.born)}}
        reference = open_case(
            self.engine,
            desk=self.desk(on),
            journey=journey,
            first=(kind, day(on)),
            details=details,
            **own,
        )
        self.first = self.first or reference
        self._follow_up(on)
        return reference

    def then(
        self, journey: str, on: str, kind: Kind, *, told: str | None = None, **details: str
    ) -> int:
        """Put on record what happened, complete as a notice has to be; do what follows."""
        entry = record(
            self.engine,
            desk=self.desk(told or on),
            reference=self.case(journey)["reference"],
            kind=kind,
            happened_on=day(on),
            details=complete(kind, journey) | details,
        )
        self._follow_up(told or on)
        return entry.sequence

    def set_right(self, journey: str, entry: int, *, on: str, told: str, which: int = -1) -> None:
        """Correct the day of an entry, and do what follows."""
        reference = self.case(journey, which)["reference"]
        correct(
            self.engine,
            desk=self.desk(told),
            reference=reference,
            sequence=entry,
            happened_on=day(on),
        )
        self._follow_up(told)

    def struck_out(self, journey: str, entry: int, *, told: str, which: int = -1) -> None:
        """Strike an entry out, and do what follows."""
        reference = self.case(journey, which)["reference"]
        why = "It never happened."
        correct(
            self.engine,
            desk=self.desk(told),
            reference=reference,
            sequence=entry,
            struck_out=why,
        )
        self._follow_up(told)

    def refuses(self, journey: str, on: str, kind: Kind, **details: str) -> str:
        """Give the sentence with which something is refused; nothing of it may be on record."""
        before = self.entries()
        with pytest.raises(NotPossible) as refusal:
            self.then(journey, on, kind, **details)
        assert self.entries() == before
        return str(refusal.value)

    def entries(self) -> int:
        return sum(case["version"] for case in self.cases())

    def cases(self) -> list[dict[str, Any]]:
        with reading(self.engine) as connection:
            rows = connection.execute(select(cases).order_by(cases.c.id)).mappings()
            return [dict(row) for row in rows]

    def of(self, journey: str) -> list[dict[str, Any]]:
        return [case for case in self.cases() if case["journey"] == journey]

    def case(self, journey: str, which: int = -1) -> dict[str, Any]:
        return self.of(journey)[which]

    def stage(self, journey: str, which: int = -1) -> str:
        return str(self.case(journey, which)["stage"])

    def limits(self, journey: str, on: str, which: int = -1) -> dict[str, dict[str, Any]]:
        """Give every limit of a case as at a day, by its rule."""
        shown = case_shown(
            self.engine,
            reference=self.case(journey, which)["reference"],
            rules=load_rules(),
            today=TODAY,
            on=day(on),
        )
        return {limit["rule"]: limit for limit in shown["limits"]}

    def due(self, journey: str, rule: str, on: str, which: int = -1) -> str | None:
        due: str | None = self.limits(journey, on, which)[rule]["due"]
        return due

    def is_sound(self) -> bool:
        return verify(self.engine, rules=self.office.rules).found == 0

    def _follow_up(self, today: str) -> None:
        """Do what follows by itself, twice: a second time there is nothing left to do."""
        evening = datetime.combine(day(today), time(18), tzinfo=UTC)
        first = checks.follow_ups(self.office, day=day(today), at=evening)
        assert first["refused"] == []
        again = checks.follow_ups(self.office, day=day(today), at=evening)
        assert (again["cases"], again["entries"]) == (0, 0)
