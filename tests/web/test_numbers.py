"""A number in an address or a form is read or left aside, however it is written; nothing breaks."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from ehcp.register.engine import open_engine
from ehcp.web.numbers import LARGEST, number_in, page_in
from tests.web.people import Guest, secrets_on, staff_member
from tests.web.test_record import requested

NINES = "9" * 5_000
STRANGE = (NINES, "²", "٣", "-1", "0", "1.5", "", "99999999999999", "9999999")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def case(engine) -> str:
    return requested(engine)


@pytest.fixture
def everyone(counter) -> Guest:
    """Somebody who may open every page; only the address of the record is left to be wrong."""
    return staff_member(counter, "Alex All", "administrator", "manager", "caseworker")


@pytest.mark.parametrize("typed", [NINES, "²", "٣", "-1", "+1", "1_0", " 1", "1.0", "", "x"])
def test_what_is_no_number_is_none_and_the_first_page(typed) -> None:
    assert number_in(typed) is None
    assert page_in(typed) == 1


def test_a_number_is_read_up_to_the_most_there_can_be() -> None:
    assert (number_in("0"), number_in("007"), number_in(str(LARGEST))) == (0, 7, LARGEST)
    assert number_in(str(LARGEST + 1)) is None
    assert (number_in("5", most=5), number_in("6", most=5)) == (5, None)
    assert (page_in("0"), page_in("12")) == (1, 12)


def test_every_list_opens_whatever_page_is_asked_for(everyone, case) -> None:
    lists = ("/cases", "/alerts", f"/cases/{case}/seen", "/admin/closures", "/admin/audit")
    for path in lists:
        for typed in STRANGE:
            answer = everyone.get(path, params={"page": typed, "before": typed, "year": typed})
            assert answer.status_code == 200, (path, typed[:20])


def test_the_cases_behind_a_figure_are_sorted_by_a_column_that_there_is(everyone) -> None:
    for typed in STRANGE:
        for query in ({"sort": typed}, {"page": typed}):
            answer = everyone.get("/report/2026-03-02/figures/N1", params=query)
            assert answer.status_code in (200, 404), (query, answer.status_code)
            assert NINES not in answer.text
        assert (
            everyone.get("/report/2026-03-02/figures/N1", params={"sort": typed}).status_code == 200
        )


def test_what_has_no_such_number_is_not_found(everyone, case) -> None:
    paths = (
        "/admin/users/{}",
        "/admin/users/{}/change",
        "/admin/users/{}/keys/add",
        "/admin/policy/alerts/versions/{}",
        f"/cases/{case}/entries/{{}}/correct",
        f"/cases/{case}/hand-over/{{}}",
    )
    for path in paths:
        for typed in (NINES, "²", "-1", "99999999999999", "2147483648", "2147483647"):
            assert everyone.get(path.format(typed)).status_code == 404, (path, typed[:20])


def test_a_chosen_case_whose_length_is_no_number_was_not_read(everyone, case) -> None:
    page = everyone.page(f"/cases/bulk/officer?case={case}")
    for typed in STRANGE:
        answer = everyone.send_again(
            "/cases/bulk/officer",
            secrets_on(page) | {"once": f"n{len(typed)}{typed[:3]}"},
            case=f"{case}:{typed}",
            officer="Alex All",
            confirmed="yes",
        )
        assert answer.status_code < 500, typed[:20]


def test_an_entry_of_a_list_with_a_strange_number_is_left_aside(everyone) -> None:
    page = everyone.page("/admin/policy/alerts")
    rows = page.partition('name="ladder.red.rows" value="')[2].partition('"')[0]
    for typed in STRANGE:
        for remove, count in (("0", rows), (typed, rows), ("0", typed)):
            fields = {
                f"ladder.red.{typed}.after": "x",
                "ladder.red.rows": count,
                "remove": f"ladder.red.{remove}",
                "expects": typed,
            }
            answer = everyone.send_again("/admin/policy/alerts", secrets_on(page) | fields)
            assert answer.status_code < 500, typed[:20]
