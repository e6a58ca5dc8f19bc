"""Days on which nobody may be there: said at once, before the answer is taken, and can be meant.

A visit on a bank holiday, or while the school is closed, is most likely a slip; a service that
works on that day says so with the same button.
"""

from collections.abc import Iterator
from datetime import date

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.closures import Closures
from ehcp.casework.asked import Asked
from ehcp.casework.queued import is_closed_on
from ehcp.law.bank_holidays import SATURDAY, BankHolidaysUnknown, bank_holidays
from ehcp.law.in_words import day_in_words

MEANT = "meant"
"""The field that holds the day which was doubted and is meant."""
VISIT, PROMISED = "visit_on", "promised_on"


def doubts_about(day: date, *, field: str, asked: Asked, closures: Closures) -> Iterator[str]:
    """Say why a day of a visit, or one that advice is promised for, may be a slip."""
    if day.weekday() >= SATURDAY:
        yield f"{day_in_words(day)} is a {day:%A}."
    elif day in _holidays(day.year):
        yield f"{day_in_words(day)} is a bank holiday."
    at_school = field == VISIT or asked.kind is AdviceKind.EDUCATION
    child = asked.child
    if at_school and is_closed_on(closures, child.setting_urn, child.setting, day):
        where = child.setting or "The school"
        yield f"As far as we know, {where} is closed on {day_in_words(day)}."


def _holidays(year: int) -> frozenset[date]:
    try:
        return bank_holidays(year)
    except BankHolidaysUnknown:
        return frozenset()  # a year of which nothing is known gives no reason to doubt
