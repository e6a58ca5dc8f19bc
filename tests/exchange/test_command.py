"""`ehcp import` and `ehcp template` as other programs call them: what they print, which status."""

import json
import sqlite3
from datetime import date

import pytest

from tests.exchange.trackers import a_plan, a_row, write_sheet
from workflows import cli


@pytest.fixture
def ehcp(sqlite_url, monkeypatch, capsys):
    """Give a way to run one command in this process: its status, output and errors."""
    monkeypatch.setenv("EHCP_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("EHCP_TODAY", "2019-07-22")

    def run(*words):
        monkeypatch.setattr("sys.argv", ["ehcp", *(str(word) for word in words)])
        status = 0
        try:
            cli.main()
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_the_shape_for_other_programs(ehcp, tmp_path):
    path = write_sheet(tmp_path / "tracker.xlsx", [a_row(), a_row(Person_ID="P2")])
    status, out, err = ehcp("import", path, "--json")
    shape = json.loads(out)
    assert (status, err) == (0, "")
    assert set(shape) >= {
        "rows", "created", "updated", "unchanged", "refused", "warnings", "differences",
        "lost_colours", "headings", "written",
    }  # fmt: skip
    counts = [shape[name] for name in ("rows", "created", "updated", "unchanged", "written")]
    assert counts == [2, 2, 0, 0, True]
    shape = json.loads(ehcp("import", path, "--json")[1])
    counts = [shape[name] for name in ("rows", "created", "updated", "unchanged", "written")]
    assert counts == [2, 0, 0, 2, True]


def test_refused_rows_end_with_status_1_and_partial_with_0(ehcp, tmp_path):
    path = write_sheet(
        tmp_path / "tracker.xlsx", [a_row(), a_row(Person_ID="P2", Request_received="30/02/2019")]
    )
    status, out, _ = ehcp("import", path)
    assert status == 1
    assert "Tracker!E3 '30/02/2019': there is no such day in that month." in out
    assert "Nothing was written" in out
    assert ehcp("import", path, "--dry-run")[0] == 1
    assert json.loads(ehcp("case", "list", "--json")[1]) == []
    status, out, _ = ehcp("import", path, "--partial")
    assert status == 0
    assert len(json.loads(ehcp("case", "list", "--json")[1])) == 1


def test_a_file_that_cannot_be_read_is_a_sentence_on_standard_error(ehcp, tmp_path):
    path = tmp_path / "Robin Testchild.xlsx"
    path.write_bytes(b"%PDF-1.7")
    status, out, err = ehcp("import", path)
    assert (status, out) == (1, "")
    assert err.startswith("The file is a PDF, not a tracker.")
    assert "Robin" not in err


def test_a_locked_register_is_a_sentence_and_nothing_is_half_written(
    ehcp, tmp_path, sqlite_url, monkeypatch
):
    path = write_sheet(tmp_path / "tracker.xlsx", [a_row()])
    from sqlalchemy import event

    from ehcp.cli import door

    opened = door.register

    def impatient():
        engine = opened()
        event.listen(engine, "connect", lambda held, _: held.execute("PRAGMA busy_timeout = 50"))
        return engine

    monkeypatch.setattr(door, "register", impatient)
    holder = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    status, _, err = ehcp("import", path)
    holder.execute("ROLLBACK")
    holder.close()
    assert status == 1
    assert "busy" in err
    assert json.loads(ehcp("case", "list", "--json")[1]) == []


def test_a_mapping_is_given_on_the_command_line(ehcp, tmp_path):
    row = a_row(Landed=date(2019, 1, 9))
    del row["Request received"]
    path = write_sheet(tmp_path / "tracker.xlsx", [row])
    assert ehcp("import", path)[0] == 1
    status, _, err = ehcp("import", path, "--map", "Landed=received_on")
    assert (status, err) == (0, "")
    assert ehcp("import", path, "--map", "Landed")[2].startswith("--map: 'Landed' is no mapping")


def test_the_text_shows_what_was_done_and_the_report(ehcp, tmp_path):
    path = write_sheet(tmp_path / "tracker.xlsx", [a_row(Request_received=date(2019, 1, 7))])
    _, out, _ = ehcp("import", path)
    assert "1 row = 1 created + 0 updated + 0 unchanged + 0 refused + 0 said twice" in out
    assert "No email is sent because of an import." in out
    assert "Open assessments" in out


def test_a_template_is_written_once(ehcp, tmp_path):
    status, out, _ = ehcp("template", tmp_path / "blank.xlsx")
    assert (status, (tmp_path / "blank.xlsx").exists()) == (0, True)
    assert "columns" in out
    status, _, err = ehcp("template", tmp_path / "blank.xlsx")
    assert status == 1
    assert "already" in err


def test_reviews_are_imported_and_their_kind_can_be_told(ehcp, tmp_path):
    path = write_sheet(tmp_path / "reviews.xlsx", [a_plan(Phase_transfer="Y", Year_group=6)])
    shape = json.loads(ehcp("import", path, "--dry-run", "--json")[1])
    assert (shape["reviews"]["created"], shape["reviews"]["transfers_created"]) == (1, 1)
    assert shape["headings"]["Tracker"]["kind"] == "reviews"
    status, out, _ = ehcp("import", path, "--kind", "reviews")
    assert (status, "1 row = 1 created" in out) == (0, True)
    status, _, err = ehcp("import", path, "--kind", "requests")
    assert status == 1
    assert "A tracker of requests needs" in err
    assert ehcp("import", path, "--kind", "hats")[0] == 2


def test_a_template_of_one_kind(ehcp, tmp_path):
    status, out, _ = ehcp("template", tmp_path / "blank.xlsx", "--kind", "reviews")
    assert status == 0
    assert "'Annual reviews' with" in out
    assert "Tracker" not in out
