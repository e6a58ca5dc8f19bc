"""What the weekly meeting agreed is kept, shown again next time, and ticked or explained."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from ehcp.cases.stages import Role
from ehcp.casework.access import NotAllowed
from ehcp.casework.actions import BadAction, agree, carry_over, report_of, settle
from ehcp.casework.actions_shown import UnknownAction, actions_for, open_actions, the_action
from ehcp.casework.open_case import open_case
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.files import UnknownCase
from ehcp.register.sight import Sight
from ehcp.register.tables import audit, people
from tests.casework.desks import desk

MONDAY = date(2026, 3, 2)
NEXT = MONDAY + timedelta(days=7)
FRIDAY = date(2026, 3, 6)
MORGAN = desk("2026-03-02", "Morgan", may=frozenset(Role))
LATER = desk("2026-03-09", "Morgan", may=frozenset(Role))
STRANGER = Sight(team="South")


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def promised(engine, says="Ring the trust", **more: Any) -> int:
    given: dict[str, Any] = {
        "desk": MORGAN,
        "report_at": MONDAY,
        "owner": "Kim",
        "promised_on": FRIDAY,
    }
    return agree(engine, says=says, **(given | more))


def shown(engine, report_at=NEXT, today=NEXT, **more):
    return actions_for(engine, report_at=report_at, today=today, **more)


def test_a_meeting_belongs_to_the_report_of_its_monday():
    assert {report_of(MONDAY + timedelta(days=n)) for n in range(7)} == {MONDAY}
    assert report_of(NEXT) == NEXT


def test_what_was_agreed_is_shown_again_over_the_next_report(engine):
    promised(engine)
    found = shown(engine)
    assert found.previous_at == MONDAY
    assert [(each.says, each.owner, each.days_late) for each in found.last] == [
        ("Ring the trust", "Kim", 3)
    ]
    assert (found.earlier, found.agreed) == ([], [])
    assert [each.says for each in shown(engine, report_at=MONDAY).agreed] == ["Ring the trust"]


def test_one_that_is_settled_is_shown_once_more_and_one_that_is_open_until_it_is(engine):
    done, forgotten = promised(engine, "Done"), promised(engine, "Forgotten")
    settle(engine, desk=LATER, action_id=done, done=True)
    promised(engine, "New", desk=LATER, report_at=NEXT, promised_on=date(2026, 3, 13))
    assert [(each.says, each.outcome) for each in shown(engine).last] == [
        ("Done", "done"),
        ("Forgotten", None),
    ]
    after = shown(engine, report_at=NEXT + timedelta(days=7))
    assert [each.id for each in after.earlier] == [forgotten]
    assert [each.says for each in after.last] == ["New"]


def test_what_was_not_done_is_explained(engine):
    number = promised(engine)
    with pytest.raises(BadAction, match="why it was not done"):
        settle(engine, desk=LATER, action_id=number, done=False, explanation="  ")
    settle(engine, desk=LATER, action_id=number, done=False, explanation="The trust was shut")
    held = the_action(engine, action_id=number, today=NEXT)
    assert (held.outcome, held.outcome_says, held.settled_by) == (
        "not_done",
        "The trust was shut",
        "Morgan",
    )


def test_an_action_is_settled_once(engine):
    number = promised(engine)
    settle(engine, desk=LATER, action_id=number, done=True)
    with pytest.raises(BadAction, match="settled this action already"):
        settle(engine, desk=LATER, action_id=number, done=False, explanation="no")


def test_an_action_carried_over_says_why_and_is_promised_anew(engine):
    number = promised(engine)
    anew = carry_over(
        engine,
        desk=LATER,
        action_id=number,
        report_at=NEXT,
        promised_on=date(2026, 3, 12),
        explanation="Nobody answered",
    )
    found = shown(engine)
    assert [each.outcome_says for each in found.last] == [
        "Nobody answered (promised anew for 12 March 2026)"
    ]
    assert [(each.id, each.says, each.owner) for each in found.agreed] == [
        (anew, "Ring the trust", "Kim")
    ]
    assert [each.id for each in open_actions(engine, today=NEXT)] == [anew]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"says": " "}, "what is to be done"),
        ({"owner": ""}, "whose it is"),
        ({"says": "x" * 1001}, "at most 1,000"),
        ({"promised_on": date(2026, 3, 1)}, "is over"),
        ({"promised_on": date(2028, 3, 1)}, "more than a year ahead"),
    ],
)
def test_a_promise_that_cannot_be_right_is_refused(engine, wrong, said):
    with pytest.raises(BadAction, match=said):
        promised(engine, **wrong)
    assert open_actions(engine, today=MONDAY) == []


def test_the_owner_settles_their_own_and_nobody_elses(engine):
    number, other = promised(engine), promised(engine, owner="Alex")
    kim = replace(LATER, by="Kim", may=frozenset({Role.CASEWORKER}))
    with pytest.raises(NotAllowed):
        settle(engine, desk=kim, action_id=other, done=True)
    settle(engine, desk=kim, action_id=number, done=True)
    with pytest.raises(NotAllowed):
        agree(
            engine,
            desk=kim,
            report_at=NEXT,
            says="Rest",
            owner="Kim",
            promised_on=date(2026, 3, 13),
        )


def test_an_action_about_a_restricted_case_is_seen_by_its_team_alone(engine):
    reference = open_case(engine, desk=desk("2026-03-02"), received_on=MONDAY)
    with writing(engine) as connection:
        connection.execute(update(people).values(restricted_to="North"))
    number = promised(engine, reference=reference.lower(), sight=Sight(team="North"))
    assert [each.reference for each in open_actions(engine, today=MONDAY)] == [reference]
    assert open_actions(engine, today=MONDAY, sight=STRANGER) == []
    assert shown(engine, sight=STRANGER).last == []
    for look in (
        lambda: the_action(engine, action_id=number, today=MONDAY, sight=STRANGER),
        lambda: settle(engine, desk=LATER, action_id=number, done=True, sight=STRANGER),
    ):
        with pytest.raises(UnknownAction):
            look()
    with pytest.raises(UnknownCase):
        promised(engine, reference=reference, sight=STRANGER)


def test_every_act_is_on_the_audit_record(engine):
    number = promised(engine)
    settle(engine, desk=LATER, action_id=number, done=True)
    with reading(engine) as connection:
        said = connection.execute(select(audit.c.by, audit.c.act, audit.c.about)).all()
    assert [tuple(each) for each in said] == [
        ("Morgan", "agreed an action", f"action {number}"),
        ("Morgan", "settled an action", f"action {number}: done"),
    ]
