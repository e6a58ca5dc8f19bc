"""Files that are no tracker, or a trap: each is refused in a sentence, and nothing is written."""

import random
import subprocess
import sys
import zipfile
from datetime import date

import pytest

from ehcp.exchange.tracker import workbook_shape
from ehcp.exchange.tracker.file_kinds import CannotRead
from ehcp.exchange.tracker.reading import read_workbook
from ehcp.exchange.tracker.workbook_shape import TooLarge
from tests.exchange.trackers import a_row, write_sheet

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\n  ,,,\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n0000", "a picture"),
        (b"{\\rtf1 hello}", "rich-text"),
        (b"<!doctype html><html></html>", "a web page"),
        (b"\x00\x01\x02\x03" * 50, "neither a workbook nor text"),
        (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 99, "password"),
        (OLE + b"\x00" * 600 + "WordDocument".encode("utf-16-le"), "old Office document"),
        (OLE + b"\x00" * 600 + "Workbook".encode("utf-16-le"), "cannot be read"),
        (b"PK\x03\x04" + b"\x00" * 40, "damaged"),
    ],
)
def test_what_is_no_workbook_is_told_from_its_bytes(council, tmp_path, content, says):
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(content)
    with pytest.raises(CannotRead, match=says) as refused:
        council.takes(path)
    assert str(path) not in str(refused.value)
    assert council.count() == 0


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("word/document.xml", "a Word document"),
        ("ppt/presentation.xml", "a presentation"),
        ("xl/workbook.bin", "binary workbook"),
        ("content.xml", "OpenDocument"),
        ("readme.txt", "an archive"),
    ],
)
def test_other_archives_are_named(tmp_path, part, says):
    path = tmp_path / "tracker.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "<x/>")
    with pytest.raises(CannotRead, match=says):
        read_workbook(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(CannotRead, match="no such file"):
        read_workbook(tmp_path / "tracker.xlsx")
    with pytest.raises(CannotRead, match="a folder"):
        read_workbook(tmp_path)


def test_a_locked_file_is_refused(tmp_path, monkeypatch):
    path = write_sheet(tmp_path / "tracker.xlsx", [a_row()])

    def locked(*_args, **_kw):
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.open", locked)
    with pytest.raises(CannotRead, match="Close it in Excel"):
        read_workbook(path)


def test_a_workbook_that_ends_too_soon_is_refused(council, tmp_path):
    whole = write_sheet(tmp_path / "whole.xlsx", [a_row()]).read_bytes()
    for length in (100, len(whole) // 2, len(whole) - 30):
        path = tmp_path / "cut.xlsx"
        path.write_bytes(whole[:length])
        with pytest.raises(CannotRead, match="damaged"):
            council.takes(path)


def test_a_workbook_with_any_byte_spoilt_never_brings_the_import_down(council, tmp_path):
    from ehcp.refusal import Refusal

    whole = write_sheet(tmp_path / "whole.xlsx", [a_row()]).read_bytes()
    luck = random.Random(7)  # noqa: S311 - not a secret
    path = tmp_path / "spoilt.xlsx"
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(luck.randint(1, 6)):
            content[luck.randrange(len(content))] = luck.randrange(256)
        path.write_bytes(content)
        try:
            outcome = council.takes(path, dry_run=True)
        except Refusal:
            continue
        assert outcome.rows <= 1


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_refused(council, tmp_path, seed):
    from ehcp.refusal import Refusal

    path = tmp_path / "tracker.xlsx"
    path.write_bytes(random.Random(seed).randbytes(4000))  # noqa: S311 - not a secret
    with pytest.raises(Refusal):
        council.takes(path)


def test_an_empty_workbook_is_refused(council, tmp_path):
    with pytest.raises(CannotRead, match="no sheet holds anything"):
        council.takes(write_sheet(tmp_path / "tracker.xlsx", []))


def test_headings_without_rows_are_taken_for_nothing(council, tmp_path):
    path = write_sheet(tmp_path / "tracker.xlsx", [], headings=list(a_row()))
    outcome = council.takes(path)
    assert (outcome.rows, outcome.created, outcome.written) == (0, 0, True)


def _long_sheet(path, rows: int) -> None:
    """Write a sheet of many rows straight into the archive, as quickly as can be."""
    small = write_sheet(path.with_name("small.xlsx"), [a_row()])
    with (
        zipfile.ZipFile(small) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for part in source.namelist():
            text = source.read(part)
            if part == "xl/worksheets/sheet1.xml":
                before, _, after = text.partition(b"</sheetData>")
                target_part = target.open(part, "w", force_zip64=True)
                with target_part as stream:
                    stream.write(before)
                    for number in range(3, rows + 2):
                        cells = b"".join(
                            b'<c r="%s%d"><v>43000</v></c>' % (column, number)
                            for column in (b"A", b"B", b"C", b"D", b"E", b"F", b"G", b"H")
                        )
                        stream.write(b'<row r="%d">%s</row>' % (number, cells))
                    stream.write(b"</sheetData>" + after)
            else:
                target.writestr(part, text)


def test_two_hundred_thousand_rows_are_refused_in_little_memory(tmp_path):
    path = tmp_path / "long.xlsx"
    _long_sheet(path, 200_000)
    code = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from ehcp.exchange.tracker.reading import read_workbook\n"
        "from ehcp.exchange.tracker.workbook_shape import TooLarge\n"
        "try: read_workbook(Path(sys.argv[1]))\n"
        "except TooLarge as refused: print(refused)\n"
        "status = Path('/proc/self/status').read_text()\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) / 1024)\n"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and file
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    sentence, megabytes = done.stdout.splitlines()
    assert "'Tracker' has more than 100,000 rows" in sentence
    assert "split it" in sentence
    assert float(megabytes) < 200


def test_a_stray_value_in_the_last_row_is_found_before_the_sheet_is_loaded(tmp_path):
    import xlsxwriter

    path = tmp_path / "stray.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Tracker")
        sheet.write_row(0, 0, list(a_row()))
        sheet.write(1_048_575, 0, "x")
    with pytest.raises(TooLarge, match="delete those rows"):
        read_workbook(path)


def test_a_stray_value_in_the_last_column_is_found_too(tmp_path):
    import xlsxwriter

    path = tmp_path / "stray.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Tracker")
        sheet.write_row(0, 0, list(a_row()))
        sheet.write(0, 16_383, "x")
    with pytest.raises(TooLarge, match="far to the right"):
        read_workbook(path)


def test_empty_rows_that_only_have_a_format_do_no_harm(council, tmp_path):
    import xlsxwriter

    path = tmp_path / "formatted.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Tracker")
        day = book.add_format({"num_format": "dd/mm/yyyy", "bg_color": "#FFC7CE"})
        sheet.write_row(0, 0, ["Person ID", "Request received"])
        sheet.write_row(1, 0, ["P1", "07/01/2019"])
        for row in (200_000, 1_048_575):
            sheet.set_row(row, None, day)
            sheet.write_blank(row, 1, None, day)
    assert council.takes(path).created == 1


