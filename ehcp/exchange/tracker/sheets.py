"""Finding the tracker in a workbook: its sheets, where the headings stand, what they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehcp.exchange.tracker.fields import IGNORED, Field, Kind, Table, vocabulary
from ehcp.exchange.tracker.headings import Meaning, bare_role, meaning_of
from ehcp.exchange.tracker.reading import Sheet
from ehcp.refusal import Refusal

HEADER_WITHIN = 10
_A_HEADER_HAS = 3
_SAMPLES = 3
_WORDS_SHOWN = 8


class HeadingsMissing(Refusal):
    """No sheet has the headings that a tracker needs, or one of them stands twice."""


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

    def has(self, *fields: str) -> bool:
        """Say whether every one of these fields has a column."""
        there = {column.field.name for column in self.columns if column.field}
        return there.issuperset(fields)

    def address(self, index: int, row: int) -> str:
        """Name a cell as Excel does; row and column are counted from 0."""
        return f"{letters(index)}{row + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found in a workbook: the sheets to read, and the names of those passed over."""

    trackers: tuple[Layout, ...]
    complaints: tuple[Layout, ...]
    passed_over: tuple[str, ...]


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


def find_tables(
    sheets: Sequence[Sheet], *, told: Mapping[str, str], saved: Mapping[Table, Mapping[str, str]]
) -> Found:
    """Find the sheets that are trackers or lists of complaints, by their headings.

    Raises:
        HeadingsMissing: no sheet is either; the sentence names what is needed and what was found.
    """
    trackers, complaints, over = [], [], []
    nearly: list[str] = []
    for sheet in sheets:
        tracker = _best(sheet, "tracker", told, saved["tracker"])
        complaint = _best(sheet, "complaints", told, saved["complaints"])
        is_tracker = tracker is not None and _is_tracker(tracker)
        is_complaints = complaint is not None and complaint.has("complaint_ref", "complained_on")
        if complaint and is_complaints and not (is_tracker and _score(tracker) > _score(complaint)):
            complaints.append(complaint)
        elif tracker and is_tracker:
            trackers.append(tracker)
        else:
            over.append(sheet.name)
            if tracker and _score(tracker) >= _A_HEADER_HAS:
                nearly.append(_what_is_missing(tracker))
    for layout in (*trackers, *complaints):
        if layout.doubt:
            raise HeadingsMissing(f"Sheet '{layout.sheet.name}': {layout.doubt}")
    if not trackers and (nearly or not complaints):
        raise HeadingsMissing(_nothing_found(sheets, nearly))
    return Found(trackers=tuple(trackers), complaints=tuple(complaints), passed_over=tuple(over))


def _is_tracker(layout: Layout) -> bool:
    return layout.has("received_on") and _says_who(layout)


def _says_who(layout: Layout) -> bool:
    return (
        layout.has("external_id")
        or layout.has("upn")
        or layout.has("full_name", "born_on")
        or layout.has("surname", "born_on")
    )


def _score(layout: Layout | None) -> int:
    return sum(1 for column in layout.columns if column.field) if layout else 0


def _best(
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


def _what_is_missing(layout: Layout) -> str:
    missing = []
    if not layout.has("received_on"):
        missing.append("the date of the request ('Request received')")
    if not _says_who(layout):
        missing.append(
            "who it is about ('Person ID', or 'UPN', or a name together with 'Date of birth')"
        )
    return f"sheet '{layout.sheet.name}' lacks {' and '.join(missing)}"


def _nothing_found(sheets: Sequence[Sheet], nearly: Sequence[str]) -> str:
    needs = (
        "A tracker needs a column for the date of the request (such as 'Request received' or 'Date "
        "in') and one for who it is about ('Person ID', 'UPN', or a name with 'Date of birth'), "
        f"with its headings among the first {HEADER_WITHIN} rows."
    )
    if nearly:
        found = "; ".join(nearly) + "."
    else:
        found = " ".join(_first_line(sheet) for sheet in sheets[:5])
    return (
        f"No sheet has the headings of a tracker. {needs} Found: {found} Rename the heading, or "
        'say what it is with --map "HEADING=received_on". `ehcp template FILE` writes a blank '
        "tracker."
    )


def _first_line(sheet: Sheet) -> str:
    """Show what stands in the first row that has several words, as the likeliest headings."""
    rows = sheet.rows[:HEADER_WITHIN]
    words = [[c.strip() for c in row if isinstance(c, str) and c.strip()] for row in rows]
    best = next((row for row in words if len(row) > 1), [])
    if not best:
        return f"sheet '{sheet.name}' has no words in its first {HEADER_WITHIN} rows."
    shown = ", ".join(f"'{word[:30]}'" for word in best[:_WORDS_SHOWN])
    return f"sheet '{sheet.name}' has {shown}{', …' if len(best) > _WORDS_SHOWN else ''}."
