"""The demonstration's counter: its panels are set once, and its manager's work is hers."""

import pytest

from config import clock
from ehcp.casework.panel_days import cancel_panel, panels_at_work
from ehcp.register.engine import reading
from ehcp.staff.roles import OUTSIDE, UserRole
from workflows.demonstration.counter import set_panels_once, who_can_sign_in
from workflows.demonstration.demo import set_up
from workflows.demonstration.people import MANAGER, the_people
from workflows.demonstration.published import LAST_DAY


@pytest.fixture
def demo(tmp_path):
    with clock.the_day(LAST_DAY):
        made = set_up(tmp_path / "demo")
        yield made
        made.office.engine.dispose()


def panels_of(demo):
    with reading(demo.office.engine) as connection:
        return panels_at_work(connection, today=LAST_DAY)


def test_panels_that_were_all_cancelled_are_not_set_again(demo):
    set_panels_once(demo)
    there = panels_of(demo)
    assert len(there) > 5
    desk = demo.office.desk(day=LAST_DAY, by=MANAGER)
    for panel in there:
        cancel_panel(demo.office.engine, desk=desk, panel_id=panel.panel_id)
    set_panels_once(demo)
    assert panels_of(demo) == []


def test_who_imports_the_trackers_is_the_manager_who_signs_in():
    (manager,) = (each.name for each in the_people(LAST_DAY) if each.role is UserRole.MANAGER)
    assert manager == MANAGER


def test_everybody_from_outside_is_told_of_and_somebody_of_each_role():
    with clock.the_day(LAST_DAY):
        (emails, roles, _) = (list(each.cells) for each in who_can_sign_in("x").columns)
    everybody = the_people(LAST_DAY)
    assert {each.email for each in everybody if each.role in OUTSIDE} <= set(emails)
    assert set(roles) == {each.role.says for each in everybody}
