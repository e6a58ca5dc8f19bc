"""Invented histories that a journey allows, for properties that every case must have."""

from datetime import date, timedelta

from hypothesis import strategies as st

from ehcp.cases.advice import AdviceRequest, advice_requests
from ehcp.cases.case_file import NEEDS_ASSESSMENT_JOURNEY, CaseFile
from ehcp.cases.conditions import refuse_impossible
from ehcp.cases.deadlines import deadlines
from ehcp.cases.events import Event
from ehcp.cases.exceptions import ABOUT_EXCEPTIONS
from ehcp.cases.journeys import JOURNEYS, journey_named
from ehcp.cases.kinds import STARTS, Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.persons import is_detained
from ehcp.cases.standing import Standing, standing
from ehcp.law.notices import complete
from ehcp.law.rules import load_rules
from tests.builders import NOW, REFERENCE, TODAY

PARTIES = ("educational_psychology", "health", "education")
NAMES = tuple(journey.name for journey in JOURNEYS)
_COMMON = (
    Kind.TOLD_WILL_ASSESS,
    Kind.ADVICE_REQUESTED,
    Kind.ADVICE_RECEIVED,
    Kind.ADVICE_SENT_BACK,
    Kind.DECIDED_TO_ISSUE,
    Kind.DRAFT_SERVED,
    Kind.SETTING_CONSULTED,
    Kind.SETTING_REPLIED,
    Kind.REPRESENTATIONS_RECEIVED,
    Kind.PLAN_FINALISED,
)
_UNTRIED = {*ABOUT_EXCEPTIONS, Kind.CORRECTED}
_ENDINGS_ARE_RARE = {Kind.WITHDRAWN, Kind.MOVED_OUT, Kind.DIED, Kind.NO_LONGER_NEEDED}


def _tried(journey: str) -> tuple[Kind, ...]:
    """List the kinds of a journey, those that bring a case on twice."""
    table = journey_named(journey)
    kinds = [kind for kind in Kind if table.stages_for(kind) and kind not in _UNTRIED]
    moving = [
        kind for kind in kinds if table.moves_the_case(kind) and kind not in _ENDINGS_ARE_RARE
    ]
    common = _COMMON * 2 if journey == NEEDS_ASSESSMENT_JOURNEY else ()
    return (*common, *moving, *moving, *kinds)


_ORDERS = ("amend_contents", "amend_placement", "continue", "continue_and_amend")
_SAID = {
    Kind.EXISTING_ADVICE_USED: dict.fromkeys(
        ("author_agrees", "authority_agrees", "family_agrees"), "yes"
    ),
    Kind.OFFICER_CHANGED: {"officer": "Kim"},
    Kind.MOVE_LEARNED: {"to_authority": "Elmshire"},
    Kind.TRANSFERRED_IN: {"from_authority": "Elmshire"},
    Kind.TRANSFER_PLAN_FINALISED: {"names": "a special school"},
    Kind.COMPLAINT_RECEIVED: {"theme": "delay"},
    Kind.REMEDY_AGREED: {"remedy": "apology"},
}
_DAYS_LATER: dict[Kind, dict[str, tuple[int, int]]] = {
    Kind.REVIEW_MEETING_FIXED: {"meeting_on": (0, 60)},
    Kind.PHASE_TRANSFER_TO_SCHOOL_DUE: {"transfer_on": (60, 500)},
    Kind.PHASE_TRANSFER_TO_POST16_DUE: {"transfer_on": (60, 500)},
    Kind.POST16_MOVE_PLANNED: {"move_on": (0, 400)},
    Kind.COMMISSIONER_MOVE_LEARNED: {"move_on": (-30, 60)},
    Kind.MOVE_LEARNED: {"move_on": (-30, 60)},
    Kind.PLAN_TAKEN_OVER: {"twelve_months_from": (-400, 0)},
    Kind.TRIBUNAL_ORDERED: {"order_e": (0, 90)},
    Kind.REMEDY_AGREED: {"due_on": (0, 60)},
    Kind.AMENDMENT_NOTICE_SENT: {"served_on": (0, 3)},
    Kind.AMENDMENT_PROPOSED: {"served_on": (0, 3)},
}
_ONE_OF: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.REVIEW_ARRANGER_SET: {"arranged_by": ("setting", "authority")},
    Kind.TRIBUNAL_ORDERED: {"order": (*_ORDERS, "assess", "dismiss_ceasing")},
    Kind.MEDIATION_AGREED: {"order": (*_ORDERS, "other"), "parties": ("authority", "commissioner")},
    Kind.APPEAL_UNOPPOSED: {"order": _ORDERS},
    Kind.ASSESSMENT_ORDERED: {"order": ("assess", "make_plan"), "basis": ("order", "unopposed")},
}
TRIED = {name: _tried(name) for name in NAMES}


