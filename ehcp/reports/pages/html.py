"""The report as one web page: no script, nothing from elsewhere, a table behind each chart."""

from pathlib import Path
from typing import Any

from ehcp.reports.days import MONTHS_SHOWN, month_in_words
from ehcp.reports.figure import BacklogReport, Figure, Kind, Month, Week
from ehcp.reports.pages import wording
from ehcp.reports.pages.sentences import sentences

_FOLDER = Path(__file__).parent / "templates"
_TILES = ("N1", "N2", "N3", "N6", "N7", "N8")
_MONTHLY = ("N8", "N9", "N10", "N11", "N12a", "N12b")
_MONTHS_AT_FIRST = 7
_WEEKS = 27


def as_html(report: BacklogReport) -> str:
    """Write the report as a page that stands by itself and prints well."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    from ehcp.reports.pages.charts import draw

    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(w=wording, month=month_in_words)
    environment.filters["capitalize_first"] = lambda text: text[:1].upper() + text[1:]
    drawn = {
        name: {"narrow": Markup(chart.narrow), "wide": Markup(chart.wide)}  # noqa: S704 - our own SVG
        for name, chart in draw(report).items()
    }
    page = environment.get_template("report.html.jinja").render(
        report=report,
        style=Markup((_FOLDER / "report.css").read_text()),  # noqa: S704 - our own style
        tiles=[report.figure(figure_id) for figure_id in _TILES],
        charts=drawn,
        says=sentences(report),
        bands=report.figure("N4"),
        weeks=_weeks(report),
        kinds=_kinds(report),
        flow=report.figure("N13"),
        months=_months(report),
        monthly=[report.figure(figure_id) for figure_id in _MONTHLY],
        months_at_first=_MONTHS_AT_FIRST,
        more_months=MONTHS_SHOWN + 1 - _MONTHS_AT_FIRST,
    )
    # A number and its sign stay on one line.
    return page.replace(" %", "\N{NO-BREAK SPACE}%")


def _weeks(report: BacklogReport) -> list[tuple[Any, list[int]]]:
    """Give the last Mondays with the counts of N1, N2, N6 and N7, the latest first."""
    columns = [
        [week for week in report.figure(figure_id).series if isinstance(week, Week)]
        for figure_id in ("N1", "N2", "N6", "N7")
    ]
    rows = [(weeks[0].on, [week.value for week in weeks]) for weeks in zip(*columns, strict=True)]
    return rows[: -_WEEKS - 1 : -1]


def _months(report: BacklogReport) -> list[list[Month]]:
    """Give each month with its measures, the latest first."""
    columns = [_months_of(report.figure(figure_id)) for figure_id in _MONTHLY]
    return [list(months) for months in zip(*columns, strict=True)][::-1]


def _months_of(figure: Figure) -> list[Month]:
    return [month for month in figure.series if isinstance(month, Month)]


def _kinds(report: BacklogReport) -> list[tuple[str, Kind | None, Kind | None, int]]:
    """Give each kind of advice: as it came, as it was due, and how many cases wait too long."""
    came = report.figure("N12a").by_kind or {}
    due = report.figure("N12b").by_kind or {}
    late = report.figure("N7").by_kind or {}
    rows = []
    for kind in dict.fromkeys([*came, *due]):
        both = [part.get(kind) for part in (came, due)]
        first, second = (part if isinstance(part, Kind) else None for part in both)
        name = next(part.name for part in (first, second) if part)
        waiting = late.get(kind, 0)
        rows.append((name, first, second, waiting if isinstance(waiting, int) else 0))
    return rows
