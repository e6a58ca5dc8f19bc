"""What a panel decides, or a manager outside it, is recorded with test, evidence and reason."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from ehcp.cases.kinds import Kind
from ehcp.cases.panel import OUTSIDE_PANEL, PANEL_ON
from ehcp.cases.stages import Role
from ehcp.casework.access import Changed, NotAllowed
from ehcp.casework.panel import agenda_of, agendas, decided_by
from ehcp.casework.panel_days import set_panels
from ehcp.casework.panel_decide import NotForPanel, decide, put_on, take_off
from ehcp.law.decision_tests import TestNotMet, decision_test
from ehcp.register import files
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.files import UnknownCase
from ehcp.register.sight import Sight
from ehcp.register.tables import audit, people
from tests.casework.desks import id_of, move, put, stage_of, strike_out
from tests.casework.panels import (
    BOTH,
    FIRST,
    SECOND,
    THIRD,
    TODAY,
    a_request,
    decided,
    morgan,
    on_agenda,
    says,
)


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def panels(engine) -> list[int]:
    return set_panels(engine, desk=morgan(), days=[THIRD, FIRST, SECOND])


def test_a_decision_is_on_the_case_with_the_test_the_evidence_and_the_reason(engine, panels):
    reference = a_request(engine, due=FIRST + timedelta(days=3))
    event = decided(engine, panels[0], reference)
    assert (event.kind, event.happened_on, event.recorded_by) == (
        Kind.PANEL_DECIDED,
        FIRST,
        "Morgan",
    )
    assert event.details[PANEL_ON] == "2026-03-05"
    assert event.details["legal_test"] == (
        "CFA s.36(8). The child or young person has or may have special educational needs: met. "
        "It may be necessary for special educational provision to be made in accordance with an "
        "EHC plan: met."
    )
    assert stage_of(engine, reference) == "requested", "the family is told by a step of its own"
    with reading(engine) as connection:
        found = agendas(connection, today=FIRST, sight=None)
        (kept,) = decided_by(connection, found.of[panels[0]].panel, sight=None)
    assert [each.reference for each in found.to_tell] == [reference]
    assert (kept.reference, kept.is_open) == (reference, True)


def test_a_family_is_to_be_told_as_long_as_it_was_not_however_far_the_limit_is(engine, panels):
    reference = a_request(engine, due=TODAY + timedelta(weeks=6))
    put_on(engine, desk=morgan(), panel_id=panels[0], reference=reference, why="Urgent")
    decided(engine, panels[0], reference)
    later = FIRST + timedelta(days=20)
    with reading(engine) as connection:
        found = agendas(connection, today=later, sight=None)
    assert [each.reference for each in found.to_tell] == [reference]
    put(engine, reference, Kind.TOLD_WILL_ASSESS, later.isoformat())
    with reading(engine) as connection:
        assert agendas(connection, today=later, sight=None).to_tell == []


def test_a_decision_whose_day_was_corrected_still_counts(engine, panels):
    reference = a_request(engine, due=FIRST + timedelta(days=3))
    event = decided(engine, panels[0], reference)
    move(engine, reference, event.sequence, "2026-03-04", on=FIRST.isoformat())
    assert on_agenda(engine, panels[0], today=FIRST) == []


def test_what_was_put_off_comes_to_the_next_agenda(engine, panels):
    reference = a_request(engine, due=FIRST + timedelta(days=3))
    decided(engine, panels[0], reference, decision="defer", evidence="")
    assert [on_agenda(engine, panel, today=FIRST) for panel in panels] == [[], [reference], []]
    with reading(engine) as connection:
        panel = agenda_of(connection, panels[0], today=FIRST, sight=None).panel
        (kept,) = decided_by(connection, panel, sight=None)
    assert kept.event.details["evidence"] == "Not considered yet"
    decided(engine, panels[1], reference, on=SECOND)
    assert on_agenda(engine, panels[1], today=SECOND) == []


def test_a_decision_struck_out_brings_the_case_back(engine, panels):
    reference = a_request(engine, due=FIRST + timedelta(days=3))
    event = decided(engine, panels[0], reference)
    strike_out(engine, reference, event.sequence, on=FIRST.isoformat())
    assert on_agenda(engine, panels[0], today=FIRST) == [reference]


def test_the_same_panel_is_not_asked_the_next_question_of_a_case(engine, panels):
    """Long late, it was decided and told on the panel's own day: the plan is for the next one."""
    reference = a_request(engine, due=FIRST - timedelta(weeks=11))
    decided(engine, panels[0], reference)
    put(engine, reference, Kind.TOLD_WILL_ASSESS, FIRST.isoformat())
    assert [on_agenda(engine, panel, today=FIRST) for panel in panels] == [[], [reference], []]