@st.composite
def histories(
    draw: st.DrawFn,
    *,
    at_least_days_apart: int = 0,
    journey: str | None = NEEDS_ASSESSMENT_JOURNEY,
    longest: int = 30,
) -> CaseFile:
    """Draw a history of a case in which every entry is allowed where it stands.

    Of a needs assessment, or of another journey by its name; of any one with None.
    """
    name = journey or draw(st.sampled_from(NAMES))
    day = draw(st.dates(date(2024, 1, 1), date(2025, 12, 31)))
    born_on = draw(st.sampled_from((None, date(2021, 5, 1), date(2012, 5, 1))))
    file = CaseFile(reference=REFERENCE, recorded=(), journey=name, born_on=born_on)
    start = draw(st.sampled_from(journey_named(name).starts))
    file = file.with_entry(an_event(file, start, day, None, draw))
    tries = st.tuples(
        st.sampled_from(TRIED[name]),
        st.integers(at_least_days_apart, 14),
        st.sampled_from(PARTIES),
    )
    for kind, days_later, party in draw(st.lists(tries, max_size=longest)):
        if kind in STARTS and file.of((kind,)):
            continue
        on = day + timedelta(days=days_later)
        event = an_event(file, kind, on, party if about_a_party(kind) else None, draw)
        try:
            refuse_impossible(file=file, event=event, today=TODAY)
        except NotPossible:
            continue
        day = event.happened_on
        file = file.with_entry(event)
    return file


def an_event(file: CaseFile, kind: Kind, day: date, party: str | None, draw: st.DrawFn) -> Event:
    """Make the entry that would come next on this file's record."""
    detained = kind.value.startswith("detained") or is_detained(file)
    return Event(
        sequence=len(file.recorded) + 1,
        kind=kind,
        happened_on=day,
        party=party,
        details=details_of(kind, day, draw) | complete(kind.value, file.journey, detained=detained),
        recorded_at=NOW,
        recorded_by="Kim",
    )


def details_of(kind: Kind, day: date, draw: st.DrawFn) -> dict[str, str]:
    """Give the details without which a kind says too little, drawn where there is a choice."""
    days = {
        name: (day + timedelta(days=draw(st.integers(least, most)))).isoformat()
        for name, (least, most) in _DAYS_LATER.get(kind, {}).items()
    }
    chosen = {name: draw(st.sampled_from(each)) for name, each in _ONE_OF.get(kind, {}).items()}
    return _SAID.get(kind, {}) | days | chosen


def about_a_party(kind: Kind) -> bool:
    """Say whether this kind of event is about one advice-giver or setting."""
    if kind in {Kind.REVIEW_ADVICE_CIRCULATED, Kind.SETTING_ADMITTED}:
        return False
    return (
        "advice" in kind
        or "setting_" in kind
        or kind
        in {
            Kind.APPOINTMENT_MISSED,
            Kind.NIL_REPLY,
        }
    )


def all_that_follows(
    file: CaseFile,
) -> tuple[list[tuple[object, ...]], list[AdviceRequest], Standing]:
    """Give everything that is worked out from a record, without who wrote it down and when."""
    return (
        sorted(
            (
                limit.rule.id,
                limit.rule.version,
                limit.party or "",
                limit.started_on,
                limit.due_on or date.max,
                limit.met_on or date.max,
                limit.fell_away_on or date.max,
                sorted(limit.facts.items()),
                limit.exception.ground_id if limit.exception else "",
            )
            for limit in deadlines(file, load_rules())
        ),
        sorted(advice_requests(file), key=lambda each: (each.requested_on, each.party)),
        standing(file),
    )


__all__ = ["NAMES", "REFERENCE", "about_a_party", "all_that_follows", "an_event", "histories"]
