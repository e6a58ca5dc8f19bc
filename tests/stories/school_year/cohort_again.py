"""Works out a second time who changes phase next: from birthdays and year groups, by hand."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Engine, select

from ehcp.register.engine import reading
from ehcp.register.tables import people
from tests.stories.school_year.told import Round, ToldCase

_TO_SCHOOL, _TO_POST16 = (-1, 6), (11,)

Transfer = tuple[int, str, str]
"""Whose, to what, and when."""


def transfers_of(
    told: Sequence[ToldCase], rounds: Sequence[Round], engine: Engine
) -> set[Transfer]:
    """Give every phase transfer that has to have a case at the end of the year.

    Those that a tracker brought, and those of every child with a plan on a day on which the
    timetable worked: for September 2027 from the first day on, for September 2028 from April.
    """
    brought = {_transfer(case) for case in told if _is_from_a_tracker(case)}
    found = set(brought)
    with reading(engine) as connection:
        taught = {
            row.id: row.year_group if row.year_group_by_hand else _year_group(row.born_on)
            for row in connection.execute(select(people))
        }
    for year, since in ((2027, date(2026, 9, 1)), (2028, date(2027, 4, 1))):
        worked = next(each for each in rounds if each.day >= since)
        for person in _with_a_plan(told, worked):
            group = taught[person] + (year - 2027)
            kind = "school" if group in _TO_SCHOOL else "post16" if group in _TO_POST16 else None
            known = any(who == person and on == f"{year}-09-01" for who, _, on in brought)
            if kind is not None and not known:
                found.add((person, f"phase_transfer_to_{kind}_due", f"{year}-09-01"))
    return found


def _year_group(born_on: date) -> int:
    """Give the year in which a child is taught from September 2026 to August 2027."""
    born_in = born_on.year if born_on.month >= 9 else born_on.year - 1
    return 2026 - born_in - 5


def _with_a_plan(told: Iterable[ToldCase], worked: Round) -> set[int]:
    """Give everybody whose plan had not gone when the timetable worked."""
    here, gone = set(), set()
    for case in told:
        known = [e for e in case.entries if e.recorded_at <= worked.at]
        if known and case.journey == "annual_review":
            here.add(case.person)
        if any(e.kind in ("plan_ceased", "plan_transferred") for e in known):
            gone.add(case.person)
    return here - gone


def _transfer(case: ToldCase) -> Transfer:
    start = case.happened()[0]
    return case.person, start.kind, start.details["transfer_on"]


def _is_from_a_tracker(case: ToldCase) -> bool:
    return case.journey == "phase_transfer" and any(
        entry.details.get("source") == "tracker" for entry in case.entries[:1]
    )
