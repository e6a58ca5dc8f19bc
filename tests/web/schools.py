"""A school with pupils in tests: reviews, requests for advice, and a consultation."""

from datetime import date
from typing import Any

from sqlalchemy import Engine

from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from tests.casework.desks import desk, put

LARK = "999001"
"""Lark Rise Primary School, which the example council's calendar knows."""
CANDLEFORD = "999002"
"""Candleford Academy, which it knows too."""
UNKNOWN = "123456"
"""A school that no calendar knows."""


def pupil(number: str, urn: str | None = LARK, **more: Any) -> dict[str, object]:
    """Give a child at a school."""
    names = {"forename": f"Wren{number}", "surname": "Larkspur"}
    return {
        "born_on": date(2015, 3, 2),
        "external_id": number,
        "setting_urn": urn,
        **names,
        **more,
    }


def review_of(engine: Engine, number: str, *, made: str = "2025-05-20", **more: Any) -> str:
    """Open the review of a plan that was made on a day."""
    return open_case(
        engine,
        desk=desk(made),
        journey="annual_review",
        first=(Kind.PLAN_FIRST_MADE, date.fromisoformat(made)),
        person=pupil(number, **more),
        officer="Kim Ashdown",
    )


def assessment_of(engine: Engine, number: str, **more: Any) -> str:
    """Open an assessment in which education was asked for advice on 10 February 2026."""
    reference = open_case(
        engine,
        desk=desk("2026-01-05"),
        received_on=date(2026, 1, 5),
        person=pupil(number, **more),
        officer="Kim Ashdown",
    )
    put(engine, reference, Kind.TOLD_WILL_ASSESS, "2026-02-10")
    put(engine, reference, Kind.ADVICE_REQUESTED, "2026-02-10", party="education")
    return reference


def consulted(engine: Engine, number: str, *parties: str, **more: Any) -> str:
    """Open a case with a draft, about which these schools were consulted on 23 February 2026."""
    reference = assessment_of(engine, number, **({"urn": None} | more))
    put(engine, reference, Kind.DECIDED_TO_ISSUE, "2026-02-20")
    for party in parties:
        put(engine, reference, Kind.SETTING_CONSULTED, "2026-02-23", party=party)
    return reference
