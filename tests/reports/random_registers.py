"""Random registers: cases that follow the journey, on any days, with every kind of ending."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind, place_on_a_day

FIRST, LAST = date(2023, 6, 1), date(2025, 6, 30)
KINDS = (AdviceKind.EDUCATIONAL_PSYCHOLOGY, AdviceKind.HEALTH, AdviceKind.PARENT)
OFFICERS = ("Kim", "Morgan", None)
_ENDS = (Kind.WITHDRAWN, Kind.MOVED_OUT, Kind.DIED)
_NOW = datetime(2025, 7, 1, 9, tzinfo=UTC)

MARKS = (41, 42, 43, 111, 112, 113, 139, 140, 141, 142)
"""Days around the limits, where a count can be wrong by one: chance would seldom find them."""

Told = tuple[date, Kind, str | None, dict[str, str]]


@st.composite
def case_files(draw: st.DrawFn, number: int) -> CaseFile:
    """Draw one case."""
    day = draw(st.dates(min_value=FIRST, max_value=LAST))
    told: list[Told] = [(day, Kind.REQUEST_RECEIVED, None, {})]
    closed = draw(_journey(told, day))
    if draw(st.integers(0, 5)) == 0:
        facts = {"ground": "personal_circumstances", "described": "x", "from_on": f"{day}"}
        told.append((day, Kind.EXCEPTION_APPROVED, None, facts))
    if draw(st.integers(0, 7)) == 0 and not closed:
        out = max(step[0] for step in told) + timedelta(days=draw(st.integers(0, 60)))
        told.append((out, draw(st.sampled_from(_ENDS)), None, {}))
    told.sort(key=lambda step: (step[0], place_on_a_day(step[1])))
    entries = [
        Event(
            sequence=place,
            kind=kind,
            happened_on=on,
            party=party,
            details=details,
            recorded_at=_NOW,
            recorded_by="Kim",
        )
        for place, (on, kind, party, details) in enumerate(told, start=1)
    ]
    if draw(st.integers(0, 5)) == 0:
        entries.append(_corrected(entries, day - timedelta(days=draw(st.integers(1, 30)))))
    return CaseFile(reference=f"{number:03}-AAA", recorded=tuple(entries))


@st.composite
def registers_and_days(draw: st.DrawFn) -> tuple[list[CaseFile], date]:
    """Draw a register of a few cases, and a day to report on: any, or one around a limit."""
    files = [draw(case_files(number)) for number in range(draw(st.integers(0, 9)))]
    events = [event.happened_on for file in files for event in file.events]
    around_a_limit = draw(st.integers(0, 2)) > 0
    if events and around_a_limit:
        since = draw(st.sampled_from(events))
        return files, since + timedelta(days=draw(st.sampled_from((0, 1, *MARKS))))
    return files, draw(st.dates(min_value=FIRST, max_value=LAST + timedelta(days=400)))


def _later(draw: st.DrawFn, start: date, most: int, *, since: date, earliest: int = 0) -> date:
    """Draw a day after another: any, or one around a limit counted since a third."""
    first = start + timedelta(days=earliest)
    marks = [since + timedelta(days=days) for days in MARKS]
    near = [day for day in marks if first <= day <= start + timedelta(days=most)]
    around_a_limit = draw(st.booleans())
    if near and around_a_limit:
        return draw(st.sampled_from(near))
    return start + timedelta(days=draw(st.integers(earliest, most)))


@st.composite
def _journey(draw: st.DrawFn, told: list[Told], day: date) -> bool:
    """Draw the steps of a journey; say whether it ended by itself."""
    reach = draw(st.integers(0, 5))
    if reach == 0:
        return False
    decided = _later(draw, day, 70, since=day)
    will_assess = draw(st.integers(0, 4)) > 0
    kind = Kind.TOLD_WILL_ASSESS if will_assess else Kind.TOLD_WILL_NOT_ASSESS
    told.append((decided, kind, None, {}))
    if not will_assess:
        return True
    for asked in draw(st.sets(st.sampled_from(KINDS))):
        _advice(told, asked, _later(draw, decided, 25, since=day), draw)
    if reach == 1:
        return False
    agreed = _later(draw, decided, 90, since=day)
    if draw(st.integers(0, 5)) == 0:
        told.append((agreed, Kind.TOLD_NO_PLAN, None, {}))
        return True
    told.append((agreed, Kind.DECIDED_TO_ISSUE, None, {}))
    drafted = _later(draw, agreed, 60, since=day)
    if reach > 2:
        told.append((drafted, Kind.DRAFT_SERVED, None, {}))
    if reach > 3:
        final = _later(draw, drafted, 135, since=day, earliest=15)
        told.append((final, Kind.PLAN_FINALISED, None, {}))
    return reach > 3


def _advice(told: list[Told], kind: AdviceKind, asked: date, draw: st.DrawFn) -> None:
    party = kind.value
    begun = _later(draw, asked, 5, since=asked) if draw(st.booleans()) else asked
    got = {"received_by_body_on": begun.isoformat()} if begun != asked else {}
    told.append((asked, Kind.ADVICE_REQUESTED, party, got))
    end = draw(
        st.sampled_from(("nothing", "came", "came", "came", "nil", "taken back", "reworked"))
    )
    if end == "nothing":
        return
    came = _later(draw, asked, 110, since=begun, earliest=1)
    if end == "taken back":
        told.append((came, Kind.ADVICE_REQUEST_CANCELLED, party, {}))
        return
    told.append((came, Kind.NIL_REPLY if end == "nil" else Kind.ADVICE_RECEIVED, party, {}))
    if end == "reworked":
        back = _later(draw, came, 10, since=begun, earliest=1)
        told.append((back, Kind.ADVICE_SENT_BACK, party, {}))
        if draw(st.booleans()):
            again = _later(draw, back, 40, since=begun, earliest=1)
            told.append((again, Kind.ADVICE_RECEIVED, party, {}))


def _corrected(entries: list[Event], to: date) -> Event:
    return Event(
        sequence=len(entries) + 1,
        kind=Kind.CORRECTED,
        happened_on=LAST,
        details={"happened_on": to.isoformat()},
        corrects=1,
        recorded_at=_NOW,
        recorded_by="Kim",
    )
