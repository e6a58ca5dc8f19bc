"""`ehcp demo`: nine months of an invented council, week by week, through the front door.

Each Monday the council's tracker of requests, and every other Monday that of its annual reviews, is
written as it stood, imported as any council would, and the timetable's work of that day is done
with the day set. Nothing is mailed: letters become files in a folder, whose links lead to the
address at which the pages are served. At the end stands the report of 22 July 2019.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

from config import clock
from config.settings import Settings
from ehcp.cases.desk import Desk
from ehcp.council.changes import council_in_force
from ehcp.exchange.tracker.intake import How, Outcome
from ehcp.exchange.tracker.take_in import take_in
from ehcp.refusal import Refusal
from ehcp.register.engine import open_engine, upgrade
from ehcp.register.rebuild import keep_up_with_rules
from workflows.day import DayDone, do_day
from workflows.demonstration import post, school, trusts
from workflows.demonstration.days import mondays
from workflows.demonstration.invention import invent_history
from workflows.demonstration.last_day import work_through_the_last_day
from workflows.demonstration.people import MANAGER, mark_invented
from workflows.demonstration.published import LAST_DAY
from workflows.demonstration.review_workbook import write_review_workbook
from workflows.demonstration.stock import invent_plans
from workflows.demonstration.workbooks import write_workbook
from workflows.office import Office

MARK = ".ehcp-demonstration"
"""A file that says that a folder is ours to make anew."""

_HERE = "http://127.0.0.1:8000"
REVIEWS_EVERY, NO_TIME = timedelta(weeks=2), timedelta()
_LATER = time(9, 30)
"""When the post goes for the second time on the last day."""
FIRST_MONDAY = date(2018, 11, 5)
REMINDERS_FROM = date(2019, 3, 4)
"""When the council's managers switch the reminders on, service by service."""
CONSULTED_ON = date(2019, 7, 8)
"""Two weeks before the last day, on which the school is asked again."""


class NotOurFolder(Refusal):
    """The folder holds something that the demonstration did not make."""


@dataclass(frozen=True, kw_only=True)
class Week:
    """What one Monday of the demonstration did."""

    monday: date
    rows: int
    created: int
    updated: int
    done: DayDone


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """The demonstration's folder and register, and its office with the day set."""

    folder: Path
    office: Office

    @property
    def workbook(self) -> Path:
        """The tracker of requests as the council keeps it this week."""
        return self.folder / "tracker.xlsx"

    @property
    def review_workbook(self) -> Path:
        """The tracker of annual reviews as the council keeps it this week."""
        return self.folder / "reviews.xlsx"


