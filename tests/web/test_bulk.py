"""Acts on several cases at the counter: checked first, each done once, what is refused is said."""

from datetime import date
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, update

from ehcp.cases.kinds import Kind
from ehcp.casework.look_up import file_of
from ehcp.casework.open_case import open_case
from ehcp.casework.several import MOST
from ehcp.register.engine import reading, writing
from ehcp.register.tables import audit, cases, people
from tests.casework.desks import desk, put
from tests.web.people import secrets_on, words_on

REQUESTS, OFFICER = "/cases/bulk/requests", "/cases/bulk/officer"


def a_case(engine, name: str, *, decided: bool) -> str:
    reference = open_case(
        engine,
        desk=desk("2026-01-05"),
        received_on=date(2026, 1, 5),
        person={"surname": name, "external_id": name, "born_on": date(2018, 3, 2)},
        officer="Kim Ashdown",
    )
    if decided:
        put(engine, reference, Kind.TOLD_WILL_ASSESS, "2026-02-10", by="Morgan")
    return reference


@pytest.fixture
def some(engine) -> list[str]:
    """Two cases to be assessed, and one that waits for its decision."""
    return [
        a_case(engine, "Fernley", decided=True),
        a_case(engine, "Alderby", decided=True),
        a_case(engine, "Brackenham", decided=False),
    ]


def of(path: str, references: list[str]) -> str:
    return f"{path}?{urlencode([('case', each) for each in references])}"


def to_send(engine, references: list[str]) -> list[str]:
    return [f"{each}:{len(file_of(engine, each).recorded)}" for each in references]


def asked(engine, reference: str) -> list[str]:
    file = file_of(engine, reference)
    return [event.party or "" for _, event in file.of((Kind.ADVICE_REQUESTED,))]


def audited(engine) -> list[tuple[str, str, str]]:
    with reading(engine) as connection:
        rows = connection.execute(
            select(audit.c.by, audit.c.about, cases.c.reference)
            .join(cases, cases.c.id == audit.c.case_id)
            .where(audit.c.act == "recorded")
            .order_by(audit.c.id)
        )
        return [tuple(row) for row in rows]


def test_what_would_be_asked_is_shown_and_nothing_is_done_yet(kim, engine, some):
    words = words_on(kim.page(of(REQUESTS, some)))
    assert "2 cases in which advice is asked for" in words
    assert "education, educational psychology, health, social care" in words
    assert "1 case in which nothing is asked" in words
    assert "Awaiting decision to assess: advice is asked for once" in words
    assert asked(engine, some[0]) == []


def test_advice_is_asked_for_in_all_of_them_with_a_line_of_audit_each(kim, engine, some):
    answer = kim.fill_in(REQUESTS, page=of(REQUESTS, some), case=to_send(engine, some))
    assert answer.status_code == 303
    words = words_on(kim.page(answer.headers["location"]))
    assert "Advice asked for in 2 cases" in words
    assert "advice is asked for once the family was told" in words
    assert [len(asked(engine, each)) for each in some] == [5, 5, 0]
    assert audited(engine) == [("Kim Ashdown", "advice_requested", each) for each in some[:2]]


def test_sent_twice_nobody_is_asked_twice(kim, engine, some):
    secrets = secrets_on(kim.page(of(REQUESTS, some)))
    sent = to_send(engine, some)
    first = kim.send_again(REQUESTS, secrets, case=sent)
    second = kim.send_again(REQUESTS, secrets, case=sent)
    assert second.headers["location"] == f"{first.headers['location']}?said=already"
    assert "Advice asked for in 2 cases" in words_on(kim.page(second.headers["location"]))
    kim.fill_in(REQUESTS, page=of(REQUESTS, some), case=sent)
    assert [len(asked(engine, each)) for each in some] == [5, 5, 0]


def test_a_case_that_changed_meanwhile_is_left_alone_and_said(kim, engine, some):
    sent = to_send(engine, some)
    called = {"with": "family", "how": "call", "note": "asked for the date"}
    put(engine, some[0], Kind.CONTACT_LOGGED, "2026-03-02", **called)
    answer = kim.fill_in(REQUESTS, page=of(REQUESTS, some), case=sent)
    assert asked(engine, some[0]) == []
    assert len(asked(engine, some[1])) == 5
    assert "It changed while you looked at it." in words_on(kim.page(answer.headers["location"]))


def test_anothers_restricted_case_cannot_be_chosen_by_guessing(kim, engine, some):
    with writing(engine) as connection:
        connection.execute(
            update(people).where(people.c.surname == "Fernley").values(restricted_to="South")
        )
    assert some[0] not in kim.page(of(REQUESTS, some))
    kim.fill_in(REQUESTS, page=of(REQUESTS, some), case=to_send(engine, some))
    assert asked(engine, some[0]) == []


