"""Closure calendars on the pages: found, changed, copied, refused; and what exceptions see."""

from datetime import date

import pytest

from config.council import content_of
from ehcp.council.changes import change_part
from ehcp.council.policy import closures_of
from tests.web.admins import HOSTILE, administrator, filled, living_counter, on_record
from tests.web.people import words_on

LARK_RISE = "/admin/closures/999001"
CANDLEFORD = "999002"


@pytest.fixture
def counter(engine):
    return living_counter(engine)


@pytest.fixture
def ada(counter):
    return administrator(counter)


def closed(counter, urn="999001"):
    return [each.closed_from for each in counter.council.closures.settings[urn].closed]


def kept(someone, path, form):
    """Send a form, look at what would change, and keep it."""
    page = someone.post(path, data=form)
    assert page.status_code == 200, words_on(page.text)
    return someone.post(path, data=filled(page.text) | {"confirmed": ["yes"]}), page.text


def a_day(name, day):
    return {
        f"{name}-day": [str(day.day)],
        f"{name}-month": [str(day.month)],
        f"{name}-year": [str(day.year)],
    }


def with_closure(someone, path, from_on, reopens):
    """Give the form of a calendar with one closure more, added without script."""
    page = someone.post(path, data=filled(someone.page(path)) | {"add": ["closed"]}).text
    form = filled(page)
    at = f"closed.{int(form['closed.rows'][0]) - 1}"
    return (
        form
        | a_day(f"{at}.closed_from", from_on)
        | a_day(f"{at}.reopens", reopens)
        | {f"{at}.begins_term": ["no"]}
    )


def test_settings_are_listed_and_found(ada):
    page = words_on(ada.page("/admin/closures"))
    assert "5 settings" in page
    assert "in 2" in page or "in 5" in page  # how long the dates are known for
    assert "1 setting" in words_on(ada.page("/admin/closures?q=lark"))
    assert "1 setting" in words_on(ada.page("/admin/closures?q=EY999004"))
    assert "No setting is like that" in ada.page("/admin/closures?q=nowhere")


@pytest.mark.parametrize("urn", ["default", "999001", "999005", "EY999004"])
def test_a_calendar_that_is_sent_as_it_is_changes_nothing(ada, urn):
    path = f"/admin/closures/{urn}"
    assert "Nothing would change" in ada.post(path, data=filled(ada.page(path))).text


def test_a_closure_is_added_and_put_in_its_place(ada, counter, engine):
    form = with_closure(ada, LARK_RISE, date(2026, 5, 4), date(2026, 5, 6))
    answer, check = kept(ada, LARK_RISE, form)
    assert answer.status_code == 303
    assert "4 May 2026" in check
    assert "23 May 2026" not in check
    assert closed(counter) == sorted(closed(counter))
    assert date(2026, 5, 4) in closed(counter)
    assert [each[:2] for each in on_record(engine, "changed_policy")] == [
        ("Ada Overmere", "closures")
    ]


def test_exceptions_are_checked_against_it_at_once(ada, counter):
    kept(ada, LARK_RISE, with_closure(ada, LARK_RISE, date(2026, 5, 4), date(2026, 5, 6)))
    desk = counter.desk(by="Kim", may=frozenset())
    assert desk.closures == closures_of(counter.council)
    assert "datetime.date(2026, 5, 4)" in repr(desk.closures)


def test_a_closure_is_removed(ada, counter):
    before = closed(counter)
    page = ada.post(LARK_RISE, data=filled(ada.page(LARK_RISE)) | {"remove": ["closed.0"]}).text
    kept(ada, LARK_RISE, filled(page))
    assert closed(counter) == before[1:]


@pytest.mark.parametrize(
    ("from_on", "reopens", "says"),
    [
        (date(2026, 5, 6), date(2026, 5, 4), "no more than 92 days later"),
        (date(2026, 5, 6), date(2027, 5, 4), "no more than 92 days later"),
        (date(2026, 5, 20), date(2026, 5, 25), "Let them follow each other"),
    ],
)
def test_wrong_dates_are_refused_and_nothing_changes(ada, counter, from_on, reopens, says):
    before = closed(counter)
    answer = ada.post(LARK_RISE, data=with_closure(ada, LARK_RISE, from_on, reopens))
    assert answer.status_code == 400
    assert says in words_on(answer.text)
    assert closed(counter) == before


def test_a_day_that_does_not_exist_is_refused_beside_its_fields(ada):
    form = with_closure(ada, LARK_RISE, date(2026, 5, 4), date(2026, 5, 6))
    at = f"closed.{int(form['closed.rows'][0]) - 1}.reopens"
    answer = ada.post(LARK_RISE, data=form | {f"{at}-day": ["31"], f"{at}-month": ["4"]})
    assert answer.status_code == 400
    assert f'href="#{at}"' in answer.text


