"""The report as a workbook: every figure, every series and every list on a sheet of its own."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from ehcp.cases.stages import OPEN_ASSESSMENT
from ehcp.reports.days import first_of
from ehcp.reports.figure import BacklogReport, CaseList, Figure, Kind, Month, Rolling, Week
from ehcp.reports.pages import wording, workbook_plans
from ehcp.reports.pages.book import MADE_BY_US, Book, Row

_WEEKLY = ("N1", "N2", "N6", "N7", "A1")
_MONTHLY = ("N8", "N9", "N10", "N11", "N12a", "N12b", "S1", "S2", "S3", "S4")
_SHEET_NAMES = {
    "will_breach": "Will breach",
    "oldest": "Oldest ten",
    "late_and_untouched": "Late, nothing done",
}


def is_workbook(content: bytes) -> bool:
    """Say whether a file is a workbook that was written here."""
    try:
        with ZipFile(BytesIO(content)) as parts:
            return MADE_BY_US.encode() in parts.read("docProps/core.xml")
    except (BadZipFile, KeyError):
        return False


def as_workbook(report: BacklogReport) -> bytes:
    """Write the report as a workbook: the same report always gives the same cells."""
    content = BytesIO()
    with Book(content, made_on=report.at) as book:
        _figures(book, report)
        _weeks(book, report)
        _months(book, report)
        _kinds(book, report)
        _bands(book, report.figure("N4"))
        _complaints(book, report.figure("N17"))
        _officers(book, report.figure("N19"))
        for case_list in report.lists:
            _case_list(book, case_list)
        workbook_plans.add_to(book, report)
        _faults(book, report.figure("N20"))
        _definitions(book, report)
    return content.getvalue()


def _figures(book: Book, report: BacklogReport) -> None:
    book.sheet(
        "Figures",
        f"{report.council}. {wording.title(report)}. {wording.origin(report)}",
        ("No", "Figure", "Value", "Unit", "Numerator", "Denominator", "Colour", "With it"),
        (
            (
                figure.id,
                figure.name,
                wording.shown(figure) if figure.value is None else figure.value,
                figure.unit,
                figure.numerator,
                figure.denominator,
                wording.colour_shown(figure.colour),
                wording.beside(figure),
            )
            for figure in report.figures
        ),
    )


def _weeks(book: Book, report: BacklogReport) -> None:
    figures = [report.figure(figure_id) for figure_id in _WEEKLY if report.has(figure_id)]
    columns = [[week for week in f.series if isinstance(week, Week)] for f in figures]
    book.sheet(
        "Weeks",
        "Cases at the end of each Monday",
        ("Monday", *(figure.name for figure in figures)),
        ((weeks[0].on, *(week.value for week in weeks)) for weeks in zip(*columns, strict=True)),
    )


def _months(book: Book, report: BacklogReport) -> None:
    book.sheet(
        "Months",
        "Shares on time, month by month",
        ("No", "Figure", *_MONTH_HEADS),
        (
            (figure.id, figure.name, *_month(month))
            for figure in map(report.figure, filter(report.has, _MONTHLY))
            for month in figure.series
            if isinstance(month, Month)
        ),
    )


_MONTH_HEADS = (
    "Month",
    "Complete",
    "On time",
    "All",
    "Per cent",
    "On time, without exceptions",
    "All, without exceptions",
    "Per cent, without exceptions",
)


def _month(month: Month) -> Row:
    return (
        first_of(month.month),
        "yes" if month.complete else "so far",
        month.numerator,
        month.denominator,
        _share(month.percent),
        month.numerator_excluding_exceptions,
        month.denominator_excluding_exceptions,
        _share(month.percent_excluding_exceptions),
    )


def _share(percent: float | None) -> float | str:
    return wording.NONE if percent is None else percent


def _kinds(book: Book, report: BacklogReport) -> None:
    counts = report.figure("N7").by_kind or {}
    late = {kind: count for kind, count in counts.items() if isinstance(count, int)}
    book.sheet(
        "Advice by service",
        "Advice within six weeks, by service and month",
        ("No", "Kind of advice", *_MONTH_HEADS, "Cases waiting over 6 weeks now"),
        (
            (figure.id, kind.name, *_month(month), late.get(name, 0))
            for figure in map(report.figure, ("N12a", "N12b"))
            for name, kind in (figure.by_kind or {}).items()
            if isinstance(kind, Kind)
            for month in kind.series
        ),
    )


def _bands(book: Book, figure: Figure) -> None:
    stages = figure.bands_by_stage or {}
    book.sheet(
        "Waiting",
        "Open cases by weeks since the request and stage",
        ("Weeks", *(stage.says for stage in OPEN_ASSESSMENT), "All"),
        (
            (band, *(stages[band][stage.value] for stage in OPEN_ASSESSMENT), count)
            for band, count in (figure.bands or {}).items()
        ),
    )


def _complaints(book: Book, figure: Figure) -> None:
    book.sheet(
        "Complaints",
        "Complaints received, and in the twelve months that end with the month",
        ("Month", "Complete", "Received", "In twelve months"),
        (
            (
                first_of(month.month),
                "yes" if month.complete else "so far",
                month.received,
                month.twelve_months,
            )
            for month in figure.series
            if isinstance(month, Rolling)
        ),
    )


def _officers(book: Book, figure: Figure) -> None:
    book.sheet(
        "Officers",
        "Open cases of each officer",
        ("Officer", "Open cases"),
        (*(figure.by_officer or {}).items(), ("nobody", figure.unallocated)),
    )


def _case_list(book: Book, case_list: CaseList) -> None:
    shown = wording.count_shown(case_list, shown=len(case_list.lines))
    book.sheet(
        _SHEET_NAMES[case_list.id],
        f"{case_list.name}: {shown}",
        (
            "Case",
            "Days since the request",
            "Weeks",
            "20 weeks end on",
            "Stage",
            "Waits for",
            "Officer",
            "Last action",
            "Last action on",
        ),
        (
            (
                line.reference,
                line.days,
                wording.week_shown(line),
                line.due,
                line.stage,
                line.waiting_for,
                line.officer or "nobody",
                line.last_action,
                line.last_action_on,
            )
            for line in case_list.lines
        ),
    )


def _faults(book: Book, figure: Figure) -> None:
    book.sheet(
        "Data quality",
        "Records that fail a rule",
        ("Rule", "Cases", "The first by reference"),
        ((fault.says, fault.count, ", ".join(fault.references)) for fault in figure.rules or ()),
    )


def _definitions(book: Book, report: BacklogReport) -> None:
    book.sheet(
        "Definitions",
        "What each figure counts",
        ("No", "Figure", "Definition", "Colours"),
        (
            *((f.id, f.name, f.definition, f.colour_rule) for f in report.figures),
            *(("", listed.name, listed.definition, None) for listed in report.lists),
            *(("", listed.name, listed.definition, None) for listed in report.due_lists),
        ),
    )
