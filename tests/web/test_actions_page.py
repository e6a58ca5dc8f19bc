"""The actions of the weekly meeting at the counter."""

from datetime import date

import pytest
from sqlalchemy import select, update

from ehcp.casework.actions_shown import open_actions
from ehcp.casework.open_case import open_case
from ehcp.register.engine import reading, writing
from ehcp.register.tables import audit, people
from tests.casework.desks import desk
from tests.web.conftest import TODAY
from tests.web.people import words_on

FRIDAY = date(2026, 3, 6)
NEW = {"says": "Ring the trust", "owner": "Kim Ashdown", "promised": FRIDAY}


def agreed(morgan, **more) -> int:
    answer = morgan.fill_in("/actions", **(NEW | more))
    assert answer.status_code == 303, words_on(answer.text)
    return open_actions(morgan.app.state.counter.engine, today=TODAY)[-1].id


def test_an_action_is_agreed_and_stands_on_the_page(morgan):
    answer = morgan.fill_in("/actions", **NEW)
    assert answer.headers["location"] == "/actions?said=action-agreed"
    shown = words_on(morgan.page("/actions"))
    assert "Ring the trust" in shown
    assert "Kim Ashdown" in shown
    assert "1 open" in shown


def test_a_slip_is_said_at_its_field_and_nothing_typed_is_lost(morgan):
    answer = morgan.fill_in("/actions", says="Ring <b>the</b> trust", owner="", promised__day="31")
    assert answer.status_code == 400
    for said in ("Enter whose it is.", "must include a month and a year", "Ring &lt;b&gt;the"):
        assert said in answer.text
    assert 'href="#owner"' in answer.text


def test_what_the_act_refuses_is_said_too(morgan):
    answer = morgan.fill_in("/actions", **(NEW | {"promised": date(2026, 3, 1)}))
    assert (answer.status_code, "1 March 2026 is over" in answer.text) == (400, True)
    answer = morgan.fill_in("/actions", **NEW, reference="AAA-AAA")
    assert (answer.status_code, "There is no such case" in answer.text) == (400, True)


def test_one_that_was_not_done_is_explained(morgan, engine):
    number = agreed(morgan)
    path = f"/actions/{number}"
    answer = morgan.fill_in(f"{path}/settle", page=path, outcome="not_done")
    assert (answer.status_code, "Enter why not." in answer.text) == (400, True)
    answer = morgan.fill_in(f"{path}/settle", page=path, outcome="not_done", why="Shut")
    assert answer.headers["location"] == "/actions?said=action-settled"
    assert open_actions(engine, today=TODAY) == []
    shown = words_on(morgan.page("/actions"))
    assert "Not done" in shown
    assert "Shut" in shown


def test_one_is_carried_over_to_another_day(morgan, engine):
    path = f"/actions/{agreed(morgan)}"
    answer = morgan.fill_in(
        f"{path}/settle",
        page=path,
        outcome="carry_over",
        why="Nobody answered",
        anew=date(2026, 3, 12),
    )
    assert answer.status_code == 303
    assert [each.promised_on for each in open_actions(engine, today=TODAY)] == [date(2026, 3, 12)]


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/report", "/report?said=action-settled"),
        ("/report?at=2026-02-23&said=saved", "/report?at=2026-02-23&said=action-settled"),
        ("https://elsewhere.example/", "/actions?said=action-settled"),
        ("//elsewhere.example/", "/actions?said=action-settled"),
        ("/\\elsewhere.example", "/actions?said=action-settled"),
        ("/a\rb", "/actions?said=action-settled"),
        ("javascript:alert(1)", "/actions?said=action-settled"),
    ],
)
def test_it_leads_back_to_where_it_came_from_and_nowhere_else(morgan, back, leads_to):
    path = f"/actions/{agreed(morgan)}"
    answer = morgan.fill_in(f"{path}/settle", page=path, outcome="done", back=back)
    assert answer.headers["location"] == leads_to


def test_the_owner_ticks_their_own_and_agrees_on_none(morgan, kim):
    path = f"/actions/{agreed(morgan)}"
    other = f"/actions/{agreed(morgan, owner='Alex')}"
    assert "What became of it?" in kim.page(path)
    assert "What became of it?" not in kim.page(other)
    assert "A new action" not in kim.page("/actions")
    assert kim.fill_in("/actions", page=path, **NEW).status_code == 403
    answer = kim.fill_in(f"{other}/settle", page=path, outcome="done")
    assert answer.status_code == 400
    assert kim.fill_in(f"{path}/settle", page=path, outcome="done").status_code == 303


def test_one_about_a_restricted_case_is_not_there_for_another_team(morgan, signed_in, engine):
    reference = open_case(engine, desk=desk("2026-03-02"), received_on=date(2026, 2, 2))
    with writing(engine) as connection:
        connection.execute(update(people).values(restricted_to="North"))
    number = agreed(morgan, reference=reference)
    stranger = signed_in("Robin", "manager", team="South")
    assert "Ring the trust" not in stranger.page("/actions")
    stranger.page(f"/actions/{number}", status=404)
    answer = stranger.fill_in(f"/actions/{number}/settle", page="/actions", outcome="done")
    assert answer.status_code == 404
    answer = stranger.fill_in("/actions", **NEW, reference=reference)
    unknown = stranger.fill_in("/actions", **NEW, reference="AAA-AAA")
    assert answer.status_code == unknown.status_code == 400
    assert words_on(answer.text).replace(reference, "") == words_on(unknown.text)


@pytest.mark.parametrize("number", ["0", "7", "99999999999999999999", "x"])
def test_an_action_that_never_was_is_not_found(morgan, number):
    morgan.page(f"/actions/{number}", status=404)


def test_sent_twice_it_is_agreed_once(morgan, engine):
    secrets = {"csrf": "", "once": "one-click"}
    page = morgan.page("/actions")
    secrets["csrf"] = page.partition('name="csrf" value="')[2].partition('"')[0]
    answers = [morgan.send_again("/actions", secrets, **NEW) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert len(open_actions(engine, today=TODAY)) == 1
    with reading(engine) as connection:
        acts = connection.scalars(select(audit.c.act).where(audit.c.act == "agreed an action"))
        assert len(acts.all()) == 1
