"""The council's policy on the pages: what is in force, changed, checked, refused and set back."""

import re
from html import unescape

import pytest

from config import clock
from config.council import EXAMPLE, content_of
from ehcp.council.changes import change_part, history
from ehcp.web.staff.admin.policy_words import PARTS_SHOWN
from tests.web.admins import HOSTILE, administrator, filled, living_counter, on_record
from tests.web.people import Guest, secrets_on, words_on


@pytest.fixture
def counter(engine):
    return living_counter(engine)


@pytest.fixture
def ada(counter):
    return administrator(counter)


def changed(someone: Guest, part: str, **fields: str | list[str]) -> str:
    """Change fields on the page of a part (`__` is a dot), and give the page that checks them."""
    form = filled(someone.page(f"/admin/policy/{part}"))
    form |= {
        name.replace("__", "."): [value] if isinstance(value, str) else value
        for name, value in fields.items()
    }
    answer = someone.post(f"/admin/policy/{part}", data=form)
    assert answer.status_code in (200, 400), answer.text[:2000]
    return answer.text


def kept(someone: Guest, part: str, page: str, **more: str):
    """Press the button on the page that checks."""
    return someone.post(f"/admin/policy/{part}", data=filled(page) | {"confirmed": ["yes"]} | more)


@pytest.mark.parametrize("part", PARTS_SHOWN)
def test_a_page_that_is_sent_as_it_is_changes_nothing(ada, part):
    assert "Nothing would change" in changed(ada, part)


def test_what_changes_is_shown_before_it_is_kept(ada, counter):
    page = changed(ada, "alerts", amber_days_before="21, 14, 7")
    said = words_on(page)
    assert "14, 7, 3, 1" in said
    assert "21, 14, 7" in said
    assert counter.council.alerts.amber_days_before == (14, 7, 3, 1)


def test_what_is_kept_is_in_force_at_once_and_on_record(ada, counter, engine):
    page = changed(ada, "alerts", amber_days_before="21, 14, 7")
    answer = kept(ada, "alerts", page, why="we want to know earlier")
    assert answer.status_code == 303
    assert counter.council.alerts.amber_days_before == (21, 14, 7)
    assert on_record(engine, "changed_policy") == [
        ("Ada Overmere", "alerts", "we want to know earlier")
    ]


def test_sent_twice_it_is_kept_once(ada, engine):
    page = changed(ada, "staff", sign_in__tries="7")
    kept(ada, "staff", page)
    assert kept(ada, "staff", page).status_code == 303
    assert len(history(engine, part="staff")) == 1


