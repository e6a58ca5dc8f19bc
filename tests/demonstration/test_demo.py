"""The demonstration: every published figure comes out of the ordinary report code."""

from datetime import timedelta

import pytest

from config import clock
from workflows.demonstration import demo as demonstration
from workflows.demonstration import trusts
from workflows.demonstration.demo import NotOurFolder, import_tracker, set_up, the_day_of, weeks
from workflows.demonstration.invention import invent_history
from workflows.demonstration.known import check_against_published
from workflows.demonstration.published import LAST_DAY
from workflows.demonstration.workbooks import write_workbook


@pytest.fixture
def demo(tmp_path):
    made = set_up(tmp_path / "demo")
    yield made
    made.office.engine.dispose()


def counts(done):
    pieces = {piece.job: piece.outcome for piece in done.pieces}
    return (
        pieces["deadline_check"]["raised"],
        sum(pieces["letters"]["written"].values()),
        pieces["outbox"]["sent"],
    )


def test_every_published_figure_comes_out_of_the_last_tracker(demo):
    with clock.the_day(LAST_DAY):
        write_workbook(history=invent_history(), as_known_on=LAST_DAY, path=demo.workbook)
        import_tracker(demo, LAST_DAY, path=demo.workbook)
        manager = demo.office.desk(day=LAST_DAY, by="Morgan Eastlake")
        trusts.name_them(demo.office.engine, desk=manager)
        assert trusts.ask_the_second(demo.office.engine, desk=manager) > 0
    checked = check_against_published(demo)
    assert len(checked) == 18
    assert [each for each in checked if not each.agrees] == []


def test_three_weeks_of_it_send_letters_and_a_second_time_nothing_new(demo, monkeypatch):
    monkeypatch.setattr(demonstration, "FIRST_MONDAY", LAST_DAY - timedelta(weeks=2))
    monkeypatch.setattr(demonstration, "REMINDERS_FROM", LAST_DAY - timedelta(weeks=1))
    done = list(weeks(demo))
    assert [week.created > 0 for week in done] == [True, True, True]
    assert done[-1].updated > 0
    assert counts(done[-1].done)[0] > 0
    letters = sorted((demo.folder / "mailbox").glob("*.eml"))
    assert letters
    with clock.the_day(LAST_DAY):
        assert counts(the_day_of(demo, LAST_DAY)) == (0, 0, 0)
    assert sorted((demo.folder / "mailbox").glob("*.eml")) == letters


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(NotOurFolder):
        set_up(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
