"""Three settings and when they are closed, and a case in which one of them was asked for advice."""

from ehcp.cases.closures import Closure, Closures, SettingClosures
from tests.builders import CaseBuilder, a_case, day

SUMMER = {"closed_from": "2026-07-23", "reopens": "2026-09-02"}
WINTER = Closure(closed_from=day("2026-12-21"), reopens=day("2027-01-04"))
CALENDAR = Closures(
    (
        SettingClosures(
            name="Ash Lane School",
            urn="123456",
            closures=(
                Closure(closed_from=day("2026-07-23"), reopens=day("2026-09-02")),
                WINTER,
            ),
        ),
        SettingClosures(name="Beech School", urn="123457", closures=(WINTER,)),
        SettingClosures(
            name="Cedar Nursery",
            early_years=True,
            closures=(Closure(closed_from=day("2026-07-23"), reopens=day("2026-09-02")),),
        ),
    )
)


def asked_of_the_school(on: str, *, setting: str = "Ash Lane School") -> CaseBuilder:
    return (
        a_case(setting=setting, closures=CALENDAR)
        .requested("2026-06-29")
        .told_will_assess("2026-07-14")
        .advice_asked("education", on)
    )
