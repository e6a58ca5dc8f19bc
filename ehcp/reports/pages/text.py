"""The report on a screen: tables that fit a terminal of 80 columns and use one of 120."""

from collections.abc import Iterator
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ehcp.law.in_words import day_in_words
from ehcp.reports.days import month_in_words
from ehcp.reports.figure import BacklogReport, CaseList, Figure, Kind, Month, Week
from ehcp.reports.pages import plans_as_text, wording
from ehcp.reports.pages.text_table import table_of

_STYLES = {"green": "green", "amber": "yellow", "red": "red"}
_BLOCKS = "▁▂▃▄▅▆▇█"
_WEEKS = 27
_MONTHS = 6
_LINES = 25
_NARROW, _WIDE = 80, 120


def as_text(
    report: BacklogReport, *, width: int = _NARROW, colour: bool = False, brief: bool = False
) -> str:
    """Write the report for a terminal so wide. Words say all; colour only repeats them."""
    out = StringIO()
    console = Console(
        file=out,
        width=min(max(width, _NARROW), _WIDE),
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        emoji=False,
    )
    console.print(Group(*_page(report, brief=brief)))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _page(report: BacklogReport, *, brief: bool) -> Iterator[RenderableType]:
    yield Text(f"{report.council}: EHC needs assessments and plans", style="bold")
    yield Text(wording.title(report), style="bold")
    yield Text(wording.origin(report))
    yield Text(f"For: {', '.join(report.receives)}")
    yield from _headed("The figures", _figures(report))
    if brief:
        yield Text("\n`ehcp report` shows the rest: series, lists and every definition.")
        return
    yield from _headed("27 weeks, Mondays", _weeks(report))
    yield from _headed("Open cases by weeks since the request", _bands(report.figure("N4")))
    yield from _headed("Month by month, in per cent", _months(report))
    for figure_id in ("N12a", "N12b"):
        figure = report.figure(figure_id)
        yield from _headed(figure.name, _kinds(figure))
    for heading, body in plans_as_text.sections(report):
        yield from _headed(heading, body)
    yield from _headed("Data quality", _faults(report.figure("N20")))
    for case_list in report.lists:
        heading = f"{case_list.name}: {wording.count_shown(case_list, shown=_LINES)}"
        yield from _headed(heading, _lines(case_list))
    yield from _headed("What each figure counts", _definitions(report))


def _headed(heading: str, body: RenderableType) -> Iterator[RenderableType]:
    yield Text(f"\n{heading}", style="bold")
    yield Padding(body, (0, 0, 0, 1))


def _colour(colour: str | None) -> Text:
    return Text(wording.colour_shown(colour), style=_STYLES.get(colour or "", ""))


def _figures(report: BacklogReport) -> Table:
    table = table_of("No", "Figure", "Value", "", "Colour", right=("Value",))
    for figure in report.figures:
        table.add_row(
            figure.id,
            figure.name,
            Text(wording.shown(figure), style="bold"),
            wording.beside(figure),
            _colour(figure.colour),
        )
    return table


def _weeks(report: BacklogReport) -> Table:
    table = table_of("No", "", "lowest", "highest", "now", right=("lowest", "highest", "now"))
    for figure_id in ("N1", "N2", "N6", "N7", "A1"):
        if not report.has(figure_id):
            continue
        figure = report.figure(figure_id)
        counts = [week.value for week in figure.series if isinstance(week, Week)][-_WEEKS:]
        table.add_row(
            figure_id, _line_of(counts), f"{min(counts):,}", f"{max(counts):,}", f"{figure.value:,}"
        )
    return table


def _line_of(counts: list[int]) -> str:
    highest = max(counts) or 1
    return "".join(
        _BLOCKS[(count * (len(_BLOCKS) - 1) + highest // 2) // highest] for count in counts
    )


def _bands(figure: Figure) -> Table:
    bands = figure.bands or {}
    table = table_of("Weeks", "Cases", "", right=("Cases",))
    highest = max(bands.values(), default=0) or 1
    for name, count in bands.items():
        table.add_row(name, f"{count:,}", "█" * -(-count * 40 // highest))
    return table


def _months(report: BacklogReport) -> Table:
    months = [month for month in report.figure("N8").series if isinstance(month, Month)]
    shown = [month.month for month in months][-_MONTHS - 1 :]
    heads = [month_in_words(month)[:3] + ("*" if month == shown[-1] else "") for month in shown]
    table = table_of("No", "", *heads, right=tuple(heads))
    for figure_id in ("N8", "N9", "N10", "N11", "N12a", "N12b"):
        figure = report.figure(figure_id)
        by_month = {m.month: m for m in figure.series if isinstance(m, Month)}
        table.add_row(
            figure_id, figure.name, *(_number(by_month[month].percent) for month in shown)
        )
    table.caption = "* the days so far"
    table.caption_justify = "left"
    return table


def _number(percent: float | None) -> str:
    return wording.NONE if percent is None else f"{percent:.1f}"


def _kinds(figure: Figure) -> Table:
    came = figure.id == "N12a"
    heads = ["On time", "All", "Share", "On target", *(("Median", "9 in 10") if came else ())]
    table = table_of("Kind of advice", *heads, "Colour", right=tuple(heads))
    for kind in (figure.by_kind or {}).values():
        if not isinstance(kind, Kind):
            continue
        row = [
            f"{kind.numerator:,}",
            f"{kind.denominator:,}",
            wording.percent_shown(kind.value),
            wording.months_in_a_row_shown(kind),
        ]
        if came:
            row += [_days(kind.median_days), _days(kind.ninetieth_percentile_days)]
        table.add_row(kind.name, *row, _colour(kind.colour))
    table.caption = month_in_words(figure.month or "") + (
        "; median and 9 in 10 of the days that the advice of the last 13 weeks took to come"
        if came
        else f", as at {day_in_words(figure.as_at)}"
        if figure.as_at
        else ""
    )
    table.caption_justify = "left"
    return table


def _days(days: int | None) -> str:
    return wording.NONE if days is None else f"{days} d"


def _faults(figure: Figure) -> RenderableType:
    table = table_of("Rule", "Cases", "By reference", right=("Cases",))
    for fault in figure.rules or ():
        if fault.count:
            more = " …" if fault.count > len(fault.references) else ""
            table.add_row(fault.says, f"{fault.count:,}", ", ".join(fault.references) + more)
    return table if table.row_count else Text("No case breaks a rule.")


def _lines(case_list: CaseList) -> RenderableType:
    if not case_list.lines:
        return Text("None.")
    table = table_of("Case", "Waiting", "Stage", "Waits for", "Officer", "Last action")
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    for line in case_list.lines[:_LINES]:
        table.add_row(
            line.reference,
            wording.week_shown(line),
            line.stage,
            line.waiting_for,
            line.officer or "nobody",
            wording.last_action_shown(line),
        )
    return table


def _definitions(report: BacklogReport) -> Table:
    table = Table.grid(padding=(0, 1, 1, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for figure in report.figures:
        rule = f" {figure.colour_rule}" if figure.colour_rule else ""
        table.add_row(figure.id, f"{figure.name}. {figure.definition}{rule}")
    for case_list in report.lists:
        table.add_row("", f"{case_list.name}. {case_list.definition}")
    for due_list in report.due_lists:
        table.add_row("", f"{due_list.name}. {due_list.definition}")
    return table
