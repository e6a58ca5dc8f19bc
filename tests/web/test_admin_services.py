"""Services and mailboxes on the pages: named, changed, and what is on record of it."""

import pytest

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.casework.providers import list_providers
from tests.web.admins import HOSTILE, administrator, living_counter, on_record, whole_record
from tests.web.people import words_on
from tests.web.trusts import two_trusts

EP = "/admin/services/educational_psychology"


@pytest.fixture
def counter(engine):
    return living_counter(engine)


@pytest.fixture
def ada(counter):
    return administrator(counter)


def name_it(ada, path=EP, **more):
    fields = {
        "name": "Exampleshire Educational Psychology",
        "email": "ep.admin@exampleshire.example",
        "telephone": "01632 960 001",
        "reminders": "yes",
        "monday_list": "no",
    }
    return ada.fill_in(path, **(fields | more))


def test_kinds_without_a_mailbox_come_first(ada):
    name_it(ada)
    page = words_on(ada.page("/admin/services"))
    assert page.index("Without a mailbox") < page.index("With a mailbox (1)")
    assert page.index("Health") < page.index("Educational psychology")
    assert "asked on the record only" in page


def test_a_service_is_named_and_changed(ada, engine):
    assert name_it(ada).headers["location"] == "/admin/services?said=saved"
    name_it(ada, telephone="", reminders="no")
    (service,) = list_providers(engine)
    assert service.kind is AdviceKind.EDUCATIONAL_PSYCHOLOGY
    assert (service.telephone, service.reminders, service.monday_list) == (None, False, False)


def test_the_head_of_a_service_is_named_and_taken_away(ada, engine):
    name_it(ada, head_name="Jo Marlow", head_email="jo.marlow@service.example")
    (service,) = list_providers(engine)
    assert (service.head_name, service.head_email) == ("Jo Marlow", "jo.marlow@service.example")
    assert "Head: Jo Marlow, jo.marlow@service.example" in words_on(ada.page("/admin/services"))
    assert "late for 15 days" in words_on(ada.page(EP))
    name_it(ada, head_name="", head_email="")
    (service,) = list_providers(engine)
    assert (service.head_name, service.head_email) == (None, None)
    assert on_record(engine, "changed_service")[-1][1] == (
        "educational psychology: name of its head, mailbox of its head"
    )


def test_what_was_changed_is_on_record_and_no_address(ada, engine):
    name_it(ada)
    name_it(ada, email="kim.person@exampleshire.example", reminders="no")
    name_it(ada, email="kim.person@exampleshire.example", reminders="no")
    assert on_record(engine, "changed_service") == [
        ("Ada Overmere", "educational psychology: named", None),
        ("Ada Overmere", "educational psychology: mailbox, reminders", None),
    ]
    assert "@" not in whole_record(engine)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"email": ""}, "Enter the mailbox."),
        ({"email": "not an address"}, "is not an email address"),
        ({"name": " "}, "Enter the name of the service."),
        ({"telephone": "ring me"}, "is not a telephone number"),
        ({"head_name": "Jo"}, "Enter the address of the head too"),
        ({"head_email": "jo@service.example"}, "Enter the name of the head too"),
        ({"head_name": "Jo", "head_email": "jo"}, "is not an email address"),
        ({"reminders": ""}, "Choose whether it gets reminders."),
    ],
)
def test_a_wrong_value_is_refused_with_the_fix(ada, engine, fields, says):
    answer = name_it(ada, **fields)
    assert answer.status_code == 400
    assert says in words_on(answer.text)
    assert list_providers(engine) == ()


def test_a_kind_that_does_not_exist_is_no_page(ada):
    ada.page("/admin/services/astrology", status=404)


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_comes_back_as_text_or_a_kind_error(ada, typed):
    for field in ("name", "email", "telephone", "reminders", "monday_list"):
        answer = name_it(ada, **{field: typed})
        assert answer.status_code in (303, 400)
        assert "<script>alert" not in answer.text + ada.page("/admin/services")


