"""The published figures beside what our own report says for the same days."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ehcp.reports.backlog import backlog_report
from workflows.demonstration.demo import Demonstration
from workflows.demonstration.published import LAST_DAY

_HEALTH = "health"
_EP = "educational_psychology"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One published figure, in words, and what our report says."""

    says: str
    on: str
    published: str
    found: str

    @property
    def agrees(self) -> bool:
        """Say whether the two are the same."""
        return self.published == self.found


def check_against_published(demo: Demonstration) -> list[Checked]:
    """Ask the ordinary report for every figure that Cheshire East published in 2019."""
    reports: dict[date, dict[str, Any]] = {}

    def figures(day: date) -> dict[str, Any]:
        if day not in reports:
            made = backlog_report(demo.office.engine, at=day, council=demo.office.council)
            reports[day] = {each["id"]: each for each in made.model_dump(mode="json")["figures"]}
        return reports[day]

    return [
        Checked(
            says=says,
            on=on.isoformat(),
            published=published,
            found=str(value),
        )
        for says, on, published, value in _published(figures)
    ]


def _published(figures: Callable[[date], dict[str, Any]]) -> Iterator[tuple[str, date, str, Any]]:
    last, february = figures(LAST_DAY), figures(date(2019, 2, 26))
    peak, ep_peak = figures(date(2019, 1, 21)), figures(date(2019, 1, 28))
    june, month_before = figures(date(2019, 6, 24)), date(2019, 6, 24)
    yield "Over 20 weeks", date(2019, 2, 26), "155", february["N2"]["value"]
    yield "Over 20 weeks", LAST_DAY, "5", last["N2"]["value"]
    yield "Ongoing assessments", LAST_DAY, "213", last["N1"]["value"]
    yield "Of these inside 20 weeks, %", LAST_DAY, "97.7", last["N3"]["value"]
    yield "Plans on time, January, %", LAST_DAY, "9.0", _month(last["N8"], "2019-01")
    yield "Plans on time, June, %", LAST_DAY, "96.0", _month(last["N8"], "2019-06")
    yield "Awaiting advice over 6 weeks", date(2019, 1, 21), "159", peak["N6"]["value"]
    yield "Its peak, found", LAST_DAY, "159 on 2019-01-21", _peak(last["N6"])
    yield "Awaiting advice over 6 weeks", LAST_DAY, "2", last["N6"]["value"]
    yield "Awaiting EP over 6 weeks", date(2019, 1, 28), "135", ep_peak["N7"]["by_kind"][_EP]
    yield "Awaiting EP over 6 weeks", LAST_DAY, "1", last["N7"]["by_kind"][_EP]
    ep, health = last["N12a"]["by_kind"][_EP], last["N12a"]["by_kind"][_HEALTH]
    yield "EP advice in 6 weeks, March, %", LAST_DAY, "4.0", _month(ep, "2019-03")
    yield "EP advice in 6 weeks, June, %", LAST_DAY, "82.0", _month(ep, "2019-06")
    yield "Months of health over 90 %", LAST_DAY, "8", _over_90(health, until="2019-06")
    new_year, first_of_june = date(2019, 1, 1), date(2019, 6, 1)
    yield "Complaints in 12 months", new_year, "107", figures(new_year)["N17"]["value"]
    yield "Complaints in 12 months", first_of_june, "82", figures(first_of_june)["N17"]["value"]
    yield "Open over 30 weeks", month_before, "6", _over_30(june["N4"])
    yield "Open over 30 weeks", LAST_DAY, "1", _over_30(last["N4"])


def _month(figure: dict[str, Any], month: str) -> float:
    percent: float = next(each["percent"] for each in figure["series"] if each["month"] == month)
    return percent


def _peak(figure: dict[str, Any]) -> str:
    return f"{figure['peak']['value']} on {figure['peak']['on']}"


def _over_90(figure: dict[str, Any], *, until: str) -> int:
    """Count the months in a row, up to one, in which over nine in ten came in time."""
    months = 0
    for each in reversed([each for each in figure["series"] if each["month"] <= until]):
        if each["percent"] is None or each["percent"] <= 90:  # noqa: PLR2004 - as published
            break
        months += 1
    return months


def _over_30(figure: dict[str, Any]) -> int:
    bands = figure["bands"]
    return int(bands["30-40"] + bands["40-52"] + bands["over 52"])
