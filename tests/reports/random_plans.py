"""Random plans: reviews that follow one another, transfers, and the other journeys, on any days."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind, place_on_a_day

FIRST, LAST = date(2022, 9, 1), date(2025, 6, 30)
_NOW = datetime(2025, 7, 1, 9, tzinfo=UTC)
_MARKS = (27, 28, 29, 55, 56, 57, 83, 84, 85, 364, 365, 366)
"""Days around the limits, where a count can be wrong by one: chance would seldom find them."""

_DECISIONS = (Kind.TOLD_WILL_MAINTAIN, Kind.TOLD_WILL_AMEND, Kind.REVIEW_DECIDED_TO_CEASE)
_ENDS = (Kind.PLAN_CEASED, Kind.PLAN_TRANSFERRED, Kind.DIED)

Told = tuple[date, Kind, str | None, dict[str, str]]


def case_file(reference: str, journey: str, told: Sequence[Told]) -> CaseFile:
    """Make a case file of what happened, in the order of the days."""
    story = sorted(told, key=lambda step: (step[0], place_on_a_day(step[1])))
    return CaseFile(
        reference=reference,
        journey=journey,
        recorded=tuple(
            Event(
                sequence=place,
                kind=kind,
                happened_on=on,
                party=party,
                details=details,
                recorded_at=_NOW,
                recorded_by="Kim",
            )
            for place, (on, kind, party, details) in enumerate(story, start=1)
        ),
    )


@st.composite
def plans(draw: st.DrawFn, number: int) -> list[CaseFile]:
    """Draw the reviews of one plan: each decision opens the next."""
    day = draw(st.dates(min_value=FIRST, max_value=LAST))
    kind = draw(st.sampled_from((Kind.PLAN_FIRST_MADE, Kind.PLAN_LAST_REVIEWED)))
    files: list[CaseFile] = []
    while len(files) < 4 and day <= LAST:
        told: list[Told] = [(day, kind, None, {})]
        if not files and draw(st.integers(0, 5)) == 0:
            facts = {"twelve_months_from": f"{day}"}
            over = day + timedelta(days=draw(st.integers(0, 350)))
            told.append((over, Kind.PLAN_TAKEN_OVER, None, facts))
        decided = draw(_review(told, max(step[0] for step in told)))
        files.append(case_file(f"R{number:02}-{len(files):03}", "annual_review", told))
        if decided is None:
            break
        day, kind = decided, Kind.PLAN_LAST_REVIEWED
    return files


@st.composite
def _review(draw: st.DrawFn, told: list[Told], start: date) -> date | None:
    """Draw the steps of a review; give the day of its decision, which opens the next."""
    fixed = _later(draw, start, 330)
    if draw(st.booleans()):
        details = {"meeting_on": f"{fixed + timedelta(days=draw(st.integers(0, 60)))}"}
        told.append((fixed, Kind.REVIEW_MEETING_FIXED, None, details))
    reach = draw(st.integers(0, 5))
    decided = None
    if reach > 0:
        met = _later(draw, fixed, 120)
        told.append((met, Kind.REVIEW_MEETING_HELD, None, {}))
        if reach > 1:
            decided = _later(draw, met, 60)
            decision = draw(st.sampled_from(_DECISIONS))
            told.append((decided, decision, None, {}))
            if decision is not Kind.TOLD_WILL_AMEND:
                return decided
            _amend(draw, told, decided, reach)
    if draw(st.integers(0, 9)) == 0 and not _is_over(told):
        last = max(step[0] for step in told)
        told.append((_later(draw, last, 60), draw(st.sampled_from(_ENDS)), None, {}))
    return decided


def _amend(draw: st.DrawFn, told: list[Told], decided: date, reach: int) -> None:
    if reach == 2:
        if draw(st.integers(0, 3)) == 0:
            told.append((_later(draw, decided, 60), Kind.DECIDED_NOT_TO_AMEND, None, {}))
        return
    noticed = _later(draw, decided, 30)
    told.append((noticed, Kind.AMENDMENT_NOTICE_SENT, None, {}))
    if reach > 3:
        kinds = (Kind.AMENDED_PLAN_FINALISED, Kind.DECIDED_NOT_TO_AMEND)
        told.append((_later(draw, noticed, 110), draw(st.sampled_from(kinds)), None, {}))


def _is_over(told: Sequence[Told]) -> bool:
    over = {Kind.AMENDED_PLAN_FINALISED, Kind.DECIDED_NOT_TO_AMEND}
    return any(kind in over for _, kind, _, _ in told)


@st.composite
def transfers(draw: st.DrawFn, number: int) -> list[CaseFile]:
    """Draw one change of phase."""
    start = draw(st.dates(min_value=FIRST, max_value=LAST))
    kind = draw(
        st.sampled_from(
            (
                Kind.PHASE_TRANSFER_TO_SCHOOL_DUE,
                Kind.PHASE_TRANSFER_TO_POST16_DUE,
                Kind.POST16_MOVE_PLANNED,
            )
        )
    )
    year = start.year + (start.month > 3)
    move = start + timedelta(days=draw(st.integers(160, 500)))
    fact = (
        {"move_on": f"{move}"}
        if kind is Kind.POST16_MOVE_PLANNED
        else {"transfer_on": f"{year}-09-01"}
    )
    told: list[Told] = [(start, kind, None, fact)]
    last = start
    if draw(st.booleans()):
        last = _later(draw, start, 200)
        told.append((last, Kind.REVIEW_MEETING_HELD, None, {}))
    end = draw(st.sampled_from(("final", "final", "open", "gone")))
    if end != "open":
        month, mark = (2, 14) if kind is Kind.PHASE_TRANSFER_TO_SCHOOL_DUE else (3, 30)
        around = [date(year, month, mark) + timedelta(days=days) for days in (-1, 0, 1, 2)]
        near = [day for day in around if day >= last]
        on_a_mark = draw(st.booleans())
        if near and on_a_mark:
            on = draw(st.sampled_from(near))
        else:
            on = last + timedelta(days=draw(st.integers(0, 300)))
        what = Kind.TRANSFER_PLAN_FINALISED if end == "final" else draw(st.sampled_from(_ENDS))
        told.append((on, what, None, {}))
    return [case_file(f"T{number:02}-000", "phase_transfer", told)]


@st.composite
def registers_of_plans(draw: st.DrawFn) -> tuple[list[list[CaseFile]], date]:
    """Draw the people of a register, and a day to report on: any, or one around a limit."""
    people = [draw(plans(number)) for number in range(draw(st.integers(0, 6)))]
    people += [draw(transfers(number)) for number in range(draw(st.integers(0, 4)))]
    # Fifty-six days before the last day of twelve months, and a day beside it.
    marks = (*_MARKS, 307, 308, 309)
    happened = [e.happened_on for files in people for file in files for e in file.events]
    if happened and draw(st.integers(0, 2)) > 0:
        since = draw(st.sampled_from(happened))
        return people, since + timedelta(days=draw(st.sampled_from((0, 1, *marks))))
    return people, draw(st.dates(min_value=FIRST, max_value=LAST + timedelta(days=400)))


@st.composite
def other_journeys(draw: st.DrawFn) -> list[list[CaseFile]]:
    """Draw people whose cases no figure of the twenty weeks may count, each with late advice."""
    people = [draw(plans(number)) for number in range(draw(st.integers(0, 2)))]
    people += [draw(transfers(number)) for number in range(draw(st.integers(0, 2)))]
    starts: dict[str, tuple[Kind, dict[str, str]]] = {
        "reassessment": (Kind.REASSESSMENT_DECIDED, {}),
        "ordered_assessment": (Kind.ASSESSMENT_ORDERED, {"order": "assess", "basis": "order"}),
        "amendment": (Kind.AMENDMENT_PROPOSED, {}),
        "ceasing": (Kind.CEASING_CONSIDERED, {}),
        "complaint": (Kind.COMPLAINT_RECEIVED, {"theme": "timeliness"}),
        "transfer_out": (Kind.MOVE_LEARNED, {"move_on": "2025-01-01", "to_authority": "Other"}),
        "transfer_in": (Kind.TRANSFERRED_IN, {"from_authority": "Other"}),
    }
    for place, (journey, (kind, details)) in enumerate(starts.items()):
        if not draw(st.booleans()):
            continue
        day = draw(st.dates(min_value=FIRST, max_value=LAST))
        told: list[Told] = [(day, kind, None, details)]
        if journey in ("reassessment", "ordered_assessment"):
            _assess(draw, told, day)
        people.append([case_file(f"X{place:02}-000", journey, told)])
    return people


def _assess(draw: st.DrawFn, told: list[Told], day: date) -> None:
    asked = _later(draw, day, 20)
    for party in ("educational_psychology", "health"):
        told.append((asked, Kind.ADVICE_REQUESTED, party, {}))
        if draw(st.booleans()):
            came = asked + timedelta(days=draw(st.integers(0, 90)))
            told.append((came, Kind.ADVICE_RECEIVED, party, {}))
    if draw(st.booleans()):
        drafted = _later(draw, asked, 120)
        told.append((drafted, Kind.DRAFT_SERVED, None, {}))
        told.append((_later(draw, drafted, 90), Kind.PLAN_FINALISED, None, {}))


def _later(draw: st.DrawFn, start: date, most: int) -> date:
    """Draw a day after another: any, or one around a limit counted since it."""
    near = [days for days in _MARKS if days <= most]
    on_a_mark = draw(st.booleans())
    if near and on_a_mark:
        return start + timedelta(days=draw(st.sampled_from(near)))
    return start + timedelta(days=draw(st.integers(0, most)))
