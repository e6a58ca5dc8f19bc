"""Telling what each sheet of a workbook is, by its headings: requests, reviews or complaints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ehcp.exchange.tracker.fields import Table, TrackerKind, plain
from ehcp.exchange.tracker.reading import Sheet
from ehcp.exchange.tracker.rows import PLAN_REF
from ehcp.exchange.tracker.sheets import HEADER_WITHIN, Layout, best_layout
from ehcp.refusal import Refusal

_TABLE: dict[TrackerKind, Table] = {"requests": "tracker", "reviews": "reviews"}
_SAYS: dict[Table, str] = {
    "tracker": "requests",
    "reviews": "annual reviews",
    "complaints": "complaints",
}
_A_HEADER_HAS = 3
_WORDS_SHOWN = 8
_OF_A_REVIEW = ("last_reviewed_on", "met_on", "planned_on")
_NEXT_REVIEW = frozenset({"next", "review", "annual", "ar"})


class HeadingsMissing(Refusal):
    """No sheet has the headings that a tracker needs, or it is not clear what one of them is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found in a workbook: the sheets to read, and the names of those passed over.

    Attributes:
        also: for a sheet that could be another kind of tracker as well, which.
    """

    trackers: tuple[Layout, ...]
    reviews: tuple[Layout, ...]
    complaints: tuple[Layout, ...]
    passed_over: tuple[str, ...]
    also: Mapping[str, str]

    @property
    def all(self) -> tuple[Layout, ...]:
        """Every sheet that is read."""
        return (*self.trackers, *self.reviews, *self.complaints)


def find_tables(
    sheets: Sequence[Sheet],
    *,
    told: Mapping[str, str],
    saved: Mapping[Table, Mapping[str, str]],
    kind: TrackerKind | None = None,
) -> Found:
    """Find the sheets that are trackers or lists of complaints, by their headings.

    With a `kind` only that kind of tracker is looked for.

    Raises:
        HeadingsMissing: no sheet is one, or one could be either; the sentence says what to do.
    """
    tables: list[Table] = [_TABLE[kind]] if kind else list(_TABLE.values())
    read: dict[Table, list[Layout]] = {"tracker": [], "reviews": [], "complaints": []}
    over, nearly = [], []
    also: dict[str, str] = {}
    for sheet in sheets:
        layouts = [
            layout
            for table in (*tables, "complaints")
            if (layout := best_layout(sheet, table, told, saved.get(table, {}))) is not None
        ]
        fitting = sorted(filter(_is_one, layouts), key=_rank)
        if fitting:
            best = fitting[-1]
            _refuse_unclear(best, fitting[:-1])
            read[best.table].append(best)
            if len(fitting) > 1 and _is_another(best, fitting[-2]):
                also[sheet.name] = _SAYS[fitting[-2].table]
        else:
            over.append(sheet.name)
            known = [each for each in layouts if each.table != "complaints"]
            closest = max(known, key=lambda each: each.score, default=None)
            if closest and closest.score >= _A_HEADER_HAS:
                nearly.append(_what_is_missing(closest))
    nothing = not read["tracker"] and not read["reviews"]
    if nothing and (nearly or not read["complaints"]):
        raise HeadingsMissing(_nothing_found(sheets, nearly, tables))
    return Found(
        trackers=tuple(read["tracker"]),
        reviews=tuple(read["reviews"]),
        complaints=tuple(read["complaints"]),
        passed_over=tuple(over),
        also=also,
    )


def _rank(layout: Layout) -> tuple[int, int]:
    """Order what a sheet could be by how much of it is understood; of two, complaints win."""
    return layout.score, layout.table == "complaints"


def _is_another(best: Layout, other: Layout) -> bool:
    """Say whether a sheet has headings of another tracker that the one it is does not know."""
    if other.table == "complaints":
        return False
    read = {column.index for column in best.columns if column.how == "known"}
    return any(column.field and column.index not in read for column in other.columns)


def _refuse_unclear(best: Layout, others: Sequence[Layout]) -> None:
    name = best.sheet.name
    if best.doubt:
        raise HeadingsMissing(f"Sheet '{name}': {best.doubt}")
    if any(o.score == best.score and "complaints" not in (o.table, best.table) for o in others):
        raise HeadingsMissing(
            f"Sheet '{name}' has as many headings of a tracker of requests as of one of annual "
            "reviews, so it is not clear which it is. Say it with --kind requests or --kind "
            "reviews."
        )


def _is_one(layout: Layout) -> bool:
    if layout.table == "complaints":
        return layout.has("complaint_ref", "complained_on")
    if layout.table == "tracker":
        return layout.has("received_on") and _says_who(layout)
    return _says_when(layout) and _says_who(layout)


def _says_when(layout: Layout) -> bool:
    """Say whether a sheet tells of reviews: a date of one, or when the next of a plan is due."""
    if any(layout.has(field) for field in _OF_A_REVIEW):
        return True
    next_due = (c.heading for c in layout.columns if c.field and c.field.name == "next_due")
    is_of_reviews = any(not _NEXT_REVIEW.isdisjoint(plain(each).split()) for each in next_due)
    return is_of_reviews and layout.has("plan_made_on")


def _says_who(layout: Layout) -> bool:
    return (
        layout.has("external_id")
        or layout.has("upn")
        or layout.has(PLAN_REF)
        or layout.has("full_name", "born_on")
        or layout.has("surname", "born_on")
    )


def _what_is_missing(layout: Layout) -> str:
    missing = []
    if layout.table == "tracker" and not layout.has("received_on"):
        missing.append("the date of the request ('Request received')")
    if layout.table == "reviews" and not _says_when(layout):
        missing.append("the date of the last review or of the meeting ('Last review completed')")
    if not _says_who(layout):
        missing.append(
            "who it is about ('Person ID', or 'UPN', or a name together with 'Date of birth')"
        )
    return f"sheet '{layout.sheet.name}' lacks {' and '.join(missing)}"


_NEEDS: dict[Table, str] = {
    "tracker": "A tracker of requests needs a column for the date of the request (such as 'Request "
    "received' or 'Date in')",
    "reviews": "A tracker of annual reviews needs a column for the last review or meeting (such as "
    "'Last review completed' or 'Meeting date')",
}
_MAPPED: dict[Table, str] = {"tracker": "received_on", "reviews": "last_reviewed_on"}


def _nothing_found(sheets: Sequence[Sheet], nearly: Sequence[str], tables: Sequence[Table]) -> str:
    needs = " ".join(
        f"{_NEEDS[table]} and one for who it is about ('Person ID', 'UPN', or a name with 'Date "
        "of birth')."
        for table in tables
    )
    if nearly:
        found = "; ".join(nearly) + "."
    else:
        found = " ".join(_first_line(sheet) for sheet in sheets[:5])
    mapped = " or ".join(f'--map "HEADING={_MAPPED[table]}"' for table in tables)
    return (
        f"No sheet has the headings of a tracker. {needs} The headings have to stand among the "
        f"first {HEADER_WITHIN} rows. Found: {found} Rename the heading, or say what it is with "
        f"{mapped}. `ehcp template FILE` writes a blank tracker."
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
