"""The sum behind a date written out, without its result: "5 January 2026 + 42 days (6 weeks)"."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from ehcp.law.in_words import day_in_words
from ehcp.law.worked_out import WAYS

if TYPE_CHECKING:
    from ehcp.law.rule import Rule


def sum_in_words(rule: "Rule", started_on: date, *, facts: Mapping[str, date]) -> str:
    """Write out how a rule comes from the day that started the limit to the day it is due."""
    taken_off = f" - {rule.less.steps(counting='after')} (less {rule.less})" if rule.less else ""
    return _before_anything_is_taken_off(rule, started_on, facts) + taken_off


def _before_anything_is_taken_off(rule: "Rule", started_on: date, facts: Mapping[str, date]) -> str:
    start = day_in_words(started_on)
    if rule.by:
        return rule.by.arithmetic(started_on)
    if rule.ahead_of:
        return f"{start} - {rule.ahead_of.steps(counting='after')} ({rule.period})"
    if rule.worked_out_by:
        return WAYS[rule.worked_out_by].answer(started_on, facts).how
    span = rule.within or rule.not_before
    if span is None or span.count == 0:
        return start
    steps = span.steps(counting=rule.counting)
    length = "" if steps == rule.full_period else f"{rule.full_period}; "
    return f"{start} + {steps} ({length}{span.manner(counting=rule.counting)})"
