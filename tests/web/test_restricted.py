"""Another team's restricted case: whatever somebody tries, it looks as if there were none."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from config import clock
from ehcp.casework.open_case import open_case
from ehcp.register import files
from ehcp.register.engine import reading, writing
from ehcp.register.tables import audit, people
from ehcp.web.app import make_app
from ehcp.web.counter import Counter
from tests.casework.desks import desk
from tests.web import small_council
from tests.web.conftest import TODAY
from tests.web.people import Guest, secrets_on, staff_member, words_on
from tests.web.test_doors import routes_of

NAME = "Zephyrine"
WHY = "A safeguarding call from the police this morning."
_VALUES = {
    "kind": "note_added",
    "sequence": "1",
    "party": "health",
    "act": "accept",
    "ground": "school_closed",
    "number": "1",
}
_CHANGES = re.compile(r'value="[^"]*"|[A-Z0-9]{3}-[A-Z0-9]{3}|href="[^"]*"')


@pytest.fixture
def robin(counter) -> Guest:
    """A manager and caseworker of another team, who may do everything that there is to do."""
    return staff_member(counter, "Robin Must-Not", "caseworker", "manager", team="South")


@pytest.fixture
def theirs(counter: Counter) -> str:
    """A case of a child who is restricted to the team North, with a second case beside it."""
    return sealed_case(counter)


def sealed_case(counter: Counter) -> str:
    reference = open_case(
        counter.engine,
        desk=desk("2025-09-01"),
        received_on=date(2025, 9, 1),
        person={
            "forename": NAME,
            "surname": "Hidewell",
            "born_on": date(2016, 5, 5),
            "upn": "C999000000001",
            "external_id": "EX-77",
        },
        officer=small_council.JO,
    )
    restrict(counter, reference, "North")
    return reference


def restrict(counter: Counter, reference: str, team: str) -> None:
    with writing(counter.engine) as connection:
        held = files.load(connection, reference)
        connection.execute(
            update(people).where(people.c.id == held.person_id).values(restricted_to=team)
        )


def addresses(counter: Counter, reference: str) -> list[tuple[str, str]]:
    """Give every address that names a case, each with its method."""
    found = []
    for route in routes_of(make_app(counter)):
        if "{reference}" not in route.path:
            continue
        path = route.path.replace("{reference}", reference)
        for name, value in _VALUES.items():
            path = path.replace(f"{{{name}}}", value)
        found += [(method, path) for method in sorted(route.methods or ())]
    return found


_FROM_OUTSIDE = ("/answering/", "/queue/", "/school/")


def test_every_address_of_the_case_answers_as_if_there_were_none(robin, theirs, counter):
    secrets = secrets_on(robin.page("/cases/new/request_received"))
    tried = addresses(counter, theirs)
    assert len(tried) > 20
    for (method, path), (_, nowhere) in zip(tried, addresses(counter, "AAA-AAA"), strict=True):
        answer = robin.request(method, path, data=secrets if method == "POST" else None)
        unknown = robin.request(method, nowhere, data=secrets if method == "POST" else None)
        assert answer.status_code == unknown.status_code, (method, path, answer.status_code)
        # A program's door looks at what was sent first; a page never shows anything, and those
        # from outside have doors of their own.
        allowed = (404, 422) if path.startswith("/api/") else (404, 303)
        if not path.startswith(_FROM_OUTSIDE):
            assert answer.status_code in allowed, (method, path, answer.status_code)
        assert NAME not in answer.text, (method, path)
        told = answer.headers.get("location", "").replace(theirs, "AAA-AAA")
        assert told == unknown.headers.get("location", ""), (method, path)
        assert _CHANGES.sub("", answer.text) == _CHANGES.sub("", unknown.text), (method, path)


def test_it_is_in_no_list_no_choice_and_no_count(robin, counter):
    small_council.fill(counter)
    pages = [
        "/cases",
        "/cases?open=all",
        "/my-day",
        "/alerts",
        "/exceptions",
        "/caseload",
        "/panels",
        "/cover",
        "/cases/bulk/requests",
        "/cases/bulk/officer",
    ]
    before = {page: words_on(robin.get(page).text) for page in pages}
    reference = sealed_case(counter)
    for page in pages:
        answer = robin.get(page)
        assert reference not in answer.text, page
        assert NAME not in answer.text, page
        assert words_on(answer.text) == before[page], page


def test_a_search_does_not_find_it(robin, kim, theirs):
    for typed in (NAME, "Hidewell", theirs, "C999000000001", "EX-77"):
        answer = robin.fill_in("/cases/search", page="/cases", q=typed)
        assert answer.headers.get("location") != f"/cases/{theirs}", typed
        page = robin.get(answer.headers["location"]).text if answer.status_code == 303 else ""
        assert f"/cases/{theirs}" not in page, typed
    found = kim.fill_in("/cases/search", page="/cases", q=NAME)
    assert theirs in kim.page(found.headers["location"])


def test_who_looks_for_it_is_led_to_the_door_as_for_a_reference_that_there_is_not(robin, theirs):
    pages = [robin.page(f"/cases/{each}", status=404) for each in (theirs, "ABC-234")]
    for typed in (theirs, "ABC-234"):
        answer = robin.fill_in("/cases/search", page="/cases", q=typed)
        pages.append(robin.page(answer.headers["location"]))
    for page in pages:
        assert '<a class="govuk-link" href="/sealed">opened with a reason</a>' in page
    unknown, unfound = pages[1], pages[3]
    assert words_on(pages[0]) == words_on(unknown)
    assert words_on(pages[2]) == words_on(unfound)


def test_the_door_is_offered_to_nobody_who_may_not_use_it_nor_for_a_name(robin, counter):
    administrator = staff_member(counter, "Ada Keys", "administrator")
    assert 'href="/sealed"' not in administrator.page("/nothing-here", status=404)
    for typed in ("Graham", "Ann Bee", "ABC-2345"):
        answer = robin.fill_in("/cases/search", page="/cases", q=typed)
        assert 'href="/sealed"' not in robin.page(answer.headers["location"]), typed


def test_its_own_team_sees_it_and_that_it_is_restricted(kim, theirs):
    page = kim.page(f"/cases/{theirs}")
    assert NAME in page
    assert "Restricted to North" in page


def test_it_is_opened_with_a_reason_and_what_was_looked_at_is_kept(robin, morgan, counter, theirs):
    answer = robin.fill_in("/sealed", reference=theirs.lower(), reason=WHY)
    assert answer.status_code == 303
    page = robin.page(f"/cases/{theirs}")
    assert "You have opened this restricted record" in page
    seen = words_on(morgan.page(f"/cases/{theirs}/seen"))
    assert "Robin Must-Not" in seen
    assert WHY in seen
    with reading(counter.engine) as connection:
        lines = connection.execute(select(audit).where(audit.c.by == "Robin Must-Not")).all()
    assert [line.act for line in lines][:2] == ["seal_opened", "viewed"]


def test_what_was_opened_closes_by_itself(robin, theirs):
    robin.fill_in("/sealed", reference=theirs, reason=WHY)
    robin.page(f"/cases/{theirs}")
    with clock.the_day(TODAY + timedelta(days=1)):
        again = robin.get(f"/cases/{theirs}")
    assert again.status_code in (303, 404)


def test_opening_needs_a_reason_and_a_case_that_is_restricted(robin, counter, theirs):
    short = robin.fill_in("/sealed", reference=theirs, reason="because")
    assert short.status_code == 400
    assert 'href="#reason"' in short.text
    unknown = robin.fill_in("/sealed", reference="AAA-AAA", reason=WHY)
    assert unknown.status_code == 400
    assert "no restricted case with this reference" in unknown.text
    ours = small_council.fill(counter)["requested"]
    assert robin.fill_in("/sealed", reference=ours, reason=WHY).status_code == 400


def test_a_manager_restricts_a_case_and_lifts_that(morgan, kim, robin, counter):
    reference = small_council.fill(counter)["requested"]
    page = f"/cases/{reference}/restrict"
    robin.page(f"/cases/{reference}")
    assert morgan.fill_in(page, team="North", why=WHY).status_code == 303
    kim.page(f"/cases/{reference}")
    robin.page(f"/cases/{reference}", status=404)
    assert morgan.fill_in(page, team="everybody", why=WHY).status_code == 303
    robin.page(f"/cases/{reference}")
    no_reason = morgan.fill_in(page, team="North", why="")
    assert no_reason.status_code == 400


def test_a_caseworker_restricts_nothing_and_sees_nobody_who_looked(kim, counter):
    reference = small_council.fill(counter)["requested"]
    kim.page(f"/cases/{reference}/restrict", status=403)
    kim.page(f"/cases/{reference}/seen", status=403)


def test_a_child_with_two_cases_has_both_hidden(robin, kim, counter, theirs):
    other = open_case(
        counter.engine,
        desk=desk("2026-02-01"),
        journey="complaint",
        first=_complaint(),
        details={"theme": "delay"},
        person_of=theirs,
    )
    assert other in kim.page(f"/cases/{theirs}")
    robin.page(f"/cases/{other}", status=404)


def _complaint():
    from ehcp.cases.kinds import Kind

    return Kind.COMPLAINT_RECEIVED, date(2026, 2, 1)


def test_whoever_restricts_a_case_sees_to_whom_letters_go_on_and_ends_them(morgan, counter):
    reference = small_council.fill(counter)["requested"]
    page = f"/cases/{reference}/restrict"
    assert "No letters go to anybody of the family" in words_on(morgan.page(page))
    new = f"/cases/{reference}/person/family/new"
    morgan.fill_in(new, name="Ms Ansah", email="ansah@family.example")
    morgan.fill_in(new, name="Mr Ansah", email="")
    shown = morgan.page(page)
    assert "Letters go on to these people of the family" in words_on(shown)
    assert "Ms Ansah, ansah@family.example" in words_on(shown)
    assert "Mr Ansah" not in words_on(shown)
    (way,) = re.findall(r'href="(/cases/[^"]*/person/family/\d+)"', shown)
    morgan.fill_in(f"{way}/end", page=way)
    assert "No letters go to anybody of the family" in words_on(morgan.page(page))