def set_up(folder: Path, *, web_address: str = _HERE) -> Demonstration:
    """Make the folder with an empty register; its letters link to `web_address`.

    Raises:
        NotOurFolder: the folder is there already and is not an earlier demonstration's.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise NotOurFolder(
                f"The folder {folder} is not empty and was not made by a demonstration. Name "
                "another with --folder; nothing was touched."
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("Made by `ehcp demo`; the next one makes it anew.\n")
    settings = _settings(folder, web_address)
    upgrade(settings.database_url)
    office = _office(settings)
    # Now, while there is nothing: otherwise the first check works every limit out a second time.
    keep_up_with_rules(office.engine, rules=office.rules)
    mark_invented(office.engine)
    return Demonstration(folder=folder, office=office)


def is_there(folder: Path) -> bool:
    """Say whether a demonstration was made in this folder before."""
    return (folder / MARK).exists()


def opened(folder: Path, *, web_address: str = _HERE) -> Demonstration:
    """Open a demonstration that was made before, as it was left.

    Raises:
        NotOurFolder: there is none in this folder.
    """
    if not is_there(folder):
        raise NotOurFolder(
            f"There is no demonstration in the folder {folder}. Leave --keep out to make one."
        )
    settings = _settings(folder, web_address)
    upgrade(settings.database_url)
    return Demonstration(folder=folder, office=_office(settings))


def last_day_alone(demo: Demonstration, *, seed: int = 2019) -> None:
    """Take in the trackers of the last Monday only, and do its day's work: some seconds.

    There are the same children as after the nine months, and what people did on that day; of the
    weeks before there is no report and no letter.
    """
    history = invent_history(seed=seed)
    plans = invent_plans(history, seed=seed)
    with clock.the_day(LAST_DAY):
        post.switch_reminders_on(demo.office, day=LAST_DAY)
        post.switch_letters_on(demo.office, day=LAST_DAY)
        write_workbook(history=history, as_known_on=LAST_DAY, path=demo.workbook)
        import_tracker(demo, LAST_DAY, path=demo.workbook)
        write_review_workbook(plans=plans, as_known_on=LAST_DAY, path=demo.review_workbook)
        import_tracker(demo, LAST_DAY, path=demo.review_workbook)
        trusts.ask_the_second(demo.office.engine, desk=_manager(demo, LAST_DAY))
        post.enter_families(demo.office, day=LAST_DAY)
        the_day_of(demo, LAST_DAY)
    afternoon(demo)


def afternoon(demo: Demonstration) -> None:
    """Let people do their work of the last day, and its post go; once."""
    with clock.the_day(LAST_DAY, at=_LATER):
        work_through_the_last_day(demo.office, day=LAST_DAY)


def _settings(folder: Path, web_address: str) -> Settings:
    return Settings(
        web_address=web_address,
        database_url=f"sqlite:///{folder / 'register.db'}",
        mailbox=folder / "mailbox",
        documents=folder / "documents",
        channel="mailbox",
        prefect=False,
    )


def _office(settings: Settings) -> Office:
    engine = open_engine(settings.database_url)
    return Office.of(
        engine,
        council=council_in_force(engine, folder=settings.council),
        settings=settings,
    )


def weeks(demo: Demonstration, *, seed: int = 2019) -> Iterator[Week]:
    """Live through the Mondays, each with its workbook, its import and its day's work."""
    history = invent_history(seed=seed)
    plans = invent_plans(history, seed=seed)
    for monday in mondays(first=FIRST_MONDAY, last=LAST_DAY):
        with clock.the_day(monday):
            if monday == REMINDERS_FROM:
                post.switch_reminders_on(demo.office, day=REMINDERS_FROM)
            if monday == post.LETTERS_FROM:
                post.switch_letters_on(demo.office, day=monday)
            write_workbook(history=history, as_known_on=monday, path=demo.workbook)
            taken = [import_tracker(demo, monday, path=demo.workbook)]
            if monday == FIRST_MONDAY or (LAST_DAY - monday) % REVIEWS_EVERY == NO_TIME:
                write_review_workbook(plans=plans, as_known_on=monday, path=demo.review_workbook)
                taken.append(import_tracker(demo, monday, path=demo.review_workbook))
            trusts.ask_the_second(demo.office.engine, desk=_manager(demo, monday))
            if monday >= post.LETTERS_FROM:
                post.enter_families(demo.office, day=monday)
            if monday == CONSULTED_ON:
                school.consult_it(demo.office.engine, desk=_manager(demo, monday))
            yield Week(
                monday=monday,
                rows=sum(each.rows for each in taken),
                created=sum(each.created for each in taken),
                updated=sum(each.updated for each in taken),
                done=the_day_of(demo, monday),
            )


def import_tracker(demo: Demonstration, monday: date, *, path: Path) -> Outcome:
    """Import a tracker as a manager of the council would.

    Raises:
        Refusal: a row of it was refused.
    """
    taken = take_in(demo.office.engine, path=path, desk=_manager(demo, monday), how=How())
    if taken.is_refused:
        raise Refusal(f"The invented {path.name} of {monday} was refused: {taken.refused[0]}")
    return taken


def the_day_of(demo: Demonstration, monday: date) -> DayDone:
    """Do what the timetable does on this day."""
    office = demo.office.up_to_date()
    return do_day(
        office.engine,
        day=monday,
        at=clock.now(),
        council=office.council,
        settings=office.settings,
    )


def _manager(demo: Demonstration, day: date) -> Desk:
    return demo.office.up_to_date().desk(day=day, by=MANAGER)