# ------------------------------------------------------- mailboxes of schools, nurseries, colleges


def test_a_kind_has_several_services_the_usual_one_first(ada, engine):
    health = "/admin/services/health"
    ada.page(f"{health}/add", status=404)  # the first is the usual one
    name_it(ada, health, name="Trust of the North")
    asks = words_on(ada.page(f"{health}/add"))
    assert "Another service for health advice" in asks
    assert "Trust of the North stays the usual one" in asks
    answer = name_it(ada, f"{health}/add", name="A South Trust", email="advice@south.example")
    assert answer.headers["location"] == "/admin/services?said=saved"
    usual, second = list_providers(engine)
    assert (usual.code, second.code) == ("health", "health-2")
    page = words_on(ada.page("/admin/services"))
    assert page.index("Trust of the North Usual") < page.index("A South Trust")
    assert "With a mailbox (1)" in page
    assert on_record(engine, "changed_service")[-1][1] == "health (health-2): named"


def test_each_service_of_a_kind_is_changed_by_its_own_code(ada, engine):
    two_trusts(engine)
    south = "/admin/services/health-2"
    form = ada.page(south)
    assert 'value="South Trust"' in form
    assert "the links that went to the old one no longer work" in words_on(form)
    assert "The usual service is North Trust" in words_on(form)
    name_it(ada, south, name="South Trust", email="new@south.example")
    usual, second = list_providers(engine)
    assert (usual.email, second.email) == ("advice@north.example", "new@south.example")
    ada.page("/admin/services/health-3", status=404)
    ada.page(f"{south}/add", status=404)


SETTINGS = "/admin/services/settings"


def add_mailbox(ada, **more):
    return ada.fill_in(
        f"{SETTINGS}/add", **({"urn": "999001", "email": "office@larkrise.example"} | more)
    )


def test_a_mailbox_of_a_school_is_added_found_changed_and_removed(ada, counter, engine):
    assert add_mailbox(ada).status_code == 303
    assert counter.council.people.settings == {"999001": "office@larkrise.example"}
    assert "Lark Rise Primary School" in ada.page(f"{SETTINGS}?q=lark")
    assert "999001" not in words_on(ada.page(f"{SETTINGS}?q=candleford"))
    changed = ada.fill_in(f"{SETTINGS}/999001", email="head@larkrise.example")
    assert changed.status_code == 303
    assert counter.council.people.settings["999001"] == "head@larkrise.example"
    removed = ada.fill_in(f"{SETTINGS}/999001/remove", page=f"{SETTINGS}/999001")
    assert removed.status_code == 303
    assert counter.council.people.settings == {}
    assert [about for _, about, _ in on_record(engine, "changed_policy")] == ["people"] * 3
    assert "@" not in whole_record(engine)


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"urn": "12"}, "urn", "6 to 8 digits"),
        ({"urn": ""}, "urn", "Enter the URN"),
        ({"email": "nobody"}, "email", "Enter one email address"),
    ],
)
def test_a_wrong_mailbox_is_refused_beside_its_field(ada, counter, fields, field, says):
    answer = add_mailbox(ada, **fields)
    assert answer.status_code == 400
    assert says in words_on(answer.text)
    assert f'href="#{field}"' in answer.text
    assert counter.council.people.settings == {}


def test_a_school_has_one_mailbox(ada):
    add_mailbox(ada)
    answer = add_mailbox(ada, email="other@larkrise.example")
    assert answer.status_code == 400
    assert "has a mailbox already" in answer.text


def test_an_unknown_school_is_no_page(ada):
    ada.page(f"{SETTINGS}/123456", status=404)


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_for_a_school_comes_back_as_text_or_a_kind_error(ada, typed):
    for fields in ({"urn": typed}, {"email": typed}):
        assert add_mailbox(ada, **fields).status_code in (303, 400)
    answer = ada.get(SETTINGS, params={"q": typed[:500]})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
