"""What the tests of the import share: a register, and a way to import into it and look at it."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.casework.follow_ups import do_what_follows
from ehcp.casework.record import record
from ehcp.exchange.tracker.intake import How, Outcome
from ehcp.exchange.tracker.take_in import take_in
from ehcp.law.notices import complete
from ehcp.law.rules import load_rules
from ehcp.register import files
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import cases
from tests.exchange.trackers import write_sheet

MONDAY = date(2019, 7, 22)


class Council:
    """A council with a register, into which workbooks can be imported."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        self.folder = folder
        self.today = MONDAY
        self.rules = load_rules()

    def desk(self, by: str = "Kim") -> Desk:
        """Give the desk at which somebody works today."""
        day = self.today
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        return Desk(by=by, today=day, at=at, rules=self.rules)

    def takes(self, path: Path, **how: Any) -> Outcome:
        """Import a workbook."""
        return take_in(self.engine, path=path, desk=self.desk(), how=How(**how))

    def follows_up(self) -> int:
        """Do what follows by itself in every case that waits for it; say how many there were."""
        with reading(self.engine) as connection:
            waiting = select(cases.c.id).where(cases.c.version > cases.c.woken_version)
            ids = connection.scalars(waiting.order_by(cases.c.id)).all()
        for case_id in ids:
            done = do_what_follows(
                self.engine, desk=self.desk("ehcp"), case_id=case_id, council_asks=()
            )
            assert done.refused == ()
            with writing(self.engine) as connection:
                is_it = cases.c.id == case_id
                connection.execute(cases.update().where(is_it).values(woken_version=done.version))
        return len(ids)

    def records(self, kind: Kind, happened_on: date, *, number: int = 0, **details: str) -> None:
        """Let Sam put something on the record of a case by hand."""
        record(
            self.engine,
            desk=self.desk("Sam"),
            reference=self.case(number).reference,
            kind=kind,
            happened_on=happened_on,
            details=complete(kind) | details,
        )

    def takes_rows(self, *rows: dict[str, Any], how: Any = None, **sheet: Any) -> Outcome:
        """Import these rows as one sheet."""
        path = write_sheet(self.folder / "tracker.xlsx", rows, **sheet)
        return self.takes(path, **(how or {}))

    def case(self, number: int = 0) -> Any:
        """Give the columns of the case that was opened first, second, …."""
        with reading(self.engine) as connection:
            return connection.execute(select(cases).order_by(cases.c.number)).all()[number]

    def count(self, table: Any = cases) -> int:
        """Count the rows of a table."""
        with reading(self.engine) as connection:
            return len(connection.execute(select(table)).all())

    def record(self, number: int = 0) -> list[Any]:
        """Give the record of a case, in the order of recording."""
        with reading(self.engine) as connection:
            return list(files.load(connection, self.case(number).reference).file.recorded)

    def happened(self, number: int = 0) -> list[tuple[str, str | None, str]]:
        """Give what happened in a case: kind, party and day, corrections applied."""
        with reading(self.engine) as connection:
            held = files.load(connection, self.case(number).reference)
        return [
            (event.kind.value, event.party, event.happened_on.isoformat())
            for event in held.file.events
        ]

    def notes(self, number: int = 0) -> list[str]:
        """Give the text of every note of a case."""
        return [e.details["note"] for e in self.record(number) if "note" in e.details]

    def rows_of(self, table: Any) -> list[dict[str, Any]]:
        """Give every row of a table."""
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(select(table)).mappings()]


@pytest.fixture
def council(sqlite_url: str, tmp_path: Path) -> Iterator[Council]:
    """Give a council with an empty register in a SQLite file."""
    engine = open_engine(sqlite_url)
    yield Council(engine, tmp_path)
    engine.dispose()


@pytest.fixture
def council_on_each(database_url: str, tmp_path: Path) -> Iterator[Council]:
    """Give a council with an empty register, once on each database."""
    engine = open_engine(database_url)
    yield Council(engine, tmp_path)
    engine.dispose()


@pytest.fixture
def refusing(council: Council) -> Callable[..., list[Any]]:
    """Give a way to import rows of which some are refused, and get the refusals."""

    def refuse(*rows: dict[str, Any], **sheet: Any) -> list[Any]:
        outcome = council.takes_rows(*rows, **sheet)
        assert outcome.is_refused
        assert council.count() == 0
        return outcome.refused

    return refuse
