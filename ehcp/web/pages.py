"""The pages' templates: where they lie, and the words and days that all of them write alike."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Undefined,
)
from jinja2.utils import missing
from markupsafe import Markup

from config.clock import LONDON
from ehcp.web.example_days import with_example

_HERE = Path(__file__).parent


class Missing(StrictUndefined):
    """A name that no page was given is an error; a parameter that a GOV.UK macro looks for is not.

    Those macros take one dictionary and look in it for whatever might have been given.
    """

    def __new__(
        cls, hint: str | None = None, obj: object = missing, name: str | None = None, *_: object
    ) -> Any:  # noqa: ANN401 - it may be the lenient one
        """Be strict about names and about our own objects, lenient about dictionaries."""
        # `caller` is asked for by a macro that may be called with a block, and is called without.
        if isinstance(obj, dict | Undefined) or name == "caller":
            return ChainableUndefined(hint, obj, name)
        return super().__new__(cls)


@cache
def environment() -> Environment:
    """Make the environment of all templates, once: `cases/case.html.jinja` lies in that room.

    A room of pages is a folder of `ehcp/web/staff` (or of another door) with `templates` in it.
    """
    rooms = {
        folder.parent.name: FileSystemLoader(folder)
        for folder in sorted(_HERE.glob("*/*/templates"))
    }
    made = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(_HERE / "templates"),
                PrefixLoader(
                    {**rooms, "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}
                ),
            ]
        ),
        autoescape=True,
        undefined=Missing,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=day_in_full, short_day=short_day, moment=moment, away=away, lines=lines)
    made.filters.update(counted=counted, said_of=said_of, with_example=with_example)
    made.globals.update(errors_of=errors_of, days_until=days_until)
    # Names by which the GOV.UK macros, written first for another engine, call what was not given.
    made.globals.update(undefined=ChainableUndefined(name="undefined"), null=None)
    return made


def as_day(value: date | str) -> date:
    """Read a day that may be written as ISO text."""
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value.astimezone(LONDON).date() if isinstance(value, datetime) else value


def day_in_full(value: date | str | None) -> str:
    """Write a day: Monday 16 February 2026."""
    if value is None:
        return ""
    day = as_day(value)
    return f"{day:%A} {day.day} {day:%B %Y}"


def short_day(value: date | str | None) -> str:
    """Write a day for a narrow column: 16 Feb 2026."""
    if value is None:
        return ""
    day = as_day(value)
    return f"{day.day} {day:%b %Y}"


def moment(value: datetime | str) -> str:
    """Write an instant by London time: 16 February 2026 at 9:05am."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = at.astimezone(LONDON)
    hour = local.hour % 12 or 12
    return f"{local.day} {local:%B %Y} at {hour}:{local:%M}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004


def away(value: date | str | None, today: date) -> str:
    """Say how far a day is: today, in 12 days, 3 days ago."""
    if value is None:
        return ""
    days = (as_day(value) - today).days
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days == -1:
        return "yesterday"
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def days_until(value: date | str, today: date) -> int:
    """Count the days to a day; below nought where it has passed."""
    return (as_day(value) - today).days


def counted(count: int, what: str) -> str:
    """Write a number with what is counted, given in the plural: 1 case, 29 open cases."""
    return f"{count:,} {said_of(what, count)}"


def said_of(what: str, count: int) -> str:
    """Write what is counted, given in the plural, as it is said of so many: 1 piece of advice."""
    return _PLURAL.sub(lambda found: _ONE[found[0]], what, count=1) if count == 1 else what


_ONE = {
    "appeals": "appeal",
    "cases": "case",
    "children": "child",
    "complaints": "complaint",
    "events": "event",
    "letters": "letter",
    "pieces": "piece",
    "plans": "plan",
    "remedies": "remedy",
    "requests": "request",
    "reviews": "review",
    "things": "thing",
    "visits": "visit",
}
"""Everything that the pages count, in the plural and of one."""

_PLURAL = re.compile(r"\b(?:" + "|".join(_ONE) + r")\b")


def errors_of(wrong: Mapping[str, str]) -> list[dict[str, str]]:
    """Give what is wrong for an error summary: each sentence with the field it leads to."""
    return [
        {"text": text, "href": f"#{field}" if field else "#main"} for field, text in wrong.items()
    ]


def lines(text: str) -> Markup:
    """Write text with its line breaks, and nothing in it as anything but text."""
    return Markup("<br>").join(text.split("\n"))


def render(template: str, facts: Mapping[str, Any]) -> str:
    """Write a page."""
    return environment().get_template(template).render(facts)
