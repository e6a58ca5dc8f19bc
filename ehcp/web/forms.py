"""Reading what a form sent: texts, choices and days; every slip is said at once, by its field."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from starlette.datastructures import FormData, UploadFile

from ehcp.refusal import Refusal

LONGEST_TEXT = 10_000
"""Characters of one field. A page of writing is some 3,000."""
_LONGEST_LINE = 200
_SHORTEST_YEAR, _LONGEST_YEAR = 1990, 2199
_PARTS = ("day", "month", "year")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MOST_DIGITS = 9
_DIGITS_OF_A_YEAR = 4
_SHORTEST_MONTH = 3


class BadForm(Refusal):
    """A form that cannot be taken as it was sent.

    Attributes:
        wrong: for each field that is wrong its sentence.
    """

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(" ".join(wrong.values()))
        self.wrong = dict(wrong)


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """A file that a form sent. Of one that is too large only a little more than is taken is kept.

    Attributes:
        stream: its bytes, which lie in a temporary file until the request is over.
        offered: the name that it had at its sender's: looked at, never used.
    """

    stream: BinaryIO
    offered: str


class Sent:
    """What a browser sent with a form. Texts are stripped; a field that is missing is empty."""

    def __init__(self, data: FormData | None = None) -> None:
        self._data = data or FormData()

    def text(self, name: str) -> str:
        """Give what was typed in a field."""
        value = self._data.get(name, "")
        return "" if isinstance(value, UploadFile) else value.strip().replace("\r\n", "\n")

    def every(self, name: str) -> tuple[str, ...]:
        """Give every value of a field that may be chosen several times."""
        return tuple(
            value.strip() for value in self._data.getlist(name) if not isinstance(value, UploadFile)
        )

    def file(self, name: str) -> SentFile | None:
        """Give the file of a field, on a route that takes files; None where none was chosen."""
        value = self._data.get(name)
        if not isinstance(value, UploadFile) or not (value.filename or value.size):
            return None
        return SentFile(stream=value.file, offered=value.filename or "")

    def names(self) -> Sequence[str]:
        """Give the names of the fields that were sent."""
        return tuple(self._data.keys())

    def values(self) -> dict[str, str]:
        """Give what was typed, to show it again."""
        return {name: self.text(name) for name in self._data}


class Form:
    """Reads the fields of one form and collects what is wrong with them."""

    def __init__(self, sent: Sent) -> None:
        self.sent = sent
        self.wrong: dict[str, str] = {}

    def line(
        self, name: str, what: str, *, needed: bool = True, longest: int = _LONGEST_LINE
    ) -> str:
        """Read one line of text. `what` says what it is: "the child's surname"."""
        return self.text(name, what, needed=needed, longest=longest).replace("\n", " ")

    def text(
        self, name: str, what: str, *, needed: bool = True, longest: int = LONGEST_TEXT
    ) -> str:
        """Read some lines of text."""
        typed = self.sent.text(name)
        if needed and not typed:
            self.wrong[name] = f"Enter {what}."
        elif len(typed) > longest:
            self.wrong[name] = (
                f"{_capital(what)} is {len(typed):,} characters long. Write at most {longest:,}."
            )
        return typed

    def one_of(self, name: str, what: str, choices: Collection[str], *, needed: bool = True) -> str:
        """Read one of several choices."""
        typed = self.sent.text(name)
        if not typed and not needed:
            return ""
        if typed not in choices:
            self.wrong[name] = f"Choose {what}."
            return ""
        return typed

    def some_of(
        self, name: str, what: str, choices: Collection[str], *, needed: bool = True
    ) -> tuple[str, ...]:
        """Read some of several choices."""
        chosen = tuple(each for each in self.sent.every(name) if each)
        if any(each not in choices for each in chosen) or (needed and not chosen):
            self.wrong[name] = f"Choose {what}."
            return ()
        return chosen

    def ticked(self, name: str) -> bool:
        """Say whether a box was ticked."""
        return bool(self.sent.text(name))

    def number(
        self, name: str, what: str, *, least: int, most: int, needed: bool = True
    ) -> int | None:
        """Read a whole number."""
        typed = self.sent.text(name).replace(",", "")
        if not typed and not needed:
            return None
        digits = typed.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
            self.wrong[name] = f"Enter {what} as a whole number, such as {max(least, 1)}."
            return None
        value = int(typed)
        if not least <= value <= most:
            self.wrong[name] = f"{_capital(what)} must be from {least} to {most}."
            return None
        return value

    def day(self, name: str, what: str, *, needed: bool = True) -> date | None:
        """Read a day from its three fields, NAME-day, NAME-month and NAME-year."""
        day, month, year = (self.sent.text(f"{name}-{part}") for part in _PARTS)
        if not (day or month or year):
            if needed:
                self.wrong[name] = f"Enter {what}."
            return None
        missing = [part for part in _PARTS if not self.sent.text(f"{name}-{part}")]
        if missing:
            self.wrong[name] = f"{_capital(what)} must include a {' and a '.join(missing)}."
            return None
        try:
            found = date(_year(year), _month(month), int(day) if day.isascii() else 0)
        except (ValueError, OverflowError):
            self.wrong[name] = f"{_capital(what)} must be a real day, such as 16 2 2026."
            return None
        return found

    def refuse_if_wrong(self) -> None:
        """Refuse the form where anything in it was wrong.

        Raises:
            BadForm: with every slip.
        """
        if self.wrong:
            raise BadForm(self.wrong)


def day_as_fields(name: str, day: date | None) -> dict[str, str]:
    """Give the three fields of a day, to fill a form in beforehand."""
    if day is None:
        return {}
    return {
        f"{name}-day": str(day.day),
        f"{name}-month": str(day.month),
        f"{name}-year": str(day.year),
    }


def _year(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) == _DIGITS_OF_A_YEAR):
        raise ValueError(typed)
    year = int(typed)
    if not _SHORTEST_YEAR <= year <= _LONGEST_YEAR:
        raise ValueError(typed)
    return year


def _month(typed: str) -> int:
    if typed.isascii() and typed.isdigit():
        return int(typed)
    plain = typed.casefold()
    found = [
        n
        for n, month in enumerate(_MONTHS, start=1)
        if len(plain) >= _SHORTEST_MONTH and month.startswith(plain)
    ]
    if len(found) != 1:
        raise ValueError(typed)
    return found[0]


def _capital(what: str) -> str:
    return what[:1].upper() + what[1:]
