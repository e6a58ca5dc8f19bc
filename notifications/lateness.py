"""How late a piece of advice is and what happens to it next, as letters to its service say it."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select

from ehcp.register.tables import advice, alerts, occasions
from notifications.above_services import SAYS, standing, taken_above
from notifications.advice_owed import IS_OWED, IS_WITH_THEM
from notifications.letter import Facts, Round
from notifications.reminder_steps import what_they_said

_RULE = "advice_response"
"""The limit of all advice: its alerts stand for that of detained persons too."""


class Lateness:
    """What letters of a day say about late advice; its rows have the columns of `is_above`.

    With `message_id` only about what is in that message.
    """

    def __init__(self, about: Round, *, message_id: str | None = None) -> None:
        self._about = about
        cases = select(occasions.c.case_id).where(occasions.c.message_id == message_id)
        among = [] if message_id is None else [advice.c.case_id.in_(cases)]
        self._listed = _escalated(about, *among)
        self._taken = taken_above(about, *among)

    def of(self, row: Row[Any]) -> Facts:
        """Say how late it is, what the service said, and when it goes to whom above the service."""
        about, key = self._about, (row.case_id, row.party)
        stands, told, listed_on = standing(about, row), self._taken.get(key), self._listed.get(key)
        return {
            **what_they_said(about, row),
            "days_late": (about.day - row.due_on).days,
            "escalates_on": _escalates_on(about, row),
            "listed_on": listed_on.isoformat() if listed_on else None,
            "climbs_on": stands.next_on.isoformat() if stands.next_on else None,
            "climbs_to": SAYS[stands.next_rung] if stands.next_rung else None,
            "climbed_on": told.on.isoformat() if told else None,
            "climbed_to": SAYS[told.rung] if told else None,
        }


def _escalated(about: Round, *among: ColumnElement[bool]) -> dict[tuple[int, str], date]:
    """Give the day since which advice has been on the list of our head of service.

    Only where an alert was really raised: what the ladder says may not have been done.
    """
    found = about.connection.execute(
        select(alerts.c.case_id, alerts.c.party, func.min(alerts.c.raised_on))
        .join(
            advice,
            and_(
                advice.c.case_id == alerts.c.case_id,
                advice.c.party == alerts.c.party,
                advice.c.due_on == alerts.c.due_on,
            ),
        )
        .where(
            IS_OWED,
            IS_WITH_THEM,
            alerts.c.rule_id == _RULE,
            alerts.c.audience == "head_of_service",
            alerts.c.raised_on <= about.day,
            *among,
        )
        .group_by(alerts.c.case_id, alerts.c.party)
    )
    return {(case_id, party): day for case_id, party, day in found}


def _escalates_on(about: Round, row: Row[Any]) -> str | None:
    """Give the day on which it goes to our head of service, by the council's own ladder."""
    for rung in about.council.alerts.ladder.red:
        if rung.to == "head_of_service":
            day = row.due_on + timedelta(days=rung.from_day_late)
            return day.isoformat() if day > about.day else None
    return None
