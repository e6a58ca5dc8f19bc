"""The council of the school year: the example, with the tracker's people and some mailboxes."""

import shutil
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from config.council import EXAMPLE, Council, read_council


@dataclass(frozen=True)
class Term:
    """A term of a setting: when it begins, and when the next one does."""

    begins: date
    ends: date


OFFICERS = {"Kim": "kim", "Sam": "sam", "Jo": "jo"}
"""Alex, who has plans too, is not among the council's people: those go to the team."""

MAILBOXES = {f"9001{n:02}": f"Invented School {n}" for n in range(1, 9)}
"""Settings of the tracker that the council writes to; to the others it does not."""

TERMS = (
    Term(date(2026, 9, 2), date(2027, 1, 4)),
    Term(date(2027, 1, 4), date(2027, 4, 12)),
    Term(date(2027, 4, 12), date(2027, 9, 2)),
    Term(date(2027, 9, 2), date(2028, 1, 6)),
)
"""The terms of all of them; of the last one only the beginning is known."""


def on_holiday(day: date) -> bool:
    """Say whether all of them are closed: they keep the default calendar of the example."""
    calendar = tomllib.loads((EXAMPLE / "closures.toml").read_text(encoding="utf-8"))["default"]
    return any(each["closed_from"] <= day < each["reopens"] for each in calendar["closed"])


def a_council(folder: Path) -> Council:
    """Write the council's folder and read it."""
    shutil.copytree(EXAMPLE, folder)
    _replace(
        folder / "people.toml",
        "[caseworkers]\n",
        "[caseworkers]\n" + "".join(f'"{name}" = "{address(name)}"\n' for name in OFFICERS),
    )
    with (folder / "people.toml").open("a", encoding="utf-8") as people:
        people.writelines(f'{urn} = "{urn}@settings.example"\n' for urn in MAILBOXES)
    with (folder / "closures.toml").open("a", encoding="utf-8") as closures:
        for urn, name in MAILBOXES.items():
            closures.write(f'\n[settings.{urn}]\nname = "{name}"\nkeeps_default = true\n')
    for letter in ("reviews_this_term", "review_report_due"):
        _replace(folder / "letters.toml", f"[{letter}]\nsend = false", f"[{letter}]\nsend = true")
    return read_council(folder)


def address(officer: str | None) -> str:
    """Give the address at which a caseworker of the tracker is told; the team's for the others."""
    mailbox = OFFICERS.get(officer or "", "ehc.team")
    return f"{mailbox}@exampleshire.example"


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def mailbox_of(name: str | None) -> str | None:
    """Give the number of a setting of this name that the council writes to."""
    return next((urn for urn, known in MAILBOXES.items() if known == name), None)
