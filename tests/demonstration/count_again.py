"""Counts the published figures a second time, straight from their definitions, over plain dates."""

from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from workflows.demonstration.history import History, InventedAdvice, InventedCase, Kind, Outcome

Pair = tuple[int, int]


def is_open(case: InventedCase, s: date) -> bool:
    return case.received_on <= s and (case.ended_on is None or case.ended_on > s)


def n1(history: History, s: date) -> int:
    return sum(is_open(case, s) for case in history.cases)


def longer_than(history: History, s: date, weeks: int) -> int:
    """N2 with 20 weeks; a row of N4 with any other."""
    return sum(
        is_open(case, s) and s > case.received_on + timedelta(weeks=weeks) for case in history.cases
    )


def outstanding(advice: InventedAdvice, s: date) -> bool:
    if advice.cancelled_on is not None and advice.cancelled_on <= s:
        return False
    return advice.requested_on <= s and (advice.received_on is None or advice.received_on > s)


def awaiting(history: History, s: date, kinds: frozenset[Kind] = frozenset(Kind)) -> int:
    """N6 with all kinds of advice, N7 with one."""
    return sum(
        any(
            advice.kind in kinds and outstanding(advice, s) and (s - advice.requested_on).days > 42
            for advice in case.advice
        )
        for case in history.cases
        if is_open(case, s)
    )


def in_month(day: date | None, month: str) -> bool:
    return day is not None and day.isoformat().startswith(month)


def n8(history: History, month: str) -> Pair:
    issued = [case for case in history.cases if in_month(case.final_on, month)]
    on_time = sum(
        (case.final_on - case.received_on).days <= 140 for case in issued if case.final_on
    )
    return on_time, len(issued)


def n11(history: History, month: str) -> Pair:
    told = [
        case
        for case in history.cases
        if case.outcome is Outcome.NO_PLAN and in_month(case.ended_on, month)
    ]
    on_time = sum((case.ended_on - case.received_on).days <= 112 for case in told if case.ended_on)
    return on_time, len(told)


def n12a(history: History, month: str, kind: Kind) -> Pair:
    received = [
        advice
        for case in history.cases
        for advice in case.advice
        if advice.kind is kind and in_month(advice.received_on, month)
    ]
    on_time = sum(
        advice.received_on <= advice.requested_on + timedelta(days=42)
        for advice in received
        if advice.received_on
    )
    return on_time, len(received)


def n12b(history: History, month: str, kind: Kind) -> Pair:
    due = [
        advice
        for case in history.cases
        for advice in case.advice
        if advice.kind is kind and advice.cancelled_on is None
        if in_month(advice.requested_on + timedelta(days=42), month)
    ]
    on_time = sum(
        advice.received_on is not None
        and advice.received_on <= advice.requested_on + timedelta(days=42)
        for advice in due
    )
    return on_time, len(due)


def n17(history: History, s: date) -> Counter[str]:
    a_year_before = s.replace(year=s.year - 1)
    return Counter(
        complaint.theme
        for complaint in history.complaints
        if a_year_before < complaint.received_on <= s
    )


def percent(pair: Pair) -> Decimal:
    numerator, denominator = pair
    share = Decimal(100 * numerator) / Decimal(denominator)
    return share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
