"""The scheduler of the embedded mode: APScheduler keeps the timetable in this process.

It remembers nothing. What was done is in the register's table of runs, so a restart, a second
scheduler or a clock change neither loses a tick nor does one twice.
"""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor as Pool
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from config import clock, logs
from config.clock import LONDON
from workflows.office import Office
from workflows.runs import RunOutcome, What, last_done, run_once
from workflows.timetable import DAILY, OFTEN, Daily, Often, ticks_due

_MAKE_UP_EVERY = timedelta(minutes=10)
"""How soon a tick is tried again that failed, or whose holder has died."""


@contextmanager
def timetable_kept(office: Office, *, owner: str) -> Iterator[None]:
    """Keep the timetable while the block runs, beginning with what was missed.

    `owner` names this process (`notifications.owner.this_process()`).
    """
    # It would log an error with all its text, which can hold a row of the register.
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    scheduler = BackgroundScheduler(
        timezone=LONDON,
        executors={"default": ThreadPoolExecutor(max_workers=4)},
        # One late round does the work of all; and late means late, not never.
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
    scheduler.add_listener(_say_what_failed, EVENT_JOB_ERROR)
    everything = partial(do_all_due, office, now=clock.now, owner=owner)
    scheduler.add_job(everything, every(_MAKE_UP_EVERY), id="made up for")
    for daily in DAILY:
        due = partial(do_due, office, daily, now=clock.now, owner=owner)
        scheduler.add_job(due, at_its_hour(daily), id=daily.job)
    rounds = {often.job: partial(_round, office, often) for often in OFTEN}
    for often in OFTEN:
        scheduler.add_job(rounds[often.job], every(often.every), id=often.job)
    scheduler.start()
    # What was missed is done at once, in a thread of its own: a job that runs only once would be
    # removed by a scheduler which may be stopping, and then fails (APScheduler 3.11).
    at_start = Pool(max_workers=1)
    at_start.submit(_at_start, "missed", everything)
    for name, round_ in rounds.items():
        at_start.submit(_at_start, name, round_)
    try:
        yield
    finally:
        # What is under way is finished: an ordinary stop leaves nothing half-sent.
        at_start.shutdown(wait=True, cancel_futures=True)
        scheduler.shutdown(wait=True)


def at_its_hour(job: Daily) -> CronTrigger:
    """Give the days and the hour of a job, by London time."""
    return CronTrigger(
        day_of_week=",".join(job.on), hour=job.at.hour, minute=job.at.minute, timezone=LONDON
    )


def every(so_often: timedelta) -> IntervalTrigger:
    """Give the rounds of a job, by a clock that is never changed."""
    return IntervalTrigger(seconds=int(so_often.total_seconds()), timezone=UTC)


def do_all_due(office: Office, *, now: Callable[[], datetime], owner: str) -> list[RunOutcome]:
    """Do every tick of the timetable that is due and has not been done."""
    return [outcome for job in DAILY for outcome in do_due(office, job, now=now, owner=owner)]


def do_due(
    office: Office, job: Daily, *, now: Callable[[], datetime], owner: str
) -> list[RunOutcome]:
    """Do the ticks of one job that are due, in the order of their days.

    A tick that fails, or that somebody else is doing, is waited for: later ones stay undone. Each
    is done by the policy that is in force when its turn comes.
    """
    # Somebody may have tried out a later day; that must not stop the days until then.
    today = now().astimezone(LONDON).date()
    last = last_done(office.engine, job.job, until=today.isoformat())
    after = date.fromisoformat(last) if last else None
    done: list[RunOutcome] = []
    for day in ticks_due(job, after=after, now=now()):
        outcome = run_once(
            office.engine,
            job=job.job,
            tick=day.isoformat(),
            now=now,
            owner=owner,
            work=partial(job.work, office.up_to_date(), day=day, at=now()),
        )
        done.append(outcome)
        if outcome.what is What.BEING_DONE:
            break
        if outcome.what is What.DONE:
            logs.logger().info("done", job=job.job, tick=outcome.tick, **outcome.outcome)
    return done


def _round(office: Office, job: Often) -> None:
    outcome = job.work(office.up_to_date(), day=clock.today(), at=clock.now())
    if outcome:  # one that comes round every few seconds is not worth a line each time
        logs.logger().debug("round", job=job.job, **outcome)


def _at_start(name: str, act: Callable[[], object]) -> None:
    try:
        act()
    except Exception as error:  # noqa: BLE001 - as the scheduler does: the next round tries again
        logs.logger().error("failed", job=name, why=type(error).__name__)


def _say_what_failed(event: JobExecutionEvent) -> None:
    logs.logger().error("failed", job=event.job_id, why=type(event.exception).__name__)
