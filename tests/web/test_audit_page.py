"""The audit record on its page: who reads which lines, filtered, page by page, as a workbook."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from ehcp.casework.open_case import open_case
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.tables import people
from tests.casework.desks import desk
from tests.one_database import postgres_again
from tests.web.admins import HOSTILE, administrator
from tests.web.conftest import TODAY
from tests.web.people import counter_over, staff_member, words_on

pytestmark = postgres_again


@pytest.fixture
def engine(database_url):
    from ehcp.register.engine import open_engine

    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def counter(engine):
    return counter_over(engine)


@pytest.fixture
def ada(counter):
    return administrator(counter)


@pytest.fixture
def reference(engine) -> str:
    return open_case(
        engine,
        desk=desk("2026-02-16"),
        received_on=date(2026, 2, 16),
        person={"forename": "Willow", "surname": "Fernley", "external_id": "A1"},
    )


def written(engine, counter, *acts, by="Kim Ashdown", case_id=None, days_ago=0):
    with writing(engine) as connection:
        for act in acts:
            at = counter.now - timedelta(days=days_ago)
            note(connection, at=at, by=by, act=act, case_id=case_id)


def rows_on(page):
    return page.partition("<tbody")[2].count("<tr ")


def test_what_somebody_did_is_there_in_words(ada, kim, reference):
    kim.page(f"/cases/{reference}")
    page = words_on(ada.page("/admin/audit"))
    assert "Kim Ashdown Looked at a case" in page
    assert reference in page
    assert "Willow" not in page
    assert "Fernley" not in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 5),
        ("?act=signed_in", 2),
        ("?who=nobody", 1),
        ("?on-day=1&on-month=3&on-year=2026", 1),
        ("?act=signed_in&on-day=1&on-month=3&on-year=2026", 1),
        ("?act=viewed&who=nobody", 0),
    ],
)
@pytest.mark.usefixtures("kim")
def test_lines_are_filtered(ada, engine, counter, query, count):
    written(engine, counter, "signed_in", days_ago=1)
    written(engine, counter, "signed_in", "viewed", "signed_out")
    written(engine, counter, "recorded", by="command line")
    assert rows_on(ada.page(f"/admin/audit{query}")) == count


def test_lines_are_filtered_by_person_and_by_case(ada, kim, morgan, reference):
    kim.page(f"/cases/{reference}")
    morgan.page(f"/cases/{reference}")
    kims = ada.page("/admin/audit").split("Kim Ashdown</option>")[0].rpartition('value="')[2]
    number = kims.partition('"')[0]
    assert "Morgan Eastlake</td>" not in ada.page(f"/admin/audit?who={number}")
    typed = reference.lower().replace("-", "")
    assert rows_on(ada.page(f"/admin/audit?reference={typed}")) >= 2
    assert "There is no such case" in ada.page("/admin/audit?reference=zzz-zzz", status=400)


def test_the_record_is_read_page_by_page(ada, engine, counter):
    written(engine, counter, *["viewed"] * 230)
    page, seen = ada.page("/admin/audit?act=viewed"), []
    while True:
        seen.append(rows_on(page))
        older = page.rpartition('href="/admin/audit?act=viewed&amp;before=')[2].partition('"')[0]
        if "Older lines" not in page:
            break
        page = ada.page(f"/admin/audit?act=viewed&before={older}")
    assert seen == [100, 100, 30]


def test_a_case_of_another_team_is_in_it_for_an_administrator_alone(
    ada, counter, engine, kim, reference
):
    kim.page(f"/cases/{reference}")
    with writing(engine) as connection:
        connection.execute(update(people).values(restricted_to="South"))
    manager = staff_member(counter, "Morgan Eastlake", "manager", team="North")
    officer = staff_member(counter, "Quin Hale", "quality_officer", team="South")
    assert reference in ada.page("/admin/audit")
    assert reference in officer.page("/admin/audit")
    assert reference not in manager.page("/admin/audit")
    hidden = manager.page(f"/admin/audit?reference={reference}", status=400)
    assert "There is no such case" in hidden
    content = manager.get("/admin/audit.xlsx").content
    sheet = load_workbook(BytesIO(content))["Audit record"]
    assert all(reference not in [cell.value for cell in row] for row in sheet)


def test_the_record_is_downloaded_as_filtered_and_that_is_on_record(ada, engine, counter):
    written(engine, counter, "signed_in", "viewed", "viewed")
    answer = ada.get("/admin/audit.xlsx?act=viewed")
    assert f"audit-record-{TODAY}.xlsx" in answer.headers["content-disposition"]
    sheet = load_workbook(BytesIO(answer.content))["Audit record"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [row[4] for row in rows] == ["Looked at a case"] * 2
    assert "Looked at a case" in sheet["A1"].value
    assert "Downloaded the audit record" in words_on(ada.page("/admin/audit"))


def test_caseworkers_do_not_read_it(kim):
    kim.page("/admin/audit", status=403)
    kim.page("/admin/audit.xlsx", status=403)


@pytest.mark.parametrize("typed", [*HOSTILE, "\0", "%"])
def test_whatever_is_asked_for_comes_back_as_text_or_a_kind_error(ada, typed):
    everything = dict.fromkeys(("who", "act", "on-day", "on-year", "reference", "before"), typed)
    for asked in (everything, {"act": typed}, {"before": typed}):
        answer = ada.get("/admin/audit", params={name: each[:500] for name, each in asked.items()})
        assert answer.status_code in (200, 400, 404), answer.status_code
        assert b"<script>alert" not in answer.content
    assert ada.get("/admin/audit.xlsx", params={"act": typed[:500]}).status_code in (200, 404)
