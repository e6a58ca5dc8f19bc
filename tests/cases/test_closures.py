"""The calendar of closures knows a setting by its URN and however its name is typed."""

from ehcp.cases.closures import NO_CLOSURES, Closure, Closures, SettingClosures
from tests.builders import day

SUMMER = Closure(closed_from=day("2026-07-23"), reopens=day("2026-09-02"))
ASH_LANE = SettingClosures(name="Ash Lane School", urn="123456", closures=(SUMMER,))
CALENDAR = Closures((ASH_LANE, SettingClosures(name="Beech Nursery", early_years=True)))


def test_a_setting_is_found_by_its_urn_and_by_its_name_however_typed() -> None:
    for typed in ("123456", "Ash Lane School", " ash  lane SCHOOL "):
        assert CALENDAR.of(typed) is ASH_LANE


def test_a_setting_that_the_calendar_does_not_hold_is_not_found() -> None:
    assert CALENDAR.of("Elm Road") is None
    assert NO_CLOSURES.of("Ash Lane School") is None


def test_two_names_of_one_setting_are_one_setting() -> None:
    assert CALENDAR.are_one_setting((None, "ash lane school"), ASH_LANE)
    assert not CALENDAR.are_one_setting((None, "Beech Nursery"), ASH_LANE)
    assert not CALENDAR.are_one_setting((), ASH_LANE)
