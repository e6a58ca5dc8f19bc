"""Taking a tracker workbook in: all of it in one transaction, or nothing."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, insert

from ehcp.cases.desk import Desk
from ehcp.exchange.tracker.complaints import take_complaints
from ehcp.exchange.tracker.intake import How, Outcome, Progress
from ehcp.exchange.tracker.kinds_of_sheet import Found, find_tables
from ehcp.exchange.tracker.mappings import headings_told, save_headings, saved_headings
from ehcp.exchange.tracker.people import PeopleMatcher
from ehcp.exchange.tracker.reading import Workbook, read_workbook
from ehcp.exchange.tracker.requests.duplicates import set_duplicates_apart
from ehcp.exchange.tracker.requests.rows_into_register import RowsIntoRegister
from ehcp.exchange.tracker.reviews.rows_into_register import ReviewsIntoRegister
from ehcp.exchange.tracker.rows import Row, read_rows, tidy_person
from ehcp.exchange.tracker.sheets import Layout, samples
from ehcp.register.engine import reading, writing
from ehcp.register.tables import imports


def take_in(
    engine: Engine, *, path: Path, desk: Desk, how: How, progress: Progress | None = None
) -> Outcome:
    """Take a workbook in, and say what came of it.

    Where any row is refused nothing is written, unless `how.partial` says to take the others.

    Raises:
        CannotRead: the file cannot be read.
        HeadingsMissing: no sheet of it is a tracker.
    """
    tell = progress or (lambda _what, _done, _of: None)
    with _without_collecting():
        return _take_in(engine, path=path, desk=desk, how=how, tell=tell)


def _take_in(engine: Engine, *, path: Path, desk: Desk, how: How, tell: Progress) -> Outcome:
    tell("Reading the workbook", 0, 1)
    workbook = read_workbook(path)
    with reading(engine) as connection:
        saved = saved_headings(connection)
    told = headings_told(how.headings)
    found = find_tables(workbook.sheets, told=told, saved=saved, kind=how.kind)
    outcome = _outcome(workbook, found, how)
    rows = [row for layout in found.trackers for row in _rows(layout, workbook)]
    outcome.requests.rows = len(rows)
    rows = set_duplicates_apart(rows, outcome)
    reviews = [row for layout in found.reviews for row in _rows(layout, workbook)]
    with (reading if how.dry_run else writing)(engine) as connection:
        persons = PeopleMatcher(confirm_names=how.confirm_names)
        RowsIntoRegister(connection, outcome, persons=persons, desk=desk, how=how).take(rows, tell)
        if reviews:
            into = ReviewsIntoRegister(connection, outcome, persons=persons, desk=desk, how=how)
            into.take(reviews, tell)
        take_complaints(
            connection, found.complaints, outcome, from_1904=workbook.from_1904, how=how, desk=desk
        )
        _settle(connection, outcome, workbook=workbook, found=found, desk=desk, how=how)
    return outcome


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep Python's collector away: it would go through all the rows again and again for nothing.

    An import makes no cycles, so what it is done with is freed at once all the same.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _rows(layout: Layout, workbook: Workbook) -> list[Row]:
    rows = list(read_rows(layout, from_1904=workbook.from_1904))
    for row in rows:
        tidy_person(row)
    return rows


def _outcome(workbook: Workbook, found: Found, how: How) -> Outcome:
    outcome = Outcome(
        lost_colours=workbook.lost_colours, passed_over=found.passed_over, dry_run=how.dry_run
    )
    for layout in found.all:
        outcome.headings[layout.sheet.name] = {
            "kind": "requests" if layout.table == "tracker" else layout.table,
            "also": found.also.get(layout.sheet.name),
            "row": layout.header + 1,
            "columns": [
                {
                    "column": layout.address(column.index, layout.header),
                    "heading": column.heading,
                    "field": column.field.name if column.field else None,
                    "how": column.how,
                    "samples": samples(layout, column) if how.dry_run else [],
                }
                for column in layout.columns
            ],
        }
    return outcome


def _settle(
    connection: Connection,
    outcome: Outcome,
    *,
    workbook: Workbook,
    found: Found,
    desk: Desk,
    how: How,
) -> None:
    """Keep the import with its log, or take everything back where rows were refused."""
    if how.dry_run:
        return
    if outcome.refused and not how.partial:
        transaction = connection.get_transaction()
        if transaction is not None:
            transaction.rollback()
        outcome.changes.clear()
        return
    outcome.written = True
    save_headings(connection, found)
    complaints = outcome.complaints
    counts = {
        "rows": outcome.rows,
        "created": outcome.created,
        "updated": outcome.updated,
        "unchanged": outcome.unchanged,
        "refused": outcome.refused_rows,
        "duplicates": outcome.duplicates,
        "reviews": outcome.reviews.rows,
        "transfers_created": outcome.transfers_created,
        "transfers_updated": outcome.transfers_updated,
        "complaints_created": complaints.created,
        "complaints_updated": complaints.updated,
    }
    if outcome.created or outcome.updated or complaints.created or complaints.updated:
        connection.execute(
            insert(imports).values(
                file_hash=workbook.file_hash,
                imported_at=desk.at,
                imported_by=desk.by,
                counts=counts,
                changes=outcome.changes,
            )
        )
