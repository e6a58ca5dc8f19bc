"""Plans in force and the national measures on a screen."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ehcp.law.in_words import day_in_words
from ehcp.reports.figure import BacklogReport
from ehcp.reports.pages import wording
from ehcp.reports.pages import wording_plans as said
from ehcp.reports.pages.text_table import table_of
from ehcp.reports.plan_parts import DueList, Year

LINES = 15
_NATIONAL = ("S1", "S2", "S3", "S4", "S5")


def sections(report: BacklogReport) -> Iterator[tuple[str, RenderableType]]:
    """Give each heading with what stands under it; nothing for a report without these figures."""
    if report.has("S1"):
        yield "National measures, calendar year to date", _national(report)
        columns = report.figure("S4").columns
        if columns is not None and columns.in_force:
            yield f"Reviews as in the return, {columns.year} so far", _columns(report)
    if report.has("N16") and report.figure("N16").cohorts:
        yield "Phase transfers", _transfers(report)
    for listed in report.due_lists:
        if listed.total:
            heading = f"{listed.name}: {wording.count_shown(listed, shown=LINES)}"
            yield heading, _lines(listed)


def _national(report: BacklogReport) -> Table:
    heads = ("On time", "All", "Share", "Without exc.")
    table = table_of("No", "Measure", "Year", *heads, right=heads)
    for figure in (report.figure(name) for name in _NATIONAL):
        for year in reversed(figure.years or ()):
            table.add_row(figure.id, figure.name, said.year_shown(year), *_numbers(year))
        if figure.twelve_months:
            table.add_row(figure.id, figure.name, "last 12 months", *_numbers(figure.twelve_months))
    return table


def _numbers(year: Year) -> tuple[str, ...]:
    return (
        f"{year.numerator:,}",
        f"{year.denominator:,}",
        said.share_shown(year.percent),
        said.share_shown(year.percent_excluding_exceptions),
    )


def _columns(report: BacklogReport) -> Table:
    columns = report.figure("S4").columns
    table = table_of("Column", "Plans", right=("Plans",))
    for name, field in said.COLUMNS:
        table.add_row(name, f"{said.column(columns, field):,}" if columns else "")
    return table


def _transfers(report: BacklogReport) -> Table:
    heads = ("Due", "Not final", "Reviewed", "By strict", "By publ.", "Share")
    table = table_of("Year", "Phase", "Strict day", *heads, right=heads)
    for cohort in report.figure("N16").cohorts or ():
        table.add_row(
            f"{cohort.year}",
            cohort.name,
            " ".join(day_in_words(cohort.strict_on).split()[:2]) if cohort.strict_on else "own day",
            f"{cohort.due:,}",
            f"{cohort.not_final:,}",
            f"{cohort.reviewed:,}",
            f"{cohort.by_strict:,}",
            f"{cohort.by_published:,}",
            said.share_shown(cohort.percent_by_published),
        )
    return table


def _lines(listed: DueList) -> RenderableType:
    table = table_of("Case", "Due", "Stage", "Officer")
    table.columns[0].no_wrap = True
    for line in listed.lines[:LINES]:
        table.add_row(
            line.reference,
            day_in_words(line.due) if line.due else said.NONE,
            line.stage,
            line.officer or "nobody",
        )
    return table if listed.lines else Text("None.")
