"""A busy council: 13,000 plans under review, 4,000 requests a year, and years of closed cases.

A few stories are worked out for every week of the year; the rows of each are then written again
and again under other references, so that a register of 50,000 cases stands within a minute.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import Engine

from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind
from ehcp.law.rules import load_rules
from ehcp.register import files, projection
from ehcp.register.bulk import Entry, chained, put_people
from ehcp.register.engine import writing
from ehcp.register.references import ALPHABET
from ehcp.register.rows_at_once import insert_rows
from ehcp.register.tables import advice, cases, deadlines, events

TODAY = date(2026, 3, 2)
PLANS = 13_000
REQUESTS_A_YEAR = 4_000
OFFICERS = tuple(f"{a}{b} Invented" for a in "ABCDEFGHIJKLM" for b in "aeiou")
_AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
_ASKED = ("education", "educational_psychology", "health", "social_care", "parent")
_FORENAMES = tuple(a + b for a in ("Wil", "Fer", "Thi", "Bri", "Mos") for b in ("low", "n", "ra"))
_SURNAMES = tuple(
    a + b + c
    for a in ("Ink", "Mock", "Fab", "Sam", "Pre", "Dum", "Spec", "Make", "Story", "Fan")
    for b in ("well", "ley", "ton", "field", "by", "ham", "thorpe", "combe", "ster", "den")
    for c in ("", "e", "s", "son", "er", "y")
)
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class _Story:
    """The rows of a story, without the case that they belong to."""

    journey: str
    case: dict[str, Any]
    events: list[dict[str, Any]]
    deadlines: list[dict[str, Any]]
    advice: list[dict[str, Any]]


def fill(engine: Engine, *, years_closed: int) -> None:
    """Write the open cases of the day, and the closed ones of so many years."""
    told = [*_plans(), *_requests(), *_closed(years_closed)]
    numbers = count(1)
    with writing(engine) as connection:
        people = put_people(connection, [_child(number) for number in range(len(told))])
        rows: dict[str, list[dict[str, Any]]] = {"cases": [], "events": [], "limits": [], "of": []}
        for (story, officer), person_id in zip(told, people, strict=True):
            number = next(numbers)
            own = {"case_id": number}
            rows["cases"].append(
                story.case
                | {"id": number, "number": number, "reference": _reference(number)}
                | {"person_id": person_id, "officer": officer}
            )
            rows["events"] += [row | own for row in story.events]
            rows["limits"] += [row | own for row in story.deadlines]
            rows["of"] += [row | own for row in story.advice]
        insert_rows(connection, cases, rows["cases"])
        insert_rows(connection, events, rows["events"])
        insert_rows(connection, deadlines, rows["limits"])
        insert_rows(connection, advice, rows["of"])
    with engine.connect() as after:
        after.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


def _plans() -> Iterator[tuple[_Story, str]]:
    for number in range(PLANS):
        weeks = number % 52
        shape = "meeting" if weeks == 51 else "amending" if number % 40 == 0 else "review"
        yield _story(shape, TODAY - weeks * _WEEK), OFFICERS[number % len(OFFICERS)]


def _requests() -> Iterator[tuple[_Story, str]]:
    for number in range(REQUESTS_A_YEAR * 22 // 52):
        weeks = number % 22
        shape = "requested" if weeks < 6 else "assessing" if weeks < 16 else "draft"
        yield _story(shape, TODAY - weeks * _WEEK), OFFICERS[number % len(OFFICERS)]


def _closed(years: int) -> Iterator[tuple[_Story, str]]:
    for number in range(REQUESTS_A_YEAR * years):
        weeks = 22 + number % (52 * years)
        shape = "refused" if number % 4 == 0 else "issued"
        yield _story(shape, TODAY - weeks * _WEEK), OFFICERS[number % len(OFFICERS)]


def _child(number: int) -> dict[str, Any]:
    return {
        "external_id": f"X{number:07}",
        "forename": _FORENAMES[number * 7 % len(_FORENAMES)],
        "surname": _SURNAMES[number * 13 % len(_SURNAMES)],
        "born_on": date(2006, 9, 1) + timedelta(days=number * 37 % 5_000),
        "upn": f"H8{number:010}1",
        "postcode": f"AB{number % 90 + 10} {number % 9}CD",
        "setting": f"Setting {number % 300} Primary School",
        "year_group_by_hand": False,
        "more": {},
    }


def _reference(number: int) -> str:
    drawn = number * 7_919_999 % len(ALPHABET) ** 6
    letters = []
    for _ in range(6):
        drawn, place = divmod(drawn, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters[:3]) + "-" + "".join(letters[3:])


@cache
def _story(shape: str, began: date) -> _Story:
    journey = "annual_review" if shape in ("review", "meeting", "amending") else "needs_assessment"
    happened = [
        Entry(kind, began + timedelta(days=days), party, details)
        for kind, days, party, details in _HAPPENINGS[shape]
    ]
    recorded, seals = chained(happened, reference="AAA-AAA", at=_AT, by=OFFICERS[0])
    file = CaseFile(reference="AAA-AAA", recorded=recorded, journey=journey)
    limits = projection.deadline_rows(file, case_id=0, rules=load_rules())
    for row in limits:
        row["watch"] = row["watch"] and projection.SEEN
    case = projection.standing_columns(file, limits) | {
        "journey": journey,
        "source": "parent",
        "external_key": None,
        "follows_case_id": None,
        "head_hash": seals[-1],
        "opened_at": _AT,
        "woken_version": len(recorded),
    }
    kept = [
        files.event_row(event, case_id=0, sealed=seal)
        for event, seal in zip(recorded, seals, strict=True)
    ]
    return _Story(journey, case, kept, limits, projection.advice_rows(file, case_id=0))


_Happening = tuple[Kind, int, str | None, dict[str, str]]
_REQUESTED: list[_Happening] = [
    (Kind.REQUEST_RECEIVED, 0, None, {}),
    (Kind.NOTIFIED_CONSIDERING, 5, None, {}),
]
_ASSESSING: list[_Happening] = [
    *_REQUESTED,
    (Kind.TOLD_WILL_ASSESS, 38, None, {}),
    *((Kind.ADVICE_REQUESTED, 40, party, {}) for party in _ASKED),
]
_HELD: list[_Happening] = [
    (Kind.PLAN_LAST_REVIEWED, 0, None, {}),
    (Kind.REVIEW_MEETING_FIXED, 200, None, {"meeting_on": "2026-02-10"}),
]
_HAPPENINGS: dict[str, list[_Happening]] = {
    "review": [(Kind.PLAN_LAST_REVIEWED, 0, None, {})],
    "meeting": _HELD,
    "amending": [(Kind.PLAN_LAST_REVIEWED, 0, None, {}), (Kind.NOTE_ADDED, 0, None, {"note": "x"})],
    "requested": _REQUESTED,
    "assessing": [
        *_ASSESSING,
        *((Kind.ADVICE_RECEIVED, 60, party, {}) for party in _ASKED[:3]),
    ],
    "draft": [
        *_ASSESSING,
        *((Kind.ADVICE_RECEIVED, 75, party, {}) for party in _ASKED),
        (Kind.DECIDED_TO_ISSUE, 90, None, {}),
        (Kind.DRAFT_SERVED, 95, None, {}),
    ],
    "refused": [*_REQUESTED, (Kind.TOLD_WILL_NOT_ASSESS, 40, None, {})],
    "issued": [
        *_ASSESSING,
        *((Kind.ADVICE_RECEIVED, 75, party, {}) for party in _ASKED),
        (Kind.DECIDED_TO_ISSUE, 90, None, {}),
        (Kind.DRAFT_SERVED, 95, None, {}),
        (Kind.PLAN_FINALISED, 138, None, {}),
    ],
}
