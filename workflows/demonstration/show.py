"""What `ehcp demo` shows: the weeks as they pass, the published figures, the report, the files."""

from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from config import clock
from ehcp.refusal import Refusal
from ehcp.reports.pages.html import as_html
from ehcp.reports.pages.machine import as_json
from ehcp.reports.pages.text import as_text
from ehcp.reports.pages.workbook import as_workbook
from ehcp.reports.snapshots import snapshot_of
from workflows.day import DayDone
from workflows.demonstration.demo import Demonstration, afternoon, set_up, the_day_of, weeks
from workflows.demonstration.known import Checked, check_against_published
from workflows.demonstration.published import LAST_DAY

_WIDTH = 100


class FiguresDiffer(Refusal):
    """The report does not show what was published."""


def show_demonstration(folder: Path, *, console: Console, web_address: str) -> Demonstration:
    """Run the demonstration and show it; it is given, with its register open.

    Its letters link to `web_address`, where its pages are to be served.

    Raises:
        FiguresDiffer: a published figure did not come out of the report.
    """
    console.print(
        "An invented council, November 2018 to July 2019. Every Monday its tracker of requests, "
        "and every other Monday that of its annual reviews, is imported and the day's work is "
        "done: what follows by itself, alerts, letters, the weekly report.\n"
    )
    demo = set_up(folder, web_address=web_address)
    opened: Counter[str] = Counter()
    for week in weeks(demo):
        opened += _opened(week.done)
        console.print(_week_in_words(week.monday.isoformat(), week.rows, week.done))
    with clock.the_day(LAST_DAY):
        again = the_day_of(demo, LAST_DAY)
        report = snapshot_of(demo.office.engine, at=LAST_DAY)
        checked = check_against_published(demo)
    afternoon(demo)
    console.print("\n" + as_text(report, width=console.width, colour=console.is_terminal))
    console.print(_table(checked))
    console.print(
        f"\nOpened by themselves, each once: {opened['follow_ups']} next annual reviews and "
        f"{opened['phase_transfers']} phase transfers."
    )
    console.print(_again_in_words(again))
    for name, content in (
        ("report.html", as_html(report).encode()),
        ("report.json", as_json(report).encode()),
        ("report.xlsx", as_workbook(report)),
    ):
        (folder / name).write_bytes(content)
    console.print(
        f"\nIn the folder {folder}: report.html, report.xlsx, report.json, tracker.xlsx, "
        f"reviews.xlsx, "
        f"mailbox ({sum(1 for _ in (folder / 'mailbox').glob('*.eml'))} letters), register.db.\n"
        f"On the command line: EHCP_TODAY={LAST_DAY} "
        f"EHCP_DATABASE_URL=sqlite:///{folder}/register.db .venv/bin/ehcp case list\n",
        soft_wrap=True,
    )
    wrong = [each.says for each in checked if not each.agrees]
    if wrong:
        raise FiguresDiffer(f"These published figures did not come out: {'; '.join(wrong)}.")
    return demo


def screen() -> Console:
    """Give the screen that a demonstration is shown on, as wide as the terminal or as a page."""
    return Console(width=None if Console().is_terminal else _WIDTH, highlight=False)


def _table(checked: list[Checked]) -> Table:
    table = Table("Published", "On", "Then", "Our report", title="The published figures")
    for each in checked:
        table.add_row(
            each.says, each.on, each.published, each.found + ("" if each.agrees else "  DIFFERS")
        )
    return table


def _week_in_words(monday: str, rows: int, done: DayDone) -> str:
    said = _counts(done)
    return (
        f"{monday}  {rows:>5,} rows  {said['opened']:>3} cases opened by themselves  "
        f"{said['raised']:>4} alerts  {said['written']:>3} letters  {said['sent']:>3} sent"
    )


def _again_in_words(done: DayDone) -> str:
    said = _counts(done)
    return (
        f"The last day's work done a second time: {said['raised']} alerts raised, "
        f"{said['written']} letters written, {said['sent']} sent."
    )


def _counts(done: DayDone) -> Counter[str]:
    """Count what a day raised, wrote and sent."""
    pieces = {piece.job: piece.outcome for piece in done.pieces}
    return Counter(
        opened=_opened(done).total(),
        raised=pieces.get("deadline_check", {}).get("raised", 0),
        written=sum(pieces["letters"]["written"].values()),
        sent=pieces.get("outbox", {}).get("sent", 0),
    )


def _opened(done: DayDone) -> Counter[str]:
    """Count the cases that a day opened by itself, by the piece of its work that did."""
    jobs = ("follow_ups", "phase_transfers")
    return Counter({p.job: p.outcome["opened"] for p in done.pieces if p.job in jobs})
