"""The council's complaints: so many in each stretch of days, most of them about delay."""

import random
from datetime import date, timedelta

from workflows.demonstration.days import working_days
from workflows.demonstration.history import InventedComplaint
from workflows.demonstration.published import COMPLAINTS

THEMES = (
    ["Timeliness"] * 11
    + ["Communication"] * 4
    + ["Decision not to assess"] * 2
    + ["Content of plan"] * 2
    + ["School named in plan"]
)
STAGES = ["Stage 1"] * 8 + ["Stage 2"] * 2
OUTCOMES = ["Upheld"] * 5 + ["Partly upheld"] * 3 + ["Not upheld"] * 2
ANSWERED_WITHIN = (8, 30)


def complaints(*, luck: random.Random) -> tuple[InventedComplaint, ...]:
    """Every complaint of the history, oldest first."""
    received: list[date] = []
    for first, last, number in COMPLAINTS:
        days = working_days(first=date.fromisoformat(first), last=date.fromisoformat(last))
        received += luck.choices(days, k=number)
    themes = [THEMES[n % len(THEMES)] for n in range(len(received))]
    luck.shuffle(themes)
    return tuple(
        InventedComplaint(
            reference=f"CMP-{number:04d}",
            received_on=day,
            stage=luck.choice(STAGES),
            theme=theme,
            outcome=luck.choice(OUTCOMES),
            answered_on=day + timedelta(days=luck.randint(*ANSWERED_WITHIN)),
        )
        for number, (day, theme) in enumerate(zip(sorted(received), themes, strict=True), start=1)
    )
