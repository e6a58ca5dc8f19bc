"""Reading the rows under a header: days, words, notes and claims of each, and what is refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ehcp.exchange.tracker.cells import NotADay, as_day, as_text
from ehcp.exchange.tracker.fields import vocabulary
from ehcp.exchange.tracker.findings import Against, Difference, Refused, Warned
from ehcp.exchange.tracker.sheets import Column, Layout

_UPN = re.compile(r"[A-Z]\d{11}[0-9A-Z]")
_NO_UPN = re.compile(r"[^A-Z0-9]*|(?:N/?A|NONE|NO UPN|UNKNOWN|TBC|NOT KNOWN)")
_KEPT_TO = 4000

PLAN_REF = "plan_ref"
"""The fact beside a person that is the reference of their plan."""


@dataclass(slots=True)
class Row:
    """One row as it was read.

    Attributes:
        number: the row's number from 0.
        days: the day in each column of days, by field.
        words: the text of each column of words, by field.
        claims: what the sheet says that is worked out again, by field, as the cells hold it.
        person: columns of the table of people.
        more: facts kept beside the person.
        notes: the cells that become notes, as (key, heading, text).
        refusals: why it cannot be taken in; empty where it can.
        key: by whom it is recognised: ("id", …), ("upn", …), ("plan", …) or ("name", …).
    """

    layout: Layout
    number: int
    days: dict[str, date] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    person: dict[str, Any] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    key: tuple[str, str] = ("", "")

    @property
    def where(self) -> str:
        """Name the row's first cell."""
        return self.layout.address(0, self.number)

    def refuse(self, name: str, reason: str, fix: str) -> None:
        """Refuse the row because of the cell of this field (or of the row, where it has none)."""
        self.refusals.append(
            Refused(
                sheet=self.layout.sheet.name,
                cell=self.cell_of(name),
                value=self.typed(name),
                reason=reason,
                fix=fix,
            )
        )

    def warn(self, name: str, says: str) -> None:
        """Say something about the cell of this field."""
        self.warnings.append(
            Warned(
                sheet=self.layout.sheet.name,
                cell=self.cell_of(name),
                value=self.typed(name),
                says=says,
            )
        )

    def column_of(self, name: str) -> Column | None:
        """Find the column of a field or of a numbered one's key."""
        return next(
            (c for c in self.layout.columns if c.field and name in (c.key, c.field.name)), None
        )

    def cell_of(self, name: str) -> str:
        """Name the cell of a field; the row's first where the sheet has no such column."""
        column = self.column_of(name)
        return self.layout.address(column.index, self.number) if column else self.where

    def heading_of(self, name: str) -> str:
        """Give the heading of a field's column; the blank template's where there is none."""
        column = self.column_of(name)
        if column is not None:
            return column.heading
        field = vocabulary(self.layout.table).fields.get(name)
        return field.heading if field else name

    def differ(self, name: str, against: Against, should: str) -> None:
        """List that the cell of this field disagrees with the law's sum or with the register."""
        self.differences.append(
            Difference(
                sheet=self.layout.sheet.name,
                cell=self.cell_of(name),
                heading=self.heading_of(name),
                against=against,
                says=self.typed(name),
                should=should,
            )
        )

    def typed(self, name: str) -> str:
        """Give what stands in the cell of a field."""
        column = self.column_of(name)
        if column is None:
            return ""
        cells = self.layout.sheet.rows[self.number]
        value = cells[column.index] if column.index < len(cells) else ""
        return value.strftime("%d/%m/%Y") if isinstance(value, date) else as_text(value)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a sheet by what is done with their cells."""

    days: list[tuple[int, str, Column]]
    claims: list[tuple[int, str, Column]]
    texts: list[tuple[int, str, Column]]


def read_rows(layout: Layout, *, from_1904: bool) -> Iterator[Row]:
    """Read each row under the header that holds anything in a known column."""
    known = [(c.index, c.key, c) for c in layout.columns if c.field]
    columns = _Columns(
        days=[each for each in known if each[2].kind in ("day", "birth")],
        claims=[each for each in known if each[2].kind == "claim"],
        texts=[each for each in known if each[2].kind not in ("day", "birth", "claim")],
    )
    width = max((c.index for c in layout.columns), default=0) + 1
    for number, cells in enumerate(layout.sheet.rows):
        if number <= layout.header:
            continue
        if len(cells) < width:  # a short line of a CSV file
            cells = [*cells, *[""] * (width - len(cells))]  # noqa: PLW2901 - the same row, made as wide as its headings
        row = _read_row(Row(layout, number), cells, columns, from_1904=from_1904)
        if row.days or row.words or row.person or row.more or row.notes or row.refusals:
            yield row


def _read_row(row: Row, cells: list[Any], columns: _Columns, *, from_1904: bool) -> Row:
    days = row.days
    for index, key, column in columns.days:
        value = cells[index]
        if type(value) is date:
            days[key] = value
        elif value != "" and value is not None:
            _read_day(row, column, value, from_1904=from_1904)
    for index, key, column in columns.texts:
        value = cells[index]
        if value != "" and value is not None:
            _read_text(row, key, column, value)
    for index, key, _ in columns.claims:
        value = cells[index]
        if value != "" and value is not None:
            row.claims[key] = value
    if "born_on" in days:
        row.person["born_on"] = days.pop("born_on")
    return row


def _read_day(row: Row, column: Column, value: Any, *, from_1904: bool) -> None:  # noqa: ANN401 - a cell
    name = column.key
    try:
        day = as_day(value, from_1904=from_1904)
    except NotADay as wrong:
        row.refuse(name, wrong.reason, wrong.fix)
        return
    if isinstance(day, str):
        if name in _WORDS_BESIDE_DAYS:
            row.words[name] = day
            return
        row.notes.append((name, column.heading, day[:_KEPT_TO]))
        row.warn(name, f"'{column.heading}' holds words instead of a date: kept as a note")
    elif day is not None:
        row.days[name] = day


# Columns of days in which a yes, a no or a reason says something by itself.
_WORDS_BESIDE_DAYS = frozenset(
    {"withdrawn_on", "moved_out_on", "died_on", "decided_on", "ended_on", "ceased_on"}
)


def _read_text(row: Row, key: str, column: Column, value: Any) -> None:  # noqa: ANN401 - a cell
    text = value.strip() if type(value) is str else as_text(value)
    kind = column.kind
    if not text:
        return
    if kind == "person":
        row.person[key] = text
    elif kind == "note":
        row.notes.append((key, column.heading, text[:_KEPT_TO]))
    elif kind == "more":
        row.more[key] = text
    elif kind == "words":
        row.words[key] = text
        if isinstance(value, date):  # a column of words that somebody filled in with a day
            day = as_day(value)
            if isinstance(day, date):
                row.days[f"{key} (a day)"] = day
    else:
        row.words[key] = text


def tidy_person(row: Row) -> None:
    """Set the person's facts right: names apart, UPN in capitals; say by whom the row is known."""
    person = row.person
    full = person.pop("full_name", None)
    if full and not person.get("surname"):
        if "," in full:
            surname, _, forename = (part.strip() for part in full.partition(","))
        else:
            forename, _, surname = full.rpartition(" ")
        person["surname"] = surname
        if forename:
            person.setdefault("forename", forename)
    upn = person.get("upn")
    if upn is not None:
        upn = upn.upper().replace(" ", "")
        if _UPN.fullmatch(upn):
            person["upn"] = upn
        else:
            del person["upn"]
            if not _NO_UPN.fullmatch(upn):
                row.warn("upn", "not a UPN (a letter, eleven digits, a digit or letter): left out")
    row.key = _known_by(person, row.more.get(PLAN_REF))


def _known_by(person: dict[str, Any], plan: str | None) -> tuple[str, str]:
    if person.get("external_id"):
        return "id", person["external_id"]
    if person.get("upn"):
        return "upn", person["upn"]
    if plan:
        return "plan", plan
    if person.get("surname") and person.get("born_on"):
        return "name", name_key(person["surname"], person.get("forename"), person["born_on"])
    return "", ""


def name_key(surname: str | None, forename: str | None, born_on: date) -> str:
    """Write name and date of birth as one text in which capitals and spaces do not matter."""
    parts = (surname or "", forename or "")
    return "|".join(" ".join(part.casefold().split()) for part in parts) + f"|{born_on}"
