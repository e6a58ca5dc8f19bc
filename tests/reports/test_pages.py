"""The report on every page: whole, valid, the same words everywhere, and no child's name."""

import io
import json
import re
from datetime import datetime

import html5lib
import openpyxl
import pytest

from ehcp.cases.kinds import Kind
from ehcp.reports.pages.html import as_html
from ehcp.reports.pages.machine import as_json
from ehcp.reports.pages.text import as_text
from ehcp.reports.pages.workbook import as_workbook
from tests.builders import a_case
from tests.reports.registers import keep, report

PLANTED = {
    "forename": "Zebulon",
    "surname": "Quillfeather",
    "upn": "Z123456789012",
    "setting": "Thistledown Academy",
    "postcode": "ZZ9 9ZZ",
}


@pytest.fixture(scope="module")
def july(council_of_2019):
    return report(council_of_2019, "2019-07-22")


@pytest.fixture(scope="module")
def page(july):
    return as_html(july)


def test_the_text_fits_a_terminal_of_80_columns_and_one_of_120(july):
    for width in (80, 120):
        lines = as_text(july, width=width).splitlines()
        assert max(len(line) for line in lines) <= width
        assert not any("…" in line for line in lines if "Waiting" in line)


def test_the_text_has_every_figure_and_every_definition(july):
    text = " ".join(as_text(july, width=120).split())
    for figure in july.figures:
        assert re.search(rf"\b{figure.id}\b", text)
        assert " ".join(figure.definition.split())[:40] in text
    assert "97.7 %" in text


def test_the_text_is_plain_unless_the_screen_has_colours(july):
    assert "\x1b[" not in as_text(july)
    assert "\x1b[" in as_text(july, colour=True)


def test_the_json_keeps_its_shape(july):
    made = json.loads(as_json(july))
    assert (made["at"], made["council"]) == ("2019-07-22", "Exampleshire")
    figures = {figure["id"]: figure for figure in made["figures"]}
    for figure in figures.values():
        assert {"id", "name", "value", "numerator", "denominator", "definition", "series"} <= set(
            figure
        )
    assert figures["N2"]["value"] == 5
    assert sum(figures["N4"]["bands"].values()) == 213
    assert figures["N7"]["by_kind"]["educational_psychology"] == 1
    june = next(month for month in figures["N8"]["series"] if month["month"] == "2019-06")
    assert (june["numerator"], june["denominator"], june["percent"]) == (48, 50, 96.0)
    assert "percent_excluding_exceptions" in june
    for name in ("N12a", "N12b"):
        series = figures[name]["by_kind"]["educational_psychology"]["series"]
        assert series[0].keys() >= {"month", "numerator", "denominator", "percent"}


def test_the_page_is_valid_html(page):
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(page)
    assert parser.errors == []


def test_the_page_stands_by_itself_and_runs_nothing(page):
    assert "<script" not in page
    assert not re.search(r"\son\w+=", page)
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)
    assert "@import" not in page
    loaded = re.findall(r"url\((?!#)[^)]*\)|https?://[^\s\"'<]+", page)
    assert set(loaded) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_no_two_parts_of_the_page_share_an_id(page):
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_every_chart_has_a_sentence_and_a_table(page):
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    charts = tree.findall(".//section[@class='chart']")
    assert len(charts) == 4
    for chart in charts:
        assert chart.find("h3").text
        assert len(chart.find("p").text) > 30
        assert chart.find("details//table/caption").text


def test_the_page_marks_the_twenty_weeks(page):
    assert ">20 weeks</text>" in page


def test_the_workbook_has_a_sheet_for_each_part_with_real_dates(july):
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(july)))
    assert {"Figures", "Definitions", "Weeks", "Months", "Oldest ten"} <= set(book.sheetnames)
    figures = {row[0].value: row[2].value for row in book["Figures"].iter_rows(min_row=4)}
    assert (figures["N1"], figures["N3"]) == (213, 97.7)
    assert isinstance(book["Weeks"]["A4"].value, datetime)
    assert all(sheet.freeze_panes == "B4" for sheet in book)


def test_the_same_report_gives_the_same_workbook(july):
    assert as_workbook(july) == as_workbook(july)


def test_an_officer_called_like_a_formula_stays_text(small):
    keep(small, [a_case().requested("2019-07-01").file], officers=["=1+1"])
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(report(small, "2019-07-22"))))
    assert book["Officers"]["A4"].value == "=1+1"
    assert book["Officers"]["A4"].data_type in ("s", "inlineStr")


def test_an_officer_called_like_markup_stays_text_on_the_page(small):
    keep(small, [a_case().requested("2019-07-01").file], officers=["<b>Kim</b>"])
    assert "<b>Kim" not in as_html(report(small, "2019-07-22"))
    assert "<b>Kim" in as_text(report(small, "2019-07-22"), width=120)


@pytest.mark.parametrize("figures", ["none", "some"])
def test_no_page_names_a_child_a_school_or_a_number(small, figures):
    if figures == "some":
        story = a_case().requested("2018-10-01").told_will_assess("2018-10-20")
        story.advice_asked("health", "2018-11-01")
        story.then(Kind.NOTE_ADDED, "2018-11-02", text="Zebulon is at Thistledown Academy")
        keep(small, [story.file], people=[PLANTED])
    made = report(small, "2019-07-22")
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(made)))
    cells = " ".join(str(cell.value) for sheet in book for row in sheet for cell in row)
    for page in (as_text(made), as_json(made), as_html(made), cells):
        for planted in PLANTED.values():
            assert planted.lower() not in page.lower()
