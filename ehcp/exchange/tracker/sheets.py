"""The layout of a sheet: in which row its headings stand, and what each column means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehcp.exchange.tracker.fields import IGNORED, Field, Kind, Table, vocabulary
from ehcp.exchange.tracker.headings import Meaning, bare_role, meaning_of
from ehcp.exchange.tracker.reading import Sheet

HEADER_WITHIN = 10
_SAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: where it is, its heading, and what it means (None: it is not read)."""

    index: int
    heading: str
    field: Field | None
    how: str
    key: str = ""
    kind: Kind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A sheet that is read, with its header row (from 0) and its columns.

    Attributes:
        doubt: why it is not clear which column to read; empty where it is.
    """

    sheet: Sheet
    table: Table
    header: int
    columns: tuple[Column, ...]
    doubt: str = ""

    @property
    def score(self) -> int:
        """Say how many of its columns are understood."""
        return sum(1 for column in self.columns if column.field)

    def has(self, *fields: str) -> bool:
        """Say whether every one of these fields has a column."""
        there = {column.field.name for column in self.columns if column.field}
        return there.issuperset(fields)

    def address(self, index: int, row: int) -> str:
        """Name a cell as Excel does; row and column are counted from 0."""
        return f"{letters(index)}{row + 1}"


def letters(index: int) -> str:
    """Give the letters of a column, counted from 0: A, B, … Z, AA."""
    text = ""
    index += 1
    while index:
        index, last = divmod(index - 1, 26)
        text = chr(65 + last) + text
    return text


def samples(layout: Layout, column: Column) -> list[str]:
    """Give the first values of a column, so that a person can see whether it was understood."""
    values: list[str] = []
    for row in layout.sheet.rows[layout.header + 1 :]:
        value = row[column.index] if column.index < len(row) else ""
        if value not in ("", None):
            values.append(str(value))
        if len(values) == _SAMPLES:
            break
    return values


def best_layout(
    sheet: Sheet, table: Table, told: Mapping[str, str], saved: Mapping[str, str]
) -> Layout | None:
    """Take the row among the first ten whose cells make the most sense as headings."""
    candidates = [
        number
        for number, row in enumerate(sheet.rows[:HEADER_WITHIN])
        if sum(1 for cell in row if isinstance(cell, str) and cell.strip()) > 1
    ]
    # Guessing takes its time: it is done in the row that was chosen, or where nothing was known.
    for guessing in (False, True):
        scores = {
            number: len({m.field + m.numbered for m in meanings if m})
            for number in candidates
            for meanings in [_meanings(sheet, number, table, told, saved, guessing=guessing)]
        }
        header = max(scores, key=lambda number: scores[number], default=None)
        if header is not None and scores[header]:
            meanings = _meanings(sheet, header, table, told, saved, guessing=True)
            columns, doubt = _columns(sheet.rows[header], meanings, table)
            return Layout(sheet=sheet, table=table, header=header, columns=columns, doubt=doubt)
    return None


def _meanings(
    sheet: Sheet,
    number: int,
    table: Table,
    told: Mapping[str, str],
    saved: Mapping[str, str],
    *,
    guessing: bool,
) -> list[Meaning | None]:
    row = sheet.rows[number]
    above = sheet.rows[number - 1] if number else []
    understood: list[Meaning | None] = []
    title = ""
    for index, cell in enumerate(row):
        # A merged title keeps its text in its first cell only, and goes on until the next one.
        if index < len(above) and isinstance(above[index], str) and above[index].strip():
            title = above[index]
        heading = cell.strip() if isinstance(cell, str) else ""
        tried = [heading]
        if title and table == "tracker" and bare_role(heading):
            tried.insert(0, f"{title} {heading}")
        found = None
        for words in tried:
            found = found or meaning_of(
                words, table=table, told=told, saved=saved, guessing=guessing
            )
        understood.append(found)
    return understood


def _columns(
    row: Sequence[Any], meanings: Sequence[Meaning | None], table: Table
) -> tuple[tuple[Column, ...], str]:
    """Give the columns that are read, and where two of them have one heading the doubt."""
    fields = vocabulary(table).fields
    doubt = ""
    first: dict[str, tuple[int, int]] = {}
    for index, meaning in enumerate(meanings):
        if meaning is None or meaning.field == IGNORED or fields[meaning.field].numbered:
            continue
        rank = meaning.rank + (1000 if meaning.how == "guessed" else 0)
        there = first.get(meaning.field)
        if there is None or rank < there[0]:
            first[meaning.field] = (rank, index)
        elif rank == there[0] and meaning.how != "guessed":
            doubt = (
                f"columns {letters(there[1])} and {letters(index)} have the same heading, "
                f"'{row[index]}', so it is not clear which to read. Rename one of them, or leave "
                'it out with --map "HEADING=ignore".'
            )
    columns = []
    for index, cell in enumerate(row):
        heading = " ".join(str(cell).split())
        meaning = meanings[index]
        if not heading:
            continue
        if meaning is None or meaning.field == IGNORED:
            columns.append(Column(index=index, heading=heading, field=None, how="not read"))
            continue
        field = fields[meaning.field]
        if not field.numbered and first[field.name][1] != index:
            how = f"not read: column {letters(first[field.name][1])} holds it"
            columns.append(Column(index=index, heading=heading, field=None, how=how))
            continue
        key = f"{field.name} {meaning.numbered}" if meaning.numbered else field.name
        columns.append(
            Column(
                index=index,
                heading=heading,
                field=field,
                how=meaning.how,
                key=key,
                kind=field.kind,
            )
        )
    return tuple(columns), doubt
