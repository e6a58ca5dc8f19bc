"""Timing two ways of doing the same work in turn (A B A B …), so that only their ratio counts."""

import resource
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, kw_only=True)
class Paired:
    """The median seconds of our way and of the limit, and the median of their ratios."""

    ours: float
    limit: float
    ratio: float


def in_turn(*, ours: Callable[[], object], limit: Callable[[], object], times: int = 5) -> Paired:
    """Run both in turn, once to warm up and then so many times."""
    ours()
    limit()
    pairs = [(_seconds(ours), _seconds(limit)) for _ in range(times)]
    return Paired(
        ours=median(mine for mine, _ in pairs),
        limit=median(theirs for _, theirs in pairs),
        ratio=median(mine / theirs for mine, theirs in pairs),
    )


def seconds_of(act: Callable[[], object]) -> float:
    """Time one run."""
    return _seconds(act)


def peak_megabytes() -> float:
    """Give the largest memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(what: str, *, ratio: float, most: float, more: str = "") -> None:
    """Print a ratio beside its target, and whether it was met."""
    verdict = "met" if ratio <= most else "MISSED"
    print(f"\n{what}: {ratio:.2f} x the limit (target {most:g}: {verdict}) {more}")  # noqa: T201


def _seconds(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start
