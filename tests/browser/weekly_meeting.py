"""The Monday meeting before the stored report: what the manager opens, agrees and gives away."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time

from config import clock
from ehcp.reports.snapshots import take_snapshot
from tests.browser.hands import Person
from tests.browser.served import Served

_NUMBER = re.compile(r"^[\d,]+$")
_FIGURES = "figures"
LAST_WEEK, THIS_WEEK = date(2026, 2, 23), date(2026, 3, 2)


def stored_on(running: Served, monday: date) -> None:
    """Store a Monday's report, as the timetable does at six."""
    take_snapshot(
        running.counter.engine,
        at=monday,
        taken_at=datetime.combine(monday, time(6), clock.LONDON),
        council=running.counter.council,
    )


def an_action_is_agreed(morgan: Person, *, says: str, owner: str, by: date) -> None:
    """Agree an action in front of the report."""
    morgan.follow("Weekly report")
    morgan.page.locator("summary", has_text="Agree a new action").click()
    morgan.fill("What is to be done", says)
    morgan.fill("Whose it is", owner)
    morgan.date("Done by", by)
    morgan.press("Agree the action")
    morgan.sees("The action is agreed.", says)


def every_figure_opens_its_cases(morgan: Person, *, most: int | None = None) -> int:
    """Open each figure, or as many, and find as many cases there as it counts; say how many."""
    morgan.follow("Weekly report")
    report = morgan.page.url
    opened = 0
    for address, shown in list(_figures_of_the_week(morgan))[:most]:
        morgan.go(address)
        heading = morgan.page.locator("h1").inner_text().partition("\n")[2] or morgan.reads()
        count = int(re.findall(r"\d+", heading)[0])
        if _NUMBER.match(shown) and not address.endswith(_A_MEDIAN):
            assert count == int(shown), f"{address}: {shown} on the report, {count} behind it"
        rows = morgan.page.locator("table.app-behind tbody tr").count()
        assert rows == count, f"{address}: {count} are said, {rows} are listed"
        opened += 1
    morgan.go(report)
    return opened


def _figures_of_the_week(morgan: Person) -> Iterator[tuple[str, str]]:
    """Give each number at the top of the report with the address that it leads to."""
    seen = set()
    for link in morgan.page.locator(f'.app-report a[href*="/{_FIGURES}/N"]').all():
        address = link.get_attribute("href") or ""
        shown = link.inner_text().strip().partition("\n")[0].strip()
        if address.count("/") == _DEPTH and address not in seen:
            seen.add(address)
            yield address, shown


_A_MEDIAN = "/N19"
_DEPTH = 4  # /report/DAY/figures/N1: a figure itself, not a part of it


def last_weeks_action_is_settled(morgan: Person, *, says: str) -> None:
    """Last week's action is on this week's report, and what became of it is said."""
    morgan.follow("Weekly report")
    morgan.sees("Agreed last time, Monday 23 February 2026", says)
    morgan.follow(f"Tick or explain: {says}")
    morgan.tick("Done")
    morgan.press("Save")
    morgan.sees("What became of the action is on record.")


def an_alert_is_acknowledged(morgan: Person) -> None:
    """An alert is quiet until a day, for a reason."""
    morgan.follow("Alerts", among="Menu")
    link = morgan.page.get_by_role("link", name=re.compile("^Acknowledge "))
    before = link.count()
    link.first.click()
    morgan.look()
    said = "Rang the clinic: the report is being typed."
    if "Why is the advice late?" in morgan.reads():
        morgan.tick("Staff sickness")
        morgan.fill("What happens next", said)
    else:
        morgan.fill("Why, and what happens next", said)
    morgan.date("The day on which it comes back", date(2026, 3, 9))
    morgan.press("Acknowledge")
    morgan.sees("Acknowledged. It comes back on the day that you gave.", "quiet until a day")
    assert morgan.page.get_by_role("link", name=re.compile("^Acknowledge ")).count() == before - 1


def cases_are_reallocated(morgan: Person, *, of: str, to: str, how_many: int) -> None:
    """From the caseload: several cases of somebody who is ill go to somebody else, in one act."""
    morgan.follow("Caseload", among="Menu")
    morgan.sees("Open cases by officer", of)
    morgan.follow(f"Reallocate cases of {of}")
    boxes = morgan.page.locator("tbody input[type=checkbox]")
    for box in boxes.all()[:how_many]:
        box.check()
    morgan.press("Give the chosen cases to somebody else")
    morgan.choose("Who they go to", to)
    morgan.fill("Note for them (optional)", f"{of} is ill.")
    morgan.press("Continue")
    morgan.sees(f"Check before {to} gets these {how_many} cases")
    morgan.press(f"Give to {to}")
    morgan.sees(f"{how_many} cases have changed hands", f"now with {to}")


def the_scorecards_are_read(morgan: Person) -> None:
    """How each service does, and one of them opened."""
    morgan.follow("Services", among="Menu")
    morgan.sees("Exampleshire Psychology")
    morgan.follow("Exampleshire Psychology")
    morgan.sees("The ten owed longest")