@pytest.mark.parametrize(
    ("decision", "met", "said"),
    [
        ("assess", ("may_have_needs",), "is not met"),
        ("not_assess", BOTH, "is met"),
        ("issue", (), "Choose one of its answers"),
        ("nonsense", (), "Choose one of its answers"),
    ],
)
def test_a_decision_against_the_legal_test_is_refused(engine, panels, decision, met, said):
    reference = a_request(engine, due=SECOND)
    with pytest.raises((TestNotMet, NotForPanel), match=said):
        decided(engine, panels[0], reference, decision=decision, met=met)
    with reading(engine) as connection:
        assert len(files.load(connection, reference).file.recorded) == 1


def test_a_panel_decides_when_it_meets_and_only_once(engine, panels):
    reference = a_request(engine, due=SECOND)
    with pytest.raises(NotForPanel, match="Record its decision then"):
        decided(engine, panels[0], reference, on=TODAY)
    decided(engine, panels[0], reference)
    with pytest.raises(NotForPanel, match="was decided on 5 March 2026 and recorded by Morgan"):
        decided(engine, panels[1], reference, on=SECOND)
    with pytest.raises(NotForPanel, match="decided already"):
        take_off(engine, desk=morgan(), panel_id=panels[1], reference=reference, why="x")


def test_what_the_panel_is_too_late_for_is_decided_outside_it_with_the_reason(engine, panels):
    reference = a_request(engine, due=FIRST - timedelta(days=1))
    event = decided(engine, panels[0], reference, on=TODAY, outside="The panel is a day late")
    assert (event.happened_on, event.details[OUTSIDE_PANEL]) == (TODAY, "The panel is a day late")
    assert PANEL_ON not in event.details
    assert on_agenda(engine, panels[0]) == []
    other = a_request(engine, due=FIRST)
    with pytest.raises(NotForPanel, match="not put off"):
        decided(engine, panels[0], other, on=TODAY, decision="defer", outside="x")


def test_a_manager_records_and_nobody_over_a_record_that_changed(engine, panels):
    reference = a_request(engine, due=SECOND)
    given: dict[str, Any] = {"panel_id": panels[0], "reference": reference, "decided": says()}
    kim = replace(morgan(FIRST), may=frozenset({Role.CASEWORKER}))
    with pytest.raises(NotAllowed):
        decide(engine, desk=kim, **given)
    put(engine, reference, Kind.NOTE_ADDED, "2026-03-03", note="rang")
    with pytest.raises(Changed, match="changed while you were reading"):
        decide(engine, desk=replace(morgan(FIRST), as_read=1), **given)


def test_another_teams_restricted_case_is_on_no_agenda_and_in_no_count(engine, panels):
    reference = a_request(engine, due=SECOND - timedelta(days=1))
    with writing(engine) as connection:
        connection.execute(update(people).values(restricted_to="North"))
    own, stranger = Sight(team="North"), Sight(team="South")
    assert on_agenda(engine, panels[0], sight=own) == [reference]
    assert on_agenda(engine, panels[0], sight=stranger) == []
    given: dict[str, Any] = {"panel_id": panels[0], "reference": reference, "sight": stranger}
    for act in (
        lambda: put_on(engine, desk=morgan(), why="x", **given),
        lambda: take_off(engine, desk=morgan(), why="x", **given),
        lambda: decide(engine, desk=morgan(FIRST), decided=says(), **given),
    ):
        with pytest.raises(UnknownCase, match="There is no such case"):
            act()
    decided(engine, panels[0], reference)
    with reading(engine) as connection:
        found = agendas(connection, today=FIRST, sight=stranger)
        assert found.to_tell == []
        assert decided_by(connection, found.of[panels[0]].panel, sight=stranger) == []


def test_a_detained_person_has_a_test_of_their_own():
    assert decision_test("assess", detained=True).source.cite == "CFA s.71"
    assert decision_test("assess").source.cite == "CFA s.36(8)"
    assert decision_test("plan").source.cite == "CFA s.37(1)"
    assert decision_test("review", detained=True).id == "review"


def test_every_act_is_on_the_audit_record(engine, panels):
    reference = a_request(engine, due=SECOND - timedelta(days=1))
    take_off(engine, desk=morgan(), panel_id=panels[0], reference=reference, why="A report")
    decided(engine, panels[1], reference, on=SECOND)
    with reading(engine) as connection:
        said = connection.execute(
            select(audit.c.act, audit.c.case_id, audit.c.about, audit.c.why)
        ).all()
    case_id = id_of(engine, reference)
    assert [tuple(each) for each in said] == [
        ("set a panel day", None, "panel of 2026-03-05", None),
        ("set a panel day", None, "panel of 2026-03-19", None),
        ("set a panel day", None, "panel of 2026-04-02", None),
        ("took a case off an agenda", case_id, "panel of 2026-03-05", "A report"),
        ("recorded a panel's decision", case_id, "panel of 2026-03-19", None),
    ]
