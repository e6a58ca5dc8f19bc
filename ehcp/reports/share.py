"""Shares, means and ranks, rounded so that a number never says more than it knows."""

from collections.abc import Mapping

NINETIETH = 90
MEDIAN = 50
_ALL_TENTHS = 1000


def percent(numerator: int, denominator: int) -> float | None:
    """Give a share in per cent with one decimal; None where there is nothing to share.

    Half a tenth rounds up, but 100 and 0 are shown only where they are exact: 999 of 1,000 open
    cases inside the limit are 99.9 %, and so are 9,999 of 10,000.
    """
    if denominator == 0:
        return None
    tenths = (2000 * numerator + denominator) // (2 * denominator)
    if tenths == _ALL_TENTHS and numerator < denominator:
        tenths = _ALL_TENTHS - 1
    if tenths == 0 and numerator > 0:
        tenths = 1
    return tenths / 10


def in_weeks(days: int, *, cases: int = 1) -> float | None:
    """Give so many days shared by so many cases as weeks with one decimal, half rounding up."""
    if cases == 0:
        return None
    return (20 * days + 7 * cases) // (14 * cases) / 10


def nearest_rank(counts: Mapping[int, int], *, rank: int) -> int | None:
    """Give the value at this percentile by the nearest-rank method: always one that occurred.

    `counts` says how often each value occurred.
    """
    total = sum(counts.values())
    if total == 0:
        return None
    place = -(-rank * total // 100)
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed >= place:
            return value
    return None
