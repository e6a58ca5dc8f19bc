"""The one sentence under each chart, which says what it shows to whoever does not see it."""

from collections.abc import Mapping

from ehcp.law.in_words import count_in_words, day_in_words
from ehcp.reports.figure import BacklogReport, Figure, Kind

_LIMIT = 42


def sentences(report: BacklogReport) -> Mapping[str, str]:
    """Say in one sentence what each chart shows."""
    said = {
        "bands": _bands(report),
        "weeks": _weeks(report),
        "days": _days(report.figure("N12a")),
        "flow": _flow(report.figure("N13")),
    }
    if report.has("A1"):
        said["amendments"] = _amendments(report.figure("A1"))
    return said


def _bands(report: BacklogReport) -> str:
    late, every = report.figure("N2"), report.figure("N1")
    longer = report.figure("N4")
    return (
        f"{late.value:,} of {every.value:,} open cases are past the 20-week line, "
        f"{longer.value:,} of them past 30 weeks."
    )


def _weeks(report: BacklogReport) -> str:
    late, waiting = report.figure("N2"), report.figure("N6")
    return (
        f"Over 20 weeks: {late.value:,}, and {late.four_weeks_ago:,} four weeks ago{_peak(late)}. "
        f"Awaiting advice over six weeks: {waiting.value:,}, and {waiting.four_weeks_ago:,} four "
        f"weeks ago{_peak(waiting)}."
    )


def _amendments(figure: Figure) -> str:
    counts = figure.amendments
    late = counts.over_twelve_weeks if counts else 0
    return (
        f"Amended plans owed: {figure.value:,}, and {figure.four_weeks_ago:,} four weeks ago"
        f"{_peak(figure)}. {late:,} of them are over twelve weeks after the meeting."
    )


def _peak(figure: Figure) -> str:
    peak = figure.peak
    return f" (highest {peak.value:,}, on {day_in_words(peak.on)})" if peak else ""


def _days(figure: Figure) -> str:
    kinds = [
        kind
        for kind in (figure.by_kind or {}).values()
        if isinstance(kind, Kind) and kind.ninetieth_percentile_days is not None
    ]
    if not kinds:
        return "No advice came in the last 13 weeks."
    slowest = max(kinds, key=lambda kind: (kind.ninetieth_percentile_days or 0, kind.name))
    inside = sum((kind.ninetieth_percentile_days or 0) <= _LIMIT for kind in kinds)
    return (
        f"In the last 13 weeks {inside} of {count_in_words(len(kinds), unit='service')} gave nine "
        f"in ten pieces of advice within 42 days; the slowest, {slowest.name}, needed "
        f"{count_in_words(slowest.ninetieth_percentile_days or 0, unit='day')} for that."
    )


def _flow(figure: Figure) -> str:
    flow = figure.flow
    if flow is None:
        return ""
    gone = flow.issued_late + flow.otherwise_closed_late
    said = (
        f"Since {day_in_words(flow.since)} {count_in_words(flow.newly_over, unit='case')} went "
        f"over 20 weeks and {count_in_words(gone, unit='case')} over them ended"
    )
    if figure.value is None:
        return f"{said}; there is no earlier stored report to check it against."
    agrees = "; the check agrees" if not flow.unexplained else "; the check does not agree"
    return f"{said}{agrees}."
