"""The report as somebody may see it: every number as it is, and no reference of a hidden case."""

from collections.abc import Collection, Sequence
from typing import TypeVar

from ehcp.reports.figure import BacklogReport, CaseList, Figure
from ehcp.reports.plan_parts import DueList

_List = TypeVar("_List", CaseList, DueList)


def as_seen(report: BacklogReport, *, hidden: Collection[str]) -> BacklogReport:
    """Take these references out of a report; its counts stay, and say how many are not shown."""
    if not hidden:
        return report
    return report.model_copy(
        update={
            "figures": tuple(_figure(figure, hidden) for figure in report.figures),
            "lists": tuple(_list(each, hidden) for each in report.lists),
            "due_lists": tuple(_list(each, hidden) for each in report.due_lists),
        }
    )


def _list(listed: _List, hidden: Collection[str]) -> _List:
    lines = tuple(line for line in listed.lines if line.reference not in hidden)
    gone = len(listed.lines) - len(lines)
    return listed.model_copy(update={"lines": lines, "restricted": gone}) if gone else listed


def _figure(figure: Figure, hidden: Collection[str]) -> Figure:
    update: dict[str, object] = {}
    if figure.flow is not None:
        update["flow"] = figure.flow.model_copy(
            update={
                "corrected": _shown(figure.flow.corrected, hidden),
                "unexplained": _shown(figure.flow.unexplained, hidden),
            }
        )
    if figure.amendments is not None:
        burn_down = figure.amendments.burn_down
        update["amendments"] = figure.amendments.model_copy(
            update={
                "references": _shown(figure.amendments.references, hidden),
                "burn_down": burn_down.model_copy(
                    update={
                        "corrected": _shown(burn_down.corrected, hidden),
                        "unexplained": _shown(burn_down.unexplained, hidden),
                    }
                ),
            }
        )
    if figure.rules is not None:
        update["rules"] = tuple(
            fault.model_copy(update={"references": _shown(fault.references, hidden)})
            for fault in figure.rules
        )
    return figure.model_copy(update=update) if update else figure


def _shown(references: Sequence[str], hidden: Collection[str]) -> tuple[str, ...]:
    shown = tuple(reference for reference in references if reference not in hidden)
    gone = len(references) - len(shown)
    return (*shown, f"{gone} restricted") if gone else shown
