"""E7: brings managers the headline figures of the week's stored report, and what changed.

Six of the assessments; of the reviews and phase transfers four, where the council keeps any here.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from ehcp.register.tables import snapshots
from notifications.hours import hour_has_come, instant, last_weekday, next_open_day
from notifications.letter import Draft, Facts, Letter, NotWritten, Round

NAME = "weekly_report"
HEADLINES = 6
# In the order of their weight; the first six that the report holds are shown.
_BY_WEIGHT = ("N1", "N2", "N3", "N6", "N7", "N14", "N8", "N9")
_BACKLOG = "N2"
_REVIEWS, _TRANSFERS = "N15", "N16"
_COUNTED_WITH_REVIEWS = {
    "decisions_late": "Review meetings over 4 weeks ago without a decision",
    "amendments_late": "Amended plans not final 12 weeks after the meeting",
}


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Bring each manager the report of this week's Monday, once it is stored."""
    policy = about.council.letters.weekly_report
    weekday = last_weekday(on=policy.on, day=about.day)
    goes_on = next_open_day(about.council, weekday)
    if about.day < goes_on:
        return
    if not about.whole_day and not hour_has_come(about.at, day=goes_on, hour=policy.at):
        yield NotWritten(letter=NAME, reason="not_yet", says=f"it goes at {policy.at:%H:%M}")
        return
    monday = weekday - timedelta(days=weekday.weekday())
    stored = about.connection.execute(
        select(snapshots.c.at, snapshots.c.report)
        .where(snapshots.c.at <= monday)
        .order_by(snapshots.c.at.desc())
        .limit(2)
    ).all()
    if not stored or stored[0].at != monday:
        says = f"the report of {monday} is not stored"
        yield NotWritten(letter=NAME, reason="no_report", says=says)
        return
    before = _figures(stored[1].report) if len(stored) > 1 else {}
    facts = {
        "at": monday.isoformat(),
        "figures": _headlines(_figures(stored[0].report), before),
        "over_20_weeks": _figures(stored[0].report)[_BACKLOG]["value"],
        "before": stored[1].at.isoformat() if len(stored) > 1 else None,
    }
    people = about.council.people
    for address in sorted({*people.managers.values(), people.head_of_service.email}):
        yield Draft(
            letter=NAME,
            key=f"{NAME}|{address}|{monday}",
            recipient=address,
            facts=facts,
            not_before=instant(goes_on, policy.at),
        )


def _figures(report: Facts) -> dict[str, Facts]:
    """Give the figures of a report by their names, what is counted with the reviews among them."""
    found: dict[str, Facts] = {figure["id"]: figure for figure in report["figures"]}
    reviews = found.get(_REVIEWS, {})
    for name, says in _COUNTED_WITH_REVIEWS.items():
        value = reviews.get("reviews", {}).get(name)
        if value is not None:
            found[name] = {
                "id": name,
                "name": says,
                "value": value,
                "denominator": reviews["denominator"],
            }
    return found


def _headlines(now: dict[str, Facts], before: dict[str, Facts]) -> list[Facts]:
    shown = [now[each] for each in _BY_WEIGHT if each in now][:HEADLINES]
    of_reviews = (_REVIEWS, *_COUNTED_WITH_REVIEWS, _TRANSFERS)
    shown += [now[each] for each in of_reviews if each in now and now[each].get("denominator")]
    return [
        {
            "name": figure["name"],
            "value": _value(figure),
            "change": _change(figure["value"], before.get(figure["id"], {}).get("value")),
        }
        for figure in shown
    ]


def _value(figure: Facts) -> str:
    value, part, whole = (figure.get(key) for key in ("value", "numerator", "denominator"))
    if value is None:
        return "none"
    if figure.get("unit") == "percent":
        return f"{value:g}% ({part} of {whole})"
    return f"{value}"


def _change(now: Any, before: Any) -> str:  # noqa: ANN401 - a figure's value may be of any kind
    if not isinstance(now, int | float) or not isinstance(before, int | float):
        return ""
    difference = round(now - before, 1)
    if difference == 0:
        return "no change"
    return f"{'up' if difference > 0 else 'down'} {abs(difference):g}"


LETTER = Letter(
    name=NAME,
    number="E7",
    says="to the managers and the head of service, with the weekly report",
    drafts=drafts,
    leads_to="/report",
)
