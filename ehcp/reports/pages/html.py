"""The report as one web page: no script, nothing from elsewhere, a table behind each chart."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp.reports.days import MONTHS_SHOWN, month_in_words
from ehcp.reports.figure import BacklogReport, Figure, Kind, Month, Week
from ehcp.reports.pages import wording, wording_plans
from ehcp.reports.pages.sentences import sentences
from ehcp.reports.pages.ways import Ways

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parent / "templates"
_TILES = ("N1", "N2", "N3", "N6", "N7", "N8")
_MONTHLY = ("N8", "N9", "N10", "N11", "N12a", "N12b")
_NATIONAL = ("S1", "S2", "S3", "S4", "S5")
_NATIONAL_BY_MONTH = ("S1", "S2", "S3", "S4")
_WEEKLY = ("N1", "N2", "N6", "N7")
_PLANS = ("N15", "A1", "N16")
_LINES_OF_A_LIST = 25
_MONTHS_AT_FIRST = 7
_WEEKS = 27


def as_html(report: BacklogReport) -> str:
    """Write the report as a page that stands by itself and prints well."""
    from markupsafe import Markup

    from ehcp.reports.pages.charts import draw

    charts = {
        name: (Markup(chart.narrow), Markup(chart.wide))  # noqa: S704 - our own SVG
        for name, chart in draw(report).items()
    }
    return _render(
        "report.html.jinja",
        report,
        charts=charts,
        ways=Ways(),
        style=Markup((_FOLDER / "report.css").read_text()),  # noqa: S704 - our own style
    )


def as_body(report: BacklogReport, *, charts: Mapping[str, tuple[str, str]], ways: Ways) -> str:
    """Write what the report says for a page of somebody else's, where numbers lead to cases.

    `charts` are the narrow and the wide one of each name, as HTML.
    """
    return _render("report_body.jinja", report, charts=charts, ways=ways)


def _render(
    template: str,
    report: BacklogReport,
    *,
    charts: Mapping[str, tuple[str, str]],
    ways: Ways,
    **more: object,
) -> str:
    page = (
        _environment()
        .get_template(template)
        .render(
            report=report,
            opens=ways.opens,
            case=ways.case,
            cases=ways.cases,
            tiles=[report.figure(figure_id) for figure_id in _TILES],
            charts={name: {"narrow": each[0], "wide": each[1]} for name, each in charts.items()},
            says=sentences(report),
            bands=report.figure("N4"),
            weekly=_WEEKLY,
            weeks=_weeks(report),
            kinds=_kinds(report),
            flow=report.figure("N13"),
            months=_months([report.figure(figure_id) for figure_id in _MONTHLY]),
            monthly=[report.figure(figure_id) for figure_id in _MONTHLY],
            months_at_first=_MONTHS_AT_FIRST,
            more_months=MONTHS_SHOWN + 1 - _MONTHS_AT_FIRST,
            plans=_there(report, _PLANS),
            owed=_owed(report),
            national=_there(report, _NATIONAL),
            national_months=_months(_there(report, _NATIONAL_BY_MONTH)),
            lines_of_a_list=_LINES_OF_A_LIST,
            **more,
        )
    )
    # A number and its sign stay on one line.
    return page.replace(" %", "\N{NO-BREAK SPACE}%")


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(w=wording, p=wording_plans, month=month_in_words)
    environment.filters["capitalize_first"] = lambda text: text[:1].upper() + text[1:]
    return environment


def _weeks(report: BacklogReport) -> list[tuple[Any, list[int]]]:
    """Give the last Mondays with the counts of N1, N2, N6 and N7, the latest first."""
    columns = [
        [week for week in report.figure(figure_id).series if isinstance(week, Week)]
        for figure_id in _WEEKLY
    ]
    rows = [(weeks[0].on, [week.value for week in weeks]) for weeks in zip(*columns, strict=True)]
    return rows[: -_WEEKS - 1 : -1]


def _there(report: BacklogReport, names: Iterable[str]) -> list[Figure]:
    """Give those of these figures that the report has: one stored long ago lacks the newer."""
    return [report.figure(name) for name in names if report.has(name)]


def _owed(report: BacklogReport) -> list[Week]:
    """Give the amended plans owed on the last Mondays, the latest first."""
    weeks = [
        week
        for figure in _there(report, ("A1",))
        for week in figure.series
        if isinstance(week, Week)
    ]
    return weeks[: -_WEEKS - 1 : -1]


def _months(figures: Iterable[Figure]) -> list[list[Month]]:
    """Give each month with its measures, the latest first."""
    columns = [_months_of(figure) for figure in figures]
    return [list(months) for months in zip(*columns, strict=True)][::-1]


def _months_of(figure: Figure) -> list[Month]:
    return [month for month in figure.series if isinstance(month, Month)]


def _kinds(report: BacklogReport) -> list[tuple[str, str, Kind | None, Kind | None, int]]:
    """Give each kind of advice and its name: as it came, was due, and how many cases wait now."""
    came = report.figure("N12a").by_kind or {}
    due = report.figure("N12b").by_kind or {}
    late = report.figure("N7").by_kind or {}
    rows = []
    for kind in dict.fromkeys([*came, *due]):
        both = [part.get(kind) for part in (came, due)]
        first, second = (part if isinstance(part, Kind) else None for part in both)
        name = next(part.name for part in (first, second) if part)
        waiting = late.get(kind, 0)
        rows.append((kind, name, first, second, waiting if isinstance(waiting, int) else 0))
    return rows
