"""Behind N20: the cases that fail a rule of data quality."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date

from ehcp.reports.behind.counted import Counted, Line
from ehcp.reports.figure import Figure
from ehcp.reports.figures.data_quality import about_assessments, records_that_fail
from ehcp.reports.position import Position

_HEADS = ("Rules that it fails",)

_Found = Mapping[str, Sequence[str]]


def n20(figure: Figure, _at: date) -> Iterator[Counted]:
    """Behind N20: the cases that fail any rule about assessments, and those of each rule."""
    says = {fault.rule: fault.says for fault in figure.rules or ()}
    yield _counted("", "failing a rule", figure.value, says, about_assessments)
    for fault in figure.rules or ():
        yield _counted(fault.rule, f"failing: {fault.says}", fault.count, says, _of(fault.rule))


def _of(rule: str) -> Callable[[_Found], Collection[str]]:
    return lambda found: found.get(rule, ())


def _counted(
    part: str,
    words: str,
    number: object,
    says: Mapping[str, str],
    choose: Callable[[_Found], Collection[str]],
) -> Counted:
    def find(position: Position) -> list[Line]:
        found = records_that_fail(position)
        failed: dict[str, list[str]] = {}
        for rule, references in found.items():
            for reference in references:
                failed.setdefault(reference, []).append(says.get(rule, rule))
        return [
            Line(reference, (" ".join(failed[reference]),)) for reference in sorted(choose(found))
        ]

    count = number if isinstance(number, int) else 0
    return Counted(part=part, says=words, number=count, heads=_HEADS, find=find)