@pytest.mark.parametrize(
    ("part", "key", "typed", "says"),
    [
        ("alerts", "amber_days_before", "1, 7", "the longest first"),
        ("alerts", "amber_days_before", "soon", "the longest first"),
        ("alerts", "red_first_day_late", "0", "Enter a whole number from 1 to 365."),
        ("alerts", "red_first_day_late", "", "Enter a whole number from 1 to 365."),
        ("letters", "caseworker_day.at", "25:00", "Enter a time"),
        ("letters", "caseworker_day.at", "", "Enter a time"),
        ("letters", "caseworker_day.at", "6am", "Letters go from 07:00 to 18:30"),
        ("about", "team_mailbox", "ehc team", "Enter one email address"),
        ("staff", "session.idle_minutes", "5", "less than ‘Minutes without doing anything"),
        ("branding", "colour", "#ffffff", "dark enough"),
        ("branding", "logo", "../secret.svg", "Name a file"),
        ("reviews", "phase_transfer.opens", "31 June", "A day and a month"),
        ("targets", "measures.leave_out_disputed", "", "Choose yes or no."),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field_with_the_fix(ada, part, key, typed, says):
    form = filled(ada.page(f"/admin/policy/{part}")) | {key: [typed]}
    answer = ada.post(f"/admin/policy/{part}", data=form)
    assert answer.status_code == 400
    beside = unescape(answer.text)
    at = beside.index("error-message")
    assert says in re.sub(r"<[^>]+>", " ", beside[at : at + 600])
    assert 'class="govuk-error-summary"' in answer.text
    assert f'href="#{key}"' in answer.text


def test_all_that_is_wrong_is_said_at_once(ada):
    page = changed(ada, "alerts", red_first_day_late="0", red_repeat_days="x")
    assert 'href="#red_first_day_late"' in page
    assert 'href="#red_repeat_days"' in page


def test_a_step_of_the_ladder_is_added_and_taken_away_without_script(ada, counter):
    form = filled(ada.page("/admin/policy/alerts"))
    page = ada.post("/admin/policy/alerts", data=form | {"add": ["ladder.red"]}).text
    assert 'name="ladder.red.2.from_day_late"' in page
    form = filled(page) | {"ladder.red.2.from_day_late": ["30"], "ladder.red.2.to": ["manager"]}
    page = ada.post("/admin/policy/alerts", data=form | {"remove": ["ladder.red.1"]}).text
    form = filled(page)
    assert form["ladder.red.1.from_day_late"] == ["30"]
    page = ada.post("/admin/policy/alerts", data=form).text
    assert kept(ada, "alerts", page).status_code == 303
    assert [rung.from_day_late for rung in counter.council.alerts.ladder.red] == [1, 30]


def test_a_step_out_of_order_is_refused_beside_the_ladder(ada):
    page = changed(ada, "alerts", ladder__red__1__from_day_late="1")
    assert "begin later than the one before" in words_on(page)
    assert 'href="#ladder' in page


def test_a_group_is_added_with_its_roles(ada, counter):
    form = filled(ada.page("/admin/policy/staff"))
    page = ada.post("/admin/policy/staff", data=form | {"add": ["groups"]}).text
    form = filled(page) | {"groups.0.(name)": ["EHC staff. North"], "groups.0.roles": ["manager"]}
    page = ada.post("/admin/policy/staff", data=form).text
    assert "EHC staff. North" in page
    assert kept(ada, "staff", page).status_code == 303
    assert counter.council.staff.groups["EHC staff. North"].roles == ("manager",)


def test_a_group_without_a_role_is_refused_beside_it(ada):
    form = filled(ada.page("/admin/policy/staff")) | {
        "groups.rows": ["1"],
        "groups.0.(name)": ["EHC staff. North"],
    }
    answer = ada.post("/admin/policy/staff", data=form)
    assert answer.status_code == 400
    assert 'href="#groups.0.roles"' in answer.text


def test_an_entry_that_was_left_empty_is_no_entry(ada):
    form = filled(ada.page("/admin/policy/people"))
    page = ada.post("/admin/policy/people", data=form | {"add": ["caseworkers"]}).text
    answer = ada.post("/admin/policy/people", data=filled(page))
    assert "Nothing would change" in answer.text


def test_the_same_name_twice_is_refused(ada):
    form = filled(ada.page("/admin/policy/people"))
    form |= {"caseworkers.1.(name)": form["caseworkers.0.(name)"]}
    answer = ada.post("/admin/policy/people", data=form)
    assert answer.status_code == 400
    assert "there twice" in answer.text


def test_the_mailboxes_of_settings_are_left_alone_by_the_page_of_people(ada, counter, engine):
    content = content_of(counter.council, "people") | {"settings": {"999001": "a@b.example"}}
    change(engine, "people", content, by="Bo")
    page = changed(ada, "people", head_of_service__name="Pat Winter")
    kept(ada, "people", page)
    assert counter.council.people.settings == {"999001": "a@b.example"}
    assert counter.council.people.head_of_service.name == "Pat Winter"


def test_two_administrators_at_once_are_told(ada, counter, engine):
    page = changed(ada, "alerts", red_repeat_days="14")
    content = content_of(counter.council, "alerts") | {"red_repeat_days": 21}
    change(engine, "alerts", content, by="Bo Lindqvist")
    answer = kept(ada, "alerts", page)
    assert answer.status_code == 400
    assert "Bo Lindqvist changed alerts while you were reading it" in answer.text
    assert counter.council.alerts.red_repeat_days == 21


def test_an_earlier_version_and_the_file_can_be_gone_back_to(ada, counter, engine):
    for days in ("14", "21"):
        kept(ada, "alerts", changed(ada, "alerts", red_repeat_days=days))
    assert "Compare with now" in ada.page("/admin/policy/alerts/history")
    answer = ada.fill_in("/admin/policy/alerts/versions/1", why="too seldom")
    assert answer.status_code == 303, answer.text
    assert counter.council.alerts.red_repeat_days == 14
    answer = ada.fill_in("/admin/policy/alerts/versions/0")
    assert answer.status_code == 303
    assert counter.council.alerts.red_repeat_days == 7
    assert "alerts" not in counter.council.changed
    assert [each.version for each in history(engine, part="alerts")] == [4, 3, 2, 1]
    assert "Back to the council" in ada.page("/admin/policy/alerts/history")


def test_an_unknown_part_or_version_is_no_page(ada):
    ada.page("/admin/policy/secrets", status=404)
    ada.page("/admin/policy/closures", status=404)
    ada.page("/admin/policy/alerts/versions/9", status=404)


@pytest.mark.parametrize("part", PARTS_SHOWN)
def test_whatever_is_typed_comes_back_as_text_or_a_kind_error(ada, part):
    form = filled(ada.page(f"/admin/policy/{part}"))
    for typed in HOSTILE:
        hostile = {
            name: values if name in ("csrf", "once") else [typed] for name, values in form.items()
        }
        answer = ada.post(f"/admin/policy/{part}", data=hostile)
        assert answer.status_code in (200, 400), (typed[:20], answer.status_code)
        assert "<script>alert" not in answer.text
        answer = ada.post(f"/admin/policy/{part}", data=hostile | {"confirmed": "yes"})
        assert answer.status_code in (200, 303, 400), (typed[:20], answer.status_code)


def change(engine, part, content, *, by):
    change_part(
        engine,
        folder=EXAMPLE,
        by=by,
        at=clock.now(),
        part=part,
        content=content,
        expects_version=len(history(engine, part=part)),
    )


def test_the_secrets_of_a_form_are_not_taken_for_values(ada):
    page = changed(ada, "branding", name="EHC at Exampleshire")
    assert set(secrets_on(page)) >= {"csrf", "once", "expects", "name"}
