"""Days as people write them, day first: 5/1/2026, 05.01.2026, 5 Jan 2026, 5th January 2026, ISO.

What could be read in two ways, or is no day, is refused: two digits for a year, 30 February, a
month above twelve. Words are handed back as words.
"""

import re
from datetime import date

_HOW = (
    "Write day, month and year with numbers, as DD/MM/YYYY or YYYY-MM-DD, or give the cell a date "
    "format."
)

_MONTH_NAMES = (
    "january jan",
    "february feb",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug",
    "september sept sep",
    "october oct",
    "november nov",
    "december dec",
)
_MONTHS = {
    name: str(number)
    for number, names in enumerate(_MONTH_NAMES, start=1)
    for name in names.split()
}
_NAMED = "|".join(_MONTHS)
_TH = r"(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[ ,.]*)?"
_TIME = r"(?:[ t]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?"
_WRITTEN = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"(?P<year>\d{{4}})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}}){_TIME}",
        r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})",
        (
            rf"{_WEEKDAY}(?P<day>\d{{1,2}}){_TH}(?: of)?[ \-/.,]*(?P<named>{_NAMED})"
            rf"(?:[ \-/.,']*(?P<year>\d+))?{_TIME}"
        ),
        rf"{_WEEKDAY}(?P<named>{_NAMED})[ \-/.]*(?P<day>\d{{1,2}}){_TH}(?:[ ,\-/.]+(?P<year>\d+))?",
    )
)
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}}) ?[/.\- ] ?(?P<month>\d{{1,2}}) ?[/.\- ] ?(?P<year>\d+){_TIME}",
    re.ASCII,
)
_MONTH_ALONE = re.compile(rf"(?P<named>{_NAMED})[ \-/.']*(?P<year>\d{{4}})", re.ASCII)
_IN_A_SENTENCE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{4}"
    rf"|\d{{1,2}}{_TH} (?:{_NAMED}) \d{{4}}",
    re.ASCII,
)
_NOTHING = re.compile(r"[\s\-–—_./?*]*")
_DIGITS_OF_A_YEAR = 4
_MONTHS_IN_A_YEAR = 12
_BEGINS_19 = "50"
"""From here on two digits are shown as a year of the last century: a date of birth."""


class NotADay(ValueError):
    """A cell that means to be a day and is none. Carries the reason and what to do."""

    def __init__(self, reason: str, fix: str = _HOW) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fix = fix


def day_written(text: str) -> date | str | None:
    """Read a day from text; words come back as they are, a dash or a question mark as None.

    Raises:
        NotADay: it is written like a day, and is impossible or can be read in two ways.
    """
    plain = " ".join(text.split()).lower().rstrip(".,;")
    if _NOTHING.fullmatch(plain):
        return None
    if found := _MONTH_ALONE.fullmatch(plain):
        raise NotADay(
            "it names a month and no day",
            f"Write the day too, as DD/{int(_MONTHS[found['named']]):02}/{found['year']}; where it "
            "is not known, leave the cell empty.",
        )
    if found := _DAY_FIRST.fullmatch(plain):
        if int(found["month"]) > _MONTHS_IN_A_YEAR >= int(found["day"]):
            raise NotADay(
                f"there is no month {found['month']}; it looks as if the month was written first",
                f"Write the day first; if that is meant, as {_typed(found['month'])}/"
                f"{_typed(found['day'])}/{found['year']}.",
            )
        return _day(found["year"], found["month"], found["day"])
    for pattern in _WRITTEN:
        if found := pattern.fullmatch(plain):
            parts = found.groupdict()
            month = _MONTHS[parts["named"]] if "named" in parts else parts["month"]
            return _day(parts["year"], month, parts["day"])
    if not any(c.isalpha() for c in plain):
        raise NotADay("it is not a date that can be read in one way")
    return " ".join(text.split())


def days_in(text: str) -> list[date]:
    """Find the days that a sentence names, in their order; what is no day is left out."""
    found = []
    for written in _IN_A_SENTENCE.findall(text.lower()):
        try:
            day = day_written(written)
        except NotADay:
            continue
        if isinstance(day, date):
            found.append(day)
    return found


def without_days(text: str) -> str:
    """Give a sentence without the days that it names."""
    return _IN_A_SENTENCE.sub(" ", text.lower())


def _day(year: str | None, month: str, day: str) -> date:
    if not year:
        raise NotADay(
            "the year is missing", f"Write the year too, as {_typed(day)}/{_typed(month)}/YYYY."
        )
    if len(year) == len("26"):
        century = "20" if year < _BEGINS_19 else "19"
        raise NotADay(
            "the year has two digits",
            f"Write the year in full: {_typed(day)}/{_typed(month)}/{century}{year}, if that is "
            "meant.",
        )
    if len(year) != _DIGITS_OF_A_YEAR:
        raise NotADay(
            "the year is not four digits",
            f"Write the year in full, as {_typed(day)}/{_typed(month)}/YYYY.",
        )
    if not 1 <= int(month) <= _MONTHS_IN_A_YEAR:
        raise NotADay(f"there is no month {month}")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise NotADay(
            "there is no such day in that month", "Check the day and the month."
        ) from None


def _typed(number: str) -> str:
    """Write a day or a month as the cell has it, with two digits."""
    return f"{int(number):02}"
