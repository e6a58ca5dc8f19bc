"""Behind N1 to N5 and N19: the open assessments, by how long they wait, stage and officer."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from ehcp.cases.stages import Stage
from ehcp.reports.behind.counted import Counted, Find, Line, on_other_days, yes
from ehcp.reports.figure import Figure
from ehcp.reports.figures.open_cases import LONG_WAIT, band_of
from ehcp.reports.history import TWENTY_WEEKS
from ehcp.reports.open_cases import OpenCase, over
from ehcp.reports.position import Position

HEADS = ("Request", "20 weeks end", "Days since", "Stage on the day", "Exception")

Choose = Callable[[OpenCase], bool]


def everything(_case: OpenCase) -> bool:
    """Choose every open case."""
    return True


def open_cases_that(choose: Choose) -> Find:
    """Find the open cases of which something is true."""
    return lambda position: [
        line_of(case, at=position.at) for case in position.every_open_case if choose(case)
    ]


def line_of(case: OpenCase, *, at: date) -> Line:
    """Write an open case as a line."""
    started = case.started_on
    return Line(
        case.reference,
        (
            started,
            started + TWENTY_WEEKS,
            (at - started).days,
            case.stage.says,
            yes(case.excepted),
        ),
    )


def n1(figure: Figure, at: date) -> Iterator[Counted]:
    """Behind N1: the open cases, and those that await the decision to assess."""
    find = open_cases_that(everything)
    yield _counted("", "", figure.value, find)
    yield _counted(
        "awaiting",
        "awaiting the decision to assess",
        figure.awaiting_decision,
        open_cases_that(lambda case: case.stage is Stage.REQUESTED),
    )
    yield from on_other_days(figure, at, heads=HEADS, find=find)


def n2(figure: Figure, at: date) -> Iterator[Counted]:
    """Behind N2: the cases over twenty weeks, with and without exceptions."""
    late = _over_twenty_weeks(everything)
    yield _counted("", "", figure.value, late)
    yield _counted(
        "rest",
        "without exceptions",
        figure.numerator_excluding_exceptions,
        _over_twenty_weeks(lambda case: not case.excepted),
    )
    yield from on_other_days(figure, at, heads=HEADS, find=late)


def n3(figure: Figure, at: date) -> Iterator[Counted]:
    """Behind N3: the open cases that are inside twenty weeks, and all of them."""

    def inside(case: OpenCase) -> bool:
        return not any(over([case], TWENTY_WEEKS, at=at))

    rest = {
        "rest.in_time": (
            "inside 20 weeks, without exceptions",
            figure.numerator_excluding_exceptions,
            open_cases_that(lambda case: inside(case) and not case.excepted),
        ),
        "rest": (
            "all that are open, without exceptions",
            figure.denominator_excluding_exceptions,
            open_cases_that(lambda case: not case.excepted),
        ),
    }
    yield _counted("", "inside 20 weeks", figure.numerator, open_cases_that(inside))
    yield _counted("of", "all that are open", figure.denominator, open_cases_that(everything))
    for part, (says, number, find) in rest.items():
        yield _counted(part, says, number, find)


def n4(figure: Figure, at: date) -> Iterator[Counted]:
    """Behind N4: the cases over thirty weeks, and those of each band and stage."""
    find = _chosen(lambda found: over(found, LONG_WAIT, at=at))
    yield _counted("", "over 30 weeks", figure.value, find)
    for band, number in (figure.bands or {}).items():
        yield _counted(f"{band}", f"weeks {band}", number, open_cases_that(_in(band, at)))
    for band, stages in (figure.bands_by_stage or {}).items():
        for stage, number in stages.items():
            yield _counted(
                f"{band}.{stage}",
                f"weeks {band}, {Stage(stage).says}",
                number,
                open_cases_that(_in(band, at, Stage(stage))),
                group=band,
            )


def n5(figure: Figure, _at: date) -> Iterator[Counted]:
    """Behind N5: the cases whose waits it is the mean of."""
    yield _counted("", "", figure.denominator, _over_twenty_weeks(everything))


def n19(figure: Figure, _at: date) -> Iterator[Counted]:
    """Behind N19: the cases of each officer, by the officer's place on the list; and nobody's."""
    yield _counted("", "that somebody has", figure.numerator, _held_by(bool))
    yield _counted(
        "unallocated", "that nobody has", figure.unallocated, _held_by(lambda name: not name)
    )
    for place, (officer, number) in enumerate((figure.by_officer or {}).items(), start=1):
        yield _counted(f"officer.{place}", f"of {officer}", number, _held_by(_is(officer)))


def _counted(part: str, says: str, number: object, find: Find, *, group: str = "") -> Counted:
    count = int(number) if isinstance(number, int | float) else 0
    return Counted(part=part, says=says, number=count, heads=HEADS, find=find, group=group)


def _chosen(choose: Callable[[Iterable[OpenCase]], Iterable[OpenCase]]) -> Find:
    return lambda position: [
        line_of(case, at=position.at) for case in choose(position.every_open_case)
    ]


def _over_twenty_weeks(choose: Choose) -> Find:
    def find(position: Position) -> list[Line]:
        late = over(position.every_open_case, TWENTY_WEEKS, at=position.at)
        return [line_of(case, at=position.at) for case in late if choose(case)]

    return find


def _in(band: str, at: date, stage: Stage | None = None) -> Choose:
    return lambda case: band_of((at - case.started_on).days) == band and stage in (None, case.stage)


def _held_by(holds: Callable[[str | None], bool]) -> Find:
    return open_cases_that(lambda case: holds(case.officer))


def _is(officer: str) -> Callable[[str | None], bool]:
    return lambda name: name == officer
