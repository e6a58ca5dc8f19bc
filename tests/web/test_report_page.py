"""The report's page: every number opens its cases, the counts agree, nothing hidden is named."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import event, insert, update

from ehcp.cases.desk import Desk
from ehcp.casework.actions import agree
from ehcp.register.engine import writing
from ehcp.register.tables import cases, people, snapshots
from ehcp.reports.snapshots import take_snapshot
from ehcp.web.pages import counted
from tests.builders import a_case
from tests.reports.policy import COUNCIL
from tests.reports.registers import keep
from tests.web.conftest import TODAY
from tests.web.people import words_on

MONDAY = TODAY  # 2 March 2026
_LINK = re.compile(r'href="([^"]+)"')


def ago(days: int) -> str:
    return (MONDAY - timedelta(days=days)).isoformat()


def desk_of(day: date) -> Desk:
    return Desk(by="Kim", today=day, at=datetime(day.year, day.month, day.day, 4, tzinfo=UTC))


@pytest.fixture
def lively(engine):
    """Give a register with some late cases, one of them of a restricted child, and two reports."""
    files = [
        a_case(reference="AAA-222").requested(ago(300)).file,
        a_case(reference="BBB-222").requested(ago(200)).told_will_assess(ago(160)).file,
        a_case(reference="CCC-222").requested(ago(130)).file,
        a_case(reference="DDD-222")
        .requested(ago(180))
        .told_will_assess(ago(140))
        .advice_asked("health", ago(139))
        .file,
    ]
    keep(engine, files, officers=["Kim Ashdown"] * 3 + [None])
    for monday in (MONDAY - timedelta(days=7), MONDAY):
        take_snapshot(
            engine,
            at=monday,
            taken_at=datetime(monday.year, monday.month, monday.day, 6, tzinfo=UTC),
            council=COUNCIL,
        )
    return engine


def restrict(engine, reference, *, team="South"):
    with writing(engine) as connection:
        connection.execute(
            update(people)
            .where(people.c.id == cases.c.person_id, cases.c.reference == reference)
            .values(restricted_to=team)
        )


def links_on(page: str, start: str) -> list[str]:
    return [found for found in dict.fromkeys(_LINK.findall(page)) if found.startswith(start)]


def heading(page: str) -> str:
    return words_on("<main>" + page.partition("<h1")[2].partition("</h1>")[0] + "</main>")


def test_before_anything_is_stored_the_report_is_that_of_today(morgan):
    page = morgan.page("/report")
    assert "Worked out from the record as it stands" in page


def test_the_newest_stored_report_is_shown_with_the_way_to_the_one_before(lively, morgan):
    del lively
    page = morgan.page("/report")
    assert "Weekly report number 2" in page
    assert f'href="/report/{MONDAY - timedelta(days=7)}"' in page
    assert "Weekly report number 1" in morgan.page(f"/report/{MONDAY - timedelta(days=7)}")


def test_a_stored_report_is_shown_without_working_it_out_again(lively, morgan):
    asked = []

    @event.listens_for(lively, "before_cursor_execute")
    def hear(_connection, _cursor, statement, *_):
        asked.append(statement)

    morgan.page("/report")
    event.remove(lively, "before_cursor_execute", hear)
    about_cases = [text for text in asked if re.search(r"\bFROM (advice|deadlines|events)\b", text)]
    assert about_cases == []
    assert len(asked) < 25


def test_every_number_on_the_page_opens_as_many_cases(lively, morgan):
    del lively
    for path in ("/report", "/report/today"):
        page = morgan.page(path)
        opened = links_on(page, "/report/")
        behind = [found for found in opened if "/figures/" in found]
        assert len(behind) > 100
        shown = re.findall(r'<a class="opens" href="([^"]+)">([^<]*)<', page)
        counts = {href: text for href, text in shown if text.replace(",", "").isdigit()}
        asked = [*counts][::17] + [href for href, text in counts.items() if text != "0"][::3]
        for href in asked:
            first = heading(morgan.page(href)).replace("\N{NO-BREAK SPACE}", " ")
            assert f" {counts[href]} " in f" {first} ", (href, counts[href], first)


def test_behind_a_number_are_the_cases_with_the_days_that_decided(lively, morgan):
    del lively
    page = words_on(morgan.page(f"/report/{MONDAY}/figures/N2"))
    assert "3 cases" in page
    assert "AAA-222" in page
    assert "6 May 2025" in page  # the request
    assert "Kim Ashdown" in page
    assert "CCC-222" not in page


def test_a_number_and_what_is_counted_agree_and_weeks_are_not_its_unit(lively, morgan):
    del lively
    words = words_on(morgan.page("/report/today/figures/N4/20-30"))
    assert not re.search(r"\b\d+ weeks \d+-\d+", words)
    assert re.search(r"\b\d+ cases?, weeks 20-30", words)
    assert re.search(r"weeks 20-30, [^:]+: \d+ cases?\b", words)
    assert not re.search(r"\b1 (?:cases|plans|pieces|reviews)\b", words)


@pytest.mark.parametrize(
    ("count", "what", "said"),
    [
        (1, "cases", "1 case"),
        (1, "pieces of advice", "1 piece of advice"),
        (1, "open cases of Kim", "1 open case of Kim"),
        (1, "remedies", "1 remedy"),
        (0, "plans", "0 plans"),
        (1234, "cases", "1,234 cases"),
    ],
)
def test_one_is_said_of_one(count, what, said):
    assert counted(count, what) == said


def test_what_was_put_right_since_is_said_with_both_counts(lively, morgan):
    keep(lively, [a_case(reference="EEE-222").requested(ago(250)).file])
    page = words_on(morgan.page(f"/report/{MONDAY}/figures/N2"))
    assert "said 3" in page
    assert "that day had 4" in page
    assert "said" not in words_on(morgan.page("/report/today/figures/N2"))


def test_a_restricted_case_is_counted_and_named_nowhere(lively, morgan, signed_in):
    restrict(lively, "BBB-222")
    everywhere = [
        "/report",
        f"/report/{MONDAY}/figures/N2",
        f"/report/{MONDAY}/figures/N1",
        "/report/today",
        f"/report/{MONDAY}/report.json",
        f"/report/{MONDAY}/report.html",
        "/services",
        "/caseload",
    ]
    for path in everywhere:
        assert "BBB-222" not in morgan.page(path), path
    page = words_on(morgan.page(f"/report/{MONDAY}/figures/N2"))
    assert "3 cases" in page
    assert "1 restricted, not shown" in page
    assert "1 restricted, not shown" in words_on(morgan.page("/report"))
    south = signed_in("Sandy South", "manager", team="South")
    assert "BBB-222" in south.page(f"/report/{MONDAY}/figures/N2")


def test_a_list_is_sorted_and_taken_away_as_a_workbook_without_names(lively, morgan):
    del lively
    path = f"/report/{MONDAY}/figures/N2"
    page = morgan.page(f"{path}?sort=0&way=down")
    assert page.index("DDD-222") < page.index("BBB-222") < page.index("AAA-222")
    assert 'aria-sort="descending"' in page
    answer = morgan.get(f"{path}?as=workbook")
    assert answer.headers["content-disposition"].startswith("attachment")
    (sheet,) = openpyxl.load_workbook(BytesIO(answer.content)).worksheets
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[2][:3] == ["Case", "Request", "20 weeks end"]
    assert [row[0] for row in cells[3:]] == ["AAA-222", "BBB-222", "DDD-222"]


def test_a_long_list_comes_in_pages(engine, morgan):
    keep(engine, [a_case(reference=f"AAA-{n}").requested(ago(200)).file for n in range(222, 333)])
    page = morgan.page("/report/today/figures/N2")
    assert "111 cases" in heading(page)
    assert page.count('href="/cases/AAA-') == 100
    assert morgan.page("/report/today/figures/N2?page=2").count('href="/cases/AAA-') == 11
    morgan.page("/report/today/figures/N2?page=3", status=404)
    assert morgan.page("/report/today/figures/N2?page=x").count('href="/cases/AAA-') == 100


def test_what_is_not_there_is_not_found(lively, morgan):
    del lively
    for path in (
        "/report/1",
        "/report/2019-13-01",
        "/report/2999-01-04",
        "/report/20260302",
        f"/report/{MONDAY}/figures/N99",
        f"/report/{MONDAY}/figures/N2/nowhere",
        f"/report/{MONDAY}/charts/nothing-wide.svg",
        f"/report/{MONDAY}/charts/bands-huge.svg",
        f"/report/{MONDAY}/report.exe",
    ):
        morgan.page(path, status=404)


def test_a_day_that_is_no_monday_is_worked_out(lively, morgan):
    del lively
    page = morgan.page(f"/report/{MONDAY - timedelta(days=3)}")
    assert "not a stored weekly report" in page


def test_the_charts_are_images_beside_their_tables(lively, morgan):
    del lively
    page = morgan.page("/report")
    charts = re.findall(r'<img src="([^"]+\.svg)"', page)
    assert charts
    for chart in charts[:3]:
        answer = morgan.get(chart)
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert answer.text.startswith("<svg")
        assert "<script" not in answer.text
    assert morgan.get("/report/today/charts/flow-wide.svg").text.startswith("<svg")
    assert page.count("The numbers of this chart") == len(charts) // 2


def test_nothing_on_the_page_is_styled_or_scripted_in_line(lively, morgan):
    del lively
    for path in ("/report", f"/report/{MONDAY}/figures/N2", "/caseload", "/services"):
        page = morgan.page(path)
        assert " style=" not in page
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]* src=)", page)
        assert page.count("<h1") == 1


def test_the_report_is_taken_away_in_every_form(lively, morgan):
    del lively
    for form, begins in (("xlsx", b"PK"), ("json", b"{"), ("html", b"<!DOCTYPE")):
        answer = morgan.get(f"/report/{MONDAY}/report.{form}")
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
        assert f'filename="ehc-report-{MONDAY}.{form}"' in answer.headers["content-disposition"]


def test_what_the_meeting_agreed_stands_on_the_next_report(lively, morgan):
    agree(
        lively,
        desk=desk_of(MONDAY - timedelta(days=7)),
        report_at=MONDAY - timedelta(days=7),
        says="Ring the trust about seven late pieces of advice",
        owner="Morgan Eastlake",
        promised_on=MONDAY,
        reference=None,
        sight=None,
    )
    page = words_on(morgan.page("/report"))
    assert "Agreed last time" in page
    assert "Ring the trust" in page
    answer = morgan.fill_in(
        "/actions",
        page="/report",
        report=str(MONDAY),
        back=f"/report/{MONDAY}",
        says="Ask for a second psychologist",
        owner="Kim Ashdown",
        promised=MONDAY + timedelta(days=7),
    )
    assert answer.headers["location"].startswith(f"/report/{MONDAY}")
    assert "Ask for a second psychologist" in words_on(morgan.page("/report"))


def test_a_report_stored_before_a_figure_was_there_is_shown_without_it(lively, morgan):
    day = MONDAY - timedelta(days=14)
    with writing(lively) as connection:
        newest = connection.execute(snapshots.select().where(snapshots.c.at == MONDAY)).one()
        older = dict(newest.report) | {"at": f"{day}", "number": 3, "due_lists": []}
        older["figures"] = [
            figure
            for figure in older["figures"]
            if figure["id"] not in ("N15", "A1", "N16", "S1", "S2", "S3", "S4", "S5")
        ]
        row = newest._asdict() | {"at": day, "number": 3, "report": older, "seal": "older"}
        connection.execute(insert(snapshots).values(row))
    page = morgan.page(f"/report/{day}")
    assert "/figures/N2" in page
    assert "/figures/A1" not in page
    morgan.page(f"/report/{day}/charts/amendments-wide.svg", status=404)
    morgan.page(f"/report/{day}/figures/A1", status=404)


@pytest.mark.parametrize("role", ["quality_officer", "inspector"])
def test_who_reads_figures_reads_the_report_and_agrees_nothing(lively, signed_in, role):
    del lively
    someone = signed_in("Quinn Reader", role, team="North")
    page = someone.page("/report")
    assert "Agree a new action" not in page
    assert "AAA-222" in someone.page(f"/report/{MONDAY}/figures/N2")


def test_a_caseworker_does_not_read_the_council_s_figures(lively, kim):
    del lively
    for path in ("/report", "/report/today/figures/N2", "/caseload", "/services"):
        kim.page(path, status=403)


def test_the_page_begins_with_a_way_to_each_of_its_parts(morgan):
    page = morgan.page("/report/today")
    nav = page[page.index('aria-label="On this page"') :].partition("</nav>")[0]
    ways = re.findall(r'href="#([\w-]+)">([^<]+)', nav)
    assert ("definitions-heading", "What each figure counts") in ways
    assert len(ways) > 8
    assert all(page.count(f'id="{name}"') == 1 for name, _ in ways)
