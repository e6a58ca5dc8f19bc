"""What the council's calendar says to the claim that a setting was closed."""

from dataclasses import replace
from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.closures import Closure, Closures, SettingClosures
from ehcp.cases.events import Event
from ehcp.cases.ground_tests import SCHOOL, asked_of_the_setting, setting_asked
from ehcp.cases.not_possible import NotPossible
from ehcp.law.grounds import Ground
from ehcp.law.in_words import day_in_words

BY_THE_CALENDAR = "closure"
"""The test of the grounds whose days come from the calendar."""

CLOSED_FROM, REOPENS = "closed_from", "reopens"


def refuse_unknown_closure(file: CaseFile, claim: Event, known: Ground, closures: Closures) -> None:
    """Refuse a tracker's closure that the calendar of the setting asked does not show."""
    if known.tested_by != BY_THE_CALENDAR:
        return
    names = {name for each in asked_of_the_setting(file) for name in _setting_asked(file, each)}
    settings = [setting for name in names if (setting := closures.of(name))]
    if not any(agreeing(claim, setting) for setting in settings):
        raise NotPossible(
            f"The claim of {day_in_words(claim.happened_on)} came from a tracker, and the "
            "council's calendar of closures does not show it for the setting that was asked. "
            "Refuse it, and claim it anew with the school's name; or have the calendar corrected."
        )


def refuse_what_the_calendar_does_not_show(
    file: CaseFile, event: Event, known: Ground, closures: Closures
) -> None:
    """Refuse a claim of a setting, or of days, that the calendar does not have; or not asked.

    Raises:
        NotPossible: with what the calendar has instead.
    """
    named = event.details.get(SCHOOL, "").strip()
    if not named:
        raise NotPossible(
            f"The ground {known.id} needs the setting that was closed: add --detail {SCHOOL}=URN, "
            "or its name. The days on which it was closed come from the council's calendar."
        )
    setting = closures.of(named)
    if setting is None:
        raise NotPossible(
            f"The council's calendar of closures (closures.toml) has no '{named}'. Check the URN "
            "or the name, or have its closures put there."
        )
    if (known.id, setting.early_years) in {("school_closed", True), ("early_years_closed", False)}:
        other = "early_years_closed" if setting.early_years else "school_closed"
        what = "an early years provider" if setting.early_years else "a school or college"
        raise NotPossible(f"{setting.name} is {what}. Claim {other} instead.")
    asked = [(each, _setting_asked(file, each)) for each in asked_of_the_setting(file)]
    if asked and not any(closures.are_one_setting(names, setting) for _, names in asked):
        others = sorted({name for _, names in asked for name in names})
        went_to = f"of {' or '.join(others)}" if others else "of a setting that is not on record"
        raise NotPossible(
            f"Advice was asked {went_to}, not of {setting.name}, and only the closure of the "
            "setting that was asked counts (reg 10(4)(a), (b)). Claim for that setting; if the "
            "register has the wrong one, put that right first."
        )
    _refuse_typed_days(event, setting)


def _refuse_typed_days(event: Event, setting: SettingClosures) -> None:
    typed = {name: event.details[name] for name in (CLOSED_FROM, REOPENS) if name in event.details}
    if not agreeing(event, setting):
        known = "; ".join(
            f"{day_in_words(each.closed_from)} to {day_in_words(each.reopens)}"
            for each in setting.closures
        )
        said = " and ".join(f"{name} {value}" for name, value in typed.items())
        raise NotPossible(
            f"The council's calendar has no closure of {setting.name}"
            + (f" with {said}" if said else "")
            + f". It has, first day closed to day of re-opening: {known or 'none'}. Leave the days "
            "out: they come from the calendar; if it is wrong, have it corrected."
        )


def agreeing(event: Event, setting: SettingClosures) -> list[Closure]:
    """List the closures that agree with whatever days were typed."""
    return [
        closure
        for closure in setting.closures
        if event.details.get(CLOSED_FROM) in (None, closure.closed_from.isoformat())
        and event.details.get(REOPENS) in (None, closure.reopens.isoformat())
    ]


def only_asked_there(file: CaseFile, claim: Event, closures: Closures) -> CaseFile:
    """Give the file without the requests for advice that went to another setting than claimed."""
    setting = closures.of(claim.details.get(SCHOOL, ""))
    if setting is None:
        return file
    elsewhere = {
        asked.sequence
        for asked in asked_of_the_setting(file)
        if not closures.are_one_setting(_setting_asked(file, asked), setting)
    }
    kept = (each for each in file.recorded if each.sequence not in elsewhere)
    return replace(file, recorded=tuple(kept)) if elsewhere else file


def apart(closure: Closure, day: date) -> int:
    """Give how many days lie between a day and the nearer end of a closure."""
    return min(abs((closure.closed_from - day).days), abs((closure.reopens - day).days))


def _setting_asked(file: CaseFile, asked: Event) -> tuple[str, ...]:
    """Give the names of the setting that was asked: as the request says, else the child's own."""
    return setting_asked(asked) or tuple(name for name in (file.setting, file.setting_urn) if name)
