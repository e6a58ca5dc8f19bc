"""The panel's days, and the agenda that follows from the limits."""

from datetime import date, timedelta
from typing import Any

import pytest

from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Role
from ehcp.casework.access import NotAllowed
from ehcp.casework.open_case import open_case
from ehcp.casework.panel import Warned, agenda_of, agendas
from ehcp.casework.panel_days import (
    BadPanelDay,
    NotAWorkingDay,
    UnknownPanel,
    cancel_panel,
    move_panel,
    set_panels,
)
from ehcp.casework.panel_decide import NotForPanel, put_on, take_off
from ehcp.register.engine import open_engine, reading
from ehcp.register.files import UnknownCase
from tests.casework.desks import BORN, a_review, desk, put
from tests.casework.panels import (
    FIRST,
    SECOND,
    THIRD,
    TODAY,
    a_request,
    decided,
    item_of,
    morgan,
    on_agenda,
)


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def panels(engine) -> list[int]:
    return set_panels(engine, desk=morgan(), days=[THIRD, FIRST, SECOND])


# ------------------------------------------------------------------------------------------- days


def test_a_day_has_one_panel(engine, panels):
    with pytest.raises(BadPanelDay, match="set already for 19 March 2026"):
        set_panels(engine, desk=morgan(), days=[SECOND, date(2026, 4, 16)])
    with reading(engine) as connection:
        assert list(agendas(connection, today=TODAY, sight=None).of) == [
            panels[0],
            panels[1],
            panels[2],
        ]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], "at least one day"),
        ([date(2026, 3, 1)], "is over"),
        ([date(2029, 3, 1)], "more than two years ahead"),
        ([TODAY + timedelta(days=n) for n in range(61)], "at most 60"),
    ],
)
def test_a_day_that_cannot_be_is_refused(engine, days, said):
    with pytest.raises(BadPanelDay, match=said):
        set_panels(engine, desk=morgan(), days=days)


@pytest.mark.parametrize("day", [date(2026, 4, 3), date(2026, 3, 7)])
def test_a_bank_holiday_or_weekend_is_refused_unless_it_is_meant(engine, day):
    with pytest.raises(NotAWorkingDay, match="a weekend or a bank holiday") as refused:
        set_panels(engine, desk=morgan(), days=[FIRST, day])
    assert refused.value.days == (day,)
    assert len(set_panels(engine, desk=morgan(), days=[FIRST, day], even_so=True)) == 2


def test_a_panel_is_moved_or_taken_out_until_it_has_met(engine, panels):
    reference = a_request(engine, due=date(2026, 4, 10))
    put_on(engine, desk=morgan(), panel_id=panels[0], reference=reference, why="Complex")
    move_panel(engine, desk=morgan(), panel_id=panels[0], to=date(2026, 3, 6))
    assert on_agenda(engine, panels[0]) == [reference]
    with pytest.raises(BadPanelDay, match="set already"):
        move_panel(engine, desk=morgan(), panel_id=panels[0], to=SECOND)
    cancel_panel(engine, desk=morgan(), panel_id=panels[0])
    with pytest.raises(UnknownPanel):
        on_agenda(engine, panels[0])
    with pytest.raises(BadPanelDay, match="The panel met"):
        cancel_panel(engine, desk=morgan(date(2026, 3, 20)), panel_id=panels[1])


def test_only_a_manager_sets_days(engine):
    kim = desk("2026-03-02", may=frozenset({Role.CASEWORKER}))
    with pytest.raises(NotAllowed):
        set_panels(engine, desk=kim, days=[FIRST])


# ----------------------------------------------------------------------------------------- agenda


def test_a_decision_is_on_the_panel_after_which_the_next_would_be_too_late(engine, panels):
    before = a_request(engine, due=SECOND - timedelta(days=1))
    on_the_day = a_request(engine, due=SECOND)
    later = a_request(engine, due=THIRD + timedelta(days=27))
    a_request(engine, due=THIRD + timedelta(days=28))
    assert [on_agenda(engine, panel) for panel in panels] == [[before], [on_the_day], [later]]


def test_a_panel_later_than_the_last_day_says_what_would_be_in_time(engine, panels):
    missed = a_request(engine, due=TODAY - timedelta(days=1))
    too_soon = a_request(engine, due=FIRST - timedelta(days=1))
    last_day = a_request(engine, due=FIRST)
    between = a_request(engine, due=SECOND - timedelta(days=1))
    put_on(engine, desk=morgan(), panel_id=panels[1], reference=between, why="The EP is away")
    assert {
        each: item_of(engine, panels[0], each).warned
        for each in (missed, too_soon, last_day, between)
    } == {
        missed: Warned.LATE_ALREADY,
        too_soon: Warned.OUTSIDE,
        last_day: Warned.ON_THE_LAST_DAY,
        between: Warned.IN_TIME,
    }
    late = item_of(engine, panels[1], between)
    assert (late.warned, late.earlier and late.earlier.meets_on) == (Warned.EARLIER_PANEL, FIRST)
    assert late.by_hand is not None
    assert late.by_hand.why == "The EP is away"


