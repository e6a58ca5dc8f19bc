"""The list of cases at the counter: filters, order, pages, kept views, and who sees what."""

from datetime import date

import pytest
from sqlalchemy import update

from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.register.engine import writing
from ehcp.register.tables import people
from tests.casework.desks import desk, put
from tests.web.people import words_on


def a_request(engine, on: str, surname: str, *, officer: str | None = "Kim Ashdown") -> str:
    return open_case(
        engine,
        desk=desk(on),
        received_on=date.fromisoformat(on),
        person={"forename": "Willow", "surname": surname, "external_id": surname},
        officer=officer,
    )


@pytest.fixture
def four(engine) -> dict[str, str]:
    found = {
        "late": a_request(engine, "2026-01-05", "Fernley"),
        "soon": a_request(engine, "2026-01-26", "Alderby"),
        "nobodys": a_request(engine, "2026-02-16", "Brackenham", officer=None),
        "over": a_request(engine, "2025-11-03", "Cloverdale"),
    }
    put(engine, found["over"], Kind.WITHDRAWN, "2025-12-01")
    return found


def order(page: str, cases: dict[str, str]) -> list[str]:
    """Give the names of the cases on a page, in the order in which they stand there."""
    places = {name: page.find(f"/cases/{reference}") for name, reference in cases.items()}
    return [name for name, at in sorted(places.items(), key=lambda each: each[1]) if at >= 0]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["late", "soon", "nobodys"]),
        ("?sort=-due", ["nobodys", "soon", "late"]),
        ("?sort=-oldest", ["nobodys", "soon", "late"]),
        ("?due=overdue", ["late"]),
        ("?due=14_days", ["soon"]),
        ("?due=none", []),
        ("?officer=none", ["nobodys"]),
        ("?officer=mine", ["late", "soon"]),
        ("?officer=Jo+Bellweather", []),
        ("?state=closed", ["over"]),
        ("?stage=withdrawn", ["over"]),
        ("?stage=requested&year=2026", ["late", "soon", "nobodys"]),
        ("?year=2025", []),
        ("?journey=annual_review", []),
        ("?waiting=health", []),
        ("?restricted=yes", []),
        (
            "?due=soon&journey=nonsense&stage=x&year=20260&sort=y&page=z",
            ["late", "soon", "nobodys"],
        ),
    ],
)
def test_a_filter_shows_the_cases_that_are_so(kim, four, query, shown):
    assert order(kim.page(f"/cases{query}"), four) == shown


def test_a_line_says_who_where_when_and_whose(kim, four):
    words = words_on(kim.page("/cases"))
    assert "3 open cases" in words
    line = words[words.index(four["late"]) :]
    assert "Willow Fernley" in line
    assert "Awaiting decision to assess" in line
    assert "Overdue 16 Feb 2026 (14 days ago)" in line
    assert "Tell the family whether the authority will assess." in line


def test_no_child_stands_in_a_title_or_an_address(kim, four):
    page = kim.page("/cases?due=overdue")
    assert four
    assert "Fernley" not in page.partition("</title>")[0]
    assert not [link for link in page.split('href="')[1:] if "Fernley" in link.partition('"')[0]]


def test_advice_that_is_owed_is_said_and_found(kim, engine, four):
    put(engine, four["soon"], Kind.TOLD_WILL_ASSESS, "2026-02-20", by="Morgan")
    put(engine, four["soon"], Kind.ADVICE_REQUESTED, "2026-02-20", party="health")
    page = kim.page("/cases?waiting=health")
    assert order(page, four) == ["soon"]
    assert "Waiting for advice: Health" in words_on(page)


def test_what_was_sent_back_to_us_is_said_beside_what_is_awaited(kim, engine, four):
    put(engine, four["soon"], Kind.TOLD_WILL_ASSESS, "2026-02-20", by="Morgan")
    for kind in ("health", "education"):
        put(engine, four["soon"], Kind.ADVICE_REQUESTED, "2026-02-20", party=kind)
    put(engine, four["soon"], Kind.ADVICE_REQUEST_RETURNED, "2026-02-27", "health", reason="No")
    words = words_on(kim.page("/cases?waiting=education"))
    assert "education Us: ask again for what was sent back (health)" in words


def test_anothers_restricted_child_is_in_no_list_and_no_count(kim, signed_in, engine, four):
    with writing(engine) as connection:
        connection.execute(
            update(people).where(people.c.surname == "Fernley").values(restricted_to="South")
        )
    assert order(kim.page("/cases"), four) == ["soon", "nobodys"]
    assert "2 open cases" in words_on(kim.page("/cases"))
    assert order(kim.page("/cases?restricted=yes"), four) == []
    lou = signed_in("Lou Dunmore", "caseworker", team="South")
    assert order(lou.page("/cases?restricted=yes"), four) == ["late"]
    assert "Restricted" in words_on(lou.page("/cases"))


def test_a_long_list_comes_in_pages(kim, engine):
    for number in range(53):
        a_request(engine, "2026-02-16", f"Number {number}")
    first = words_on(kim.page("/cases?sort=reference"))
    assert "53 open cases , page 1 of 2" in first
    last = kim.page("/cases?sort=reference&page=2")
    assert last.count('name="case"') == 3
    assert "page 2 of 2" in words_on(kim.page("/cases?sort=reference&page=99"))


def test_a_view_is_kept_and_led_to_and_removed(kim, morgan, four):
    kept = kim.fill_in("/cases/views", page="/cases/views?due=overdue&sort=-oldest", name="Late")
    assert kept.status_code == 303
    assert four
    assert 'href="/cases?due=overdue&amp;sort=-oldest">Late</a>' in kim.page("/cases")
    assert "Late</a>" not in morgan.page("/cases")
    kim.fill_in("/cases/views", remove="1")
    assert "Late</a>" not in kim.page("/cases")


def test_a_view_needs_a_name(kim):
    answer = kim.fill_in("/cases/views", page="/cases/views?due=overdue", name="")
    assert answer.status_code == 400
    assert "Enter a name for the view." in answer.text
    assert "Due: Overdue" in words_on(answer.text)


def test_nobody_removes_anothers_view(kim, morgan):
    kim.fill_in("/cases/views", page="/cases/views?due=overdue", name="Late")
    morgan.fill_in("/cases/views", page="/cases/views?due=none", name="None")
    morgan.fill_in("/cases/views", remove="1")
    assert "Late</a>" in kim.page("/cases")


def test_who_only_reads_is_offered_no_act(signed_in, four):
    inspector = signed_in("Iris Inspects", "inspector")
    page = inspector.page("/cases")
    assert order(page, four) == ["late", "soon", "nobodys"]
    assert 'name="case"' not in page


def test_an_aim_is_told_as_ours_and_whose_turn_it_is_stands_on_the_line(kim, engine):
    open_case(
        engine,
        desk=desk("2026-01-05"),
        journey="annual_review",
        first=(Kind.PLAN_LAST_REVIEWED, date(2025, 3, 20)),
        person={"born_on": date(2015, 3, 2), "forename": "Rowan", "surname": "Pretendley"},
        officer="Kim Ashdown",
    )
    words = words_on(kim.page("/cases"))
    assert "Our aim: 19 Feb 2026 (11 days ago)" in words
    assert "Us: arrange the review meeting" in words
    assert "Overdue" not in words.partition("1 open case")[2]
    assert "1 open case" in words_on(kim.page("/cases?due=aim_passed"))