def test_coloured_cells_are_counted(council, tmp_path):
    import xlsxwriter

    path = tmp_path / "coloured.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Tracker")
        red = book.add_format({"bg_color": "#FFC7CE"})
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, ["Person ID", "Request received", "RAG"], bold)
        for row in range(1, 8):
            sheet.write_row(row, 0, [f"P{row}", "07/01/2019"])
            sheet.write(row, 2, "Red", red)
    assert council.takes(path).lost_colours == 7


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_however_excel_saved_it(council, tmp_path, encoding, delimiter):
    path = tmp_path / "tracker.csv"
    lines = [
        ["SEND tracker", "", ""],
        ["Person ID", "Surname", "Request received", "Comments"],
        ["P1", "O’Testé", "07/01/2019", "first"],
        ["P2", "Testchild", "43472"],
    ]
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    assert council.takes(path).created == 2
    assert council.case(1).started_on == date(2019, 1, 7)
    from ehcp.register.tables import people

    assert council.rows_of(people)[0]["surname"] == "O’Testé"


def test_a_long_csv_is_refused(council, tmp_path, monkeypatch):
    monkeypatch.setattr("ehcp.exchange.tracker.reading.ROW_LIMIT", 100)
    path = tmp_path / "tracker.csv"
    path.write_text("Person ID,Request received\n" + "P,07/01/2019\n" * 101)
    with pytest.raises(TooLarge, match="more than"):
        council.takes(path)


def test_a_bomb_is_refused_by_its_size(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_shape, "_WHOLE", 1000)
    with pytest.raises(TooLarge, match="unpacks to"):
        read_workbook(write_sheet(tmp_path / "tracker.xlsx", [a_row()]))