def test_with_no_case_chosen_the_page_says_where_to_choose(kim, morgan):
    assert "No case is chosen." in words_on(kim.page(REQUESTS))
    assert "No case is chosen." in words_on(morgan.page(OFFICER))


def test_a_manager_gives_cases_away_after_checking(morgan, kim, signed_in, engine, some):
    signed_in("Jo Bellweather", "caseworker")
    assert kim.get(OFFICER).status_code == 403
    sent = to_send(engine, some)
    check = morgan.fill_in(
        f"{OFFICER}/check",
        page=of(OFFICER, some),
        case=sent,
        officer="Jo Bellweather",
        note="The families know.",
    )
    words = words_on(check.text)
    assert "Check before Jo Bellweather gets these 3 cases" in words
    assert "The families know." in words
    assert audited(engine) == []
    answer = morgan.send_again(
        OFFICER,
        secrets_on(check.text),
        case=sent,
        officer="Jo Bellweather",
        note="The families know.",
    )
    assert "3 cases have changed hands" in words_on(morgan.page(answer.headers["location"]))
    entry = file_of(engine, some[0]).last(Kind.OFFICER_CHANGED)
    assert entry is not None
    assert entry.details == {"officer": "Jo Bellweather", "note": "The families know."}
    assert audited(engine) == [("Morgan Eastlake", "officer_changed", each) for each in some]


def test_who_has_a_case_already_is_not_given_it_again(morgan, kim, engine, some):
    assert kim
    answer = morgan.fill_in(
        OFFICER, page=of(OFFICER, some), case=to_send(engine, some), officer="Kim Ashdown"
    )
    assert "No case changed hands" in words_on(morgan.page(answer.headers["location"]))
    assert audited(engine) == []


@pytest.mark.parametrize("officer", ["", "Nobody Known"])
def test_cases_go_only_to_somebody_who_works_here(morgan, engine, some, officer):
    answer = morgan.fill_in(
        f"{OFFICER}/check", page=of(OFFICER, some), case=to_send(engine, some), officer=officer
    )
    assert answer.status_code == 400
    assert "Choose who the cases go to." in answer.text
    assert 'href="#officer"' in answer.text


def test_a_cover_is_set_seen_on_the_day_and_ended(kim, signed_in, some):
    jo = signed_in("Jo Bellweather", "caseworker")
    assert some[2] not in jo.page("/my-day")
    answer = kim.fill_in(
        "/cover",
        covered_by="Jo Bellweather",
        **{"from": date(2026, 3, 2), "until": date(2026, 3, 6)},
    )
    assert answer.headers["location"] == "/cover?said=cover-set"
    page = jo.page("/my-day")
    assert "With the cases of Kim Ashdown, covered." in words_on(page)
    assert some[2] in page
    assert some[2] in jo.page("/cases?officer=mine")
    assert "Jo Bellweather for Kim Ashdown" in words_on(kim.page("/cover"))
    assert kim.fill_in("/cover", end="1").status_code == 303
    assert some[2] not in jo.page("/my-day")


def test_a_cover_that_cannot_be_is_said_by_its_fields(kim):
    answer = kim.fill_in("/cover", covered_by="", **{"from": date(2026, 3, 2)})
    assert answer.status_code == 400
    assert "Choose who covers." in answer.text
    assert "Enter the last day." in answer.text


def test_nobody_ends_the_cover_of_others(kim, signed_in, some):
    assert some
    signed_in("Jo Bellweather", "caseworker")
    days = {"from": date(2026, 3, 2), "until": date(2026, 3, 6)}
    kim.fill_in("/cover", covered_by="Jo Bellweather", **days)
    lou = signed_in("Lou Dunmore", "caseworker")
    answer = lou.fill_in("/cover", end="1")
    assert answer.status_code == 400
    assert "not yours to end" in answer.text


@pytest.mark.parametrize("path", [REQUESTS, OFFICER])
def test_more_than_one_act_takes_are_refused_and_none_is_left_out_silently(
    morgan, engine, some, path
):
    many = [*some, *(f"AAA-{number:03}" for number in range(MOST))]
    answer = morgan.get(of(path, many))
    assert answer.status_code == 400
    assert "203 cases were chosen, and at most 200 can be taken at once." in words_on(answer.text)
    secrets = secrets_on(morgan.page(of(path, some)))
    sent = [f"{each}:1" for each in many]
    assert morgan.send_again(path, secrets, case=sent).status_code == 400
    assert audited(engine) == []


def test_references_are_read_as_people_type_them(kim, engine, some):
    typed = [some[0].lower(), some[1].replace("-", " ")]
    assert "2 cases in which advice is asked for" in words_on(kim.page(of(REQUESTS, typed)))
    sent = [each.lower() for each in to_send(engine, some)]
    kim.fill_in(REQUESTS, page=of(REQUESTS, some), case=sent)
    assert [len(asked(engine, each)) for each in some] == [5, 5, 0]