def test_a_setting_is_added_and_removed(ada, counter):
    path = "/admin/closures/add"
    form = filled(ada.page(path)) | {
        "urn": ["ey123456"],
        "name": ["Ragged Robin Nursery"],
        "early_years": ["yes"],
        "keeps_default": ["yes"],
    }
    answer, _ = kept(ada, path, form)
    assert answer.status_code == 303
    assert counter.council.closures.settings["EY123456"].name == "Ragged Robin Nursery"
    page = "/admin/closures/EY123456"
    assert ada.fill_in(f"{page}/remove", page=page).status_code == 303
    assert "EY123456" not in counter.council.closures.settings
    ada.page(page, status=404)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"urn": ["12"]}, "Enter a URN of 6 to 8 digits"),
        ({"urn": [""]}, "Enter the URN"),
        ({"urn": ["999001"]}, "in the list already"),
        ({"name": ["lark rise  primary school"]}, "have the same name"),
        ({"keeps_default": ["no"]}, "Give either its closures"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(ada, counter, fields, says):
    path = "/admin/closures/add"
    form = filled(ada.page(path)) | {
        "urn": ["123456"],
        "name": ["Ragged Robin School"],
        "keeps_default": ["yes"],
    }
    answer = ada.post(path, data=form | fields)
    assert answer.status_code == 400
    assert says in words_on(answer.text)
    assert len(counter.council.closures.settings) == 5


def copied(from_on, reopens, *urns):
    return (
        a_day("closed_from", from_on)
        | a_day("reopens", reopens)
        | {"begins_term": ["no"], "settings": list(urns)}
    )


def test_one_holiday_is_given_to_several_settings_at_once(ada, counter, engine):
    path = "/admin/closures/copy"
    form = filled(ada.page(path)) | copied(date(2026, 5, 4), date(2026, 5, 5), "999001", CANDLEFORD)
    answer, check = kept(ada, path, form)
    assert answer.status_code == 303
    assert "Lark Rise" in check
    assert "Candleford" in check
    assert date(2026, 5, 4) in closed(counter)
    assert date(2026, 5, 4) in closed(counter, CANDLEFORD)
    assert date(2026, 5, 4) not in closed(counter, "999003")
    assert len(on_record(engine, "changed_policy")) == 1


def test_a_holiday_that_overlaps_is_refused_with_the_setting_s_name(ada, counter):
    path = "/admin/closures/copy"
    before = closed(counter)
    form = filled(ada.page(path)) | copied(date(2026, 5, 20), date(2026, 5, 25), "999001")
    answer = ada.post(path, data=form)
    assert answer.status_code == 400
    assert "Lark Rise Primary School: The closure from" in words_on(answer.text)
    assert closed(counter) == before


def test_settings_that_keep_our_dates_are_not_offered(ada):
    page = ada.page("/admin/closures/copy")
    assert 'value="999001"' in page
    assert 'value="999005"' not in page


def test_two_administrators_at_once_are_told(ada, counter, engine):
    form = with_closure(ada, LARK_RISE, date(2026, 5, 4), date(2026, 5, 6))
    content = content_of(counter.council, "closures")
    content["settings"].pop("999003")
    change_part(
        engine,
        folder=counter.settings.council,
        by="Bo Lindqvist",
        at=counter.now,
        part="closures",
        content=content,
        expects_version=0,
    )
    answer, _ = kept(ada, LARK_RISE, form)
    assert answer.status_code == 400
    assert "Bo Lindqvist changed closures" in answer.text


def test_earlier_versions_are_compared_and_gone_back_to(ada, counter):
    before = closed(counter)
    kept(ada, LARK_RISE, with_closure(ada, LARK_RISE, date(2026, 5, 4), date(2026, 5, 6)))
    ada.page("/admin/policy/closures/history")
    page = ada.page("/admin/policy/closures/versions/0")
    assert "4 May 2026" in page
    assert ada.fill_in("/admin/policy/closures/versions/0").status_code == 303
    assert closed(counter) == before


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_comes_back_as_text_or_a_kind_error(ada, typed):
    for path in ("/admin/closures/default", LARK_RISE, "/admin/closures/add"):
        form = filled(ada.page(path))
        hostile = {
            name: values if name in ("csrf", "once") else [typed] for name, values in form.items()
        }
        for more in ({}, {"confirmed": "yes"}, {"add": typed}, {"remove": typed}, {"again": "1"}):
            answer = ada.post(path, data=hostile | more)
            assert answer.status_code in (200, 303, 400), (path, more, answer.status_code)
            assert "<script>alert" not in answer.text
    assert ada.get("/admin/closures", params={"q": typed[:500], "page": typed[:50]}).is_success
    ada.page("/admin/closures/nowhere", status=404)
