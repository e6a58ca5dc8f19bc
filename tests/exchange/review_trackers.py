"""Writes a plausible tracker of annual reviews and says what the register must make of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

FIRST_OF_SEPTEMBER = date(2026, 9, 1)
OFFICERS = ("Kim", "Sam", "Alex", "Jo")
_NEEDS = ("ASD", "SEMH", "SLCN", "MLD", "SLD", "PD", "HI", "SPLD")
_AMENDED, _MAINTAINED, _CEASED = "Amend", "Maintain", "Cease"
_HEADINGS = (
    "Pupil ID", "Surname", "Forename", "DOB", "UPN", "NCY", "Setting", "SEN primary need",
    "Date initial EHC plan issued", "Date updated EHC plan issued", "Date EHC plan last reviewed",
    "Next review due", "Term", "Planned meeting date", "Invitations sent", "Papers circulated",
    "Review meeting", "Attended by health / social care", "Report received", "Recommendation",
    "Review outcome", "Decision letter sent", "Draft amended plan issued", "Representations due",
    "Final amended plan", "Phase transfer", "Phase transfer due date", "Phase transfer final date",
    "Officer", "Comments",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What the register must hold of one plan once the workbook has been taken in.

    Attributes:
        start: the kind of entry that its review starts with, and `start_on` its day.
        stage: where its review stands.
        met_on: the day of the meeting that was held; `meeting_on` the day it is fixed for.
        decided_on: the day of the decision; then the next review is to open by itself.
        transfer_kind: how its phase transfer starts, to `transfer_on`; None where it has none.
        born_on: the date of birth.
    """

    external_id: str
    born_on: date
    officer: str
    start: str
    start_on: date
    stage: str
    meeting_on: date | None = None
    met_on: date | None = None
    decision: str | None = None
    decided_on: date | None = None
    notice_on: date | None = None
    amended_on: date | None = None
    transfer_kind: str | None = None
    transfer_on: date | None = None
    transfer_final_on: date | None = None


def review_tracker(
    path: Path, *, plans: int = 2_000, seed: int = 2026, today: date = FIRST_OF_SEPTEMBER
) -> list[Truth]:
    """Write a workbook of so many plans as it stood on a day; give the truth about each.

    It is kept as councils keep theirs: a title above the headings, a sheet of notes before it,
    colours, a hidden column, days as dates and as text, words where a day should stand. Nothing in
    it is to be refused.
    """
    luck = Random(seed)  # noqa: S311 - not a secret
    told = [_plan(luck, number, today) for number in range(plans)]
    with xlsxwriter.Workbook(str(path)) as book:
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        late = book.add_format({"num_format": "dd/mm/yyyy", "bg_color": "#FFC7CE"})
        book.add_worksheet("Read me").write(0, 0, "Update every Friday please")
        sheet = book.add_worksheet("Annual reviews")
        sheet.merge_range(0, 0, 0, 7, "Annual reviews")
        sheet.write_row(2, 0, _HEADINGS)
        sheet.set_column(4, 4, None, None, {"hidden": True})
        for line, (_, row) in enumerate(told, start=3):
            for index, heading in enumerate(_HEADINGS):
                value = row.get(heading, "")
                if not isinstance(value, date):
                    sheet.write(line, index, value)
                elif luck.random() < 0.05:
                    sheet.write(line, index, f"{value:%d/%m/%Y}")
                else:
                    is_late = heading == "Next review due" and value < today
                    sheet.write_datetime(line, index, value, late if is_late else days)
    return [truth for truth, _ in told]


def _plan(luck: Random, number: int, today: date) -> tuple[Truth, dict[str, Any]]:
    """Invent a plan: where it stands, and the row that says so."""
    year = luck.choices(range(-1, 14), weights=[2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 8, 7, 6, 4, 2])[0]
    this_year = today.year - (today.month < 9)
    born_on = date(this_year - year - 5, 9, 1) + timedelta(days=luck.randint(0, 364))
    is_new = luck.random() < 0.18
    made_on = today - timedelta(days=luck.randint(10, 330) if is_new else luck.randint(500, 2_500))
    made_on = max(made_on, born_on + timedelta(days=400), date(2014, 9, 1))
    is_new = (today - made_on).days < 365
    row: dict[str, Any] = {
        "Pupil ID": f"EMS{number:05d}",
        "Surname": f"Invented{number}",
        "Forename": luck.choice(("Robin", "Ash", "Rowan", "Sky")),
        "DOB": born_on,
        "UPN": f"A{number:011d}B",
        "NCY": {-1: "N", 0: "R"}.get(year, year),
        "Setting": f"Invented School {number % 60}",
        "SEN primary need": luck.choice(_NEEDS),
        "Date initial EHC plan issued": made_on,
        "Officer": OFFICERS[number % len(OFFICERS)],
        "Comments": luck.choice(("", "", "", "parent prefers afternoons", "see file")),
    }
    truth: dict[str, Any] = {
        "external_id": row["Pupil ID"],
        "born_on": born_on,
        "officer": row["Officer"],
    }
    _review(luck, row, truth, made_on=made_on, is_new=is_new, today=today)
    transfer = dict(_transfer(luck, year, this_year, today))
    if row.get("Review outcome") == _CEASED:
        return Truth(**truth), row
    row |= {name: value for name, value in transfer.items() if name in _HEADINGS}
    truth |= {name: value for name, value in transfer.items() if name not in _HEADINGS}
    return Truth(**truth), row


