"""How a figure is said: its value and the sentence beside it, the same on every page."""

from collections.abc import Callable

from config.clock import LONDON
from ehcp.cases.stages import OPEN_ASSESSMENT as OPEN_STAGES
from ehcp.law.in_words import day_in_words
from ehcp.reports.days import WEEK, monday_of, month_in_words, weekday_in_words
from ehcp.reports.figure import BacklogReport, CaseList, Figure, Kind, Line
from ehcp.reports.pages import wording_plans
from ehcp.reports.plan_parts import DueList

__all__ = ["OPEN_STAGES", "day_in_words"]  # the page takes these words from here as well
NONE = "none"
NOTHING_YET = "not yet"
COLOURS = {"green": "Green", "amber": "Amber", "red": "Red"}


def title(report: BacklogReport) -> str:
    """Say whose position it is, and when."""
    return f"Position at {weekday_in_words(report.at)}"


def origin(report: BacklogReport) -> str:
    """Say whether this is a stored report or one worked out for whoever asked."""
    if report.number is None:
        return "Worked out from the record as it stands; not a stored weekly report."
    when = report.taken_at.astimezone(LONDON) if report.taken_at else None
    taken = f", taken on {day_in_words(when.date())} at {when:%H:%M}" if when else ""
    return f"Weekly report number {report.number}{taken}. Stored, and never edited."


def next_report(report: BacklogReport) -> str:
    """Say when the next weekly report is taken."""
    return weekday_in_words(monday_of(report.at) + WEEK)


def shown(figure: Figure) -> str:
    """Write the value of a figure; nothing to measure is written as none."""
    if figure.value is None and figure.unit == "words":
        return NOTHING_YET
    return value_shown(figure.value, unit=figure.unit)


def value_shown(value: float | str | None, *, unit: str) -> str:
    """Write a value with its unit."""
    if value is None:
        return NONE
    if unit == "percent":
        return f"{value:.1f} %"
    if unit == "weeks":
        return f"{value:.1f} weeks"
    return f"{value:,}" if isinstance(value, int) else str(value)


def percent_shown(value: float | None) -> str:
    """Write a share."""
    return value_shown(value, unit="percent")


def colour_shown(colour: str | None) -> str:
    """Write a colour as a word."""
    return COLOURS[colour] if colour else ""


def week_shown(line: Line) -> str:
    """Write how long a case has waited, as weeks and days: 20 w 1 d is over twenty weeks."""
    weeks, days = divmod(line.days, 7)
    return f"{weeks} w {days} d"


def last_action_shown(line: Line) -> str:
    """Write what was done last, and when."""
    if line.last_action_on is None:
        return "nothing on record"
    return f"{line.last_action}, {day_in_words(line.last_action_on)}"


def months_in_a_row_shown(kind: Kind) -> str:
    """Write for how many months a kind of advice has reached its target."""
    count = kind.months_in_a_row
    return "" if count is None else f"{count} month{'' if count == 1 else 's'}"


def count_shown(case_list: CaseList | DueList, *, shown: int) -> str:
    """Say how many cases belong on a list, and how many are shown where that is fewer."""
    count = case_list.total
    cases = "1 case" if count == 1 else f"{count:,} cases"
    hidden = case_list.restricted or 0
    return cases if count - hidden <= shown else f"{cases}, of which the first {shown} are shown"


def restricted_shown(count: int) -> str:
    """Say how many cases are counted and not shown to whoever reads."""
    return f"{count:,} restricted, not shown."


def beside(figure: Figure) -> str:
    """Say in a sentence what belongs to the value of a figure."""
    said = _BESIDE.get(figure.id)
    return said(figure) if said else ""


def _open(figure: Figure) -> str:
    return f"of which {figure.awaiting_decision:,} await the six-week decision"


def _weeks(figure: Figure) -> str:
    peak = figure.peak
    highest = f"; highest {peak.value:,} on {day_in_words(peak.on)}" if peak else ""
    return f"last week {figure.last_week:,}, four weeks ago {figure.four_weeks_ago:,}{highest}"


def _share(figure: Figure) -> str:
    return (
        f"{figure.numerator:,} of {figure.denominator:,}; "
        f"without exceptions {percent_shown(figure.percent_excluding_exceptions)}"
    )


def _month(figure: Figure) -> str:
    return f"{month_in_words(figure.month or '')}: {_share(figure)}"


def _decisions(figure: Figure) -> str:
    return f"{_month(figure)}; {figure.still_open_past_limit:,} still await it past six weeks"


def _restated(figure: Figure) -> str:
    return f"{_month(figure)}; as at {day_in_words(figure.as_at)}" if figure.as_at else ""


def _bands(figure: Figure) -> str:
    return ", ".join(f"{name}: {count:,}" for name, count in (figure.bands or {}).items())


def _waits(figure: Figure) -> str:
    if figure.oldest_weeks is None:
        return "no case is over 20 weeks"
    return f"longest {figure.oldest_weeks:.1f} weeks"


def _flow(figure: Figure) -> str:
    flow = figure.flow
    if flow is None:
        return ""
    said = (
        f"since {day_in_words(flow.since)}: {flow.opening:,} + {flow.newly_over:,} newly over "
        f"- {flow.issued_late:,} issued late - {flow.otherwise_closed_late:,} otherwise closed "
        f"{'-' if flow.corrections < 0 else '+'} {abs(flow.corrections):,} corrected "
        f"= {flow.closing:,}"
    )
    if figure.value is None:
        return f"{said}; no stored report yet to check it against"
    if flow.unexplained:
        return f"{said}; nothing explains {', '.join(flow.unexplained)}"
    return said


def _complaints(figure: Figure) -> str:
    said = f"{figure.numerator:,} of them about timeliness ({percent_shown(figure.percent)})"
    counts = figure.complaints
    return f"{said}; {wording_plans.complaints(counts)}" if counts else said


def _load(figure: Figure) -> str:
    return (
        f"median of {figure.denominator:,} officers; highest {figure.highest:,}, "
        f"unallocated {figure.unallocated:,}"
    )


def _quality(figure: Figure) -> str:
    failed = [rule for rule in figure.rules or () if rule.count]
    return f"{len(failed)} of {len(figure.rules or ())} rules are broken by some case"


_BESIDE: dict[str, Callable[[Figure], str]] = {
    "N1": _open,
    "N2": _weeks,
    "N3": _share,
    "N4": _bands,
    "N5": _waits,
    "N6": _weeks,
    "N7": _weeks,
    "N8": _month,
    "N9": _month,
    "N10": _decisions,
    "N11": _month,
    "N12a": _month,
    "N12b": _restated,
    "N13": _flow,
    "N15": wording_plans.reviews,
    "A1": wording_plans.amendments,
    "N16": wording_plans.transfers,
    "N17": _complaints,
    "N19": _load,
    "N20": _quality,
    "S1": wording_plans.national,
    "S2": wording_plans.national,
    "S3": wording_plans.national,
    "S4": wording_plans.national,
    "S5": wording_plans.national,
}
