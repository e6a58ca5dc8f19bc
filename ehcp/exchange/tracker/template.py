"""A blank tracker workbook with the headings that the import knows."""

from pathlib import Path
from typing import Any

from ehcp.exchange.tracker.fields import Field, TrackerKind, vocabulary
from ehcp.refusal import Refusal

_ASKED_OF_ALL = (
    "educational_psychology",
    "education",
    "health",
    "social_care",
    "parent",
    "speech_and_language_therapy",
    "occupational_therapy",
)
_ROWS = 1000
_BEFORE_ADVICE = "issue_decision"
_LEFT_OUT = frozenset({"full_name", "ending", "ended_on", "excepted_on", "request_ref"})
_LEFT_OUT_OF_REVIEWS = frozenset(
    {"full_name", "attended", "decision_on_time", "on_time", "rag", "youth_accommodation"}
)
_CHASES = ("Chased 1", "Chased 2", "Chased 3")


class CannotWrite(Refusal):
    """A template that cannot be written where it was asked for."""


def write_template(path: Path, *, kind: TrackerKind | None = None) -> dict[str, int]:
    """Write a blank tracker, with a sheet for each kind or for one; give the columns of each sheet.

    Raises:
        CannotWrite: there is such a file already, or the folder cannot be written to.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    if path.exists():
        raise CannotWrite("There is such a file already; name another, so that nothing is lost.")
    sheets: dict[str, list[tuple[str, str]]] = {}
    if kind != "reviews":
        sheets["Tracker"] = tracker_headings()
    if kind != "requests":
        sheets["Annual reviews"] = review_headings()
    if kind is None:
        fields = vocabulary("complaints").fields.values()
        sheets["Complaints"] = [(each.heading, each.kind) for each in fields]
    workbook = Workbook(path)
    style = _styles(workbook)
    for name, columns in sheets.items():
        _write_sheet(workbook.add_worksheet(name), columns, style)
    try:
        workbook.close()
    except FileCreateError:
        raise CannotWrite(
            "The workbook cannot be written there. Check the folder and the right to write in it."
        ) from None
    return {name: len(columns) for name, columns in sheets.items()}


def review_headings() -> list[tuple[str, str]]:
    """Give the headings of the blank tracker of annual reviews in their order, with their kinds."""
    return [
        (heading, field.kind)
        for field in vocabulary("reviews").fields.values()
        if field.name not in _LEFT_OUT_OF_REVIEWS
        for heading in (_CHASES if field.name == "chased" else (field.heading,))
    ]


def tracker_headings() -> list[tuple[str, str]]:
    """Give the headings of the blank tracker in their order, each with its kind."""
    fields = vocabulary("tracker").fields
    advice = [
        fields[f"{kind}.{role}"]
        for kind in _ASKED_OF_ALL
        for role in ("requested", "due", "received")
    ]
    columns: list[Field] = []
    for field in fields.values():
        if field.party is not None or field.name in _LEFT_OUT:
            continue
        if field.name == _BEFORE_ADVICE:
            columns += advice
        columns.append(field)
    written: list[tuple[str, str]] = []
    for field in columns:
        headings = _CHASES if field.name == "chased" else (field.heading,)
        written += [(heading, field.kind) for heading in headings]
    return written


def _styles(workbook: Any) -> dict[str, Any]:  # noqa: ANN401 - xlsxwriter has no types
    return {
        "heading": workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        ),
        "day": workbook.add_format({"num_format": "dd/mm/yyyy"}),
    }


def _write_sheet(sheet: Any, columns: list[tuple[str, str]], style: dict[str, Any]) -> None:  # noqa: ANN401 - no types
    for index, (heading, kind) in enumerate(columns):
        sheet.write_string(0, index, heading, style["heading"])
        is_day = kind in ("day", "birth") or heading.lower().endswith(("due", "(week 20)"))
        sheet.set_column(index, index, 14, style["day"] if is_day else None)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, _ROWS, len(columns) - 1)