def advised(engine, *parties: str, came: str = "2026-02-27") -> str:
    """An assessment that began on 5 January, with advice asked of these and come in."""
    reference = open_case(engine, desk=desk("2026-01-05"), received_on=date(2026, 1, 5))
    put(engine, reference, Kind.TOLD_WILL_ASSESS, "2026-01-20")
    for party in parties:
        put(engine, reference, Kind.ADVICE_REQUESTED, "2026-01-20", party=party)
    for party in parties[1:]:
        put(engine, reference, Kind.ADVICE_RECEIVED, came, party=party)
    return reference


def test_plan_or_no_plan_comes_to_the_next_panel_when_the_last_advice_is_in(engine, panels):
    reference = advised(engine, "health", "education")
    assert all(reference not in on_agenda(engine, panel) for panel in panels[:2])
    put(engine, reference, Kind.ADVICE_RECEIVED, "2026-03-02", party="health")
    assert on_agenda(engine, panels[0]) == [reference]
    item = item_of(engine, panels[0], reference)
    assert (item.case.question.says, item.case.answered) == (
        "Plan or no plan",
        ("education", "health"),
    )
    assert item.case.due_on == date(2026, 4, 27)


def test_plan_or_no_plan_comes_by_its_sixteenth_week_without_the_advice(engine, panels):
    reference = advised(engine, "health", "education")
    assert on_agenda(engine, panels[2]) == [reference]
    assert item_of(engine, panels[2], reference).case.outstanding == ("health",)


def test_the_decision_after_a_review_and_about_a_re_assessment_come_too(engine):
    review = a_review(engine)
    again = open_case(
        engine,
        desk=desk("2027-05-10"),
        journey="reassessment",
        first=(Kind.REASSESSMENT_REQUESTED, date(2027, 5, 10)),
        person={"born_on": BORN},
    )
    today = date(2027, 5, 12)
    (panel,) = set_panels(engine, desk=morgan(today), days=[date(2027, 5, 17)])
    with reading(engine) as connection:
        found = agenda_of(connection, panel, today=today, sight=None)
    assert {item.case.reference: item.case.question.value for item in found.items} == {
        review: "review",
        again: "reassess",
    }


def test_a_case_taken_off_comes_to_the_next_panel_and_can_be_put_back(engine, panels):
    reference = a_request(engine, due=FIRST + timedelta(days=3))
    take_off(engine, desk=morgan(), panel_id=panels[0], reference=reference, why="A report is due")
    assert [on_agenda(engine, panel) for panel in panels[:2]] == [[], [reference]]
    with reading(engine) as connection:
        found = agenda_of(connection, panels[0], today=TODAY, sight=None)
    assert [(case.reference, said.why) for case, said in found.taken_off] == [
        (reference, "A report is due")
    ]
    put_on(engine, desk=morgan(), panel_id=panels[0], reference=reference, why="It came")
    assert [on_agenda(engine, panel) for panel in panels[:2]] == [[reference], []]


def test_by_hand_a_case_comes_sooner_and_to_no_later_panel(engine, panels):
    reference = a_request(engine, due=THIRD + timedelta(days=3))
    put_on(engine, desk=morgan(), panel_id=panels[0], reference=reference, why="Urgent")
    assert [on_agenda(engine, panel) for panel in panels] == [[reference], [], []]


def test_only_what_a_panel_decides_is_put_on_and_with_a_reason(engine, panels):
    reference = a_request(engine, due=SECOND)
    given: dict[str, Any] = {"desk": morgan(), "panel_id": panels[0]}
    with pytest.raises(NotForPanel, match="Say why"):
        put_on(engine, reference=reference, why=" ", **given)
    with pytest.raises(UnknownCase):
        put_on(engine, reference="AAA-AAA", why="x", **given)
    put(engine, reference, Kind.WITHDRAWN, "2026-03-02")
    with pytest.raises(NotForPanel, match="waits for no decision"):
        put_on(engine, reference=reference, why="x", **given)
    with pytest.raises(NotForPanel, match="has met"):
        put_on(
            engine,
            desk=morgan(date(2026, 3, 6)),
            panel_id=panels[0],
            reference=reference,
            why="x",
        )


def test_what_met_yesterday_is_still_recorded_and_stays_on_until_it_is(engine, panels):
    reference = a_request(engine, due=FIRST + timedelta(days=3))
    after = FIRST + timedelta(days=1)
    assert on_agenda(engine, panels[0], today=after) == [reference]
    assert on_agenda(engine, panels[1], today=after) == [reference]
    decided(engine, panels[0], reference, on=after)
    assert [on_agenda(engine, panel, today=after) for panel in panels] == [[], [], []]
    assert on_agenda(engine, panels[0], today=FIRST + timedelta(days=15)) == []
