"""An office over a fresh register, cases to work on, and one real Prefect server for them all."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from config.council import read_council
from config.settings import read_settings
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.casework.provider_changes import set_provider
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import advice, cases, events
from workflows.office import Office
from workflows.prefect_server import LocalServer, local_server
from workflows.prefect_settings import prepare

MONDAY = date(2026, 3, 2)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Give an instant of a day."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


class Cases:
    """Cases of a register, told in one line each."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def opened(self, on: date = date(2026, 1, 5)) -> str:
        return open_case(self.engine, desk=self._desk(on), received_on=on)

    def decided(self, on: date = MONDAY) -> str:
        reference = self.opened()
        self.then(reference, Kind.TOLD_WILL_ASSESS, on)
        return reference

    def review_due(
        self, last_on: date = date(2025, 4, 1), *, born_on: date = date(2016, 10, 3)
    ) -> str:
        return open_case(
            self.engine,
            desk=self._desk(last_on),
            journey="annual_review",
            first=(Kind.PLAN_LAST_REVIEWED, last_on),
            person={"born_on": born_on},
        )

    def opened_by(self, reference: str) -> list[str]:
        query = select(cases.c.reference).where(cases.c.follows_case_id == self.id_of(reference))
        with reading(self.engine) as connection:
            return sorted(connection.execute(query).scalars())

    def then(self, reference: str, kind: Kind, on: date, **facts: str) -> None:
        record(
            self.engine,
            desk=self._desk(on),
            reference=reference,
            kind=kind,
            happened_on=on,
            party=facts.pop("party", None),
            # A notice is put on record with whom it went to and what it held.
            details=complete(kind) | facts,
        )

    def served_by_health(self, on: date) -> None:
        set_provider(
            self.engine,
            desk=self._desk(on),
            kind=AdviceKind.HEALTH,
            name="Health",
            email="health@exampleshire.example",
        )

    def id_of(self, reference: str) -> int:
        with reading(self.engine) as connection:
            found = connection.execute(select(cases.c.id).where(cases.c.reference == reference))
            return int(found.scalar_one())

    def waiting(self) -> list[str]:
        query = select(cases.c.reference).where(cases.c.version > cases.c.woken_version)
        with reading(self.engine) as connection:
            return sorted(connection.execute(query).scalars())

    def asked(self, reference: str) -> list[str]:
        query = select(advice.c.party).where(advice.c.case_id == self.id_of(reference))
        with reading(self.engine) as connection:
            return sorted(connection.execute(query).scalars())

    def entries(self, reference: str | None = None) -> int:
        query = select(events.c.sequence)
        if reference is not None:
            query = query.where(events.c.case_id == self.id_of(reference))
        with reading(self.engine) as connection:
            return len(connection.execute(query).all())

    @staticmethod
    def _desk(on: date) -> Desk:
        return Desk(by="Morgan", today=on, at=at(on))


def spoil(office: Office, case_id: int) -> None:
    """Damage a case's record as no door of ours would: an entry of no known kind, with a name."""
    with writing(office.engine) as connection:
        entry = connection.execute(
            select(events).where(events.c.case_id == case_id, events.c.sequence == 1)
        ).mappings()
        wrong = {"sequence": 99, "kind": "Zephyrine Quackenbush"}
        connection.execute(insert(events).values(dict(entry.one()) | wrong))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_engine(sqlite_url: str) -> Iterator[Engine]:
    """Give a register for what is the same on every database: the rest of the test is Prefect's."""
    engine = open_engine(sqlite_url)
    yield engine
    engine.dispose()


def office_over(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("EHCP_MAILBOX", str(tmp_path / "mailbox"))
    return Office.of(engine, council=read_council(), settings=read_settings())


@pytest.fixture
def office(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return office_over(engine, tmp_path, monkeypatch)


@pytest.fixture
def sqlite_office(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return office_over(sqlite_engine, tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Start Prefect's own server, as `ehcp work` does, once for all tests."""
    assert "prefect" not in sys.modules, "a test imported Prefect before it was told its settings"
    home = tmp_path_factory.mktemp("prefect")
    with local_server(home=home, port=0) as server:
        server.wait_until_ready()
        before = dict(os.environ)
        prepare(api_url=server.api_url, home=home)
        yield server
        os.environ.clear()
        os.environ.update(before)
