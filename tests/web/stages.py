"""Cases at every stage of every journey, and answers for the form of every kind of entry."""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import count

from sqlalchemy import Engine

from ehcp.cases.advice import SERVICE
from ehcp.cases.conditions.details import DAYS_IN_DETAILS, NEEDED
from ehcp.cases.conditions.orders import POSSIBLE
from ehcp.cases.events import Event
from ehcp.cases.journeys import JOURNEYS, Journey
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.open_case import open_case
from ehcp.casework.record import keep
from ehcp.law.notices import complete
from ehcp.register import files
from ehcp.register.engine import writing
from ehcp.web.staff.acts.entry_form import EntryForm, FactAsked
from tests.casework.desks import desk

BEGAN = date(2025, 9, 1)
LATELY = date(2026, 2, 10)
"""The day of the last entry before the one that a form records, which is put on 27 February."""
NOW = date(2026, 2, 27)
_BORN = date(2013, 3, 2)
_NOT_BY_THIS_FORM = frozenset(
    {
        Kind.EXCEPTION_CLAIMED,
        Kind.EXCEPTION_APPROVED,
        Kind.EXCEPTION_REFUSED,
        Kind.OFFICER_CHANGED,
    }
)
_numbers = count(1)


def places() -> Iterator[tuple[Journey, Stage]]:
    """Give every stage of every journey."""
    for journey in JOURNEYS:
        for stage in journey.stages:
            yield journey, stage


def kinds_at(journey: Journey, stage: Stage) -> list[Kind]:
    """Give the kinds that the general form records there."""
    return [kind for kind in journey.next_kinds(stage) if kind not in _NOT_BY_THIS_FORM]


def case_at(engine: Engine, journey: Journey, stage: Stage) -> str:
    """Bring a case of a new child to a stage by the shortest way, as a tracker might tell it."""
    first, *more = _way(journey)[stage]
    reference = open_case(
        engine,
        desk=desk(NOW.isoformat()),
        journey=journey.name,
        first=(first, BEGAN),
        details=_told(journey, first, BEGAN),
        person={
            "born_on": _BORN,
            "external_id": f"P{next(_numbers)}",
            "forename": "Ada",
            "surname": "Example",
        },
        officer="Kim Ashdown",
    )
    for kind in more:
        _append(engine, reference, kind, LATELY, details=_told(journey, kind, LATELY))
    if Kind.ADVICE_RECEIVED in journey.next_kinds(stage):
        for party in ("health", "education"):
            _append(engine, reference, Kind.ADVICE_REQUESTED, LATELY, party=party)
        _append(engine, reference, Kind.ADVICE_RECEIVED, LATELY, party="health")
    return reference


def answers_for(form: EntryForm, stage: Stage) -> tuple[dict[str, object], dict[str, str]]:
    """Fill a form in: the fields that a browser sends, and the details that a command takes."""
    fields: dict[str, object] = {"on": NOW}
    details: dict[str, str] = {}
    for fact in (*form.facts, *form.other_days):
        if fact.name == SERVICE:
            continue  # none is named in these registers
        sent, kept = _answer(form.kind, fact, stage)
        fields[fact.name] = sent
        details[fact.name] = kept
    if form.kind is Kind.EXISTING_ADVICE_USED:
        agreed = ("author_agrees", "authority_agrees", "family_agrees")
        details |= dict.fromkeys(agreed, "yes")
    if form.notice is not None:
        notice = form.notice.notice
        fields |= {"sent_to": list(notice.sent_to), "contains": list(notice.contents)}
        details |= {
            "sent_to": ",".join(notice.sent_to),
            "contains": ",".join(notice.contents),
        }
    if "note" not in details:
        fields["note"] = details["note"] = "A remark; 'quoted' & <b>bold</b>"
    return fields, details


def party_for(form: EntryForm) -> str | None:
    """Choose whom the entry is about."""
    if form.party is None:
        return None
    return form.party.choices[0][0] if form.party.choices else "Ash Lane School"


def _answer(kind: Kind, fact: FactAsked, stage: Stage) -> tuple[object, str]:
    match fact.words.typed:
        case "day":
            day = _day_for(fact.name)
            return day, day.isoformat()
        case "tick":
            return "yes", "yes"
        case "choice":
            fits = [each for each in POSSIBLE.get(stage, ()) if each in fact.words.choices]
            value = fits[0] if fact.name == "order" and fits else next(iter(fact.words.choices))
            return value, value
        case _:
            return f"{fact.name} of {kind.value}", f"{fact.name} of {kind.value}"


def _day_for(name: str) -> date:
    past = {"plan_made_on", "plan_last_reviewed_on", "twelve_months_from"}
    if name in past or name.endswith("_agreed_on"):
        return NOW - timedelta(days=7)
    return NOW + timedelta(days=0 if name == "received_by_body_on" else 14)


def _told(journey: Journey, kind: Kind, day: date) -> dict[str, str]:
    """Give the details of an entry on the way there."""
    told = {
        each.name: (
            (day + timedelta(days=10)).isoformat()
            if each.name in DAYS_IN_DETAILS
            else each.for_example
        )
        for each in NEEDED.get(kind, ())
    }
    if kind is Kind.ASSESSMENT_ORDERED:
        told["order"] = "assess"
    return told | complete(kind.value, journey.name)


def _append(
    engine: Engine,
    reference: str,
    kind: Kind,
    day: date,
    *,
    party: str | None = None,
    details: Mapping[str, str] | None = None,
) -> None:
    """Put an entry on record as it is: whether it could be so is not what is asked here."""
    at = desk(NOW.isoformat())
    with writing(engine) as connection:
        held = files.load(connection, reference, to_write=True)
        event = Event(
            sequence=len(held.file.recorded) + 1,
            kind=kind,
            happened_on=day,
            party=party,
            details=dict(details or {}),
            recorded_at=at.at,
            recorded_by="Kim Ashdown",
            previous_hash=held.head_hash,
        )
        keep(connection, held, event, desk=at)


@cache
def _way(journey: Journey) -> dict[Stage, tuple[Kind, ...]]:
    """Find the shortest way to every stage of a journey."""
    ways: dict[Stage, tuple[Kind, ...]] = {}
    ahead: deque[tuple[Stage, tuple[Kind, ...]]] = deque(
        (step.to, (step.when,)) for step in journey.steps if step.at is None
    )
    while ahead:
        stage, way = ahead.popleft()
        if stage in ways:
            continue
        ways[stage] = way
        ahead.extend((step.to, (*way, step.when)) for step in journey.steps if step.at is stage)
    return ways
