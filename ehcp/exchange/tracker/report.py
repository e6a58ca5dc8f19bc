"""What came of an import, as text for a person and as plain values for another program."""

from collections.abc import Iterator
from typing import Any

from ehcp.exchange.tracker.findings import as_json
from ehcp.exchange.tracker.intake import Outcome, Tally

_SHOWN = 50
_READ_AS = {
    "requests": "requests for an assessment",
    "reviews": "annual reviews",
    "complaints": "complaints",
}


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """Give an outcome to another program.

    Where rows were refused and so nothing was written, `created` and `updated` are 0; what would
    have been done is under `plan`.
    """
    counted = outcome.written or outcome.dry_run
    complaints = outcome.complaints
    plan = {
        "create": outcome.created,
        "update": outcome.updated,
        "leave": outcome.unchanged,
        "refuse": outcome.refused_rows,
    }
    return {
        "rows": outcome.rows,
        "created": outcome.created if counted else 0,
        "updated": outcome.updated if counted else 0,
        "unchanged": outcome.unchanged,
        "duplicates": outcome.duplicates,
        "refused_rows": outcome.refused_rows,
        "refused": [as_json(each) for each in outcome.refused],
        "warnings": [as_json(each) for each in outcome.warnings],
        "differences": [as_json(each) for each in outcome.differences],
        "lost_colours": outcome.lost_colours,
        "headings": outcome.headings,
        "sheets_not_read": list(outcome.passed_over),
        "requests": _tally(outcome.requests, counted=counted),
        "reviews": _tally(outcome.reviews, counted=counted)
        | {
            "transfers_created": outcome.transfers_created if counted else 0,
            "transfers_updated": outcome.transfers_updated if counted else 0,
        },
        "complaints": {
            "rows": complaints.rows,
            "created": complaints.created if counted else 0,
            "updated": complaints.updated if counted else 0,
            "unchanged": complaints.unchanged,
        },
        "plan": plan,
        "dry_run": outcome.dry_run,
        "written": outcome.written,
    }


def _tally(tally: Tally, *, counted: bool) -> dict[str, int]:
    return {
        "rows": tally.rows,
        "created": tally.created if counted else 0,
        "updated": tally.updated if counted else 0,
        "unchanged": tally.unchanged,
        "duplicates": tally.duplicates,
        "refused_rows": tally.refused_rows,
    }


def outcome_as_text(outcome: Outcome, *, everything: bool = False) -> str:
    """Write an outcome out; long lists are cut unless everything is asked for, refusals never."""
    return "\n".join(_lines(outcome, most=None if everything else _SHOWN))


def _lines(outcome: Outcome, *, most: int | None) -> Iterator[str]:
    yield from _headings(outcome)
    if outcome.refused:
        yield f"\nRefused: {_count(outcome.refused_rows, 'row')}"
        for refusal in outcome.refused:
            typed = f" '{refusal.value}'" if refusal.value else ""
            yield f"  {refusal.sheet}!{refusal.cell}{typed}: {refusal.reason}. {refusal.fix}"
    if outcome.warnings:
        yield f"\nWarnings: {len(outcome.warnings)}"
        for warning in outcome.warnings[:most]:
            typed = f" '{warning.value}'" if warning.value else ""
            yield f"  {warning.sheet}!{warning.cell}{typed}: {warning.says}."
        yield from _cut(len(outcome.warnings), most)
    if outcome.differences:
        yield f"\nThe sheet disagrees: {_count(len(outcome.differences), 'time')}"
        for each in outcome.differences[:most]:
            who = "the law's count" if each.against == "law" else "the register"
            yield (
                f"  {each.sheet}!{each.cell} {each.heading}: the sheet says "
                f"'{each.says or 'nothing'}'; {who}: {each.should}."
            )
        yield from _cut(len(outcome.differences), most)
    if outcome.lost_colours:
        yield (
            f"\n{_count(outcome.lost_colours, 'coloured cell')}: colours are not read. If they "
            "mean something, put it into a column."
        )
    yield from _reckoning(outcome)


def _headings(outcome: Outcome) -> Iterator[str]:
    for sheet, found in outcome.headings.items():
        columns = found["columns"]
        known = sum(1 for column in columns if column["field"])
        what = _READ_AS[found["kind"]]
        yield (
            f"Sheet '{sheet}': {what}, headings in row {found['row']}, {known} of {len(columns)} "
            "columns understood."
        )
        if found["also"]:
            yield (
                f"  It has headings of a tracker of {found['also']} as well, which were not read. "
                "To read those import the file again with --kind."
            )
        for column in columns:
            if column["how"] != "known" or column["samples"]:
                meaning = column["field"] or "-"
                how = "" if column["how"] == "known" else f" ({column['how']})"
                shown = f"  e.g. {', '.join(column['samples'])}" if column["samples"] else ""
                yield f"  {column['column']:<5} {column['heading'][:34]:<34} {meaning}{how}{shown}"
    for sheet in outcome.passed_over:
        yield f"Sheet '{sheet}' is not a tracker: not read."


def _reckoning(outcome: Outcome) -> Iterator[str]:
    would = "" if outcome.written else "would be "
    requests, reviews = outcome.requests, outcome.reviews
    both = bool(requests.rows and reviews.rows)
    if requests.rows or not reviews.rows:
        yield f"\n{_sum_of(requests, 'row of requests' if both else 'row', would)}"
    if reviews.rows:
        rows = "row of reviews" if both else "row"
        yield f"{'' if both else chr(10)}{_sum_of(reviews, rows, would)}"
        if outcome.transfers_created or outcome.transfers_updated:
            yield (
                f"Phase transfers among them: {outcome.transfers_created} {would}created, "
                f"{outcome.transfers_updated} {would}updated"
            )
    complaints = outcome.complaints
    if complaints.rows:
        yield (
            f"{_count(complaints.rows, 'complaint')}: {complaints.created} {would}created, "
            f"{complaints.updated} {would}updated, {complaints.unchanged} unchanged"
        )
    if outcome.written:
        yield "Written. No email is sent because of an import."
    elif outcome.refused:
        yield (
            "Nothing was written, because of what is refused above. Mend it and import again, or "
            "add --partial to take the other rows."
        )
    else:
        yield "A dry run: nothing was written."


def _sum_of(tally: Tally, what: str, would: str) -> str:
    rows = what.replace("row", "row" if tally.rows == 1 else "rows", 1)
    return (
        f"{tally.rows:,} {rows} = {tally.created} {would}created + {tally.updated} {would}updated "
        f"+ {tally.unchanged} unchanged + {tally.refused_rows} refused + {tally.duplicates} said "
        "twice"
    )


def _cut(there_are: int, most: int | None) -> Iterator[str]:
    if most is not None and there_are > most:
        yield f"  … and {there_are - most} more; --json lists them all."


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
