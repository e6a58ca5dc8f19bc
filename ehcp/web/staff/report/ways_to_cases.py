"""The report at the counter, where every number is the way to the cases behind it."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from urllib.parse import quote

from markupsafe import Markup, escape

from ehcp.refusal import Refusal
from ehcp.reports.behind.counted import Counted
from ehcp.reports.behind.numbers import numbers_of
from ehcp.reports.figure import BacklogReport
from ehcp.reports.pages.ways import Ways


class WaysToCases(Ways):
    """Writes each number as a link to its cases, and each reference as one to the case."""

    def __init__(self, report: BacklogReport, path: str) -> None:
        """Take a report and the address of its page."""
        self.report = report
        self.path = path

    def opens(self, figure_id: str, part: str, shown: str) -> str:
        """Write a number of the report as the way to its cases, where there is one."""
        numbers = self._numbers.get(figure_id, {})
        counted = numbers.get(part)
        if counted is None:
            return escape(shown)
        name = self.report.figure(figure_id).name
        # Where the figure's name says it already, it is not said twice.
        known = not counted.says or counted.says.lower() in name.lower()
        says = name if known else f"{name}, {counted.says}"
        return Markup('<a class="opens" href="{}">{}<span class="unseen">: {}</span></a>').format(
            address_of(self.path, figure_id, part), shown, says
        )

    def case(self, reference: str) -> str:
        """Write the reference of a case as the way to it."""
        if " " in reference:  # that so many are restricted
            return escape(reference)
        return Markup('<a href="/cases/{}">{}</a>').format(reference, reference)

    def cases(self, references: Sequence[str]) -> str:
        """Write several references."""
        return Markup(", ").join(self.case(reference) for reference in references)

    @cached_property
    def _numbers(self) -> Mapping[str, Mapping[str, Counted]]:
        found: dict[str, Mapping[str, Counted]] = {}
        for figure in self.report.figures:
            try:
                found[figure.id] = numbers_of(self.report, figure.id)
            except Refusal:
                continue
        return found


def address_of(path: str, figure_id: str, part: str = "") -> str:
    """Give the address of the cases behind a number of the report on this page."""
    return part_of(f"{path}/figures/{quote(figure_id)}", part)


def part_of(address: str, part: str) -> str:
    """Give the address of a part of a figure that has this one."""
    return f"{address}/{quote(part, safe='')}" if part else address
