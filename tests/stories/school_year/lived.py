"""A school year that was lived on a register, and what the register holds after it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from random import Random

from sqlalchemy import Engine

from config.clock import LONDON
from config.council import Council
from config.settings import read_settings
from ehcp.council.policy import desk_of
from ehcp.exchange.tracker.intake import How
from ehcp.exchange.tracker.take_in import take_in
from ehcp.register.engine import open_engine, reading
from ehcp.reports.backlog import backlog_report
from ehcp.reports.figure import BacklogReport, Figure
from tests.exchange.review_trackers import review_tracker
from tests.stories.school_year.a_council import a_council
from tests.stories.school_year.figures_again import Reviewed
from tests.stories.school_year.told import ToldCase, read_cases
from tests.stories.school_year.year import FIRST, Year


@dataclass
class Lived:
    """A year that was lived, and what the register holds after it."""

    year: Year
    engine: Engine
    council: Council
    mailbox: Path
    plans: int

    @cached_property
    def told(self) -> list[ToldCase]:
        return read_cases(self.engine)

    def of(self, journey: str) -> list[ToldCase]:
        return [case for case in self.told if case.journey == journey]

    @cached_property
    def reviews(self) -> list[Reviewed]:
        return [Reviewed.of(case) for case in self.of("annual_review")]

    def rows(self, query):
        with reading(self.engine) as connection:
            return connection.execute(query).all()

    def report(self, day: date) -> BacklogReport:
        return self._reports.setdefault(
            day, backlog_report(self.engine, at=day, council=self.council)
        )

    @cached_property
    def _reports(self) -> dict[date, BacklogReport]:
        return {}

    def figure(self, name: str, day: date) -> Figure:
        return next(each for each in self.report(day).figures if each.id == name)


def a_year(url: str, folder: Path, *, plans: int, seldom: bool = False) -> Lived:
    """Import a workbook on the first of September, and live until the end of August."""
    council, engine = a_council(folder / "council"), open_engine(url)
    settings = read_settings().model_copy(update={"mailbox": folder / "mailbox"})
    workbook = folder / "reviews.xlsx"
    review_tracker(workbook, plans=plans, seed=2026)
    morning = datetime.combine(FIRST, time(7), tzinfo=LONDON)
    desk = desk_of(council, by="Kim", today=FIRST, at=morning)
    taken = take_in(engine, path=workbook, desk=desk, how=How())
    assert (taken.rows, taken.created, taken.refused) == (plans, plans, [])
    luck = Random(1729)  # noqa: S311
    year = Year(engine=engine, council=council, settings=settings, luck=luck, seldom=seldom)
    return Lived(year.lived(), engine, council, settings.mailbox, plans)
