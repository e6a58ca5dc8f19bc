"""The blank tracker: every heading in it is understood, and a filled one can be imported."""

import pytest

from ehcp.exchange.tracker.kinds_of_sheet import find_tables
from ehcp.exchange.tracker.reading import read_workbook
from ehcp.exchange.tracker.template import (
    CannotWrite,
    review_headings,
    tracker_headings,
    write_template,
)
from tests.exchange.trackers import a_plan, a_row, write_sheet


def test_every_heading_of_the_template_is_understood(tmp_path):
    path = tmp_path / "blank.xlsx"
    columns = write_template(path)
    found = find_tables(read_workbook(path).sheets, told={}, saved={})
    (tracker,), (reviews,), (complaints,) = found.trackers, found.reviews, found.complaints
    assert len(tracker.columns) == columns["Tracker"] == len(tracker_headings())
    assert len(reviews.columns) == columns["Annual reviews"] == len(review_headings())
    assert all(column.how == "known" for layout in found.all for column in layout.columns)
    assert len(complaints.columns) == columns["Complaints"]
    assert found.also == {}, "nothing of our own template is left unread"


@pytest.mark.parametrize(
    ("kind", "sheet"), [("requests", "Tracker"), ("reviews", "Annual reviews")]
)
def test_a_template_can_have_one_kind_of_sheet(tmp_path, kind, sheet):
    assert list(write_template(tmp_path / "blank.xlsx", kind=kind)) == [sheet]


def test_a_filled_template_is_imported(council, tmp_path):
    names = [heading for heading, _ in tracker_headings()]
    assert set(a_row()) <= set(names)
    path = write_sheet(tmp_path / "filled.xlsx", [a_row()], headings=names)
    assert council.takes(path).created == 1


def test_a_filled_template_of_reviews_is_imported(council, tmp_path):
    names = [heading for heading, _ in review_headings()]
    assert set(a_plan()) <= set(names)
    path = write_sheet(tmp_path / "filled.xlsx", [a_plan()], headings=names)
    assert council.takes(path).reviews.created == 1


def test_nothing_is_written_over(tmp_path):
    path = tmp_path / "blank.xlsx"
    write_template(path)
    with pytest.raises(CannotWrite, match="already"):
        write_template(path)
    with pytest.raises(CannotWrite, match="folder"):
        write_template(tmp_path / "nowhere" / "blank.xlsx")
