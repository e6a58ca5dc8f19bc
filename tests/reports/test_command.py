"""`ehcp report`: any day, every format, a sentence for what cannot be done."""

import json
from datetime import UTC, date, datetime

import pytest

from ehcp.exchange.tracker.template import write_template
from ehcp.register.engine import open_engine
from ehcp.reports.snapshots import take_snapshot
from tests.builders import a_case
from tests.reports.policy import COUNCIL
from tests.reports.registers import keep
from workflows import cli


@pytest.fixture
def ehcp(sqlite_url, monkeypatch, capsys):
    monkeypatch.setenv("EHCP_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("EHCP_TODAY", "2019-07-22")

    def run(*words):
        monkeypatch.setattr("sys.argv", ["ehcp", "report", *words])
        status: int | str = 0
        try:
            cli.main()
        except SystemExit as end:
            status = end.code or 0
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.fixture
def one_case(sqlite_url):
    engine = open_engine(sqlite_url)
    keep(engine, [a_case().requested("2019-01-01").file])
    yield engine
    engine.dispose()


@pytest.mark.usefixtures("one_case")
def test_the_report_is_of_today_unless_a_day_is_named(ehcp):
    assert "Position at Monday 22 July 2019" in ehcp()[1]
    status, out, err = ehcp("--at", "2019-02-26", "--format", "json")
    assert (status, err) == (0, "")
    made = json.loads(out)
    assert made["at"] == "2019-02-26"
    assert made["figures"][0]["value"] == 1


@pytest.mark.parametrize(
    ("form", "begins"), [("html", b"<!DOCTYPE html>"), ("xlsx", b"PK"), ("text", b"Example")]
)
@pytest.mark.usefixtures("one_case")
def test_a_report_is_written_to_a_file(ehcp, tmp_path, form, begins):
    file = tmp_path / f"report.{form}"
    status, out, err = ehcp("--format", form, "-o", str(file))
    assert (status, out) == (0, "")
    assert str(file) in err
    assert file.read_bytes().startswith(begins)


@pytest.mark.parametrize("form", ["xlsx", "html"])
def test_last_weeks_report_is_replaced_and_nothing_else_is(ehcp, tmp_path, form):
    report, tracker = tmp_path / f"report.{form}", tmp_path / "tracker.xlsx"
    for _ in range(2):
        assert ehcp("--format", form, "-o", str(report))[0] == 0
    write_template(tracker)
    before = tracker.read_bytes()
    status, _, err = ehcp("--format", form, "-o", str(tracker))
    assert (status, tracker.read_bytes()) == (1, before)
    assert "no report of ours" in err


def test_a_stored_report_is_shown_as_it_was_stored(ehcp, one_case):
    take_snapshot(
        one_case,
        at=date(2019, 7, 22),
        taken_at=datetime(2019, 7, 22, 5, tzinfo=UTC),
        council=COUNCIL,
    )
    keep(one_case, [a_case(reference="AAA-222").requested("2019-07-01").file])
    live = json.loads(ehcp("--format", "json")[1])
    stored = json.loads(ehcp("--format", "json", "--snapshot")[1])
    assert (live["figures"][0]["value"], stored["figures"][0]["value"]) == (2, 1)
    assert stored["number"] == 1
    assert "taken on 22 July 2019 at 06:00" in ehcp("--snapshot")[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--at", "2019-02-30"), "is not a day"),
        (("--at", "9999-12-31"), "out of reach"),
        (("--at", "0001-01-01"), "out of reach"),
        (("--at", "9999-12-27", "--format", "html"), "out of reach"),
        (("--at", "2019-07-15", "--snapshot"), "No report is stored for Monday 15 July 2019"),
        (("--format", "xlsx"), "Add -o FILE.xlsx"),
        (("--format", "html", "-o", "missing/folder/x.html"), "cannot be written to"),
    ],
)
@pytest.mark.usefixtures("one_case")
def test_what_cannot_be_done_is_refused_with_a_sentence(ehcp, words, sentence):
    status, out, err = ehcp(*words)
    assert (status, out) == (1, "")
    assert sentence in err
    assert "Traceback" not in err


def test_an_unknown_format_is_wrong_usage(ehcp):
    assert ehcp("--format", "pdf")[0] == 2