def _review(
    luck: Random,
    row: dict[str, Any],
    truth: dict[str, Any],
    *,
    made_on: date,
    is_new: bool,
    today: date,
) -> None:
    state = "waiting" if is_new else luck.choices(_STATES, weights=_WEIGHTS)[0]
    ago = {"waiting": (1, 330), "overdue": (366, 460)}.get(state, (330, 420))
    last = today - timedelta(days=luck.randint(*ago))
    if is_new or last <= made_on:
        truth |= {"start": "plan_first_made", "start_on": made_on}
    else:
        row["Date EHC plan last reviewed"] = last
        truth |= {"start": "plan_last_reviewed", "start_on": last}
    start: date = truth["start_on"]
    row["Next review due"] = _a_year_later(start)
    row["Term"] = ("Spring", "Summer", "Autumn")[(row["Next review due"].month - 1) // 4]
    truth["stage"] = "review_due"
    if state in ("waiting", "overdue"):
        if luck.random() < 0.3:
            planned = today + timedelta(days=luck.randint(3, 100))
            row["Planned meeting date"] = planned
            truth |= {"stage": "review_arranged", "meeting_on": planned}
            if planned < today + timedelta(days=20):
                sent = max(start, today - timedelta(days=luck.randint(1, 10)))
                row["Invitations sent"] = sent
        elif luck.random() < 0.03:
            row["Planned meeting date"] = "tbc with school"
        return
    met = today - timedelta(days=luck.randint(45, 75) if state != "held" else luck.randint(3, 50))
    row["Review meeting"] = met
    row["Attended by health / social care"] = luck.choice(("", "Health", "Neither", "Both"))
    truth |= {"stage": "review_held", "met_on": met}
    if luck.random() < 0.8:
        row["Report received"] = min(today, met + timedelta(days=luck.randint(2, 25)))
    if state != "held":
        _decided(luck, row, truth, state, met=met, today=today)


_STATES = ("waiting", "overdue", "held", "maintained", "amending", "amended", "ceased")
_WEIGHTS = (58, 8, 12, 9, 9, 3, 1)


def _decided(
    luck: Random,
    row: dict[str, Any],
    truth: dict[str, Any],
    state: str,
    *,
    met: date,
    today: date,
) -> None:
    decided = met + timedelta(days=luck.choice((14, 20, 24, 27, 28, 33, 40)))
    words, kind, stage = {
        "maintained": (_MAINTAINED, "told_will_maintain", "review_maintained"),
        "ceased": (_CEASED, "review_decided_to_cease", "cease_decided"),
    }.get(state, (_AMENDED, "told_will_amend", "amending"))
    row |= {"Recommendation": words, "Review outcome": words, "Decision letter sent": decided}
    truth |= {"decision": kind, "decided_on": decided, "stage": stage}
    if words != _AMENDED or (state == "amending" and luck.random() < 0.15):
        return
    notice = min(today, decided + timedelta(days=luck.choice((0, 0, 0, 4))))
    row |= {"Draft amended plan issued": notice, "Representations due": notice + timedelta(days=15)}
    truth |= {"notice_on": notice, "stage": "amendment_proposed"}
    final = notice + timedelta(days=luck.randint(16, 30))
    if state == "amended" and final <= today:
        row |= {"Final amended plan": final, "Date updated EHC plan issued": final}
        truth |= {"amended_on": final, "stage": "plan_amended"}


def _transfer(luck: Random, year: int, this_year: int, today: date) -> Iterator[tuple[str, Any]]:
    """Invent the phase transfer of a child in the last year of a phase; some are forgotten."""
    if year not in (2, 6, 11) or luck.random() < 0.1:
        yield "Phase transfer", "N"
        return
    to_post16 = year == 11
    yield "Phase transfer", "Y"
    due = date(this_year + 1, 3, 31) if to_post16 else date(this_year + 1, 2, 15)
    yield "Phase transfer due date", due
    phase = "post16" if to_post16 else "school"
    yield "transfer_kind", f"phase_transfer_to_{phase}_due"
    yield "transfer_on", date(this_year + 1, 9, 1)
    if luck.random() < 0.02:
        final = today - timedelta(days=luck.randint(0, 2))
        yield "Phase transfer final date", final
        yield "transfer_final_on", final


def _a_year_later(day: date) -> date:
    """Write the next date as nearly everybody does: the anniversary, which is a day late."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 2, 28)
