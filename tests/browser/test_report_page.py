"""The report's page in a real browser: no barrier that axe finds, and it fits a telephone."""

import shutil

import pytest

from ehcp.reports.pages.html import as_html
from tests.reports.registers import keep_history, report
from workflows.demonstration.invention import invent_history

WIDTHS = (390, 1280)


@pytest.fixture(scope="module")
def page_file(sqlite_template, tmp_path_factory):
    from ehcp.register.engine import open_engine

    folder = tmp_path_factory.mktemp("page")
    shutil.copyfile(sqlite_template, folder / "register.db")
    engine = open_engine(f"sqlite:///{folder / 'register.db'}")
    keep_history(engine, invent_history())
    (folder / "report.html").write_text(as_html(report(engine, "2019-07-22")))
    engine.dispose()
    return folder / "report.html"


@pytest.fixture(params=WIDTHS)
def page(request, browser, page_file):
    page = browser.new_page(viewport={"width": request.param, "height": 900})
    asked_for = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.goto(page_file.as_uri())
    assert asked_for == [page_file.as_uri()]
    yield page
    page.close()


@pytest.mark.browser
def test_axe_finds_no_barrier(page):
    from axe_playwright_python.sync_playwright import Axe

    for closed in page.query_selector_all("details"):
        closed.evaluate("part => part.open = true")
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()


@pytest.mark.browser
def test_the_page_is_never_wider_than_its_screen(page):
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"]


@pytest.mark.browser
def test_long_parts_are_folded_on_a_telephone_and_open_at_a_desk_and_on_paper(page):
    figures = page.get_by_role("table", name="Every figure of this report")
    summaries = page.locator(".folded > summary:visible")
    folds = page.viewport_size["width"] == min(WIDTHS)
    assert figures.is_visible() is not folds
    assert (summaries.count() > 0) is folds
    assert not folds or page.evaluate("document.documentElement.scrollHeight") < 10_000
    page.emulate_media(media="print")
    assert figures.is_visible()
    assert summaries.count() == 0


@pytest.mark.browser
def test_a_list_of_cases_is_a_table_however_narrow_it_is(page):
    table = page.get_by_role("table", name="Oldest ten")
    assert table.get_by_role("columnheader").count() == 6
    rows = table.get_by_role("row").filter(has=page.get_by_role("rowheader"))
    assert rows.count() == 10
    assert rows.first.get_by_role("cell").count() >= 4


@pytest.mark.browser
def test_each_chart_is_shown_once_and_every_text_of_it_can_be_read(page):
    shown = [svg for svg in page.query_selector_all("svg") if svg.is_visible()]
    assert len(shown) == 4
    for svg in shown:
        drawn = svg.bounding_box()["width"]
        meant = float(svg.get_attribute("width"))
        assert drawn / meant >= 0.85  # twelve points stay ten


_BEYOND = """svg => {
    const around = svg.getBoundingClientRect(), near = 0.5;
    return [...svg.querySelectorAll('text')].filter(text => {
        const box = text.getBoundingClientRect();
        return box.left < around.left - near || box.right > around.right + near;
    }).map(text => text.textContent);
}"""


@pytest.mark.browser
def test_a_chart_has_room_beside_it_for_letters_that_stand_wide_apart(page):
    wide = "svg text { font-family: 'DejaVu Sans', Verdana !important; letter-spacing: 0.1em }"
    page.add_style_tag(content=wide)
    shown = [svg for svg in page.query_selector_all("svg") if svg.is_visible()]
    assert shown
    assert [svg.evaluate(_BEYOND) for svg in shown] == [[] for _ in shown]


_CUT = """svg => {
    const around = svg.getBoundingClientRect(), near = 0.5;
    const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent);
    const boxes = texts.map(text => text.getBoundingClientRect());
    const outside = texts.filter((text, n) => text.textContent.includes('…')
        || boxes[n].left < around.left - near || boxes[n].right > around.right + near
        || boxes[n].top < around.top - near || boxes[n].bottom > around.bottom + near);
    const meets = (a, b) => a.left < b.right - near && b.left < a.right - near
        && a.top < b.bottom - near && b.top < a.bottom - near;
    const named = '.role-axis-label text, .role-legend-label text';
    const names = [...svg.querySelectorAll(named)].map(
        text => [text, text.getBoundingClientRect()]);
    const touching = names.filter(([text, box]) =>
        names.some(([other, its]) => other !== text && meets(box, its))).map(([text]) => text);
    return [...outside, ...touching].map(text => text.textContent);
}"""


@pytest.mark.browser
def test_no_word_of_a_chart_is_cut_or_written_over_another_in_the_widest_font(page):
    page.add_style_tag(content="svg text { font-family: 'DejaVu Sans', Verdana !important }")
    shown = [svg for svg in page.query_selector_all("svg") if svg.is_visible()]
    assert shown
    assert [svg.evaluate(_CUT) for svg in shown] == [[] for _ in shown]
